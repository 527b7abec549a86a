"""A cycle's reports as plain lines: all that a summary asks of them, in two statements."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from task_table.models import Task
from workflows.models import Cycle, Report, ReportVersion, Urge, WindowException
from workflows.models.reports import is_concurrence

# In the order of the last fields of ReportLine, and of those of VersionLine.
OF_REPORT = (
    "pk", "step", "reply_by", "assignment__role", "assignment__place", "assignment__group",
    "assignment__group__name", "unit", "unit__code", "unit__name", "unit__kind",
    "urged_times", "exceptions",
)  # fmt: skip
OF_VERSION = (
    "pk", "report", "number", "digest", "submitted_at", "status", "progress", "problem",
    "next_step", "next_step_on", "no_change", "concurs",
)  # fmt: skip
COLUMNS = ("assignment__task", "version", "signed_version", *OF_REPORT)
ORDER = ("assignment__task__place", "assignment__place", "assignment__group_place")


class VersionLine(NamedTuple):
    """A submitted version: by what it is found again, and its words."""

    pk: int
    report: int
    number: int
    digest: str
    submitted_at: datetime
    status: str
    progress: str
    problem: str
    next_step: str
    next_step_on: date | None
    no_change: bool
    concurs: bool | None


class ReportLine(NamedTuple):
    """A report with its assignment, unit and versions; the task and the cycle are shared.

    `first_at` is its first submission, `urged_times` how often its lead urged, `exceptions` how
    many 特许补报 its unit was given.
    """

    cycle: Cycle
    task: Task
    version: VersionLine | None
    signed_version: VersionLine | None
    first_at: datetime | None
    pk: int
    step: str
    reply_by: date | None
    role: str
    place: int
    group: int | None
    group_name: str | None
    unit: int
    code: str
    unit_name: str
    unit_kind: str
    urged_times: int
    exceptions: int

    @property
    def is_concurrence(self) -> bool:
        return is_concurrence(self.role, self.place)

    @property
    def asks_figures_only(self) -> bool:
        return self.cycle.asks_figures_only(self.task.number)

    @property
    def is_part_of_section(self) -> bool:
        return self.task.is_answered_by_section(self.group)

    @property
    def due_on(self) -> date:
        return self.cycle.due_for(self.role)


def lines_of(cycle: Cycle, tasks: Mapping[int, Task]) -> list[ReportLine]:
    """Return the cycle's reports in printed order; `tasks` are the plan's, by key."""
    return list(_lines(cycle, tasks))


def _lines(cycle: Cycle, tasks: Mapping[int, Task]) -> Iterator[ReportLine]:
    versions = _versions(cycle)
    first_at = {each.report: each.submitted_at for each in versions.values() if each.number == 1}
    get = versions.get
    for task, current, signed, *told in _rows(cycle).values_list(*COLUMNS):
        first = first_at.get(told[0])
        yield ReportLine(cycle, tasks[task], get(current), get(signed), first, *told)


def _versions(cycle: Cycle) -> dict[int, VersionLine]:
    """Return by key each report's first version and those that stand: most are one and the same."""
    stands = Q(report__version=F("pk")) | Q(report__signed_version=F("pk"))
    rows = ReportVersion.objects.filter(stands | Q(number=1), report__cycle=cycle).order_by()
    return {each.pk: each for each in map(VersionLine._make, rows.values_list(*OF_VERSION))}


def _rows(cycle: Cycle) -> QuerySet[Report]:
    given = WindowException.objects.filter(cycle=OuterRef("cycle"), unit=OuterRef("unit"))
    rows = Report.objects.in_cycle(cycle).annotate(
        urged_times=_times(Urge.objects.filter(report=OuterRef("pk")), by="report"),
        exceptions=_times(given, by="unit"),
    )
    return rows.order_by(*ORDER)


def _times(rows: QuerySet[Any], *, by: str) -> Coalesce:
    """Return how many rows a subquery finds."""
    counted = rows.order_by().values(by).annotate(times=Count("pk")).values("times")
    return Coalesce(Subquery(counted), 0)
