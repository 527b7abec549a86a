"""Closings, extensions, adjustments together: whatever anybody tries, the parts agree after it."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from project.accounts.granting import give, revoke
from project.accounts.models import Grant, Role, User
from task_table.models import Plan, Task
from tests.cast import LONG_AGO, person, unit
from tests.workflows import casework
from tests.workflows.closing_work import ALL_YES, CLAIM, NUMBER, adjust, claim, take_up
from tests.workflows.machines import TakenBack
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.cases.turns import outcomes_for, waiting_for
from workflows.flows import flow_of
from workflows.integrity import case_differences
from workflows.models import Case, CaseTransition, TaskStateChange
from workflows.moving import complete_case
from workflows.refusals import Refused
from workflows.task_states import state_differences

pytestmark = [pytest.mark.db, pytest.mark.django_db]

ON = date(2026, 1, 9)
SAID: dict[str, Any] = {
    **CLAIM, **ALL_YES, **casework.SAID, "until": casework.UNTIL, "document_number": NUMBER,
    "change": "terminate", "cause": "职能调整。",
}  # fmt: skip
who, which = st.integers(0, 6), st.integers(0, 1)


class Closing(TakenBack):
    """Seven people try anything on a task of one lead and on one of two."""

    def __init__(self, people: list[User], tasks: list[Task], security: User) -> None:
        super().__init__()
        self.people, self.security = people, security
        self.keys = [task.pk for task in tasks]
        self.played: Counter[str] = PLAYED

    @rule(
        verb=st.sampled_from(["claim", "ask", "adjust", "take_up", "try", "on", "on", "on", "on"]),
        by=who, task=which, nth=st.integers(0, 3), outcome=st.sampled_from(list(CaseOutcome)),
    )  # fmt: skip
    def anything(self, verb: str, by: int, task: int, nth: int, outcome: CaseOutcome) -> None:
        """Ask for something, try any outcome, or play the line on; one rule, so none is left out.

        Hypothesis leaves some rules out of an example, and without the last nothing would end.
        """
        if verb == "try":
            self.decide(nth, self.people[by], outcome)
        elif verb == "on":
            self.play_on(nth, by)
        else:
            self.ask(self.people[by if by in (0, 2, 3, 4) else 0], task, verb)

    def ask(self, user: User, task: int, verb: str) -> None:
        about = Task.objects.select_related("plan").get(pk=self.keys[task])
        verbs = {
            "claim": lambda: claim(about, user),
            "ask": lambda: casework.ask(about, user),
            "adjust": lambda: adjust(about, user, change="terminate"),
            "take_up": lambda: take_up(about, user),
        }
        self.happens(verb, verbs[verb])

    def play_on(self, nth: int, pick: int) -> None:
        """Let somebody whose turn it is decide something that is theirs to decide."""
        case = self.open_case(nth)
        if case is None:
            return
        # From another person on each time: the first whose turn it is goes on.
        in_turn = [*self.people[pick:], *self.people[:pick]]
        able = (each for each in in_turn if self.waits_for(each, case))
        if user := next(able, None):
            own = outcomes_for(case, user, on=ON)
            self.decide(nth, user, own[0 if pick else -1])

    def waits_for(self, user: User, case: Case) -> bool:
        return waiting_for(user, on=ON).filter(pk=case.pk).exists()

    @rule(by=who)
    def a_grant_is_revoked_midway(self, by: int) -> None:
        grant = Grant.objects.active(on=ON).filter(user=self.people[by]).first()
        if grant is not None and by == 6:
            revoke(grant, by=self.security, why="调离岗位")

    def open_case(self, nth: int) -> Any:
        rows = list(Case.objects.under_way().order_by("pk"))
        if not rows:
            return None
        case = rows[nth % len(rows)]
        manager: Any = flow_of(case.kind).model.objects
        return manager.for_moving().get(pk=case.pk)

    def decide(self, nth: int, user: User, outcome: CaseOutcome) -> None:
        case = self.open_case(nth)
        if case is None:
            return
        how: dict[str, Any] = {"reason": "如实办理。", "said": SAID}
        step = CaseStep(case.step)
        self.happens(outcome, lambda: complete_case(case, step, by=user, outcome=outcome, **how))

    def happens(self, name: str, act: Any) -> None:
        before = CaseTransition.objects.count()
        try:
            act()
        except Refused:
            self.played["refused"] += 1
            assert CaseTransition.objects.count() == before
        else:
            self.played[str(name)] += 1
            assert CaseTransition.objects.count() > before

    @invariant()
    def engine_column_trail_and_states_agree(self) -> None:
        assert [*case_differences(), *state_differences()] == []

    @invariant()
    def nothing_is_open_on_a_task_that_is_not(self) -> None:
        gone = Task.objects.left().filter(pk__in=self.keys)
        assert not Case.objects.under_way().filter(task__in=gone).exists()

    @invariant()
    def one_case_of_a_kind_at_a_time(self) -> None:
        rows = Case.objects.under_way().values_list("task", "kind")
        assert len(set(rows)) == len(rows)

    @invariant()
    def four_eyes_were_on_every_closed_task(self) -> None:
        for change in TaskStateChange.objects.exclude(case__kind=CaseKind.REOPENING):
            moves = CaseTransition.objects.filter(case=change.case_id).order_by("-pk")
            last = next(iter(moves))
            others = {move.by_id for move in moves if move.from_step != last.from_step}
            assert last.by_id not in others


PLAYED: Counter[str] = Counter()


def test_whatever_anybody_tries_the_parts_agree(
    plan: Plan, liaison: User, signer: User, reviewer: User, leader: User, security_admin: User
) -> None:
    """Task 8 is led by two; 市医保局's liaison concurs, and one more leader may lose the grant."""
    task = casework.dated_task(plan)
    task.assignments.create(unit=unit("ybj"), role="lead", place=2)
    give(reviewer, Role.REVIEWER, by=None, why="演示", from_on=LONG_AGO, unit=unit("rsj"))
    both = person("两处联络", "rsj", (Role.LIAISON, "rsj"), (Role.SIGNER, "mzj"))
    other = person("医保联络员", "ybj", (Role.LIAISON, "ybj"), (Role.SIGNER, "rsj"))
    second = User.objects.create_user("ld7", name="领导乙", home_unit=unit("czj"))
    give(second, Role.LEADER, by=None, why="演示", from_on=LONG_AGO, committee=plan.committee)
    people = [liaison, signer, reviewer, leader, both, other, second]
    tasks = [task, plan.tasks.get(number="8")]
    PLAYED.clear()
    run_state_machine_as_test(
        seed(1)(lambda: Closing(people, tasks, security_admin)),
        settings=settings(
            max_examples=5, stateful_step_count=30, deadline=None, database=None,
            phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    assert PLAYED["claim"], PLAYED
    assert PLAYED["signed"], PLAYED
