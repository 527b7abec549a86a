"""What a task's page says of its cases, of its state, and of what it was adjusted to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from project.accounts.access import Permission, committees_where, may
from project.accounts.models import Role, User
from task_table.models import Task
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.extension import first_lead
from workflows.cases.kinds import visible_to
from workflows.duties import keeps_duties
from workflows.milestones.showing import standing_nodes
from workflows.models import AdjustmentRequest, Case, CaseTransition, Change, TaskStateChange
from workflows.windows import day_in_words


@dataclass(frozen=True)
class Adjusted:
    """One granted adjustment as everyone of the committee reads it."""

    case: int
    change: str
    what: str
    document_number: str
    by: str
    at: datetime


def cases_of(task: Task, user: User, *, on: date) -> dict[str, Any]:
    """Return the task's cases the person sees, the newest first, and what they may do."""
    rows = Case.objects.for_moving().filter(visible_to(user, on=on), task=task)
    changes = TaskStateChange.objects.filter(task=task).select_related("by", "case")
    return {
        "cases": rows.order_by("-pk"),
        "state_changes": list(changes.order_by("-pk")),
        "adjusted": adjustments_of(task),
        "milestones": standing_nodes(task.milestones.standing().in_order()),
        **_acts(task, user, on),
    }


def _acts(task: Task, user: User, on: date) -> dict[str, bool]:
    """Return what the person may ask for here, or do."""
    if not task.is_open:
        leads = committees_where(user, Role.LEADER, on=on).filter(pk=task.plan.committee_id)
        return {"may_reopen": leads.exists()}
    lead = first_lead(task)
    reports = lead is not None and may(user, Permission.REPORT, lead, on=on)
    office = lead is not None and keeps_duties(user, task.plan, on=on)
    return {
        "may_extend": reports and task.due_on is not None,
        "may_close": reports and not task.standing,
        "may_adjust": reports or office,
        "may_propose": reports,
        "may_not_close": reports and task.standing,
    }


def adjustments_of(task: Task) -> list[Adjusted]:
    """Return what was granted, the newest first, with the document and who decided."""
    rows = AdjustmentRequest.objects.filter(task=task, step=CaseStep.GRANTED)
    granted = CaseTransition.objects.filter(case__in=rows.values("pk")).order_by("pk")
    moves = granted.filter(outcome=CaseOutcome.GRANTED).select_related("by", "on_behalf_of")
    decided = {move.case_id: move for move in moves}
    cases: Any = rows.order_by("-pk")
    return [
        Adjusted(
            case=each.pk,
            change=str(Change(each.change).label),
            what=what_changed(each),
            document_number=each.document_number,
            by=str(decided[each.pk].by),
            at=decided[each.pk].at,
        )
        for each in cases
    ]


def what_changed(case: AdjustmentRequest) -> str:
    """Return what an adjustment set: the new words, both dates, the next plan."""
    if case.change == Change.DATE and case.new_due_on:
        before = day_in_words(case.from_due_on) if case.from_due_on else "没有列完成时限"
        return f"{before}，调整为{day_in_words(case.new_due_on)}"
    return case.new_text or case.next_plan
