"""A real SMTP server that behaves as a test asks, and people who can be written to."""

import socket
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message as Mail
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan
from tests.cast import LONG_AGO
from tests.notifications.summing import named, play
from tests.pages.conftest import Browser, browser_of
from workflows.models import Cycle, Report


class Mailbox:
    """The letters a server accepted, and what it answers: words of RFC 5321 by address."""

    def __init__(self) -> None:
        self.letters: list[Mail] = []
        self.refused_addresses: dict[str, str] = {}
        self.answer_to_data = "250 OK"
        self.hangs_up_after_data = 0
        self.closes_with_it = False
        self.close: Callable[[], object] = lambda: None

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused_addresses:
            return self.refused_addresses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if not self.answer_to_data.startswith("2"):
            return self.answer_to_data
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content))
        if self.hangs_up_after_data:
            self.hangs_up_after_data -= 1
            assert server.transport is not None
            server.transport.abort()
            if self.closes_with_it:
                self.close()
        return "250 OK"

    def to(self, person: User) -> list[Mail]:
        return [letter for letter in self.letters if letter["To"] == person.email]

    def ids(self) -> list[str]:
        return [str(letter["Message-ID"]) for letter in self.letters]


def words_of(letter: Mail, kind: str = "text/plain") -> str:
    """Return the letter's words of a kind, decoded."""
    parts = [part for part in letter.walk() if part.get_content_type() == kind]
    payload = parts[0].get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def title_of(letter: Mail) -> str:
    return str(make_header(decode_header(str(letter["Subject"]))))


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """Serve a mailbox on a free port and set it as the installation's mail server."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.close = lambda: controller.server and controller.server.close()
    settings.MAIL_IS_SET = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_TIMEOUT = 2
    yield box
    controller.stop()


@pytest.fixture
def browser() -> Browser:
    return browser_of


@pytest.fixture
def with_address() -> Callable[..., User]:
    """Give a person of the cast an address to be written to."""

    def give(person: User, address: str = "") -> User:
        person.email = address or f"{person.username}@example.invalid"
        person.save(update_fields=["email"])
        return person

    return give


@pytest.fixture
def played(cycle: Cycle, liaison: User, reviewer: User, signer: User) -> dict[str, Report]:
    """2025-Q4 half-way, as `tests.notifications.summing` plays it; reports by what they show."""
    return play(cycle, named(liaison, "liaison"), named(reviewer, "reviewer"), signer)


@pytest.fixture
def released_by_the_office(plan: Plan) -> None:
    """Let the plan's office release its summaries by itself, without the route."""
    plan.issues_summaries = False
    plan.save()


@pytest.fixture
def observer(plan: Plan) -> User:
    user = User.objects.create_user(
        "observer", name="观察员", home_unit=plan.committee.units.first()
    )
    give(user, Role.OBSERVER, by=None, why="演示授权", from_on=LONG_AGO, committee=plan.committee)
    return user
