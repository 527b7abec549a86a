"""The facts of 亮灯依据 in Chinese: what was signed, and what was not said."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from task_table.models import TaskState
from workflows.lights.facts import NodeFacts, TaskFacts
from workflows.lights.pace import in_points, node_behind
from workflows.lights.rule import Question
from workflows.windows import day_in_words


def in_measure(value: Decimal, measure: str) -> str:
    """Return a value with its measure, without zeros that say nothing.

    >>> in_measure(Decimal("99.5000"), "%"), in_measure(Decimal("300.0000"), "户")
    ('99.5%', '300户')
    """
    return f"{format(value.normalize(), 'f')}{measure}"


def node_name(node: NodeFacts) -> str:
    return f"{node.year}年第{node.place}个节点"


def told_of_task(asked: Question[TaskFacts]) -> list[str]:
    """Return what is known of the task as a whole."""
    facts = asked.facts
    told = [f"办理状态：{TaskState(facts.state).label}"]
    if facts.standing:
        told.append("长期坚持")
    if facts.due_on is None:
        told.append("原文没有列出完成时限")
    elif facts.first_due_on not in (None, facts.due_on):
        told.append(f"原定时限：{_day(facts.first_due_on)}")
    told.append(_done_word(facts))
    return told


def _done_word(facts: TaskFacts) -> str:
    if facts.done_word:
        return "全部牵头单位已签批“已完成”"
    waits = "，本期报告还没有到期，或者在审核、签批中" if facts.done_pending else ""
    return f"没有全部牵头单位签批的“已完成”{waits}"


def told_of_nodes(
    picks: Callable[[Question[TaskFacts]], Sequence[NodeFacts]],
) -> Callable[[Question[TaskFacts]], list[str]]:
    """Return the teller of a rule about some nodes: each with what signed reports say of it."""
    return lambda asked: [told_of_node(node) for node in picks(asked)]


def told_of_node(node: NodeFacts) -> str:
    """Return a node with its target, its state and the report that says so.

    >>> told_of_node(NodeFacts(2025, 1, "改造300户", date(2025, 12, 31)))
    '2025年第1个节点“改造300户”：没有签批的报告说到'
    """
    target = f"，目标{in_measure(node.target, node.measure)}" if node.target is not None else ""
    told = f"（{node.told_in}，已签批）" if node.told_in else ""
    return f"{node_name(node)}“{node.text}”{target}：{_state_of(node)}{told}"


def _state_of(node: NodeFacts) -> str:
    if node.reached:
        return f"{_day(node.reached_on)}达到" if node.reached_on else "已达到"
    if node.value is None:
        return "未达到" if node.told_in else "没有签批的报告说到"
    return f"累计{in_measure(node.value, node.measure)}{_as_of(node)}{_lag(node)}"


def _as_of(node: NodeFacts) -> str:
    return f"，截至{_day(node.value_as_of)}" if node.value_as_of else ""


def _lag(node: NodeFacts) -> str:
    behind = node_behind(node)
    if behind is None:
        return ""
    is_behind = behind > 0
    return f"，{'落后' if is_behind else '快于'}序时进度{in_points(abs(behind))}个百分点"


def _day(day: date | None) -> str:
    return day_in_words(day) if day else ""
