"""延期: who may ask for it, and the act of asking."""

from datetime import date, datetime

from project.accounts.access import Permission, may
from project.accounts.models import Unit, User
from task_table.models import AssignmentRole, Task
from workflows.case_words import CaseKind
from workflows.models import ExtensionRequest
from workflows.moving import open_case
from workflows.refusals import NotEntitled


def first_lead(task: Task) -> Unit | None:
    """Return the first-listed lead of a task; None where its text names none."""
    leads = task.assignments.filter(role=AssignmentRole.LEAD).select_related("unit")
    first = leads.order_by("place").first()
    return first.unit if first else None


def may_ask(task: Task, user: User, *, on: date) -> bool:
    """Say whether the person may ask for a later date of this task: it has one, and they lead."""
    lead = first_lead(task)
    return (
        task.due_on is not None and lead is not None and may(user, Permission.REPORT, lead, on=on)
    )


def ask_extension(
    task: Task, *, by: User, asked_until: date | None, cause: str, progress_so_far: str,
    at: datetime | None = None,
) -> ExtensionRequest:  # fmt: skip
    """Ask for a later date of a task, for its first-listed lead.

    Raises NotEntitled unless `by` reports for that unit, Incomplete with a sentence for each field,
    Refused where the task has no date or another request is under way.
    """
    lead = first_lead(task)
    if lead is None:
        raise NotEntitled("这项任务没有列出牵头单位，不能申请延期。")
    case = ExtensionRequest(kind=CaseKind.EXTENSION, plan=task.plan, task=task, unit=lead)
    return open_case(
        case, by=by, at=at, asked_until=asked_until, cause=cause.strip(),
        progress_so_far=progress_so_far.strip(),
    )  # fmt: skip


def extensions_of(task: Task) -> list[ExtensionRequest]:
    """Return what was asked for a task, the oldest first."""
    rows = ExtensionRequest.objects.filter(task=task)
    return list(rows.select_related("unit").order_by("pk"))
