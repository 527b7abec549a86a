"""交办事项 under anything anybody tries: engine, column and trail agree, and four eyes hold."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from project.accounts.granting import revoke
from project.accounts.models import Grant, Role, User
from tests.cast import MORNING, TODAY, person
from tests.workflows.actionwork import DUE, instruct
from tests.workflows.machines import TakenBack
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.turns import outcomes_for, waiting_for
from workflows.integrity import case_differences
from workflows.models import ActionItem, CaseTransition, Cycle
from workflows.moving import complete_case
from workflows.refusals import Refused

pytestmark = [pytest.mark.db, pytest.mark.django_db]

STEPS = (CaseStep.HANDLE, CaseStep.CONFIRM)
OUTCOMES = (
    CaseOutcome.ANSWERED, CaseOutcome.FINISHED, CaseOutcome.SENT_BACK, CaseOutcome.WITHDRAWN,
)  # fmt: skip
who = st.integers(0, 5)


class Items(TakenBack):
    """Any person tries anything on the unit's items, while grants end."""

    def __init__(self, cycle: Cycle, people: list[User], security: User) -> None:
        super().__init__()
        self.cycle, self.people, self.security = cycle, people, security

    @initialize(by=who)
    def one_is_given(self, by: int) -> None:
        self.give(by)

    @rule(by=who)
    def give(self, by: int) -> None:
        user = self.people[by]
        may = Grant.objects.active(on=TODAY).filter(user=user, role__in=(Role.SIGNER, Role.LEADER))
        assert self.happens(lambda: instruct(self.cycle, user)) == may.exists()

    @rule(by=who, behalf=st.none() | who, step=st.sampled_from(STEPS),
          outcome=st.sampled_from(OUTCOMES), pick=st.integers(0, 9))  # fmt: skip
    def anything(
        self, by: int, behalf: int | None, step: CaseStep, outcome: CaseOutcome, pick: int
    ) -> None:
        self.act(by, outcome, pick, step=step, behalf=behalf)

    @rule(by=who, pick=st.integers(0, 9), which=st.integers(0, 2))
    def what_is_offered(self, by: int, pick: int, which: int) -> None:
        """The door takes whatever a page offers."""
        item = self.item(pick)
        offered = outcomes_for(item, self.people[by], on=TODAY) if item else []
        if item is not None and offered:
            assert self.act(by, offered[which % len(offered)], pick, step=CaseStep(item.step))

    @rule(by=who)
    def a_grant_ends(self, by: int) -> None:
        for grant in Grant.objects.filter(user=self.people[by], revoked_at=None)[:1]:
            revoke(grant, by=self.security, why="调离岗位")

    def item(self, pick: int) -> ActionItem | None:
        keys = list(ActionItem.objects.order_by("pk").values_list("pk", flat=True))
        rows = ActionItem.objects.all()
        return rows.get(pk=keys[pick % len(keys)]) if keys else None

    def act(
        self, by: int, outcome: CaseOutcome, pick: int, *, step: CaseStep,
        behalf: int | None = None,
    ) -> bool:  # fmt: skip
        item, other = self.item(pick), None if behalf is None else self.people[behalf]
        if item is None:
            return False
        return self.happens(
            lambda: complete_case(
                item,
                step,
                by=self.people[by],
                outcome=outcome,
                on_behalf_of=other,
                reason="说明。",
                said={"answer": "已办。"},
                at=MORNING + timedelta(hours=1),
            )
        )

    def happens(self, act: object) -> bool:
        before = CaseTransition.objects.count()
        try:
            act()  # type: ignore[operator]
        except Refused:
            assert CaseTransition.objects.count() == before
            return False
        assert CaseTransition.objects.count() == before + 1
        return True

    @invariant()
    def engine_column_and_trail_agree(self) -> None:
        assert list(case_differences()) == []

    @invariant()
    def the_date_stays(self) -> None:
        assert not ActionItem.objects.exclude(due_on=DUE).exists()

    @invariant()
    def nobody_answers_and_closes(self) -> None:
        for item in ActionItem.objects.filter(step=CaseStep.SETTLED):
            hands: dict[str, set[int]] = {"answered": set(), "finished": set()}
            for move in CaseTransition.objects.filter(case=item, outcome__in=hands):
                hands[move.outcome] |= {key for key in (move.by_id, move.on_behalf_of_id) if key}
            assert not hands["answered"] & hands["finished"]

    @rule(by=who)
    def what_waits_for_somebody_is_theirs_to_decide(self, by: int) -> None:
        for case in waiting_for(self.people[by], on=TODAY):
            assert outcomes_for(case, self.people[by], on=TODAY)


def test_the_items_hold_under_anything(
    cycle: Cycle, liaison: User, signer: User, reviewer: User, leader: User, security_admin: User
) -> None:
    both = person("一身二任", "mzj", (Role.LIAISON, "mzj"), (Role.SIGNER, "mzj"))
    people = [liaison, signer, reviewer, leader, both, person("旁人", "czj", (Role.LIAISON, "czj"))]
    run_state_machine_as_test(
        lambda: Items(cycle, people, security_admin),
        settings=settings(
            max_examples=6, stateful_step_count=12, deadline=None, derandomize=True,
            database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
