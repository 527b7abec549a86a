"""Whether a morning asks for a letter to a person: the ladder over all that the person owes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from notifications.ladder import EVERY, Span, due_fires, waiting_fires
from notifications.models import Frequency, Kind, Message, Preference
from notifications.models.preferences import WAITING, default_of
from notifications.owed import Owed, Pressing
from project.accounts.models import User
from project.workdays.models import Workday

# What waits or is due further off is rare.
REACH = timedelta(days=120)


@dataclass(frozen=True)
class Last:
    """The last morning letter to a person: the working day it was of, and when it was written."""

    on: date
    at: datetime


@dataclass(frozen=True)
class Morning:
    """A working morning, with what the ladder asks of everybody: read once for all of them."""

    on: date
    ordinals: Mapping[date, int]
    last: Mapping[int, Last]
    chosen: Mapping[int, Frequency]

    def asks_for_a_letter(self, person: User, owed: Owed) -> bool:
        """Say whether any rung of anything the person owes came up since the last letter."""
        return any(self.fires(person.pk, each) for each in owed.pressing)

    def fires(self, person: int, each: Pressing) -> bool:
        """Say whether a rung of one thing came up since the last letter to this person, by key."""
        last, chosen = self.last.get(person), self.chosen.get(person, default_of(WAITING))
        if last is not None and last.on >= self.on:
            return False
        span = Span(self._ordinal(last.on) if last else None, self._ordinal(self.on))
        return self._fires(each, span, last, chosen)

    def _fires(self, each: Pressing, span: Span, last: Last | None, chosen: Frequency) -> bool:
        if last is None or (each.since > last.at and chosen != Frequency.WEEKLY):
            return True
        if each.due_on is not None:
            return each.since > last.at or due_fires(self._ordinal(each.due_on), span)
        if chosen == Frequency.WEEKLY:
            return span.holds(self._first_of_week())
        every = 1 if chosen == Frequency.DAILY else EVERY
        return waiting_fires(self._ordinal(timezone.localdate(each.since)), span, every)

    def _first_of_week(self) -> int:
        """Return the ordinal of the first working day of this morning's week."""
        monday = self.on - timedelta(days=self.on.weekday())
        return self._ordinal(monday - timedelta(days=1)) + 1

    def _ordinal(self, day: date) -> int:
        """Return a day's ordinal; what lies further off than was read is asked for by itself."""
        known = self.ordinals.get(day)
        return Workday.objects.on(day).ordinal if known is None else known


def read_morning(*, on: date) -> Morning:
    """Read the calendar, everybody's last letter, and who chose how often: three statements."""
    rows = Message.objects.in_app().filter(kind=Kind.REMINDER, period__lte=on.isoformat())
    told = rows.order_by().values("recipient").annotate(day=Max("period"), at=Max("created_at"))
    chosen = Preference.objects.filter(about=WAITING).values_list("user", "frequency")
    return Morning(
        on,
        Workday.objects.ordinals(on, REACH),
        {row["recipient"]: Last(date.fromisoformat(row["day"]), row["at"]) for row in told},
        {user: Frequency(frequency) for user, frequency in chosen},
    )
