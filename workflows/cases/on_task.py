"""What a task's page says of its cases."""

from datetime import date
from typing import Any

from project.accounts.models import User
from task_table.models import Task
from workflows.cases.extension import may_ask
from workflows.cases.kinds import visible_to
from workflows.models import Case


def cases_of(task: Task, user: User, *, on: date) -> dict[str, Any]:
    """Return the task's cases the person sees, the newest first, and whether they may ask."""
    rows = Case.objects.for_moving().filter(visible_to(user, on=on), task=task)
    return {"cases": rows.order_by("-pk"), "may_extend": may_ask(task, user, on=on)}
