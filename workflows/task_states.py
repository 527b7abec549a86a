"""The one place that writes whether a task is open, and what is said of it beside the printed row.

A task is closed, terminated, transferred or taken up again by a case alone; `Task.state` is the
projection of its last `TaskStateChange` (`workflows.integrity` compares them).
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from task_table.models import Task, TaskState
from workflows.models import Case, TaskStateChange


def held_task(case: Case) -> Task:
    """Return the task of a case as it stands, held to the end of the transaction.

    The case has it from then on, for whoever goes on in the same act.
    """
    rows = Task.objects.select_for_update(of=("self",)).select_related("plan")
    case.task = task = rows.get(pk=case.task_id or 0)
    return task


def settle_task(
    case: Case, state: TaskState, act: Any, *, document_number: str = "", words: str = ""
) -> None:
    """Give the task of a case its new state; the act's leader decided it."""
    Task.objects.filter(pk=case.task_id or 0).update(state=state)
    TaskStateChange.objects.create(
        task_id=case.task_id or 0, state=state, case_id=case.pk, by=act.by, at=act.at,
        document_number=document_number, words=words,
    )  # fmt: skip


def reword_task(case: Case, text: str) -> None:
    """Set what stands beside the printed words of a task."""
    Task.objects.filter(pk=case.task_id or 0).update(adjusted_text=text)


def move_date(case: Case, due_on: date) -> None:
    """Move a task's date; the first one stays."""
    Task.objects.filter(pk=case.task_id or 0).update(due_on=due_on)


def state_differences() -> Iterator[str]:
    """Yield a Chinese sentence for each task whose state is not that of its last change."""
    last: dict[int, str] = {}
    for change in TaskStateChange.objects.order_by("pk"):
        last[change.task_id] = change.state
    for task in Task.objects.all():
        decided = TaskState(last.get(task.pk, TaskState.OPEN))
        if task.state != decided:
            yield f"{task}记为“{task.get_state_display()}”，最后一次审定是“{decided.label}”。"
