"""Which tasks of a plan are closed, terminated or transferred, for a summary."""

from django.utils import timezone

from notifications.papers import Settled
from task_table.models import Plan
from workflows.models import TaskStateChange


def settled_tasks(plan: Plan) -> list[Settled]:
    """Return them in printed order, each by its last change of state: one statement."""
    rows = TaskStateChange.objects.filter(task__in=plan.tasks.left()).select_related("task")
    last = {change.task: change for change in rows.order_by("task__place", "pk")}
    return [
        Settled(
            number=task.number,
            state=str(change.get_state_display()),
            since=timezone.localdate(change.at),
            document_number=change.document_number,
            words=change.words,
        )
        for task, change in last.items()
    ]
