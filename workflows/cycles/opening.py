"""Opens a cycle: a report with its process for every assignment, in chunks that can be resumed."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from project.audit.recording import record
from task_table.models import Assignment, Plan
from workflows.cycles.schedule import announce, cycle_asked_for
from workflows.models import Cycle, Report
from workflows.moving import open_process

CHUNK = 100


def open_asked_cycles(*, on: date, at: datetime | None = None) -> list[Cycle]:
    """Open what each plan asks for on a day, and what an earlier opening left unfinished.

    The daily schedule and `./run` call this; a second call opens nothing.
    """
    for plan in Plan.objects.all():
        period = cycle_asked_for(plan, on=on)
        if period is not None:
            announce(plan, period, on=on)
    begun = Cycle.objects.unopened().filter(opens_on__lte=on).select_related("plan")
    return [open_cycle(cycle, at=at) for cycle in begun]


def open_cycle(cycle: Cycle, *, at: datetime | None = None) -> Cycle:
    """Give every assignment of the plan its report; harmless when repeated, resumed when broken."""
    at = at or timezone.now()
    for chunk in _missing(cycle):
        with transaction.atomic():
            for assignment in chunk:
                _open_report(assignment, cycle, at)
    if cycle.opened_at is None:
        with transaction.atomic():
            cycle.opened_at = at
            cycle.save(update_fields=["opened_at"])
            record(
                "cycle.open", cycle, by=None, at=at, cycle=str(cycle), reports=cycle.reports.count()
            )
    return cycle


def _missing(cycle: Cycle) -> Iterator[list[Assignment]]:
    """Yield the assignments without a report, a chunk at a time, in printed order."""
    rows = (
        Assignment.objects.of_plan(cycle.plan)
        .exclude(reports__cycle=cycle)
        .select_related("unit")
        .order_by("task__place", "place", "group_place")
    )
    while chunk := list(rows[:CHUNK]):
        yield chunk


def _open_report(assignment: Assignment, cycle: Cycle, at: datetime) -> None:
    report = Report(assignment=assignment, cycle=cycle, unit=assignment.unit, step_since=at)
    report.save(force_insert=True)
    open_process(report, at=at)
