"""Who is able to take the step a report waits at, for many at once: as the door would let them.

`results.holder` says it of one report; a test holds the two equal.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from project.accounts.access import Permission
from project.accounts.holding import Held, holders_of, leaders_of_each
from project.accounts.models import User
from task_table.models import Assignment, AssignmentRole, SecondReview, SupportReview
from workflows.models import Report
from workflows.second_reviews import hands_on_each
from workflows.steps import Step

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Able:
    """Who holds the grant of a step today, and who of them is left after rule 3; keys of people.

    `unit` is the key of the unit whose people the step waits for.
    """

    granted: frozenset[int]
    left: frozenset[int]
    unit: int


def able_to_act(reports: Iterable[Report], *, on: date) -> dict[int, Able]:
    """Return for each open report who is able to take its step: six statements for any number.

    The reports are read with assignment, task, plan and version (`for_moving`).
    """
    rows = list(reports)
    known = _read(rows, on)
    hands = hands_on_each([row for row in rows if row.step != Step.REPORT])
    return {row.pk: _able(row, known, hands.get(row.pk, set())) for row in rows}


@dataclass(frozen=True)
class _Known:
    """What the rules ask of a day, read at once."""

    held: Held
    leaders: Mapping[int, frozenset[int]]
    first_leads: Mapping[int, int]
    own: Mapping[int, frozenset[int]]


def _read(rows: list[Report], on: date) -> _Known:
    leads = _first_leads(rows)
    units = {row.unit_id for row in rows} | set(leads.values())
    held = holders_of(units, on=on)
    committees = {row.assignment.task.plan.committee_id for row in rows}
    return _Known(held, leaders_of_each(committees, on=on), leads, _at_home(units))


def _first_leads(rows: list[Report]) -> dict[int, int]:
    """Return the first-listed lead's key by task, for the rows that a lead takes up."""
    tasks = {row.assignment.task_id for row in rows if _by_lead(row)}
    found = Assignment.objects.filter(task__in=tasks, role=AssignmentRole.LEAD)
    # The first one is written last.
    return dict(found.order_by("-place").values_list("task", "unit"))


def _by_lead(row: Report) -> bool:
    return row.is_support and row.assignment.task.plan.support_review == SupportReview.LEAD


def _at_home(units: Collection[int]) -> dict[int, frozenset[int]]:
    """Return by unit who is at home in it or in an office that it hosts (自审)."""
    found: dict[int, set[int]] = defaultdict(set)
    people = User.objects.filter(home_unit__in=units) | User.objects.filter(
        home_unit__host__in=units
    )
    for user, home, host in people.values_list("pk", "home_unit", "home_unit__host"):
        for unit in (home, host):
            if unit in units:
                found[unit or 0].add(user)
    return {unit: frozenset(users) for unit, users in found.items()}


def _able(row: Report, known: _Known, hands: Collection[int]) -> Able:
    if row.step == Step.SECOND_REVIEW:
        return _second(row, known, hands)
    permission, unit = _asked_of(row, known)
    granted = known.held.get((permission, unit), NOBODY)
    left = granted if row.step == Step.REPORT else granted.difference(hands)
    return Able(granted, left, unit)


def _asked_of(row: Report, known: _Known) -> tuple[Permission, int]:
    """Return the permission, and of which unit, that the step asks for."""
    if row.step == Step.REPORT:
        return Permission.REPORT, row.unit_id
    if row.step == Step.SIGN_OFF:
        return Permission.SIGN_OFF, row.unit_id
    lead = known.first_leads.get(row.assignment.task_id) if _by_lead(row) else None
    return (Permission.REVIEW, row.unit_id) if lead is None else (Permission.REPORT, lead)


def _second(row: Report, known: _Known, hands: Collection[int]) -> Able:
    """Return the first resort of rule 3 in which anybody is left, as far as the plan goes."""
    plan = row.assignment.task.plan
    reviewers = known.held.get((Permission.REVIEW, row.unit_id), NOBODY)
    own = reviewers & known.own.get(row.unit_id, NOBODY)
    resorts = {
        SecondReview.OTHER_UNIT: reviewers - own,
        SecondReview.LEADER: known.leaders.get(plan.committee_id, NOBODY),
        SecondReview.COLLEAGUE: own,
    }
    order = list(SecondReview)
    allowed = [resorts[each] for each in order[: order.index(SecondReview(plan.second_review)) + 1]]
    left = (resort.difference(hands) for resort in allowed)
    return Able(NOBODY.union(*allowed), next(filter(None, left), NOBODY), row.unit_id)
