"""Writes messages before anything is sent: rows first, sending after (rule 10)."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from notifications.letters import Letter
from notifications.models import Channel, Kind, Message, Preference, Round, State
from project.accounts.models import User


def post(
    letter: Letter,
    *,
    kind: Kind,
    subject: str,
    period: str,
    to: Iterable[User],
    expires_on: date,
    at: datetime | None = None,
    over: tuple[Channel, ...] = (),
) -> int:
    """Write the letter to each person, once over each channel; return how many rows were new.

    In-app it has arrived with its row; mail waits for `sending`. Whoever has no address, or chose
    not to be mailed of such things at once, is reached in-app only. The same (kind, subject,
    period) a second time writes nothing. `expires_on` is the last day on which the mail may leave;
    `over` names the channels where they are not those of the person.
    """
    at, people = at or timezone.now(), list(to)
    later = Preference.objects.mailed_later(people, kind)
    rows = [
        Message(
            kind=kind, subject=subject, period=period, recipient=person, channel=channel,
            title=letter.title, text=letter.text, html=letter.html,
            created_at=at, expires_on=expires_on, **_arrival(channel, at),
        )
        for person in people
        for channel in over or channels_of(person, at_once=person.pk not in later)
    ]  # fmt: skip
    return _write(rows)


def told_once(kind: Kind, period: str, *, at: datetime, write: Callable[[], int]) -> int:
    """Note something as gone through and write its letters, both or neither; return how many.

    What was gone through before is not told again, by whichever worker.
    """
    with transaction.atomic():
        round_, is_new = Round.objects.get_or_create(
            kind=kind, period=period, defaults={"written_at": at, "people": 0}
        )
        if not is_new:
            return 0
        round_.people = write()
        round_.save(update_fields=("people",))
    return round_.people


def channels_of(person: User, *, at_once: bool = True) -> tuple[Channel, ...]:
    """Return how a person is reached; the inbox has everything at once."""
    is_mailed = bool(person.email) and at_once
    return (Channel.IN_APP, Channel.EMAIL) if is_mailed else (Channel.IN_APP,)


def _arrival(channel: Channel, at: datetime) -> dict[str, object]:
    return {"state": State.SENT, "sent_at": at} if channel == Channel.IN_APP else {}


def _write(rows: list[Message]) -> int:
    """Insert what is not there yet; the unique constraint decides, also between two workers."""
    before = Message.objects.filter(number__in=[row.number for row in rows])
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    return before.count()
