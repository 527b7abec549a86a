"""How indicators roll up is the office's to set, and what cannot be added is refused."""

import pytest

from project.accounts.models import User
from project.audit.models import AuditEvent
from task_table.models import Asking, Plan
from tests.workflows.playing import refused
from workflows.figures.ruling import change_rules, rules_of
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled

pytestmark = [pytest.mark.db, pytest.mark.django_db, pytest.mark.usefixtures("figures_asked")]


def change(plan: Plan, by: User, **rules: str) -> bool:
    seen = rules_of(plan)
    asked = {name.replace("_", "-"): rule for name, rule in rules.items()}
    return change_rules(plan, seen | asked, by=by, seen=seen)


def test_at_first_the_last_figure_stands_and_no_county_is_asked(plan: Plan) -> None:
    assert set(rules_of(plan).values()) == {"last", "none"}
    assert len(rules_of(plan)) == 22


def test_the_office_sets_them_with_a_trail(plan: Plan, reviewer: User) -> None:
    assert change(plan, reviewer, counties_3="rate", cycles_11="sum")
    assert (rules_of(plan)["counties-3"], rules_of(plan)["cycles-11"]) == ("rate", "sum")
    assert not change(plan, reviewer, counties_3="rate")
    (event,) = AuditEvent.objects.filter(action="indicators.rule")
    assert "指标3：县（市、区）的分子、分母各自相加再相除" in event.detail


def test_nobody_else_sets_them(plan: Plan, liaison: User) -> None:
    with refused(NotEntitled, "只有残工委办公室"):
        change(plan, liaison, counties_3="rate")


def test_a_colleagues_change_is_not_overwritten(plan: Plan, reviewer: User) -> None:
    seen = rules_of(plan)
    change(plan, reviewer, cycles_11="sum")
    with refused(AlreadyMoved, "刚刚被他人改动"):
        change_rules(plan, seen | {"counties-3": "rate"}, by=reviewer, seen=seen)


@pytest.mark.parametrize(
    "field, rule, said",
    [
        ("counties_3", "sum", "百分比和文字不能相加"),
        ("cycles_3", "sum", "百分比和文字不能相加"),
        ("cycles_1", "sum", "百分比和文字不能相加"),
        ("counties_11", "rate", "只有百分比的指标"),
        ("counties_2", "sum", "没有确定数据提供单位和任务"),
        ("counties_3", "mean", "请从列出的规则中选择"),
        ("cycles_3", "mean", "请从列出的规则中选择"),
        ("cycles_99", "sum", "没有这项指标"),
    ],
)
def test_what_cannot_be_added_is_refused_beside_its_field(
    plan: Plan, reviewer: User, field: str, rule: str, said: str
) -> None:
    with refused(Incomplete, said) as caught:
        change(plan, reviewer, **{field: rule})
    assert list(caught.value.fields) == [field.replace("_", "-")]


def test_counties_are_asked_only_where_they_fill_in_the_task_by_itself(
    plan: Plan, reviewer: User
) -> None:
    Asking.objects.update_or_create(task=plan.tasks.get(number="1"), defaults={"ask": "section"})
    with refused(Incomplete, "第1项没有要求县（市、区）单独填报"):
        change(plan, reviewer, counties_3="rate")
