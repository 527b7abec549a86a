"""Who reviews a report: the unit that does, by which permission, and when it is 自审."""

from django.db.models import QuerySet

from project.accounts.access import Permission
from project.accounts.models import Unit, User
from task_table.models import Assignment, AssignmentRole, SupportReview
from workflows.models import Report


def reviewing_unit(report: Report) -> Unit:
    """Return the unit whose permission the reviewer needs.

    A co-responsible unit's row lies with the first-listed lead of its task where the plan says so;
    every other row is reviewed by those who were granted the review of the reporting unit.
    """
    if not reviewed_by_lead(report):
        return report.unit
    return _leads(report).select_related("unit").order_by("place")[0].unit


def reviewing_permission(report: Report) -> Permission:
    """Return the permission the reviewer needs of the reviewing unit."""
    return Permission.REPORT if reviewed_by_lead(report) else Permission.REVIEW


def reviewed_by_lead(report: Report) -> bool:
    """Say whether the row is taken up or sent back by the lead unit's liaison (采纳 / 退回).

    A task whose text names no lead has nobody to gather: its rows go to the secretariat.
    """
    by_lead = report.assignment.task.plan.support_review == SupportReview.LEAD
    return report.is_support and by_lead and _leads(report).exists()


def _leads(report: Report) -> QuerySet[Assignment]:
    return report.assignment.task.assignments.filter(role=AssignmentRole.LEAD)


def is_self_review(report: Report, reviewer: User) -> bool:
    """Say whether the reviewer's home unit, or its host, is the reporting unit (自审)."""
    home = reviewer.home_unit
    return home is not None and report.unit_id in home.lineage
