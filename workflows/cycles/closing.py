"""Closes cycles: what is still with a unit after the last day becomes `missed` (rule 9)."""

from datetime import date, datetime, time

from django.utils import timezone

from workflows.models import Report
from workflows.moving import complete_step
from workflows.refusals import Refused
from workflows.steps import Outcome, Step


def close_ended_cycles(*, on: date, at: datetime | None = None) -> int:
    """Mark as missed what was not submitted in its window; return how many. One act a transaction.

    What is in review or signature runs on; a return's reply-by date is waited for.
    """
    at = at or _moment_of(on)
    late = list(Report.objects.to_miss(on=on).order_by("pk"))
    return sum(_miss(report, at) for report in late)


def _moment_of(on: date) -> datetime:
    """Return now if it is that day, else the day's first moment: the trail tells the day meant."""
    now = timezone.localtime()
    return now if now.date() == on else timezone.make_aware(datetime.combine(on, time.min))


def _miss(report: Report, at: datetime) -> bool:
    try:
        complete_step(report, Step.REPORT, by=None, outcome=Outcome.MISSED, at=at)
    except Refused:
        # Submitted, or returned anew, between the list and the lock: rule 9 no longer means it.
        return False
    return True
