"""A real SMTP server that behaves differently to each letter, by chance, and keeps what it took."""

import asyncio
import re
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session

MESSAGE_ID = re.compile(rb"^Message-ID: <([^@]+)@", re.MULTILINE)
FINE, REFUSES, LATER, CLOSES, LEAVES_EARLY, LEAVES_LATE, ANSWERS_LATE, SLOW = range(8)
TROUBLES = (REFUSES, LATER, CLOSES, LEAVES_EARLY, LEAVES_LATE, ANSWERS_LATE, SLOW)
# Beyond the timeout of a troubled tick.
TOO_LONG, SHORT_TIMEOUT = 0.25, 0.15


class Moody:
    """Accepts all while `trouble` is 0; else that share of the letters meets one of TROUBLES."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.trouble, self.mood = chance, 0.0, FINE
        self.accepted: list[str] = []

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.mood = self.chance.choice(TROUBLES) if self.chance.random() < self.trouble else FINE
        if self.mood == SLOW:
            await asyncio.sleep(TOO_LONG)
        if self.mood == CLOSES:
            return "421 closing"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood == LEAVES_EARLY:
            _hang_up(server)
        if self.mood == REFUSES:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.mood == LATER:
            return "451 later"
        assert isinstance(envelope.content, bytes)
        found = MESSAGE_ID.search(envelope.content)
        assert found is not None
        self.accepted.append(found[1].decode())
        if self.mood == LEAVES_LATE:
            _hang_up(server)
        if self.mood == ANSWERS_LATE:
            await asyncio.sleep(TOO_LONG)
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.abort()
