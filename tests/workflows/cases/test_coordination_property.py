"""需协调事项 under anything anybody tries: engine, columns, days and sides go on agreeing."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from project.accounts.granting import revoke
from project.accounts.models import Grant, Role, User
from tests.cast import MORNING, person
from tests.workflows.coordinating import raise_one
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.lapsing import lapse_all
from workflows.cases.turns import outcomes_for
from workflows.flows.coordination import CoordinationFlow
from workflows.integrity import case_differences
from workflows.models import CaseTransition, CoordinationRequest, Report
from workflows.moving import complete_case
from workflows.refusals import Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]

TURNS = CoordinationFlow.turns
OUTCOMES = sorted({each for turn in TURNS.values() for each in turn.outcomes} | {"withdrawn"})
WITH_A_DAY = (CaseStep.ANSWER, CaseStep.AGREE, CaseStep.FULFIL)
# Somebody tries something, most often what is offered; the night's job runs; a grant ends.
tries = st.tuples(st.just("try"), st.integers(0, 7), st.integers(0, 30), st.integers(0, 6))
nights, ends = st.just(("night",)), st.tuples(st.just("revoke"), st.integers(0, 7))
things = st.lists(st.one_of(tries, tries, tries, nights, ends), min_size=6, max_size=16)


@pytest.fixture
def people(leader: User, liaison: User, reviewer: User, supporting_liaison: User) -> list[User]:
    """Two a side, one who is of all of them, and a leader."""
    many = person(
        "多岗", "mzj", (Role.LIAISON, "mzj"), (Role.LIAISON, "czj"), (Role.REVIEWER, "mzj")
    )
    second = person("民政联络员丙", "mzj", (Role.LIAISON, "mzj"))
    office = person("残工委办审核人丙", "cgwb", (Role.REVIEWER, "mzj"))
    asked = person("财政联络员乙", "czj", (Role.LIAISON, "czj"))
    return [liaison, second, reviewer, office, supporting_liaison, asked, many, leader]


@settings(
    max_examples=6, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(plot=things, asks_a_unit=st.booleans())
def test_nothing_anybody_tries_breaks_it(
    report: Report, people: list[User], security_admin: User, plot: list[Any], asks_a_unit: bool
) -> None:
    with transaction.atomic():
        addressee = "czj" if asks_a_unit else "committee"
        case = raise_one(report, people[0], addressee=addressee)
        at = MORNING
        for what, *how in plot:
            if what == "night":
                at += timedelta(days=4)
                lapse_all(at=at)
            elif what == "revoke":
                for grant in Grant.objects.active(on=at.date()).filter(user=people[how[0]]):
                    revoke(grant, by=security_admin, why="调离")
            else:
                at += timedelta(minutes=1)
                attempt(case, people[how[0]], how[1], how[2], at)
            holds(case)
        transaction.set_rollback(True)


def attempt(case: CoordinationRequest, by: User, choice: int, days: int, at: Any) -> None:
    """Try what the page offers the person, or whatever there is; a refusal changes nothing."""
    case.refresh_from_db()
    offered = outcomes_for(case, by, on=at.date()) or OUTCOMES
    day = at.date() + timedelta(days=days)
    said = {
        "addressee": "czj", "problem": "缺钱。", "needed": "请拨付。", "needed_on": day,
        "promised_on": day, "proposed_on": day + timedelta(days=20), "result": "办了。",
        "ruling": "同意。",
    }  # fmt: skip
    before = CaseTransition.objects.filter(case=case.pk).count()
    outcome = CaseOutcome(offered[choice % len(offered)])
    try:
        with transaction.atomic():
            step = CaseStep(case.step)
            complete_case(case, step, by=by, outcome=outcome, reason="因。", said=said, at=at)
    except Refused:
        assert CaseTransition.objects.filter(case=case.pk).count() == before


def holds(case: CoordinationRequest) -> None:
    case = CoordinationRequest.objects.for_moving().get(pk=case.pk)
    assert list(case_differences([case])) == []
    assert (case.last_on is not None) is (case.step in WITH_A_DAY)
    hands: dict[int, set[str]] = {}
    moves = CaseTransition.objects.filter(case=case.pk).exclude(outcome=CaseOutcome.WITHDRAWN)
    for move in moves.exclude(by=None):
        side = TURNS[CaseStep(move.from_step)].hand or move.from_step
        hands.setdefault(move.by_id or 0, set()).add(side)
    assert all(len(sides) == 1 for sides in hands.values()), hands
