"""A task with a claim of completion at the office, and one that is closed, for the page checks."""

from project.accounts.models import User
from task_table.models import Task, TaskState
from tests.workflows.closing_work import claim, sign


def set_closing(task: Task, liaison: User, signer: User, words: str) -> dict[str, object]:
    """Let a claim wait for the office's list; return its key by name."""
    task.adjusted_text = words[:120]
    task.save(update_fields=["adjusted_text"])
    case = sign(claim(task, liaison, statement=words[:300]), signer)
    task.plan.tasks.filter(number="9").update(state=TaskState.CLOSED, adjusted_text=words[:80])
    return {"closure": case.pk}
