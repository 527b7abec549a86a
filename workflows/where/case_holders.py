"""Who is able to take the step a case waits at, for many at once and of any kind (its `turns`)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Value

from project.accounts.access import Permission
from project.accounts.holding import holders_of, leaders_of_each
from project.accounts.models import Grant, User
from workflows.case_words import CaseOutcome, CaseStep
from workflows.flows import flow_of
from workflows.flows.case import (
    Whose,
    a_leader_decides,
    the_office_reviews,
    the_unit_reports,
    the_unit_signs,
)
from workflows.models import Case, CaseTransition
from workflows.where.holders import NOBODY, Able

# Whose turn it is, seen from the case: who holds this permission of its unit.
OF_THE_UNIT: dict[Whose, Permission] = {
    the_unit_reports: Permission.REPORT,
    the_unit_signs: Permission.SIGN_OFF,
    the_office_reviews: Permission.REVIEW,
}
# So many people are asked in one statement.
AT_ONCE = 40


def able_to_decide(cases: Iterable[Case], *, on: date) -> dict[int, Able]:
    """Return for each open case who is able to take its step: four statements for any number.

    A turn that is no post of the unit or the committee is asked person by person, forty at once.
    """
    rows = [case for case in cases if _whose(case) is not None]
    granted = _granted(rows, on)
    hands = _hands(rows)
    return {
        case.pk: Able(own := granted.get(case.pk, NOBODY), own - hands[case.pk], case.unit_id)
        for case in rows
    }


def _whose(case: Case) -> Whose | None:
    turn = flow_of(case.kind).turns.get(CaseStep(case.step))
    return turn.whose if turn else None


def _granted(rows: list[Case], on: date) -> dict[int, frozenset[int]]:
    held = holders_of({case.unit_id for case in rows}, on=on)
    leaders = leaders_of_each({case.plan.committee_id for case in rows}, on=on)
    found: dict[int, frozenset[int]] = {}
    others: dict[Whose, list[Case]] = defaultdict(list)
    for case in rows:
        whose = _whose(case)
        if whose is a_leader_decides:
            found[case.pk] = leaders.get(case.plan.committee_id, NOBODY)
        elif whose in OF_THE_UNIT:
            found[case.pk] = held.get((OF_THE_UNIT[whose], case.unit_id), NOBODY)
        elif whose is not None:
            others[whose].append(case)
    for whose, own in others.items():
        found |= _asked_of_people(own, whose, on)
    return found


def _asked_of_people(cases: list[Case], whose: Whose, on: date) -> Mapping[int, frozenset[int]]:
    """Ask a turn of everybody who is granted anything that day."""
    granted = Grant.objects.active(on=on).values("user")
    people = list(User.objects.filter(is_active=True, pk__in=granted).select_related("home_unit"))
    found: dict[int, set[int]] = defaultdict(set)
    for start in range(0, len(people), AT_ONCE):
        for user, case in _theirs(cases, whose, people[start : start + AT_ONCE], on):
            found[case].add(user)
    return {case: frozenset(users) for case, users in found.items()}


def _theirs(
    cases: list[Case], whose: Whose, people: list[User], on: date
) -> Iterator[tuple[int, int]]:
    keys = [case.pk for case in cases]
    first, *others = (
        Case.objects.filter(pk__in=keys)
        .filter(whose(user, on))
        .order_by()
        .values_list(Value(user.pk), "pk")
        for user in people
    )
    rows: Any = first.union(*others, all=True) if others else first
    yield from rows


def _hands(rows: list[Case]) -> dict[int, set[int]]:
    """Return who acted at another step of each case's process; the first step takes anybody."""
    processes = {case.process_id: case for case in rows}
    moves = CaseTransition.objects.filter(case__in=rows).exclude(outcome=CaseOutcome.WITHDRAWN)
    found: dict[int, set[int]] = {case.pk: set() for case in rows}
    told = moves.values_list("process_number", "from_step", "by", "on_behalf_of")
    for process, step, by, behalf in told:
        case = processes.get(process)
        if case is not None and case.step not in (step, _first_step(case)):
            found[case.pk] |= {key for key in (by, behalf) if key}
    return found


def _first_step(case: Case) -> str:
    return str(next(iter(flow_of(case.kind).turns)))
