"""Days and hours of the story: working days in a row, and a moment of the working day."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from project.workdays.models import Workday

MORNING, EVENING = 8 * 60 + 40, 17 * 60 + 20  # minutes of the day


@dataclass(frozen=True)
class WorkingDays:
    """The working days of the story in order; reckoned here, since every act asks."""

    days: list[date]

    def after(self, day: date, count: int) -> date:
        """Return the working day `count` working days after `day`; with 0, the next one or it."""
        place = bisect_right(self.days, day) + count - 1 if count else bisect_left(self.days, day)
        return self.days[place]

    def between(self, first: date, last: date) -> list[date]:
        """Return the working days from `first` to `last`, both included."""
        return self.days[bisect_left(self.days, first) : bisect_right(self.days, last)]


def working_days(first: date, last: date) -> WorkingDays:
    """Read the working days from `first` to `last`."""
    rows = Workday.objects.worked().filter(day__range=(first, last)).order_by("day")
    return WorkingDays(list(rows.values_list("day", flat=True)))


@dataclass
class Clock:
    """The moments of one report's story, each later than the one before."""

    rng: Random
    days: WorkingDays
    last: datetime

    @property
    def day(self) -> date:
        return timezone.localdate(self.last)

    def on(self, day: date) -> datetime:
        """Return a moment of that day, or a little after the last one if that is later."""
        minutes = self.rng.randint(MORNING, EVENING)
        wanted = timezone.make_aware(datetime.combine(day, time(minutes // 60, minutes % 60)))
        soon = self.last + timedelta(minutes=self.rng.randint(6, 40))
        self.last = max(wanted, soon)
        return self.last

    def later(self, fewest: int, most: int) -> datetime:
        """Return a moment some working days after the last one."""
        return self.on(self.days.after(self.day, self.rng.randint(fewest, most)))

    def within(self, first: date, last: date) -> datetime:
        """Return a moment of a working day between two days; the first if there is none."""
        return self.on(self.rng.choice(self.days.between(first, last) or [first]))


def start_of(day: date) -> datetime:
    """Return the first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time.min))
