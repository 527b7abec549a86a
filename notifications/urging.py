"""Writes the notices of urges (催办) that leads made; sending them is another room's work."""

from datetime import date, datetime

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from notifications.letters.urged import urged
from notifications.models import Kind, Round
from notifications.outbox import post, told_once
from project.accounts.access import Permission, people_who_may
from workflows.gathering.feedback import standing_version
from workflows.models import Urge
from workflows.steps import Step


def tell_urges(*, at: datetime | None = None) -> int:
    """Tell units that they were urged, each urge once; return how many were told.

    An urge counts for one working day: what was answered meanwhile, or is of yesterday, is not
    told any more.
    """
    at = at or timezone.now()
    return sum(_tell(each, at) for each in _untold(timezone.localdate(at)))


def _untold(on: date) -> QuerySet[Urge]:
    number = Cast(OuterRef("pk"), CharField())
    told = Exists(Round.objects.filter(kind=Kind.URGED, period=number))
    rows = Urge.objects.filter(counts_on__gte=on).exclude(told).order_by("pk")
    return rows.select_related(
        "by", "for_unit", "report__assignment__task", "report__cycle", "report__unit",
        "report__version", "report__signed_version",
    )  # fmt: skip


def _tell(made: Urge, at: datetime) -> bool:
    return told_once(Kind.URGED, str(made.pk), at=at, write=lambda: _post(made, at)) > 0


def _post(made: Urge, at: datetime) -> int:
    """Write the letters, unless the row was answered meanwhile."""
    row, on = made.report, timezone.localdate(at)
    if row.step != Step.REPORT or standing_version(row) is not None:
        return 0
    return post(
        urged(made), kind=Kind.URGED, subject=f"report:{row.pk}",
        period=made.counts_on.isoformat(), to=people_who_may(Permission.REPORT, row.unit, on=on),
        expires_on=made.counts_on, at=at,
    )  # fmt: skip
