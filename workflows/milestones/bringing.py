"""Sets the nodes a table brings: each year of a task it names as a whole, all or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from project.accounts.models import User
from project.audit.recording import record
from task_table.models import Milestone, Plan, Task
from workflows.completeness import check_words
from workflows.duties import keeps_duties
from workflows.milestones.fixing import IS_REACHED, reached_among, set_year
from workflows.milestones.nodes import Node, node_of, placed, wrong_nodes, wrong_year
from workflows.milestones.table import Table
from workflows.models import MilestoneProposal
from workflows.refusals import Incomplete, NotEntitled

Key = tuple[str, int]
LONGEST_DOCUMENT = 100


@dataclass(frozen=True)
class YearChange:
    """What a table makes of a year of a task: nodes with what each was, and what is dropped."""

    task: Task
    year: int
    nodes: Mapping[int, Node]
    standing: Mapping[int, Milestone]

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Return a word and a sentence for each node: 新增, 不变, 改动 or 取消."""
        told = [self._line(place, node) for place, node in sorted(self.nodes.items())]
        gone = [each for place, each in self._now.items() if place not in self.nodes]
        return told + [("取消", node_of(each).in_words) for each in gone]

    @property
    def touched(self) -> list[Milestone]:
        """Return the nodes as they stand that the table changes or drops."""
        return [each for place, each in self._now.items() if node_of(each) != self.nodes.get(place)]

    @property
    def _now(self) -> dict[int, Milestone]:
        return {place: each for place, each in self.standing.items() if each.dropped_on is None}

    def _line(self, place: int, node: Node) -> tuple[str, str]:
        was = self._now.get(place)
        if was is None:
            return "新增", node.in_words
        before = node_of(was)
        if before == node:
            return "不变", node.in_words
        return "改动", f"{node.in_words}；现在是{before.in_words}"


def changes_of(plan: Plan, table: Table) -> tuple[list[YearChange], list[str]]:
    """Return what a table would make of the plan's nodes, and what is wrong with it as a whole."""
    tasks = {task.number: task for task in plan.tasks.select_related("plan", "section")}
    by_key: dict[Key, list[Node]] = {}
    for row in table.rows:
        by_key.setdefault((row.number, row.node.due_on.year), []).append(row.node)
    standing = _standing(plan)
    changes, problems = [], list(table.problems)
    for (number, year), nodes in by_key.items():
        known = standing.get((number, year), [])
        change = YearChange(
            tasks[number], year, placed(known, nodes), {each.place: each for each in known}
        )
        changes.append(change)
        problems += _wrong(change, len(nodes))
    return changes, [*problems, *_reached(changes), *_under_way(plan, by_key)]


def bring_table(
    plan: Plan, table: Table, *, by: User, document: str, at: datetime | None = None
) -> int:
    """Set what the table says, following a document; return how many nodes changed.

    Raises NotEntitled unless `by` is of the plan's office, Incomplete where the document is not
    named or anything of the table is wrong, Refused where a node reached would change; then nothing
    was set.
    """
    at = at or timezone.now()
    if not keeps_duties(by, plan, on=timezone.localdate(at)):
        raise NotEntitled("只有残工委办公室可以导入年度节点表。")
    _check_document(document)
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        changes, problems = changes_of(plan, table)
        if problems or not changes:
            raise Incomplete({"text": "；".join(problems) or "表格里没有节点。"})
        changed = sum(
            set_year(each.task, each.year, each.nodes, by=by, at=at, document=document)
            for each in changes
        )
        if changed:
            numbers = list(dict.fromkeys(each.task.number for each in changes))
            record(
                "milestones.bring", plan, by=by, at=at, plan=plan.slug, document=document,
                numbers="、".join(numbers), changed=changed,
            )  # fmt: skip
    return changed


def _standing(plan: Plan) -> dict[Key, list[Milestone]]:
    rows = Milestone.objects.filter(task__plan=plan).select_related("task").in_order()
    found: dict[Key, list[Milestone]] = {}
    for each in rows:
        found.setdefault((each.task.number, each.year), []).append(each)
    return found


def _wrong(change: YearChange, told: int) -> list[str]:
    where = f"{change.task}{change.year}年"
    if not change.task.is_open:
        return [f"{change.task}{change.task.get_state_display()}，不再设年度节点。"]
    if problem := wrong_year(change.task, change.year):
        return [f"{change.task}：{problem}"]
    problems = wrong_nodes(change.task, change.year, change.nodes)
    same = [f"{where}有两个节点文字相同。"] if len(change.nodes) < told else []
    return same + [f"{where}“{change.nodes[n].text[:20]}”：{why}" for n, why in problems.items()]


def _reached(changes: Iterable[YearChange]) -> list[str]:
    """Return a sentence for each node that would change though a signed report says it is reached.

    `set_year` would refuse it; whoever reads the table is told before the last step.
    """
    touched = [each for change in changes for each in change.touched]
    reached = reached_among(touched) if touched else set()
    return [f"{each.task}“{each.text}”{IS_REACHED}" for each in touched if each.pk in reached]


def _under_way(plan: Plan, keys: Mapping[Key, object]) -> list[str]:
    rows: Any = MilestoneProposal.objects.under_way().filter(plan=plan).select_related("task")
    return [
        f"{each.task}{each.year}年的节点有一件申报正在办理，请先办结。"
        for each in rows
        if each.task and (each.task.number, each.year) in keys
    ]


def _check_document(document: str) -> None:
    if not document or len(document) > LONGEST_DOCUMENT:
        raise Incomplete(
            {"document": f"请填写依据的文件，不超过{LONGEST_DOCUMENT}个字，例如“2025年工作要点”。"}
        )
    check_words({"document": document})
