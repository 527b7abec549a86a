"""What the leads of tasks last signed, and what their reports are at: read for many at once."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from task_table.models import Assignment, AssignmentRole, Task
from workflows.lights.done import Word
from workflows.models import Progress, Report
from workflows.models.reports import ReportQuerySet, is_concurrence

# By the lead's assignment, the newest cycle first.
Reports = dict[int, list[Report]]
FETCHED = ("assignment", "cycle", "unit", "version", "signed_version")
Lines = dict[int, list["LeadLine"]]
# In the order of the fields of LeadLine.
COLUMNS = (
    "assignment", "assignment__place", "cycle__opens_on", "cycle__covers_until", "cycle__due_on",
    "step", "reply_by", "signed_version__status", "signed_version__no_change",
    "signed_version__concurs",
)  # fmt: skip


class LeadLine(NamedTuple):
    """A lead's report as a light asks of it; the last three are of what was signed, if anything.

    `place` is the lead's among joint ones.
    """

    assignment: int
    place: int
    opens_on: date
    covers_until: date
    due_on: date
    step: str
    reply_by: date | None
    status: str | None
    no_change: bool | None
    concurs: bool | None


def lead_reports(tasks: Iterable[Task], *, on: date) -> Reports:
    """Return the reports of the tasks' leads in the cycles opened by then: one statement."""
    rows = _rows(tasks, on).select_related(*FETCHED)
    found: Reports = {}
    for report in rows:
        found.setdefault(report.assignment_id, []).append(report)
    return found


def lead_lines(tasks: Iterable[Task], *, on: date) -> Lines:
    """Return of the same reports what lights ask of them, without any words: one statement."""
    found: Lines = {}
    for line in map(LeadLine._make, _rows(tasks, on).values_list(*COLUMNS)):
        found.setdefault(line.assignment, []).append(line)
    return found


def _rows(tasks: Iterable[Task], on: date) -> ReportQuerySet:
    keys = [task.pk for task in tasks]
    rows = Report.objects.filter(assignment__task__in=keys, assignment__role=AssignmentRole.LEAD)
    return rows.filter(cycle__opens_on__lte=on).order_by("-cycle__opens_on", "-pk")


def word_of(lead: Assignment, lines: Lines) -> Word | None:
    """Return a lead's latest signed word; 无变化 leaves the word before it standing."""
    for line in lines.get(lead.pk, []):
        if line.no_change is False:
            concurs = is_concurrence(AssignmentRole.LEAD, line.place)
            said = line.concurs if concurs else line.status == Progress.DONE
            return Word(line.opens_on, bool(said))
    return None
