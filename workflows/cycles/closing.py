"""Closes cycles: what is still with a unit after the last day becomes `missed` (rule 9)."""

from datetime import date, datetime, time

from django.utils import timezone

from workflows.models import Report
from workflows.moving import miss_all

CHUNK = 100


def close_ended_cycles(*, on: date, at: datetime | None = None) -> int:
    """Mark as missed what was not submitted in its window; return how many, in whole chunks.

    What is in review or signature runs on; a return's reply-by date is waited for.
    """
    at = at or _moment_of(on)
    late = list(Report.objects.to_miss(on=on).order_by("pk").values_list("pk", flat=True))
    return sum(miss_all(late[first : first + CHUNK], at=at) for first in range(0, len(late), CHUNK))


def _moment_of(on: date) -> datetime:
    """Return now if it is that day, else the day's first moment: the trail tells the day meant."""
    now = timezone.localtime()
    return now if now.date() == on else timezone.make_aware(datetime.combine(on, time.min))
