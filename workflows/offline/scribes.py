"""Who may enter a unit's sheet for it (代录), and for which of its rows."""

from datetime import date

from project.accounts.access import Permission, units_where
from project.accounts.models import Unit, User
from task_table.models import Assignment, AssignmentRole
from workflows.deadlines import keeps_windows
from workflows.models import Cycle, Report
from workflows.models.reports import ReportQuerySet


def enterable(user: User, cycle: Cycle, unit: Unit, *, on: date) -> ReportQuerySet:
    """Return the unit's reports in the cycle that the person may enter for it on that day.

    All of them for the office's people who review the unit; for a liaison of a task's first-listed
    lead the co-responsible rows of that task; none for anybody else.
    """
    reports = Report.objects.in_cycle(cycle).filter(unit=unit)
    if keeps_windows(user, unit, cycle.plan.committee, on=on):
        return reports
    led = Assignment.objects.filter(
        role=AssignmentRole.LEAD, place=1, unit__in=units_where(user, Permission.REPORT, on=on)
    )
    return reports.filter(
        assignment__role=AssignmentRole.SUPPORT, assignment__task__in=led.values("task")
    )


def may_enter(report: Report, user: User, *, on: date) -> bool:
    """Say whether the person may enter this report for its unit on that day."""
    rows = enterable(user, report.cycle, report.unit, on=on)
    return rows.filter(pk=report.pk).exists()
