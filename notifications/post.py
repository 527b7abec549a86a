"""The mail server at work: what it accepted, refused for good or for now, or left uncertain."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notifications.claiming import Delivery
from notifications.models import Message
from project.installation.models import is_demo

OK = 250
DOMAIN = "zeren.invalid"  # of Message-IDs; a name that is nobody's (RFC 2606)
BROKEN = "发送时连接中断，这封信可能已经送达"
FOR_GOOD = 500  # SMTP's answers from here on are permanent (RFC 5321, 4.2.1)


class NoServer(Exception):
    """No mail server is set or it cannot be reached; nothing was handed over."""


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

    def open(self) -> None:
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise NoServer(f"连接不上邮件服务器：{_said(error)}") from error

    def close(self) -> None:
        self.connection.close()

    def hand_over(self, message: Message) -> Delivery:
        """Hand over one letter and say how it went; raises NoServer before anything was said."""
        try:
            mail = envelope(message)
            mail.message()
        except (ValueError, UnicodeError) as error:
            return Delivery(for_good=True, words=f"信件无法生成：{error}")
        self._be_there()
        return self._say(mail)

    def _be_there(self) -> None:
        """Reconnect if the server hung up between two letters: that is no lost letter."""
        smtp = getattr(self.connection, "connection", None)
        if self.demo:
            return
        if smtp is None:
            # Closed after a break: opened here, where a refusal is certain, and not while saying.
            self.open()
            return
        try:
            alive = smtp.noop()[0] == OK
        except (OSError, smtplib.SMTPException):
            alive = False
        if not alive:
            self.close()
            self.open()

    def _say(self, mail: EmailMultiAlternatives) -> Delivery:
        try:
            self.connection.send_messages([mail])
        except (ValueError, UnicodeError) as error:
            return Delivery(for_good=True, words=f"信件无法生成：{error}")
        except smtplib.SMTPRecipientsRefused as error:
            code, answer = next(iter(error.recipients.values()))
            return Delivery(for_good=code >= FOR_GOOD, words=f"{code} {_text(answer)}")
        except smtplib.SMTPDataError as error:
            return Delivery(for_good=error.smtp_code >= FOR_GOOD, words=_said(error))
        except smtplib.SMTPResponseException as error:
            # The sender's side was refused (address, sign-in, quota): mended, the letter can go.
            return Delivery(words=_said(error))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Delivery(uncertain=True, words=f"{BROKEN}：{_said(error)}")
        return Delivery(accepted=True)


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
    mail.attach_alternative(message.html, "text/html")
    return mail


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(words: str | bytes) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
