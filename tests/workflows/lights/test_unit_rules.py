"""A unit's light: the worst of its reports and of the tasks it leads, with counts and causes."""

from datetime import date

import pytest

from tests.workflows.lights.boundaries import Boundary, Case, assert_lights_from_here, ids, judged
from workflows.lights.facts import Cause, UnitFacts
from workflows.lights.light import Light
from workflows.lights.rules import UNIT_RULES

ON = date(2026, 1, 9)
RED = Cause("第8项", Light.RED, "节点逾期2个工作日")
YELLOW = Cause("第1项的报告", Light.YELLOW, "报送还有2个工作日")
GREEN = Cause("第2项的报告", Light.GREEN, "已签批")
GREY = Cause("第3项", Light.GREY, "未分解")


def case(reports: tuple[Cause, ...], tasks: tuple[Cause, ...], rule: str, words: str) -> Case:
    return Case(UnitFacts(reports, tasks), ON, f"unit-{rule}", words)


BOUNDARIES = [
    Boundary(
        "one red is enough",
        case((YELLOW, GREEN), (GREY,), "yellow", "报告黄灯1、绿灯1；牵头任务灰灯1"),
        case((YELLOW, GREEN), (GREY, RED), "red", "报告黄灯1、绿灯1；牵头任务红灯1、灰灯1"),
    ),
    Boundary(
        "one yellow is enough where nothing is red",
        case((GREEN, GREEN), (), "green", "报告绿灯2"),
        case((GREEN, YELLOW), (), "yellow", "报告黄灯1、绿灯1"),
    ),
    Boundary(
        "green is what was judged, grey what was not",
        case((), (GREY,), "grey", "牵头任务灰灯1"),
        case((GREEN,), (GREY,), "green", "报告绿灯1；牵头任务灰灯1"),
    ),
    Boundary(
        "all grey is grey",
        case((GREEN,), (), "green", "报告绿灯1"),
        case((GREY,), (GREY,), "grey", "报告灰灯1；牵头任务灰灯1"),
    ),
    Boundary(
        "a unit of which nothing is asked",
        case((GREY,), (), "grey", "报告灰灯1"),
        case((), (), "nothing", "没有应判断的"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("boundary", BOUNDARIES, ids=ids(BOUNDARIES))
def test_a_rule_lights_from_its_boundary_on(boundary: Boundary) -> None:
    assert_lights_from_here(boundary)


def test_every_rule_has_a_boundary() -> None:
    assert {each.within.rule for each in BOUNDARIES} == {rule.key for rule in UNIT_RULES}


def test_the_basis_names_what_caused_it() -> None:
    lit = judged("unit", UnitFacts((YELLOW, GREEN), (RED, GREY)), ON)
    assert dict(lit.basis)["事实"] == "第8项：节点逾期2个工作日"
