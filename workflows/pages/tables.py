"""The responsibility table, one task, and one unit: what was promised, and how it stands."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.models import Unit, User
from project.accounts.visitor import signed_in
from task_table.models import Assignment, AssignmentRole, Plan, Task
from workflows.lights.light import WORST_FIRST, Lit
from workflows.lights.tasks import task_lights
from workflows.lights.units import light_of_unit
from workflows.models import Cycle, Report
from workflows.sight import Sight, viewer
from workflows.standing import Status, reckon


@dataclass(frozen=True)
class Cell:
    """A unit in a task, with its report's status as far as the person may see it."""

    assignment: Assignment
    report: Report | None
    status: Status | None


@dataclass(frozen=True)
class TaskRow:
    """A task with its cells: leads, single co-responsible units, and groups with their members.

    `lit` is its light, where the person sees what the lead signed.
    """

    task: Task
    leads: list[Cell]
    supports: list[Cell]
    groups: list[tuple[str, list[Cell]]]
    lit: Lit | None = None


@login_required
@require_safe
def table(request: HttpRequest, plan: str) -> HttpResponse:
    """Show the whole table in printed order, by section; `unit` narrows it to a unit's tasks."""
    user = signed_in(request)
    found = get_object_or_404(Plan.objects.visible_to(user), slug=plan)
    cycle = latest_cycle(found)
    asked, light = request.GET.get("unit", ""), request.GET.get("light", "")
    rows = _lit(task_rows(found, cycle, user), found, user)
    shown = [row for row in rows if not asked or _names(row, asked)]
    shown = [row for row in shown if not light or (row.lit and row.lit.light == light)]
    sections = [
        (section, list(tasks))
        for section, tasks in groupby(shown, key=lambda row: row.task.section)
    ]
    context = {
        "plan": found,
        "cycle": cycle,
        "sections": sections,
        "units": _units_of(found),
        "asked": asked,
        "light": light,
        "lights": [(each.value, each.word) for each in WORST_FIRST],
        "count": len(shown),
    }
    return render(request, "task_table/plan_table.html", context)


def task_page(
    request: HttpRequest, shown: Task, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show one task: words, dates, units, the reports of each cycle one may see."""
    user, found = signed_in(request), shown.plan
    cycles = [
        (cycle, task_rows(found, cycle, user, only=shown)[0])
        for cycle in found.cycles.order_by("-opens_on")[:1]
    ]
    row = cycles[0][1] if cycles else task_rows(found, None, user, only=shown)[0]
    earlier = found.cycles.order_by("-opens_on")[1:]
    words = {
        "plan": found,
        "task": shown,
        "row": row,
        "cycles": cycles,
        "earlier": earlier,
    }
    return render(request, "task_table/task.html", words | context, status=status)


@login_required
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show one unit of the person's committee: names, tasks by role, its sheets one may see."""
    user = signed_in(request)
    units = Unit.objects.filter(committee__plans__in=Plan.objects.visible_to(user)).distinct()
    found = get_object_or_404(units.select_related("committee", "host"), code=code)
    assignments = found.assignments.select_related("task__plan", "group")
    seen_by = viewer(user, on=timezone.localdate())
    seen = seen_by.reports().filter(unit=found)
    cycles = Cycle.objects.filter(pk__in=seen.values("cycle")).select_related("plan")
    context = {
        "unit": found,
        "names": found.names.order_by("from_on"),
        "leading": [row for row in assignments if row.role == AssignmentRole.LEAD],
        "supporting": [row for row in assignments if row.role == AssignmentRole.SUPPORT],
        "cycles": cycles.order_by("-opens_on"),
        "is_own": found.pk in seen_by.own_units,
        "lit": light_of_unit(found, seen_by, on=timezone.localdate()),
    }
    return render(request, "task_table/unit.html", context)


def latest_cycle(plan: Plan) -> Cycle | None:
    """Return the cycle asked for last, whose reports the table shows."""
    return plan.cycles.order_by("-opens_on").first()


def task_rows(
    plan: Plan, cycle: Cycle | None, user: User, *, only: Task | None = None
) -> list[TaskRow]:
    """Return the plan's tasks with the cells one may see, in a fixed number of statements."""
    on = timezone.localdate()
    tasks = plan.tasks.select_related("section").with_assignments().in_printed_order()
    tasks = tasks.filter(pk=only.pk) if only else tasks
    seen_by = viewer(user, on=on)
    reports = Report.objects.filter(cycle=cycle).select_related(
        "assignment__task__plan", "cycle", "unit", "version"
    )
    reports = reports.filter(assignment__task=only) if only else reports
    visible = [each for each in reports if seen_by.sight_of(each) > Sight.NOTHING]
    reckoning = reckon(visible, on=on)
    cells = {
        each.assignment_id: (
            each,
            reckoning.status_of(each, signed_only=seen_by.sight_of(each) == Sight.SIGNED),
        )
        for each in visible
    }
    return [_row(each, cells) for each in tasks]


def _lit(rows: list[TaskRow], plan: Plan, user: User) -> list[TaskRow]:
    """Give the rows their lights, as far as the person may see them."""
    on = timezone.localdate()
    seen_by = viewer(user, on=on)
    seen = [row.task for row in rows if seen_by.sees_signed_of(row.task)]
    lights = task_lights(plan, seen, on=on) if seen else {}
    return [replace(row, lit=lights.get(row.task.pk)) for row in rows]


def _row(task: Task, known: dict[int, tuple[Report, Status]]) -> TaskRow:
    def cell(each: Assignment) -> Cell:
        return Cell(each, *known.get(each.pk, (None, None)))

    members = [each for each in task.supports if each.group_id]
    groups = groupby(members, key=lambda each: str(each.group))
    return TaskRow(
        task,
        [cell(each) for each in task.leads],
        [cell(each) for each in task.supports if not each.group_id],
        [(name, [cell(each) for each in rows]) for name, rows in groups],
    )


def _names(row: TaskRow, code: str) -> bool:
    members = [cell for _, cells in row.groups for cell in cells]
    return any(each.assignment.unit.code == code for each in (*row.leads, *row.supports, *members))


def _units_of(plan: Plan) -> list[Unit]:
    return list(Unit.objects.filter(assignments__task__plan=plan).distinct().order_by("pk"))
