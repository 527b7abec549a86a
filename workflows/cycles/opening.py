"""Opens a cycle: a report with its process for whoever owes, in chunks that can be resumed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from project.audit.recording import record
from task_table.models import Assignment, Indicator, Plan, TaskState
from workflows.cycles.schedule import announce, cycle_asked_for, window_of
from workflows.duties import owing, parties_of
from workflows.models import Cycle, CycleKind, Party, Report
from workflows.moving import open_all

CHUNK = 100
MONTHS_OF_A_YEAR = 12


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
    cycle.refresh_from_db(fields=["opened_at", "parties", "left_out"])
    return cycle


def _open_chunk(cycle: Cycle, at: datetime) -> bool:
    """Open the next assignments without a report; say whether there were any.

    The cycle's row is held: a schedule and a `./run` at the same time take turns.
    """
    with transaction.atomic():
        current = Cycle.objects.select_for_update().select_related("plan").get(pk=cycle.pk)
        parties = _settled_parties(current)
        chunk = list(_missing(current, parties)[:CHUNK])
        open_all([_report_of(assignment, cycle, at) for assignment in chunk])
    return bool(chunk)


def _settled_parties(cycle: Cycle) -> list[Party]:
    """Settle who owes, and which tasks are left out, when the opening begins.

    What is changed later is for later cycles: a cycle that is open keeps its reports.
    """
    if cycle.parties is None:
        settle(cycle)
        cycle.save(update_fields=("parties", "left_out"))
    return [Party(each) for each in cycle.parties or ()]


def settle(cycle: Cycle) -> None:
    """Say on the row in hand who owes and what is left out, as the plan's rules are now."""
    cycle.parties = list(parties_of(cycle.plan, CycleKind(cycle.kind)))
    cycle.left_out = dict(cycle.plan.tasks.left().values_list("number", "state"))


def _missing(cycle: Cycle, parties: list[Party]) -> QuerySet[Assignment]:
    """Return the assignments that owe and have no report, in printed order."""
    return owing_in(cycle, parties).exclude(reports__cycle=cycle)


def owing_in(cycle: Cycle, parties: list[Party]) -> QuerySet[Assignment]:
    """Return the assignments that owe in a cycle, in printed order; it need not be saved yet."""
    return (
        owing(Assignment.objects.of_plan(cycle.plan), parties)
        .exclude(_left_out(cycle))
        .select_related("unit")
        .order_by("task__place", "place", "group_place")
    )


def _left_out(cycle: Cycle) -> Q:
    """Return the rows of tasks that were not open any more when the opening began.

    A closed task's yearly figures go on being asked of the unit that supplies them (decision 0032).
    """
    states = cycle.left_out or {}
    gone = Q(task__number__in=list(states))
    if not asks_of_a_year(cycle):
        return gone
    closed = [number for number, state in states.items() if state == TaskState.CLOSED]
    supplied = Indicator.objects.filter(task=OuterRef("task"), supplier=OuterRef("unit"))
    return gone & ~Q(Q(task__number__in=closed), Exists(supplied))


def asks_of_a_year(cycle: Cycle) -> bool:
    """Say whether the cycle's period ends a year, or looks at the plan as a whole."""
    whole = cycle.kind in (CycleKind.MIDTERM, CycleKind.FINAL)
    return whole or cycle.covers_until.month == MONTHS_OF_A_YEAR


def _finish(cycle: Cycle, at: datetime) -> None:
    """Note once that every report is there."""
    with transaction.atomic():
        if Cycle.objects.filter(pk=cycle.pk, opened_at=None).update(opened_at=at):
            facts = {"cycle": str(cycle), "reports": cycle.reports.count()}
            record("cycle.open", cycle, by=None, at=at, **facts)


def _report_of(assignment: Assignment, cycle: Cycle, at: datetime) -> Report:
    return Report(assignment=assignment, cycle=cycle, unit=assignment.unit, step_since=at)
