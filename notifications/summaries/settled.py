"""Which tasks of a plan are closed, terminated or transferred, for a summary."""

from collections.abc import Iterable

from django.utils import timezone

from notifications.papers import Settled
from task_table.models import Task
from workflows.models import TaskStateChange


def settled_tasks(tasks: Iterable[Task]) -> list[Settled]:
    """Return those of a plan's tasks in their order, each by its last change of state.

    One statement; none where all are open.
    """
    left = {task.pk: task for task in tasks if not task.is_open}
    rows = TaskStateChange.objects.filter(task__in=left).order_by("pk") if left else ()
    last = {change.task_id: change for change in rows}
    return [
        Settled(
            number=task.number,
            state=str(change.get_state_display()),
            since=timezone.localdate(change.at),
            document_number=change.document_number,
            words=change.words,
        )
        for key, task in left.items()
        if (change := last.get(key))
    ]
