"""What the leads of tasks last signed, and what their reports are at: read for many at once."""

from collections.abc import Iterable
from datetime import date

from task_table.models import Assignment, AssignmentRole, Task
from workflows.lights.done import Word
from workflows.models import Progress, Report

# By the lead's assignment, the newest cycle first.
Reports = dict[int, list[Report]]


def lead_reports(tasks: Iterable[Task], *, on: date) -> Reports:
    """Return the reports of the tasks' leads in the cycles opened by then: one statement."""
    rows = (
        Report.objects.filter(assignment__task__in=[task.pk for task in tasks])
        .filter(assignment__role=AssignmentRole.LEAD, cycle__opens_on__lte=on)
        .select_related("assignment", "cycle", "unit", "version", "signed_version")
        .order_by("-cycle__opens_on", "-pk")
    )
    found: Reports = {}
    for report in rows:
        found.setdefault(report.assignment_id, []).append(report)
    return found


def word_of(lead: Assignment, reports: Reports) -> Word | None:
    """Return a lead's latest signed word; 无变化 leaves the word before it standing."""
    for report in reports.get(lead.pk, []):
        version = report.signed_version
        if version is None or version.no_change:
            continue
        said = version.concurs if report.is_concurrence else version.status == Progress.DONE
        return Word(report.cycle.opens_on, bool(said))
    return None
