"""A cycle at a glance: unit by unit, how much is owed, filed, reviewed and signed."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.models import Unit
from project.accounts.visitor import signed_in
from task_table.models import Plan, Task, TaskState
from workflows.cycles.filing import filing_of
from workflows.cycles.postponing import may_postpone
from workflows.deadlines import postponed
from workflows.duties import parties_of
from workflows.gathering.causes import causes_of
from workflows.models import Cycle, CycleKind, Party, Report, ReportVersion, TaskStateChange
from workflows.models.reports import ReportQuerySet
from workflows.opening_sheets import unopened
from workflows.sight import viewer
from workflows.steps import Step
from workflows.timeliness import late_answers
from workflows.vacancies import vacancies


@dataclass
class UnitCount:
    """One unit's reports in the cycle, as far as the person sees them."""

    unit: Unit
    keeps: bool = False
    due: int = 0
    filed: int = 0
    late: int = 0
    caused: int = 0
    at: Counter[str] = field(default_factory=Counter)

    @property
    def in_review(self) -> int:
        return self.at[Step.REVIEW] + self.at[Step.SECOND_REVIEW]

    def add(
        self, report: Report, filed_on: date | None, *, late: bool, caused: bool, on: date
    ) -> None:
        """Count a report; `late` says that a return was answered late (rule 7).

        `caused` says that it is late because a co-responsible unit gave nothing.
        """
        self.caused += caused
        self.due += 1
        self.filed += filed_on is not None
        self.at[report.step] += 1
        self.late += late or (filed_on or on) > report.due_on


@dataclass(frozen=True)
class LeftOut:
    """A task that the cycle does not ask for, its state of that day, and the document behind it."""

    task: Task
    word: str
    document_number: str

    @property
    def tone(self) -> str:
        return "done" if self.word == TaskState.CLOSED.label else "quiet"


@login_required
@require_safe
def cycle(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show the cycle's dates and, for each unit one may see, the counts of its reports."""
    user, on = signed_in(request), timezone.localdate()
    visible = Cycle.objects.filter(plan__in=Plan.objects.visible_to(user))
    found = get_object_or_404(visible.select_related("plan"), plan__slug=plan, key=key)
    seen_by, serves = viewer(user, on=on), may_postpone(found, user, on=on)
    reports = seen_by.reports().filter(cycle=found)
    counts: dict[int, UnitCount] = {}
    late = late_answers(reports, on=on)
    rows = list(_with_first_submission(reports))
    causes = causes_of(rows, on=on) if serves else {}
    for each in rows:
        filed_on = timezone.localdate(each.first_at) if each.first_at else None
        keeps = serves and each.unit_id in seen_by.reviewed_units
        counts.setdefault(each.unit_id, UnitCount(each.unit, keeps)).add(
            each, filed_on, late=each.pk in late, caused=each.pk in causes, on=on
        )
    total = sum(count.due for count in counts.values())
    given = found.exceptions.for_reading()
    context = {
        "cycle": found,
        "counts": list(counts.values()),
        "total": total,
        "serves": serves,
        "filing": filing_of(Report.objects.in_cycle(found)) if serves else None,
        "unopened": unopened(found, on=on) if serves else None,
        "vacancies": vacancies(Report.objects.in_cycle(found), on=on) if serves else None,
        "postponed": postponed(found),
        "parties": _parties(found),
        "left_out": _left_out(found),
        "exceptions": [(each, each.state_on(on)) for each in given],
    }
    return render(request, "workflows/cycle.html", context)


def _parties(cycle: Cycle) -> list[str]:
    """Return who owes in the cycle: as settled at its opening, before that by the plan's rules."""
    parties = cycle.parties or parties_of(cycle.plan, CycleKind(cycle.kind))
    return [str(Party(each).label) for each in parties]


def _left_out(cycle: Cycle) -> list[LeftOut]:
    """Return the tasks that were not open any more when the cycle opened, in printed order."""
    states = cycle.left_out or {}
    if not states:
        return []
    tasks = cycle.plan.tasks.filter(number__in=list(states)).order_by("place")
    last = TaskStateChange.objects.filter(task__in=tasks).order_by("pk")
    numbers = {each.task_id: each.document_number for each in last if each.document_number}
    return [
        LeftOut(each, str(TaskState(states[each.number]).label), numbers.get(each.pk, ""))
        for each in tasks
    ]


def _with_first_submission(reports: ReportQuerySet) -> Any:
    """Add to each report the moment it was first submitted, as `first_at`."""
    first = ReportVersion.objects.filter(report=OuterRef("pk")).order_by("number")
    rows = reports.annotate(first_at=Subquery(first.values("submitted_at")[:1]))
    rows = rows.select_related("unit", "cycle", "assignment")
    return rows.order_by("assignment__task__place", "pk")
