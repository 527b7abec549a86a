"""Opens a cycle: a report with its process for whoever owes, in chunks that can be resumed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from project.audit.recording import record
from task_table.models import Assignment, Plan
from workflows.cycles.schedule import announce, cycle_asked_for, window_of
from workflows.duties import owing, parties_of
from workflows.models import Cycle, CycleKind, Party, Report
from workflows.moving import open_all

CHUNK = 100


def open_asked_cycles(*, on: date, at: datetime | None = None) -> list[Cycle]:
    """Open what each plan asks for on a day, and what an earlier opening left unfinished.

    The daily schedule and `./run` call this; a second call opens nothing. A period whose window is
    over by then is not opened any more: 511 reports would be missed the same night.
    """
    for plan in Plan.objects.all():
        period = cycle_asked_for(plan, on=on)
        if period is not None and on <= window_of(plan, period, on=on).closes_on:
            announce(plan, period, on=on)
    begun = Cycle.objects.unopened().filter(opens_on__lte=on).select_related("plan")
    return [open_cycle(cycle, at=at) for cycle in begun]


def open_cycle(cycle: Cycle, *, at: datetime | None = None) -> Cycle:
    """Give every assignment that owes its report; harmless when repeated, resumed when broken."""
    at = at or timezone.now()
    while _open_chunk(cycle, at):
        pass
    _finish(cycle, at)
    cycle.refresh_from_db(fields=["opened_at", "parties"])
    return cycle


def _open_chunk(cycle: Cycle, at: datetime) -> bool:
    """Open the next assignments without a report; say whether there were any.

    The cycle's row is held: a schedule and a `./run` at the same time take turns.
    """
    with transaction.atomic():
        parties = _settled_parties(Cycle.objects.select_for_update().get(pk=cycle.pk))
        chunk = list(_missing(cycle, parties)[:CHUNK])
        open_all([_report_of(assignment, cycle, at) for assignment in chunk])
    return bool(chunk)


def _settled_parties(cycle: Cycle) -> list[Party]:
    """Settle who owes when the opening begins: what is changed later is for later cycles."""
    if cycle.parties is None:
        cycle.parties = parties_of(cycle.plan, CycleKind(cycle.kind))
        cycle.save(update_fields=("parties",))
    return [Party(each) for each in cycle.parties]


def _missing(cycle: Cycle, parties: list[Party]) -> QuerySet[Assignment]:
    """Return the assignments that owe and have no report, in printed order."""
    return (
        owing(Assignment.objects.of_plan(cycle.plan), parties)
        .exclude(reports__cycle=cycle)
        .select_related("unit")
        .order_by("task__place", "place", "group_place")
    )


def _finish(cycle: Cycle, at: datetime) -> None:
    """Note once that every report is there."""
    with transaction.atomic():
        if Cycle.objects.filter(pk=cycle.pk, opened_at=None).update(opened_at=at):
            facts = {"cycle": str(cycle), "reports": cycle.reports.count()}
            record("cycle.open", cycle, by=None, at=at, **facts)


def _report_of(assignment: Assignment, cycle: Cycle, at: datetime) -> Report:
    return Report(assignment=assignment, cycle=cycle, unit=assignment.unit, step_since=at)
