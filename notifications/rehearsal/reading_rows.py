"""Reads the rows of a rehearsal: reports under way, and those a cycle is still to open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import make_aware

from notifications.rehearsal.world import Reviewing, Row
from task_table.models import Assignment, AssignmentRole, SecondReview, SupportReview
from workflows.cycles.opening import owing_in, settle
from workflows.lights.facts import ReportFacts
from workflows.lights.reading import report_facts
from workflows.models import Cycle, Party, Report, WindowException
from workflows.second_reviews import hands_on_each
from workflows.steps import Step

# When the nightly schedule opens what is asked for.
OPENED_AT = time(0, 10)
# A row, with its unit's name.
Named = tuple[Row, str]


@dataclass(frozen=True)
class Opening:
    """What a cycle is still to open: rows, and the assignments they will be of."""

    rows: tuple[Named, ...] = ()
    assignments: frozenset[int] = frozenset()


def read_opening(cycle: Cycle, *, on: date) -> Opening:
    """Return what the cycle will open, as the plan's rules are now; nothing once it is opened."""
    if cycle.opened_at is not None:
        return Opening()
    if cycle.parties is None:
        settle(cycle)
    owing = owing_in(cycle, [Party(each) for each in cycle.parties or ()])
    missing = owing.exclude(reports__cycle=cycle) if cycle.pk else owing
    rows = [(each, _to_open(each, cycle, on)) for each in missing]
    return Opening(
        tuple((row, each.unit.name) for each, row in rows),
        frozenset(each.pk for each, _ in rows),
    )


def _to_open(assignment: Assignment, cycle: Cycle, on: date) -> Row:
    is_support = assignment.role == AssignmentRole.SUPPORT
    due_on = cycle.support_due_on if is_support else cycle.due_on
    return Row(
        unit=assignment.unit_id,
        committee=cycle.plan.committee_id,
        is_ours=True,
        is_support=is_support,
        since=make_aware(datetime.combine(max(cycle.opens_on, on), OPENED_AT)),
        facts=ReportFacts(Step.REPORT, cycle.opens_on, due_on),
        last_on=cycle.closes_on,
        signer_after=cycle.plan.signer_after,
    )


def read_rows(cycle: Cycle, *, on: date) -> Iterator[Named]:
    """Yield the reports under way in every cycle: a letter lists all that its person owes."""
    reports = list(Report.objects.under_way().for_moving().order_by("pk"))
    hands = hands_on_each([each for each in reports if each.step == Step.SECOND_REVIEW])
    leads, excepted = _first_leads(), _excepted(on)
    for each in reports:
        until = excepted.get((each.cycle_id, each.unit_id))
        yield _row(each, cycle, until, _reviewing(each, leads, hands)), each.unit.name


def unfiled(cycle: Cycle) -> int:
    """Return how many reports of the cycle were never submitted: what groups are told."""
    return Report.objects.in_cycle(cycle).never_submitted().count() if cycle.pk else 0


def _row(report: Report, cycle: Cycle, until: date | None, reviewing: Reviewing) -> Row:
    plan = report.assignment.task.plan
    return Row(
        unit=report.unit_id,
        committee=plan.committee_id,
        is_ours=report.cycle_id == cycle.pk,
        is_support=report.is_support,
        since=report.step_since,
        facts=report_facts(report),
        last_on=_last_on(report, until),
        of_plan=plan.pk == cycle.plan_id,
        reviewing=reviewing,
        signer_after=plan.signer_after,
    )


def _last_on(report: Report, until: date | None) -> date | None:
    """Return the day after whose night it is missed, as `ReportQuerySet.to_miss` says."""
    if report.step != Step.REPORT or report.signed_version_id is not None:
        return None
    return max(filter(None, (report.cycle.closes_on, report.reply_by, until)))


def _reviewing(report: Report, leads: dict[int, int], hands: dict[int, set[int]]) -> Reviewing:
    plan = report.assignment.task.plan
    by_lead = report.is_support and plan.support_review == SupportReview.LEAD
    return Reviewing(
        by_unit=leads.get(report.assignment.task_id) if by_lead else None,
        resort=SecondReview(plan.second_review),
        hands=frozenset(hands.get(report.pk, ())),
    )


def _first_leads() -> dict[int, int]:
    """Return the first lead's unit of each task that has one."""
    rows = Assignment.objects.leading().filter(place=1)
    return dict(rows.values_list("task", "unit"))


def _excepted(on: date) -> dict[tuple[int, int], date]:
    """Return until when 特许补报 lets a unit write in a cycle."""
    rows = WindowException.objects.in_force(on=on).order_by("until_on")
    return {(cycle, unit): until for cycle, unit, until in
            rows.values_list("cycle", "unit", "until_on")}  # fmt: skip
