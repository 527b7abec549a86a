"""The rules of a task's light: its nodes, its date at its end, its verdict (decision 0040)."""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from task_table.models import TaskState
from workflows.lights import sources
from workflows.lights.done import is_awaiting_final
from workflows.lights.facts import NodeFacts, TaskFacts
from workflows.lights.light import Light
from workflows.lights.pace import in_points, node_behind
from workflows.lights.rule import Dated, Question, Rule
from workflows.lights.saying import ahead, past
from workflows.lights.telling import node_name, told_of_nodes, told_of_task

Asked = Question[TaskFacts]
Picks = Callable[[Asked], Sequence[NodeFacts]]


def _state(state: TaskState) -> Callable[[Asked], bool]:
    return lambda asked: asked.facts.state == state


def _awaits_verdict(asked: Asked) -> bool:
    facts = asked.facts
    return is_awaiting_final(facts.due_on or facts.plan_until, facts.plan_until, on=asked.on)


def _own_date(asked: Asked) -> date:
    """Return the task's date, or the plan's last day where the text gives none."""
    return asked.facts.due_on or asked.facts.plan_until


def _is_past_its_date(asked: Asked) -> bool:
    due_on = asked.facts.due_on
    return due_on is not None and asked.is_past(due_on) and not asked.facts.done_word


def _is_overdue(asked: Asked) -> bool:
    return _is_past_its_date(asked) and not asked.facts.done_pending


def _is_answered_by_others(asked: Asked) -> bool:
    return _is_past_its_date(asked) and asked.facts.done_pending


def missed_nodes(facts: TaskFacts, *, on: date) -> list[NodeFacts]:
    """Return the nodes past and not reached, whose report was due or is signed."""
    past = (node for node in facts.nodes if node.due_on < on and not node.reached)
    return sorted((node for node in past if not node.pending), key=_by_day)


def _missed(asked: Asked) -> list[NodeFacts]:
    return missed_nodes(asked.facts, on=asked.on)


def _pending(asked: Asked) -> list[NodeFacts]:
    return [node for node in _unreached(asked, is_past=True) if node.pending]


def _soon(asked: Asked) -> list[NodeFacts]:
    limit = asked.thresholds.soon_days
    ahead_of = _unreached(asked, is_past=False)
    return [node for node in ahead_of if asked.days_to(node.due_on) <= limit]


def _far_behind(asked: Asked) -> list[NodeFacts]:
    limit = asked.thresholds.far_behind
    return [node for node in _unreached(asked, is_past=False) if _behind(node) > limit]


def _just_behind(asked: Asked) -> list[NodeFacts]:
    limit = asked.thresholds.behind
    return [node for node in _unreached(asked, is_past=False) if _behind(node) >= limit]


def _behind(node: NodeFacts) -> Fraction:
    """Return a node's points behind; what cannot be counted is never behind (0040)."""
    behind = node_behind(node)
    return Fraction(-1) if behind is None else behind


def _unreached(asked: Asked, *, is_past: bool) -> list[NodeFacts]:
    """Return the nodes on one side of the day, the longest past or nearest first."""
    found = [
        node
        for node in asked.facts.nodes
        if not node.reached and asked.is_past(node.due_on) == is_past
    ]
    return sorted(found, key=_by_day)


def _by_day(node: NodeFacts) -> tuple[date, int]:
    return node.due_on, node.place


def _of_this_year(asked: Asked) -> list[NodeFacts]:
    return [node for node in asked.facts.nodes if node.year == asked.on.year]


def _overdue_words(asked: Asked) -> str:
    return past("任务逾期", asked.days_to(_own_date(asked)))


def _missed_words(asked: Asked) -> str:
    return past("节点逾期", asked.days_to(_missed(asked)[0].due_on))


def _soon_words(asked: Asked) -> str:
    return ahead("节点", _soon(asked)[0].due_on, on=asked.on, reckoning=asked.reckoning)


def _behind_words(picks: Picks) -> Callable[[Asked], str]:
    def words(asked: Asked) -> str:
        return f"落后序时进度{in_points(max(map(_behind, picks(asked))))}个百分点"

    return words


def _on_track_words(asked: Asked) -> str:
    is_reached = all(node.reached for node in _of_this_year(asked))
    return "本年节点已达到" if is_reached else "按节点推进"


def _said(words: str) -> Callable[[Asked], str]:
    return lambda _: words


def _dated(asked: Asked) -> list[Dated]:
    return [("完成时限" if asked.facts.due_on else "规划期止", _own_date(asked))]


def _nodes_dated(picks: Picks) -> Callable[[Asked], list[Dated]]:
    return lambda asked: [(node_name(node), node.due_on) for node in picks(asked)]


def _of_task(
    key: str, light: Light, words: str | Callable[[Asked], str], sentence: str, source: str,
    when: Callable[[Asked], bool], dates: Callable[[Asked], list[Dated]] = lambda _: [],
) -> Rule[TaskFacts]:  # fmt: skip
    """Return a rule about the task as a whole."""
    said = _said(words) if isinstance(words, str) else words
    return Rule(f"task-{key}", 1, light, sentence, when, said, source, told_of_task, dates)


def _of_nodes(
    key: str, light: Light, words: str | Callable[[Asked], str], sentence: str, source: str,
    picks: Picks, *counts: str,
) -> Rule[TaskFacts]:  # fmt: skip
    """Return a rule that holds where it picks any node, and rests on those it picks."""
    said = _said(words) if isinstance(words, str) else words
    return Rule(
        f"task-node-{key}", 1, light, sentence, lambda asked: bool(picks(asked)), said, source,
        told_of_nodes(picks), _nodes_dated(picks), counts,
    )  # fmt: skip


# Red before yellow: a node that waits for its report hides none that is late.
TASK_RULES: tuple[Rule[TaskFacts], ...] = (
    _of_task(
        "closed", Light.GREEN, "已办结销号", "任务已办结销号", sources.CLOSED,
        _state(TaskState.CLOSED),
    ),
    _of_task(
        "terminated", Light.GREY, "已终止", "任务已终止", sources.CLOSED,
        _state(TaskState.TERMINATED),
    ),
    _of_task(
        "transferred", Light.GREY, "已转入下一规划", "任务已转入下一规划", sources.CLOSED,
        _state(TaskState.TRANSFERRED),
    ),
    _of_task(
        "awaiting-final", Light.GREY, "待期末评估",
        "规划期已满，时限不早于规划期末的任务还没有评定", sources.FINAL, _awaits_verdict, _dated,
    ),
    _of_task(
        "overdue", Light.RED, _overdue_words,
        "任务的完成时限已过，没有全部牵头单位签批的“已完成”，应说明的报告也已到期", sources.OVERDUE,
        _is_overdue, _dated,
    ),
    _of_nodes(
        "overdue", Light.RED, _missed_words,
        "年度节点已过，没有签批的报告说已达到，应答复的报告也已到期", sources.NODES, _missed,
    ),
    _of_nodes(
        "far-behind", Light.RED, _behind_words(_far_behind),
        "可计数的年度节点落后序时进度超过红灯阈值（按报告期最后一天计算）", sources.PACE,
        _far_behind, "far_behind",
    ),
    _of_task(
        "pending", Light.YELLOW, "已过时限，等待报告签批",
        "任务的完成时限已过，本期报告还没有到期，或者在审核、签批中", sources.FAIR,
        _is_answered_by_others, _dated,
    ),
    _of_nodes(
        "pending", Light.YELLOW, "节点已过，等待报告签批",
        "年度节点已过，应答复的报告还没有到期，或者在审核、签批中", sources.FAIR, _pending,
    ),
    _of_nodes(
        "behind", Light.YELLOW, _behind_words(_just_behind),
        "可计数的年度节点落后序时进度达到黄灯阈值，不超过红灯阈值（按报告期最后一天计算）",
        sources.PACE, _just_behind, "behind", "far_behind",
    ),
    _of_nodes(
        "soon", Light.YELLOW, _soon_words, "还没有达到的年度节点临近", sources.NODES,
        _soon, "soon_days",
    ),
    _of_task(
        "not-split", Light.GREY, "未分解", "任务在本年没有年度节点，不亮绿灯", sources.NODES,
        lambda asked: not _of_this_year(asked),
    ),
    Rule(
        "task-on-track", 1, Light.GREEN, "本年的年度节点没有一个逾期、落后或临近",
        lambda _: True, _on_track_words, sources.NODES,
        told_of_nodes(_of_this_year), _nodes_dated(_of_this_year), ("soon_days", "behind"),
    ),
)  # fmt: skip
