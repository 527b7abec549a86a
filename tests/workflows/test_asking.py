"""What counties report on which task: the plan's data, changed by the office alone, under trail."""

import pytest

from project.accounts.models import User
from project.audit.models import AuditEvent
from task_table.models import Asking, Plan
from tests.workflows.playing import refused
from tests.world import load_world
from workflows.asking import asks_of, change_asks
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

pytestmark = [pytest.mark.db, pytest.mark.django_db]

FIGURES = {"1", "2", "4", "5", "8", "25", "29"}
DEEDS = {"16", "21", "32", "39", "42", "45"}


def change(plan: Plan, by: User, **asks: str) -> bool:
    """Change what is asked on tasks, named as t1, t16."""
    seen = asks_of(plan)
    wanted = seen | {name[1:]: ask for name, ask in asks.items()}
    return change_asks(plan, wanted, by=by, seen=seen)


def numbers(plan: Plan, ask: str) -> set[str]:
    return {number for number, each in asks_of(plan).items() if each == ask}


def test_the_real_plan_asks_for_seven_figures_and_six_deeds(plan: Plan) -> None:
    assert numbers(plan, "figure") == FIGURES
    assert numbers(plan, "deed") == DEEDS
    assert len(numbers(plan, "section")) == 31
    assert "38" not in asks_of(plan)


def test_loading_again_changes_nothing(plan: Plan, reviewer: User) -> None:
    change(plan, reviewer, t1="section", t2="")
    before = list(Asking.objects.order_by("pk").values())
    load_world()
    assert list(Asking.objects.order_by("pk").values()) == before


def test_a_change_holds_at_once_and_is_written_down(plan: Plan, reviewer: User) -> None:
    assert change(plan, reviewer, t1="section", t3="deed", t6="")
    assert not change(plan, reviewer, t1="section")
    assert plan.tasks.get(number="3").ask == "deed"
    assert plan.tasks.get(number="6").ask == ""
    event = AuditEvent.objects.get(action="asks.change")
    assert event.actor_id == reviewer.pk
    assert "第1项：并入本部分" in event.detail
    assert "第1项：报数据" in event.detail


@pytest.mark.parametrize("who", ["liaison", "leader", "outside_reviewer", "system_admin"])
def test_the_office_alone_changes_it(request: pytest.FixtureRequest, who: str, plan: Plan) -> None:
    stranger = request.getfixturevalue(who)
    with refused(NotEntitled, "残工委办公室"):
        change(plan, stranger, t1="section")


@pytest.mark.parametrize("asks", [{"t1": "poem"}, {"t38": "deed"}])
def test_what_may_not_be_asked_is_refused(plan: Plan, reviewer: User, asks: dict[str, str]) -> None:
    with refused(Incomplete, "请选择填报要求"):
        change(plan, reviewer, **asks)


def test_a_colleagues_change_is_not_passed_over(
    plan: Plan, reviewer: User, colleague: User
) -> None:
    seen = asks_of(plan)
    change(plan, colleague, t1="section")
    with refused(AlreadyMoved, "他人改动"):
        change_asks(plan, seen | {"2": "section"}, by=reviewer, seen=seen)
