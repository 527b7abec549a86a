"""The demo's yearly nodes, as its office brings them for 2025, and what leads answer to them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from project.accounts.models import User
from project.demo.pacing import start_of
from project.demo.people import CHIEF
from project.demo.words import MARK
from task_table.models import Milestone, Plan, Task
from workflows.milestones.asking import AskedMilestone, asked_milestones_of
from workflows.milestones.bringing import bring_table
from workflows.milestones.nodes import Node
from workflows.milestones.table import Table, TableRow
from workflows.models import Report

YEAR = 2025
LAST_DAY = date(YEAR, 12, 31)
BROUGHT_ON = date(YEAR, 1, 10)
DOCUMENT = f"{MARK}2025年残工委工作要点"
# Every so many tasks one stays 未分解, so that this, too, is to be seen.
UNDIVIDED = 9
CHANCE_OF_MISSING = 0.12
NOT_YET = f"{MARK}经费下达较晚，推迟到下一季度。"


def bring_nodes(plan: Plan) -> int:
    """Have the office bring the nodes of the demo's year, once; return how many there are."""
    if not Milestone.objects.filter(task__plan=plan).exists():
        chief = User.objects.get(username=CHIEF)
        at = start_of(BROUGHT_ON)
        bring_table(plan, Table(list(_rows(plan))), by=chief, document=DOCUMENT, at=at)
    return Milestone.objects.filter(task__plan=plan).count()


def _rows(plan: Plan) -> Iterator[TableRow]:
    for line, task in enumerate(plan.tasks.open().in_printed_order(), start=1):
        ends = task.due_on is not None and task.due_on < LAST_DAY
        if task.place % UNDIVIDED and not ends:
            yield from (TableRow(line, task.number, node) for node in _nodes(task))


def _nodes(task: Task) -> Iterator[Node]:
    rng = Random(f"nodes {task.number}")  # noqa: S311 (a story, not a secret)
    yield Node(f"{MARK}印发年度实施方案", date(YEAR, 3, 31))
    if task.place % 3 == 0:
        yield Node(f"{MARK}完成中期检查", date(YEAR, 9, 30))
    if task.place % 2:
        people = Decimal(rng.randint(3, 40) * 50)
        yield Node(f"{MARK}完成年度服务人次", LAST_DAY, people, "人次")
    else:
        yield Node(f"{MARK}完成年度任务并自查", LAST_DAY)


def compose_answers(report: Report) -> Mapping[str, str]:
    """Return what a lead types of the nodes it must answer for; nothing on every other row."""
    answers: dict[str, str] = {}
    for each in asked_milestones_of(report):
        if each.must:
            answers |= _answer(each, report)
    return answers


def _answer(asked: AskedMilestone, report: Report) -> dict[str, str]:
    node, until = asked.milestone, report.cycle.covers_until
    seed = f"answer {report.cycle.key} {report.assignment.task.number} {node.key}"
    rng = Random(seed)  # noqa: S311
    if node.value is not None:
        share = min(until.timetuple().tm_yday / 365, 1) * rng.uniform(0.7, 1.15)
        return {asked.name: str(int(float(node.value) * share))}
    if rng.random() < CHANCE_OF_MISSING:
        return {asked.why_name: NOT_YET}
    return {asked.name: str(node.due_on - timedelta(days=rng.randint(0, 20)))}
