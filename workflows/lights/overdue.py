"""任务逾期 (rule 7): a task whose light is red because a day is past, its own date or a node's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from task_table.models import Plan, Task
from workflows.lights.facts import TaskFacts
from workflows.lights.light import Lit
from workflows.lights.task_rules import missed_nodes
from workflows.lights.tasks import judged_tasks
from workflows.lights.telling import node_name

BY_DATE, BY_NODE = "task-overdue", "task-node-overdue"


@dataclass(frozen=True)
class Overdue:
    """Since which day a task is overdue, and by which node; none where it is its own date."""

    due_on: date
    node: str = ""


def is_overdue(lit: Lit) -> bool:
    """Say whether a task's light is red for being overdue; it may be red for its pace, too."""
    return lit.rule in (BY_DATE, BY_NODE)


def overdue_by(facts: TaskFacts, lit: Lit, *, on: date) -> Overdue | None:
    """Return what a task judged by these facts is overdue by: of several nodes the longest past."""
    if not is_overdue(lit):
        return None
    if lit.rule == BY_DATE and facts.due_on:
        return Overdue(facts.due_on)
    node = missed_nodes(facts, on=on)[0]
    return Overdue(node.due_on, f"{node_name(node)}“{node.text}”")


def overdue_in(plan: Plan, *, on: date) -> list[tuple[Task, Overdue]]:
    """Return the plan's tasks 任务逾期, fetched with assignments, in printed order: six statements.

    Digest and summary ask here, and so say what the lights show (decision 0040).
    """
    tasks = list(plan.tasks.open().with_assignments().in_printed_order())
    late = overdue_of(plan, tasks, on=on)
    return [(task, late[task.pk]) for task in tasks if task.pk in late]


def overdue_of(plan: Plan, tasks: Iterable[Task], *, on: date) -> dict[int, Overdue]:
    """Return the tasks 任务逾期 among these (fetched with assignments), by key: four statements."""
    judged = judged_tasks(plan, tasks, on=on).items()
    found = {key: overdue_by(facts, lit, on=on) for key, (facts, lit) in judged}
    return {key: each for key, each in found.items() if each}
