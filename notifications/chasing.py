"""Writes the letters of the office's 催办: one a person, over all that its units were urged for."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from notifications.letters.chased import chased
from notifications.models import Kind, Round
from notifications.outbox import post, told_once
from project.accounts.access import Permission
from project.accounts.holding import holders_of
from project.accounts.models import User
from workflows.models import OfficeUrge, Report

# What one act of urging is told under, beside `report:` of a lead's urge.
SUBJECT = "urge:"


def tell_office_urges(*, at: datetime | None = None) -> int:
    """Tell people of the acts of urging since the last run, each act once; return how many people.

    An urge counts for one working day: what was answered meanwhile, or is of yesterday, is not
    told any more.
    """
    at = at or timezone.now()
    fresh = OfficeUrge.objects.by_system().filter(counts_on__gte=timezone.localdate(at))
    acts = list(fresh.order_by("pk").values_list("act", flat=True))
    told = Round.objects.filter(kind=Kind.URGED, period__in=map(_period, acts))
    known = set(told.values_list("period", flat=True))
    return sum(_tell(act, at) for act in dict.fromkeys(acts) if _period(act) not in known)


def _period(act: UUID) -> str:
    """Return the act as a round names it, short enough for its column."""
    return act.hex[:16]


def _tell(act: UUID, at: datetime) -> int:
    return told_once(Kind.URGED, _period(act), at=at, write=lambda: _write_all(act, at))


def _write_all(act: UUID, at: datetime) -> int:
    made = OfficeUrge.objects.filter(act=act).select_related("by", "cycle")[0]
    owed = _owed_by_person(act, on=timezone.localdate(at))
    return sum(_write(made, person, rows, at) for person, rows in owed.items())


def _write(made: OfficeUrge, person: User, rows: Iterable[Report], at: datetime) -> bool:
    written = post(
        chased(made, rows), kind=Kind.URGED, subject=f"{SUBJECT}{made.act}",
        period=made.counts_on.isoformat(), to=[person], expires_on=made.counts_on, at=at,
    )  # fmt: skip
    return written > 0


def _owed_by_person(act: UUID, *, on: date) -> dict[User, list[Report]]:
    """Return the liaisons of the urged units, each with what is still owed of it."""
    rows = Report.objects.still_owed().filter(office_urges__urge__act=act)
    found = list(rows.select_related("unit", "cycle", "assignment__task"))
    held = holders_of({row.unit_id for row in found}, on=on)
    owed: dict[int, list[Report]] = defaultdict(list)
    for row in found:
        for person in held.get((Permission.REPORT, row.unit_id), ()):
            owed[person].append(row)
    return {person: owed[person.pk] for person in User.objects.filter(pk__in=owed).order_by("pk")}
