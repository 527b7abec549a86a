"""A sender's bag: the letters it has taken up, and the one it is handing over (decision 0042)."""

import uuid
from datetime import datetime
from typing import Self

import structlog
from django.db import connection
from django.utils import timezone

from notifications.models import Message, State
from notifications.wanted import Wanted

log = structlog.get_logger()

BAGFUL = 100
# One durable write a letter: it begins one, and notes the one before it as sent. Twice as fast as
# two of the ORM's in a transaction, which would be the dearest thing a letter costs us.
NEXT_ONE = """
UPDATE notifications_message SET
    state = CASE WHEN id = %(next)s THEN 'sending' ELSE 'sent' END,
    claim = CASE WHEN id = %(next)s THEN claim ELSE '' END,
    tries = CASE WHEN id = %(next)s THEN tries + 1 ELSE tries END,
    claimed_at = CASE WHEN id = %(next)s THEN %(now)s ELSE claimed_at END,
    sent_at = CASE WHEN id = %(next)s THEN NULL ELSE %(accepted_at)s END,
    error = CASE WHEN id = %(next)s THEN error ELSE '' END
WHERE id IN (%(next)s, %(before)s) AND claim = %(claim)s
"""


class Bag:
    """Letters claimed together; no more than one of them is ever with the mail server.

    A letter taken up is still 待发送, under a claim. It is 发送中 from just before it is handed
    over until it is noted: of a sender that dies, this one alone is uncertain.
    """

    def __init__(self, claim: str, letters: list[Message]) -> None:
        self.claim, self.letters = claim, letters
        self.wanted = Wanted(letters)
        self._sent: list[str] = []
        self._accepted: Message | None = None
        self._accepted_at = timezone.now()

    @classmethod
    def filled(cls, *, at: datetime) -> Self:
        """Take up the oldest letters that wait, committed before any of them is sent."""
        claim = str(uuid.uuid4())
        first = Message.objects.to_send(at=at).values("pk")[:BAGFUL]
        found = Message.objects.filter(pk__in=list(first.values_list("pk", flat=True)))
        # Asked again of the row itself: another sender may have been quicker.
        if not found.unclaimed().update(claim=claim, claimed_at=at):
            return cls(claim, [])
        return cls(claim, list(found.filter(claim=claim).order_by("pk")))

    def begin(self, letter: Message) -> bool:
        """Note the one before as sent, and that this one goes now; False where the claim lapsed."""
        before = self._accepted or letter
        found = self._write_next(letter, before)
        letter.tries += 1
        if before is not letter:
            self._accepted = None
        return found == len({letter.pk, before.pk}) or self._is_ours(letter)

    def _write_next(self, letter: Message, before: Message) -> int:
        adapted = connection.ops.adapt_datetimefield_value
        facts: dict[str, str | int | None] = {
            "next": letter.pk, "before": before.pk, "claim": self.claim,
            "now": adapted(timezone.now()), "accepted_at": adapted(self._accepted_at),
        }  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(NEXT_ONE, facts)
            return int(cursor.rowcount)

    def _is_ours(self, letter: Message) -> bool:
        return Message.objects.filter(pk=letter.pk, claim=self.claim).exists()

    def accepted(self, letter: Message) -> None:
        """Keep in mind that the server has it: noted with what is written next."""
        self._accepted, self._accepted_at = letter, timezone.now()
        self._sent.append(str(letter.number))

    def settle(self) -> None:
        """Note what was accepted last, before anything that takes its time."""
        if self._accepted is not None:
            self.note(self._accepted, State.SENT, sent_at=self._accepted_at, error="")
            self._accepted = None

    def note(self, letter: Message, state: State, **facts: object) -> str:
        """Write what became of a letter, if the claim is still ours; return the tally's word."""
        ours = Message.objects.filter(pk=letter.pk, claim=self.claim)
        ours.update(state=state, claim="", **facts)
        if state != State.SENT:
            log.info("mail.noted", letter=str(letter.number), state=str(state), tries=letter.tries)
        return str(state)

    def give_back(self) -> None:
        """Let go of what was not begun: nothing is uncertain about it."""
        mine = Message.objects.filter(pk__in=[letter.pk for letter in self.letters])
        mine.filter(claim=self.claim, state=State.QUEUED).update(claim="")
        if self._sent:
            log.info("mail.sent", letters=self._sent)
