"""The mail server at work: what it accepted, refused for good or for now, or left uncertain."""

import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, NoReturn, Self
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string

from notifications.claiming import Delivery
from notifications.models import Message
from project.installation.models import is_demo

OK = 250
CLOSING = 421  # the server ends the session: it took nothing (RFC 5321, 3.8)
# Seconds without a word after which a connection is tried before it is used.
IDLE = 1.0
DOMAIN = "zeren.invalid"  # of Message-IDs; a name that is nobody's (RFC 2606)
BROKEN = "发送时连接中断，这封信可能已经送达"
FOR_GOOD = 500  # SMTP's answers from here on are permanent (RFC 5321, 4.2.1)


class NoServer(Exception):
    """No mail server is set or it cannot be reached; nothing was handed over."""


class HungUp(Exception):
    """The server ended the session before a letter's words: it cannot have the letter."""


@contextmanager
def post_office() -> Iterator["Post"]:
    """Open the way out; raises NoServer. A demo's mail is written to files and never leaves."""
    demo = is_demo()
    if not demo and not settings.MAIL_IS_SET:
        raise NoServer("还没有设置邮件服务器（EMAIL_URL）。")
    post = Post(_demo_box() if demo else get_connection(), demo=demo)
    post.open()
    try:
        yield post
    finally:
        post.close()


def _demo_box() -> Any:
    return get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=settings.DATA_DIR / "mail"
    )


class Post:
    """One connection for many letters."""

    def __init__(self, connection: Any, *, demo: bool) -> None:
        self.connection, self.demo = connection, demo
        self.words_are_out = False
        # Whether a letter was answered over this connection, and when anything was.
        self.proven, self.heard_at = False, time.monotonic()
        # The letter that comes next, and one that was built ahead of its turn.
        self._next: Message | None = None
        self._ahead: Ready | None = None

    def open(self) -> None:
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NoServer(f"连接不上邮件服务器：{_said(error)}") from error
        self.proven, self.heard_at = False, time.monotonic()
        if self._smtp is not None:
            self._listen(self._smtp)

    def _listen(self, smtp: Any) -> None:
        """Learn when a letter's words go out: smtplib sends bytes for nothing else.

        Before that, nothing can be uncertain; after it, the next letter is built while the server
        thinks about this one.
        """
        put: Callable[[str | bytes], None] = smtp.send

        def send(what: str | bytes) -> None:
            if not isinstance(what, bytes):
                return put(what)
            self.words_are_out = True
            put(what)
            return self._build_ahead()

        smtp.send = send

    def _build_ahead(self) -> None:
        letter, self._next = self._next, None
        if letter is not None:
            # What cannot be built says so when its turn has come.
            with suppress(ValueError, UnicodeError):
                self._ahead = Ready.of(letter)

    def close(self) -> None:
        self.connection.close()

    def hand_over(self, message: Message, then: Message | None = None) -> Delivery:
        """Hand over one letter and say how it went; raises NoServer before anything was said.

        `then` comes next, if nothing comes between.
        """
        try:
            ready = self._built(message)
        except (ValueError, UnicodeError) as error:
            return Delivery(for_good=True, words=f"信件无法生成：{error}")
        self._next = then
        while True:
            self._be_there()
            try:
                return self._say(ready)
            except HungUp as error:
                # After another letter: this one goes over a new connection, but tries only one.
                if not self.proven:
                    return Delivery(words=f"邮件服务器没有收信就断开了：{error}")

    def _built(self, message: Message) -> "Ready":
        ahead, self._ahead = self._ahead, None
        return ahead if ahead and ahead.is_of(message) else Ready.of(message)

    def _be_there(self) -> None:
        """Reconnect if the server hung up between two letters: that is no lost letter."""
        if self.demo:
            return
        if self._smtp is None:
            # Closed after a break: opened here, where a refusal is certain, and not while saying.
            self.open()
        elif time.monotonic() - self.heard_at > IDLE and not self._is_alive():
            self.close()
            self.open()

    def _is_alive(self) -> bool:
        try:
            return bool(self._smtp.noop()[0] == OK)
        except (OSError, smtplib.SMTPException):
            return False

    @property
    def _smtp(self) -> Any:
        return getattr(self.connection, "connection", None)

    def _say(self, ready: "Ready") -> Delivery:
        """Say the letter and how it went; raises HungUp where the server left before its words."""
        self.words_are_out = False
        delivery = self._answer_to(ready)
        self.proven, self.heard_at = True, time.monotonic()
        return delivery

    def _answer_to(self, ready: "Ready") -> Delivery:
        try:
            self._put(ready)
        except (ValueError, UnicodeError) as error:
            return Delivery(for_good=True, words=f"信件无法生成：{error}")
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            return Delivery(for_good=code >= FOR_GOOD, words=f"{code} {_text(answer)}")
        except smtplib.SMTPDataError as error:
            return Delivery(for_good=error.smtp_code >= FOR_GOOD, words=_said(error))
        except smtplib.SMTPResponseException as error:
            if error.smtp_code == CLOSING and not self.words_are_out:
                self._hung_up(error)
            # The sender's side was refused (address, sign-in, quota): mended, the letter can go.
            return Delivery(words=_said(error))
        except (OSError, smtplib.SMTPException) as error:
            if not self.words_are_out and not self.demo:
                self._hung_up(error)
            self.close()
            return Delivery(uncertain=True, words=f"{BROKEN}：{_said(error)}")
        return Delivery(accepted=True)

    def _put(self, ready: "Ready") -> None:
        if self._smtp is None:
            self.connection.send_messages([ready.mail])
        else:
            self._smtp.sendmail(ready.sender, ready.recipients, ready.words)

    def _hung_up(self, error: Exception) -> NoReturn:
        self.close()
        raise HungUp(_said(error)) from error


@dataclass(frozen=True)
class Ready:
    """A letter as it goes out, to the address its recipient had when it was built."""

    number: UUID
    address: str
    mail: EmailMultiAlternatives
    sender: str
    recipients: list[str]
    words: bytes

    @classmethod
    def of(cls, letter: Message) -> Self:
        """Build it as Django's own backend does; raises ValueError and UnicodeError."""
        mail = envelope(letter)
        sender, *recipients = (
            sanitize_address(each, "utf-8") for each in (mail.from_email, *mail.recipients())
        )
        built = mail.message()
        if built.is_multipart():
            # One of its own: a repeat is the same letter, and none is looked for in the words.
            built.set_boundary(f"={letter.number.hex}=")
        words = built.as_bytes(linesep="\r\n")
        return cls(letter.number, letter.recipient.email, mail, sender, recipients, words)

    def is_of(self, letter: Message) -> bool:
        return (self.number, self.address) == (letter.number, letter.recipient.email)


def envelope(message: Message) -> EmailMultiAlternatives:
    """Return the letter as mail, always under the Message-ID its row was born with.

    No setting is part of the Message-ID: a repeat after a changed setting is known all the same.
    """
    mail = EmailMultiAlternatives(
        subject=message.title,
        body=message.text,
        to=[message.recipient.email],
        headers={"Message-ID": f"<{message.number}@{DOMAIN}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(framed(message), "text/html")
    return mail


def framed(message: Message) -> str:
    """Return the letter's HTML as a page of its own: language, title and width for its reader."""
    return render_to_string("notifications/letters/_frame.html", {"letter": message})


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(words: str | bytes) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
