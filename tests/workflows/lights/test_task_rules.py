"""A task's light at the boundary of each rule: the last day without it, the first day with it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.workflows.lights.boundaries import Boundary, Case, assert_lights_from_here, ids, judged
from workflows.lights.facts import NodeFacts, TaskFacts, Thresholds
from workflows.lights.light import Light
from workflows.lights.rules import TASK_RULES

END = date(2025, 12, 31)
NODE = NodeFacts(2025, 1, "建成托养中心", due_on=date(2025, 9, 30))
HOLIDAY = replace(NODE, due_on=date(2025, 10, 1))
# A countable node: by 31 March a quarter of 300, 75, is due; 45 are ten points behind, 15 twenty.
COUNTED = NodeFacts(
    2025, 1, "改造300户", due_on=END, target=Decimal(300), measure="户",
    value=Decimal(45), value_as_of=date(2025, 3, 31), told_in="2025年第1季度",
)  # fmt: skip
TASK = TaskFacts("open", plan_until=END, nodes=(NODE,))
APRIL, JUNE = date(2025, 4, 21), date(2025, 6, 2)


def task(*nodes: NodeFacts, **changes: object) -> TaskFacts:
    return replace(TASK, nodes=nodes, **changes)  # type: ignore[arg-type]


def counted(value: str, **changes: object) -> TaskFacts:
    return task(replace(COUNTED, value=Decimal(value), **changes))


def case(facts: TaskFacts, on: date, rule: str, words: str) -> Case:
    return Case(facts, on, f"task-{rule}", words)


BOUNDARIES = [
    Boundary(
        "a closed task is green, whatever its nodes are",
        case(TASK, date(2025, 10, 9), "node-overdue", "节点逾期1个工作日"),
        case(replace(TASK, state="closed"), date(2025, 10, 9), "closed", "已办结销号"),
    ),
    Boundary(
        "a terminated task is judged no more",
        case(task(due_on=END), date(2025, 10, 9), "not-split", "未分解"),
        case(task(due_on=END, state="terminated"), date(2025, 10, 9), "terminated", "已终止"),
    ),
    Boundary(
        "nor is a transferred one, even past its date",
        case(task(due_on=date(2023, 12, 29)), date(2024, 1, 2), "overdue", "任务逾期1个工作日"),
        case(
            task(due_on=date(2023, 12, 29), state="transferred"), date(2024, 1, 2),
            "transferred", "已转入下一规划",
        ),
    ),
    Boundary(
        "the plan's last day lasts to its end",
        case(task(replace(NODE, reached=True), due_on=END), END, "on-track", "本年节点已达到"),
        case(task(due_on=END), date(2026, 1, 1), "awaiting-final", "待期末评估"),
    ),
    Boundary(
        "a task without a date of its own waits from the day after the plan's end",
        case(task(), END, "not-split", "未分解"),
        case(task(NODE), date(2026, 1, 1), "awaiting-final", "待期末评估"),
    ),
    Boundary(
        "a task is not late on its own last day, 23:59:59 included",
        case(task(due_on=date(2024, 9, 30)), date(2024, 9, 30), "not-split", "未分解"),
        # The first week of October is a holiday: late, but by no working day yet.
        case(task(due_on=date(2024, 9, 30)), date(2024, 10, 1), "overdue", "任务逾期"),
    ),
    Boundary(
        "signed words of all leads that it is done end the lateness",
        case(
            task(due_on=date(2024, 9, 30), done_word=True), date(2024, 10, 8),
            "not-split", "未分解",
        ),
        case(task(due_on=date(2024, 9, 30)), date(2024, 10, 8), "overdue", "任务逾期1个工作日"),
    ),
    Boundary(
        "while the report is not due, or lies with others, a task past its date is yellow",
        case(task(due_on=date(2024, 9, 30)), date(2024, 10, 8), "overdue", "任务逾期1个工作日"),
        case(
            task(due_on=date(2024, 9, 30), done_pending=True), date(2024, 10, 8),
            "pending", "已过时限，等待报告签批",
        ),
    ),
    Boundary(
        "a node is not late on its own day",
        case(TASK, date(2025, 9, 30), "node-soon", "节点今天到期"),
        case(TASK, date(2025, 10, 1), "node-overdue", "节点逾期"),
    ),
    Boundary(
        "a node due on a holiday is late the next day; working days count from the first one",
        case(task(HOLIDAY), date(2025, 10, 1), "node-soon", "节点今天到期"),
        case(task(HOLIDAY), date(2025, 10, 9), "node-overdue", "节点逾期1个工作日"),
    ),
    Boundary(
        "a node reached is not late, however long ago it was due",
        case(task(replace(NODE, reached=True)), date(2025, 11, 3), "on-track", "本年节点已达到"),
        case(TASK, date(2025, 11, 3), "node-overdue", "节点逾期19个工作日"),
    ),
    Boundary(
        "a node of an earlier year that was never reached stays red",
        case(
            task(replace(NODE, year=2024, due_on=date(2024, 12, 31), reached=True)), APRIL,
            "not-split", "未分解",
        ),
        case(
            task(replace(NODE, year=2024, due_on=date(2024, 12, 31))), date(2025, 1, 2),
            "node-overdue", "节点逾期1个工作日",
        ),
    ),
    Boundary(
        "a node past is yellow while its report is not due, or lies with others",
        case(TASK, date(2025, 10, 9), "node-overdue", "节点逾期1个工作日"),
        case(
            task(replace(NODE, pending=True)), date(2025, 10, 9),
            "node-pending", "节点已过，等待报告签批",
        ),
    ),
    Boundary(
        "exactly 30 points behind is yellow, more is red",
        case(
            counted("60", value_as_of=date(2025, 6, 30)), JUNE,
            "node-behind", "落后序时进度30个百分点",
        ),
        case(
            counted("59", value_as_of=date(2025, 6, 30)), JUNE,
            "node-far-behind", "落后序时进度30.33个百分点",
        ),
    ),
    Boundary(
        "less than 10 points behind is green, exactly 10 yellow",
        case(counted("46"), JUNE, "on-track", "按节点推进"),
        case(counted("45"), JUNE, "node-behind", "落后序时进度10个百分点"),
    ),
    Boundary(
        "what was last said counts by the last day of the period that said it, not by today",
        case(counted("75"), date(2025, 12, 1), "on-track", "按节点推进"),
        case(
            counted("75", value_as_of=date(2025, 9, 30)), date(2025, 12, 1),
            "node-far-behind", "落后序时进度50个百分点",
        ),
    ),
    Boundary(
        "eleven working days before its day a node is not near, ten before it is",
        case(TASK, date(2025, 9, 16), "on-track", "按节点推进"),
        # The Sunday before the holiday week is a make-up day.
        case(TASK, date(2025, 9, 17), "node-soon", "节点还有10个工作日"),
    ),
    Boundary(
        "the distance to a day on a holiday is that to the last working day before it",
        case(task(HOLIDAY), date(2025, 9, 15), "on-track", "按节点推进"),
        case(task(HOLIDAY), date(2025, 9, 30), "node-soon", "节点即将到期，其间没有工作日"),
    ),
    Boundary(
        "a year without a node is 未分解 from its first day",
        case(
            task(replace(NODE, reached=True), plan_until=date(2030, 12, 31)), END,
            "on-track", "本年节点已达到",
        ),
        case(
            task(replace(NODE, reached=True), plan_until=date(2030, 12, 31)), date(2026, 1, 1),
            "not-split", "未分解",
        ),
    ),
    Boundary(
        "green asks for a node of this year; one of next year is not enough",
        case(
            task(replace(NODE, year=2026, due_on=date(2026, 9, 30))), APRIL,
            "not-split", "未分解",
        ),
        case(TASK, APRIL, "on-track", "按节点推进"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("boundary", BOUNDARIES, ids=ids(BOUNDARIES))
def test_a_rule_lights_from_its_boundary_on(boundary: Boundary) -> None:
    assert_lights_from_here(boundary)


def test_every_rule_has_a_boundary() -> None:
    assert {each.within.rule for each in BOUNDARIES} == {rule.key for rule in TASK_RULES}


def test_a_node_that_waits_hides_no_other_that_is_late() -> None:
    waits, late = replace(NODE, pending=True), replace(NODE, place=2, due_on=date(2025, 6, 30))
    assert judged("task", task(waits, late), date(2025, 10, 9)).light == Light.RED
    behind = replace(COUNTED, place=3, value_as_of=date(2025, 9, 30))
    assert judged("task", task(waits, behind), date(2025, 10, 9)).light == Light.RED


def test_of_several_late_nodes_the_longest_past_speaks_and_all_are_told() -> None:
    later = replace(NODE, place=2, text="投入使用", due_on=date(2025, 10, 31))
    lit = judged("task", task(later, NODE), date(2025, 11, 3))
    assert lit.words == "节点逾期19个工作日"
    basis = dict(lit.basis)
    assert "“建成托养中心”" in basis["事实"]
    assert "“投入使用”" in basis["事实"]
    assert basis["工作日"] == "2025年第1个节点：已过19个工作日；2025年第2个节点：已过1个工作日"


@pytest.mark.parametrize("target", [None, Decimal(0), Decimal(-2)])
def test_what_cannot_be_counted_is_never_behind(target: Decimal | None) -> None:
    node = replace(COUNTED, target=target, value=Decimal(-5))
    assert judged("task", task(node), JUNE).rule == "task-on-track"


def test_a_value_that_sank_below_nothing_is_more_than_the_whole_share_behind() -> None:
    assert judged("task", counted("-30"), JUNE).words == "落后序时进度35个百分点"


def test_a_node_due_within_the_year_is_measured_to_its_own_day() -> None:
    """Half of the way to 30 June is due on 31 March."""
    lit = judged("task", counted("120", due_on=date(2025, 6, 30)), APRIL)
    assert lit.words == "落后序时进度10个百分点"


def test_the_thresholds_of_the_plan_count() -> None:
    strict = Thresholds(soon_days=1, behind=5, far_behind=9)
    lit = judged("task", counted("45"), JUNE, strict)
    assert (lit.rule, dict(lit.basis)["阈值"]) == (
        "task-node-far-behind", "红灯：落后序时进度超过9个百分点",
    )  # fmt: skip
    assert judged("task", TASK, date(2025, 9, 26), strict).rule == "task-on-track"


def test_the_basis_names_rule_version_source_days_facts_and_thresholds() -> None:
    basis = dict(judged("task", counted("45"), JUNE).basis)
    assert basis["亮灯"] == "黄灯：落后序时进度10个百分点"
    assert basis["规则版本"] == "第1版"
    assert "银川市" in basis["依据"]
    assert basis["日期"] == "判断日：2025年6月2日；2025年第1个节点：2025年12月31日"
    assert basis["工作日"] == "2025年第1个节点：还有148个工作日"
    assert basis["事实"] == (
        "2025年第1个节点“改造300户”，目标300户：累计45户，截至2025年3月31日，"
        "落后序时进度10个百分点（2025年第1季度，已签批）"
    )
    assert "10个百分点起" in basis["阈值"]


def test_working_days_since_the_plan_s_end_are_counted_with_nodes_and_without() -> None:
    for nodes in ((), (NODE,)):
        lit = judged("task", task(*nodes), date(2026, 1, 5))
        assert dict(lit.basis)["工作日"] == "规划期止：已过2个工作日"


def test_a_date_that_moved_shows_the_first_one() -> None:
    moved = task(due_on=date(2024, 9, 30), first_due_on=date(2023, 12, 31))
    assert (
        "原定时限：2023年12月31日" in dict(judged("task", moved, date(2024, 10, 8)).basis)["事实"]
    )
