"""Two people take the same step of a case at once: one moves it, the other reads who was faster."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from project.accounts.granting import give
from project.accounts.models import Role, User
from task_table.models import Plan, Task
from tests.cast import LONG_AGO, MORNING, TODAY, person, report_on, unit
from tests.workflows import casework, closing_work
from tests.workflows.actionwork import DUE, TEXT
from tests.workflows.at_once import at_once
from tests.workflows.coordinating import NEEDED_ON, raise_one
from tests.workflows.nodework import propose_in
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.actions import give_action
from workflows.cycles.periods import period_of
from workflows.cycles.schedule import announce
from workflows.integrity import case_differences
from workflows.models import Case, CaseTransition, Cycle
from workflows.moving import complete_case
from workflows.task_states import state_differences

pytestmark = [pytest.mark.db, pytest.mark.django_db(transaction=True)]

Pair = tuple[User, User]


@dataclass(frozen=True)
class Turn:
    """A step, which two could take it, and what both decide."""

    step: CaseStep
    people: str
    outcome: CaseOutcome
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """How a kind of case is opened by the first of two people, and the steps it then passes."""

    open: Callable[[Cycle, Task, User], Any]
    by: str
    turns: Sequence[Turn]


SIGN = Turn(CaseStep.UNIT_SIGN, "signers", CaseOutcome.SIGNED, {})
GRANT = {"until": casework.UNTIL, "document_number": closing_work.NUMBER}
LINES = {
    "extension": Line(
        lambda cycle, task, by: casework.ask(task, by), "liaisons",
        (
            SIGN,
            Turn(CaseStep.CHECK, "reviewers", CaseOutcome.PASSED, {}),
            Turn(CaseStep.DECIDE, "leaders", CaseOutcome.GRANTED, GRANT),
        ),
    ),
    "closure": Line(
        lambda cycle, task, by: closing_work.claim(task, by), "liaisons",
        (
            SIGN,
            Turn(CaseStep.CHECK, "reviewers", CaseOutcome.PASSED, closing_work.ALL_YES),
            Turn(CaseStep.DECIDE, "leaders", CaseOutcome.CLOSED, {}),
        ),
    ),
    "adjustment": Line(
        lambda cycle, task, by: closing_work.adjust(task, by, change="terminate"), "liaisons",
        (
            SIGN,
            Turn(CaseStep.CHECK, "reviewers", CaseOutcome.PASSED, {}),
            Turn(CaseStep.DECIDE, "leaders", CaseOutcome.GRANTED, GRANT),
        ),
    ),
    "coordination": Line(
        lambda cycle, task, by: raise_one(report_on(cycle, "1", "mzj"), by), "liaisons",
        (
            Turn(CaseStep.FORWARD, "reviewers", CaseOutcome.FORWARDED, {}),
            Turn(CaseStep.ANSWER, "asked", CaseOutcome.ACCEPTED, {"promised_on": NEEDED_ON}),
            Turn(CaseStep.FULFIL, "asked", CaseOutcome.DONE, {"result": "已拨付120万元。"}),
            Turn(CaseStep.CONFIRM, "liaisons", CaseOutcome.CONFIRMED, {}),
        ),
    ),
    "milestones": Line(
        lambda cycle, task, by: propose_in(task, by), "liaisons",
        (Turn(CaseStep.FIX, "reviewers", CaseOutcome.FIXED, {}),),
    ),
    "action": Line(
        lambda cycle, task, by: give_action(cycle, unit("mzj"), by=by, text=TEXT, due_on=DUE),
        "leaders",
        (Turn(CaseStep.HANDLE, "liaisons", CaseOutcome.ANSWERED, {"answer": "已核实。"}),),
    ),
}  # fmt: skip


@pytest.fixture
def plan(transactional_db: None, clock: object) -> Plan:
    return Plan.objects.get(slug="jiangmen-145")


@pytest.fixture
def pairs(plan: Plan) -> dict[str, Pair]:
    """Two of everybody, so that one can be faster."""

    def two(name: str, home: str, role: Role, code: str) -> Pair:
        first, second = (person(f"{name}{each}", home, (role, code)) for each in "甲乙")
        return first, second

    leaders = (person("领导甲", "cgwb"), person("领导乙", "cgwb"))
    for each in leaders:
        give(each, Role.LEADER, by=None, why="演示", from_on=LONG_AGO, committee=plan.committee)
    return {
        "liaisons": two("民政联络员", "mzj", Role.LIAISON, "mzj"),
        "signers": two("民政领导", "mzj", Role.SIGNER, "mzj"),
        "reviewers": two("审核人", "cgwb", Role.REVIEWER, "mzj"),
        "asked": two("财政联络员", "czj", Role.LIAISON, "czj"),
        "leaders": leaders,
    }


def test_of_two_at_one_step_of_any_kind_one_moves_it_and_the_other_is_told(
    plan: Plan, pairs: dict[str, Pair]
) -> None:
    """One kind after the other, since the database is emptied behind each such test."""
    cycle = announce(plan, period_of("2025-Q4", plan), on=TODAY)
    for kind, line in LINES.items():
        task = casework.dated_task(plan, number=f"m-{kind}")
        case = line.open(cycle, task, pairs[line.by][0])
        for turn in line.turns:
            one_of_two_moves_it(case, turn, pairs[turn.people])
        case.refresh_from_db()
        assert case.step != line.turns[-1].step, kind


def one_of_two_moves_it(case: Any, turn: Turn, people: Pair) -> None:
    before = CaseTransition.objects.filter(case=case.pk).count()
    refused = at_once(*(_deciding(case, turn, each) for each in people))
    assert len(refused) == 1, (case.kind, turn.step, refused)
    assert "已被他人处理" in refused[0] or "正在被他人办理" in refused[0]
    assert CaseTransition.objects.filter(case=case.pk).count() == before + 1
    assert [*case_differences(), *state_differences()] == []


def test_of_two_leaders_who_take_a_task_up_again_one_does(
    plan: Plan, pairs: dict[str, Pair]
) -> None:
    task = casework.dated_task(plan)
    (liaison, _), (signer, _), (reviewer, _) = (
        pairs[each] for each in ("liaisons", "signers", "reviewers")
    )
    closing_work.closed(task, liaison, signer, reviewer, pairs["leaders"][0])
    task.refresh_from_db()
    refused = at_once(
        *(lambda by=each: closing_work.take_up(task, by) for each in pairs["leaders"])
    )
    assert len(refused) == 1
    assert Case.objects.filter(kind="reopening").count() == 1
    assert [*case_differences(), *state_differences()] == []


def _deciding(case: Any, turn: Turn, by: User) -> Callable[[], object]:
    return lambda: complete_case(
        case, turn.step, by=by, outcome=turn.outcome, said=turn.said, at=MORNING
    )
