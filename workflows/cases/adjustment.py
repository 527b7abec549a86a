"""任务调整、恢复办理: who may ask, the acts of asking, what a page says of them."""

from datetime import date, datetime
from typing import Any

from project.accounts.access import Permission, committees_where, may
from project.accounts.models import Role, Unit, User
from task_table.models import Task, TaskState
from workflows.case_words import CaseKind, CaseOutcome
from workflows.cases.extension import first_lead
from workflows.duties import keeps_duties
from workflows.models import AdjustmentRequest, Change, Reopening
from workflows.moving import open_case
from workflows.refusals import NotEntitled
from workflows.windows import day_in_words

NO_LEAD = "这项任务没有列出牵头单位，请先在原文中核对。"


def may_adjust(task: Task, user: User, *, on: date) -> bool:
    """Say whether the person may ask to adjust a task: the office, or its first-listed lead."""
    lead = first_lead(task)
    if not task.is_open or lead is None:
        return False
    return keeps_duties(user, task.plan, on=on) or may(user, Permission.REPORT, lead, on=on)


def may_take_up(task: Task, user: User, *, on: date) -> bool:
    """Say whether the person may take a task up again: a leader of the plan's committee."""
    leads = committees_where(user, Role.LEADER, on=on).filter(pk=task.plan.committee_id)
    return not task.is_open and leads.exists()


def ask_adjustment(
    task: Task, *, by: User, at: datetime | None = None, **said: Any
) -> AdjustmentRequest:
    """Ask to adjust, terminate or transfer a task; the office's request goes straight to a leader.

    `said`: change, cause, document_number, and what the change names (new_text, new_due_on,
    next_plan). Raises NotEntitled, Incomplete field by field, Refused.
    """
    lead = _lead_of(task)
    case = AdjustmentRequest(kind=CaseKind.ADJUSTMENT, plan=task.plan, task=task, unit=lead)
    return open_case(case, by=by, at=at, **said)


def take_up_again(task: Task, *, by: User, cause: str, at: datetime | None = None) -> Reopening:
    """Take a task up again; from the next cycle on it is reported. Raises Refused."""
    lead = _lead_of(task)
    case = Reopening(kind=CaseKind.REOPENING, plan=task.plan, task=task, unit=lead)
    return open_case(case, by=by, at=at, cause=cause.strip())


def _lead_of(task: Task) -> Unit:
    """Return the unit in whose name the case stands: the first-listed lead."""
    lead = first_lead(task)
    if lead is None:
        raise NotEntitled(NO_LEAD)
    return lead


def facts_of(case: AdjustmentRequest) -> list[tuple[str, str]]:
    """Return what a page says of an adjustment, label by label."""
    facts = [
        ("提出", "残工委办公室" if case.by_office else "牵头单位"),
        ("调整内容", str(Change(case.change).label)),
        *_what_changes(case),
        ("调整原因", case.cause),
    ]
    return [*facts, ("文号", case.document_number)] if case.document_number else facts


def _what_changes(case: AdjustmentRequest) -> list[tuple[str, str]]:
    if case.change == Change.TEXT:
        return [("提出时的表述", case.from_text), ("调整后的表述", case.new_text)]
    if case.change == Change.DATE and case.new_due_on:
        before = day_in_words(case.from_due_on) if case.from_due_on else "没有列完成时限"
        return [("提出时的完成时限", before), ("调整后的完成时限", day_in_words(case.new_due_on))]
    return [("转入的规划", case.next_plan)] if case.next_plan else []


def begun_with(case: AdjustmentRequest) -> dict[CaseOutcome, dict[str, Any]]:
    """Return what its forms start from: one's own words again, the document that was named."""
    names = ("change", "cause", "document_number", "new_text", "new_due_on", "next_plan")
    asked = {name: getattr(case, name) for name in names}
    granted = {"document_number": case.document_number}
    return {CaseOutcome.APPLIED: asked, CaseOutcome.GRANTED: granted}


def facts_of_reopening(case: Reopening) -> list[tuple[str, str]]:
    """Return what a page says of a task taken up again."""
    return [("原状态", str(TaskState(case.was).label)), ("恢复办理的原因", case.cause)]


def nothing(case: Reopening) -> dict[CaseOutcome, dict[str, Any]]:
    """Return that it has no form of its own: it was decided when it was opened."""
    return {}
