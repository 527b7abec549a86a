"""延期: who may ask for it, and the act of asking."""

from datetime import date, datetime
from typing import Any

from project.accounts.access import Permission, may
from project.accounts.models import Unit, User
from task_table.models import AssignmentRole, Task
from workflows.case_words import CaseKind, CaseOutcome
from workflows.models import ExtensionRequest
from workflows.moving import open_case
from workflows.refusals import NotEntitled
from workflows.windows import day_in_words


def first_lead(task: Task) -> Unit | None:
    """Return the first-listed lead of a task; None where its text names none."""
    leads = task.assignments.filter(role=AssignmentRole.LEAD).select_related("unit")
    first = leads.order_by("place").first()
    return first.unit if first else None


def may_ask(task: Task, user: User, *, on: date) -> bool:
    """Say whether the person may ask for a later date of this task: it has one, and they lead."""
    lead = first_lead(task)
    asks = task.is_open and task.due_on is not None and lead is not None
    return asks and lead is not None and may(user, Permission.REPORT, lead, on=on)


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


def facts_of(case: ExtensionRequest) -> list[tuple[str, str]]:
    """Return what a page says of a request, label by label."""
    late = "（申请时已过完成时限，属逾期申请）" if case.is_late else ""
    facts = [
        ("申请时的完成时限", day_in_words(case.from_due_on) + late),
        ("申请延期至", day_in_words(case.asked_until)),
        ("延期原因", case.cause),
        ("目前进展", case.progress_so_far),
    ]
    if case.granted_until:
        facts.append(("同意延期至", day_in_words(case.granted_until)))
    if case.document_number:
        facts.append(("文号", case.document_number))
    return facts


def begun_with(case: ExtensionRequest) -> dict[CaseOutcome, dict[str, Any]]:
    """Return what its forms start from: one's own words again, the date that was asked for."""
    asked = {
        "asked_until": case.asked_until,
        "cause": case.cause,
        "progress_so_far": case.progress_so_far,
    }
    return {CaseOutcome.APPLIED: asked, CaseOutcome.GRANTED: {"until": case.asked_until}}
