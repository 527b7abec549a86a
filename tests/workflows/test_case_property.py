"""The cases under anything anybody tries: all kinds together, while grants come and go.

What happened must have been entitled, at its step, by fresh eyes, with one line of trail and one
audit event; what the rules of access refused must not have been entitled. Engine, column and trail
agree after every step. `./test --long` lets it search on like the reports' (FLOW_*).
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from time_machine import TimeMachineFixture

from project.accounts.delegating import DelegationRefused, delegable, delegate
from project.accounts.granting import GrantRefused, give, revoke
from project.accounts.models import Delegation, Grant, Role, User
from project.audit.models import AuditEvent
from task_table.models import Plan
from tests.cast import MORNING, person, report_on, unit
from tests.workflows import casework
from tests.workflows.case_kinds import KINDS, holds
from workflows.case_words import CaseOutcome, CaseStep
from workflows.flows import flow_of
from workflows.integrity import case_differences
from workflows.models import Case, CaseTransition, Cycle
from workflows.moving import complete_case
from workflows.refusals import AlreadyMoved, FourEyes, NotEntitled, Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]

EXAMPLES = int(os.environ.get("FLOW_EXAMPLES", "6"))
STEPS = int(os.environ.get("FLOW_STEPS", "30"))
SEED = int(os.environ.get("FLOW_SEED", "1"))

PEOPLE = 9
who = st.integers(0, PEOPLE - 1)
someone = st.one_of(st.none(), st.none(), who)
pick = st.integers(0, 40)
ROLES = (Role.LIAISON, Role.SIGNER, Role.REVIEWER)


class Stage:
    """Nine people around 市残联 and 市民政局, a task of each with a date, and the clock."""

    def __init__(self, plan: Plan, security: User, leader: User, clock: TimeMachineFixture) -> None:
        both = [(Role.REVIEWER, "cl"), (Role.REVIEWER, "mzj")]
        self.people = [
            person("残联联络员", "cl", (Role.LIAISON, "cl")),
            person("残联签批人", "cl", (Role.SIGNER, "cl")),
            person("民政联络员", "mzj", (Role.LIAISON, "mzj")),
            person("民政签批人", "mzj", (Role.SIGNER, "mzj")),
            person("审核人", "cgwb", *both),
            person("审核人乙", "cgwb", *both),
            person("多岗人员", "cl", *((role, "cl") for role in ROLES)),
            leader,
            person("另一位残工委领导", "cgwb"),
        ]
        give(
            self.people[-1], Role.LEADER, by=None, why="演示授权",
            from_on=MORNING.date(), committee=plan.committee,
        )  # fmt: skip
        self.tasks = [plan.tasks.get(number="16"), casework.dated_task(plan)]
        cycle = Cycle.objects.get()
        for task, code in zip(self.tasks, ("cl", "mzj"), strict=True):
            report_on(cycle, task.number, code)
        self.security, self.clock = security, clock
        self.played: Counter[str] = Counter()


@pytest.fixture
def stage(cycle: Cycle, security_admin: User, leader: User, clock: TimeMachineFixture) -> Stage:
    return Stage(cycle.plan, security_admin, leader, clock)


class Cases(RuleBasedStateMachine):
    """Any person opens and decides anything, on whomever's behalf, at any step."""

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.touched: set[int] = set()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        self.stage.played["examples"] += 1
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize(half=st.integers(0, 1), pick=who)
    def a_working_morning(self, half: int, pick: int) -> None:
        """Every other kind has a case already, so that a few examples play them all."""
        self.stage.clock.move_to(MORNING, tick=False)
        for kind in sorted(KINDS)[half::2]:
            self.somebody_opens(kind, pick, half)

    # What people try ----------------------------------------------------------------------------

    @rule(kind=st.sampled_from(sorted(KINDS)), by=who, task=st.integers(0, 1))
    def anybody_opens(self, kind: str, by: int, task: int) -> None:
        self.open(kind, by, task)

    def open(self, kind: str, by: int, task: int) -> None:
        person, before = self.stage.people[by], self.traces()
        opened: list[Case] = []
        if self.tries(lambda: opened.append(KINDS[kind].open(self.stage.tasks[task], person))):
            case = opened[0]
            self.stage.played[f"{kind} opened"] += 1
            self.touched.add(case.pk)
            opening = flow_of(kind).opens_with
            on = timezone.localdate()
            assert holds(case, KINDS[kind].first, opening, person, None, on=on)
            self.it_left_traces(case, before)
        else:
            assert self.traces() == before

    @rule(kind=st.sampled_from(sorted(KINDS)), pick=who, task=st.integers(0, 1))
    def somebody_else_opens(self, kind: str, pick: int, task: int) -> None:
        self.somebody_opens(kind, pick, task)

    def somebody_opens(self, kind: str, pick: int, task: int) -> None:
        """One after the other tries it, on either task, until one is let."""
        before = Case.objects.count()
        for number in range(2 * PEOPLE):
            self.open(kind, (pick + number) % PEOPLE, (task + number // PEOPLE) % 2)
            if Case.objects.count() > before:
                return

    @rule(case=pick, step=pick, outcome=pick, by=who, behalf=someone, say=pick)
    def anything(
        self, case: int, step: int, outcome: int, by: int, behalf: int | None, say: int
    ) -> None:
        if (found := self.case(case)) is None:
            return
        steps, outcomes = list(CaseStep), list(CaseOutcome)
        self.decide(
            found, steps[step % len(steps)], outcomes[outcome % len(outcomes)], by, behalf, say
        )

    @rule(case=pick, outcome=pick, by=who, behalf=someone, say=pick)
    def what_is_next(self, case: int, outcome: int, by: int, behalf: int | None, say: int) -> None:
        """Somebody takes the step at which it stands."""
        if (found := self.case(case)) is not None and (outcomes := self.outcomes_at(found)):
            self.decide(
                found, CaseStep(found.step), outcomes[outcome % len(outcomes)], by, behalf, say
            )

    @rule(case=pick, picks=st.lists(pick, min_size=1, max_size=6))
    def the_line_is_played_on(self, case: int, picks: list[int]) -> None:
        """Those whose turn it is take one step after the other, mostly forward."""
        for each in picks:
            found = self.case(case)
            outcomes = self.outcomes_at(found) if found is not None else []
            if found is None or not outcomes:
                return
            on = timezone.localdate()
            outcome = outcomes[0] if each % 4 else outcomes[each % len(outcomes)]
            able = [
                number for number, person in enumerate(self.stage.people)
                if holds(found, found.step, outcome, person, None, on=on)
            ]  # fmt: skip
            if not able:
                return
            self.decide(found, CaseStep(found.step), outcome, able[each % len(able)], None, each)

    @rule(case=pick, by=who)
    def take_back(self, case: int, by: int) -> None:
        if (found := self.case(case)) is not None:
            self.decide(found, CaseStep(found.step), CaseOutcome.WITHDRAWN, by, None, 1)

    # Grants and days ----------------------------------------------------------------------------

    @rule(by=who, pick=st.integers(0, 5))
    def revoke_a_grant(self, by: int, pick: int) -> None:
        grants = list(Grant.objects.filter(user=self.stage.people[by], revoked_at=None))
        if grants:
            revoke(grants[pick % len(grants)], by=self.stage.security, why="调离")

    @rule(
        by=who, role=st.sampled_from(ROLES), code=st.sampled_from(["cl", "mzj"]),
        days=st.sampled_from([None, 0, 3]),
    )  # fmt: skip
    def give_a_grant(self, by: int, role: Role, code: str, days: int | None) -> None:
        today = timezone.localdate()
        until = None if days is None else today + timedelta(days=days)
        try:
            give(
                self.stage.people[by], role, by=self.stage.security, why="授权",
                from_on=today, until_on=until, unit=unit(code),
            )  # fmt: skip
        except GrantRefused:
            self.stage.played["grants refused"] += 1

    @rule(by=who, to=who, days=st.sampled_from([0, 5]))
    def go_on_leave(self, by: int, to: int, days: int) -> None:
        today, person = timezone.localdate(), self.stage.people[by]
        try:
            for grant in delegable(person, on=today)[:1]:
                delegate(
                    grant, to=self.stage.people[to], from_on=today,
                    until_on=today + timedelta(days=days), why="休假", by=person,
                )  # fmt: skip
                self.stage.played["delegated"] += 1
        except DelegationRefused:
            self.stage.played["delegations refused"] += 1

    @rule(case=pick, outcome=pick, say=pick)
    def a_delegate_decides(self, case: int, outcome: int, say: int) -> None:
        """Who was delegated tries the step at hand for who is on leave."""
        found, rows = self.case(case), list(Delegation.objects.for_reading())
        if found is None or not rows or not (outcomes := self.outcomes_at(found)):
            return
        lent, people = rows[say % len(rows)], [each.pk for each in self.stage.people]
        by, absent = people.index(lent.delegate_id), people.index(lent.grant.user_id)
        chosen = outcomes[outcome % len(outcomes)]
        self.decide(found, CaseStep(found.step), chosen, by, absent, say)

    @rule(days=st.sampled_from([1, 1, 4, 20]))
    def days_pass(self, days: int) -> None:
        later = timezone.now() + timedelta(days=days)
        if later.year == MORNING.year:
            self.stage.clock.move_to(later, tick=False)

    # What holds after every step ----------------------------------------------------------------

    @invariant()
    def engine_column_and_trail_agree(self) -> None:
        rows = Case.objects.for_moving().filter(pk__in=self.touched)
        assert list(case_differences(rows)) == []
        self.touched = set()

    @invariant()
    def nobody_had_a_hand_in_two_steps(self) -> None:
        for case in Case.objects.all():
            hands: dict[int, set[str]] = {}
            for move in CaseTransition.objects.filter(case=case).exclude(outcome="withdrawn"):
                for key in {move.by_id, move.on_behalf_of_id} - {None}:
                    hands.setdefault(key, set()).add(move.from_step)
            kind = KINDS[case.kind]
            for steps in hands.values():
                sides = {kind.side_of(step) for step in steps - {kind.first}}
                assert len(sides) <= 1, case

    # How it is tried ----------------------------------------------------------------------------

    def case(self, number: int) -> Case | None:
        keys = list(Case.objects.order_by("pk").values_list("pk", "kind"))
        if not keys:
            return None
        key, kind = keys[number % len(keys)]
        rows: Any = flow_of(kind).model.objects
        found: Case = rows.for_moving().get(pk=key)
        return found

    def outcomes_at(self, case: Case) -> list[CaseOutcome]:
        turn = flow_of(case.kind).turns.get(CaseStep(case.step))
        return sorted(turn.outcomes, key=list(CaseOutcome).index) if turn else []

    def traces(self) -> tuple[int, int]:
        events = AuditEvent.objects.filter(action__regex=rf"^({'|'.join(KINDS)})\.")
        return CaseTransition.objects.count(), events.count()

    def decide(
        self, case: Case, step: CaseStep, outcome: CaseOutcome, by: int, behalf: int | None,
        say: int,
    ) -> None:  # fmt: skip
        person = self.stage.people[by]
        other = None if behalf is None else self.stage.people[behalf]
        before = self.traces()
        entitled = self.is_entitled(case, step, outcome, person, other)
        fresh = outcome == CaseOutcome.WITHDRAWN or self.is_fresh(case, step, (person, other))
        refused = self.refusal_of(
            lambda: complete_case(
                case, step, by=person, outcome=outcome, on_behalf_of=other,
                reason="请补充。" if say % 5 else "", said=KINDS[case.kind].said(outcome, say),
            )
        )  # fmt: skip
        self.stage.played[f"{case.kind} {outcome}" if refused is None else "refused"] += 1
        self.touched.add(case.pk)
        here = case.step == step
        if refused is None:
            assert (entitled, here, fresh) == (True, True, True)
            self.it_left_traces(case, before)
            return
        assert self.traces() == before
        if entitled and here and fresh:
            eyes = () if KINDS[case.kind].wants_outside else (FourEyes,)
            assert not isinstance(refused, (NotEntitled, AlreadyMoved, *eyes)), refused

    def it_left_traces(self, case: Case, before: tuple[int, int]) -> None:
        """One line of trail and one event; a closing ends what it overtakes, with its own."""
        moves, events = self.traces()
        assert moves - before[0] == events - before[1]
        beside = CaseTransition.objects.order_by("-pk")[: moves - before[0]]
        others = [move for move in beside if move.case_id != case.pk]
        assert len(beside) - len(others) == 1
        assert all(move.outcome == CaseOutcome.OVERTAKEN for move in others)
        self.touched |= {move.case_id for move in others}

    def is_entitled(
        self, case: Case, step: CaseStep, outcome: CaseOutcome, person: User, other: User | None
    ) -> bool:
        turn, on = flow_of(case.kind).turns.get(step), timezone.localdate()
        if turn is None:
            return False
        if outcome == CaseOutcome.WITHDRAWN:
            mine = case.opened_by_id == person.pk and other is None
            return turn.withdraws and mine and KINDS[case.kind].takes_back(case, person, on)
        return outcome in turn.outcomes and holds(case, step, outcome, person, other, on=on)

    def is_fresh(self, case: Case, step: CaseStep, people: tuple[User | None, ...]) -> bool:
        if step == KINDS[case.kind].first:
            return True
        side = KINDS[case.kind].side_of(step)
        moves = CaseTransition.objects.filter(case=case).exclude(from_step__in=side)
        pairs = moves.exclude(outcome="withdrawn").values_list("by", "on_behalf_of")
        hands = {key for pair in pairs for key in pair if key}
        return not hands & {each.pk for each in people if each is not None}

    def refusal_of(self, act: Callable[[], object]) -> Refused | None:
        try:
            act()
        except Refused as refusal:
            return refusal
        return None

    def tries(self, act: Callable[[], object]) -> bool:
        return self.refusal_of(act) is None


def test_whatever_anybody_tries_with_cases_the_rules_hold(stage: Stage) -> None:
    run_state_machine_as_test(
        seed(SEED)(lambda: Cases(stage)),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert all(stage.played[f"{kind} opened"] for kind in KINDS if kind != "reopening")
    assert stage.played["refused"]
