"""年度节点 of the whole plan: who has which, what is 未分解, and the table the office brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Milestone, Plan, Task
from workflows.duties import keeps_duties
from workflows.evidence.kinds import Unfit
from workflows.evidence.store import incoming
from workflows.milestones.bringing import bring_table, changes_of
from workflows.milestones.table import (
    Cells,
    as_text,
    cells_of_file,
    cells_of_text,
    read_table,
)
from workflows.milestones.table_forms import BringForm
from workflows.pages.doors import sign_in_before
from workflows.pages.reading import number
from workflows.refusals import Incomplete, NotEntitled, Refused


@dataclass(frozen=True)
class TaskLine:
    """A task with its nodes of the year that the page shows."""

    task: Task
    nodes: list[Milestone]


@sign_in_before("milestone-table")
@require_safe
def table(request: HttpRequest, plan: str) -> HttpResponse:
    """Show every task's nodes of a year to everyone of the committee; its office brings a table."""
    found = _plan_or_404(request, plan)
    kept = kept_form(request, request.path)
    lost = kept.getlist("files_lost") if kept else []
    return _page(request, found, BringForm(kept), restored=kept is not None, files_lost=lost)


@sign_in_before("milestone-table")
def read(request: HttpRequest, plan: str) -> HttpResponse:
    """Say what a table would set; nothing is written."""
    found = _plan_or_404(request, plan)
    if request.method != "POST":
        return redirect("milestone-table", plan)
    _check_office(request, found)
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        lines = _lines_of(form)
    except Unfit as unfit:
        form.add_error("file", str(unfit))
        return _page(request, found, form, status=422)
    changes, problems = changes_of(found, _table(found, lines))
    if problems or not form.cleaned_data["document"]:
        return _wrong(request, found, form, lines, problems)
    context = {
        "plan": found,
        "changes": changes,
        "text": as_text(lines),
        "document": form.cleaned_data["document"],
        "count": sum(len(each.nodes) for each in changes),
    }
    return render(request, "workflows/milestone_read.html", context)


@sign_in_before("milestone-table")
def bring(request: HttpRequest, plan: str) -> HttpResponse:
    """Set what was read and shown; a second click changes nothing."""
    found = _plan_or_404(request, plan)
    if request.method != "POST":
        return redirect("milestone-table", plan)
    form = BringForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        table = _table(found, cells_of_text(form.cleaned_data["text"]))
        document = form.cleaned_data["document"].strip()
        changed = bring_table(found, table, by=signed_in(request), document=document)
    except Unfit as unfit:
        form.add_error("text", str(unfit))
        return _page(request, found, form, status=422)
    except NotEntitled as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Incomplete as refusal:
        for name, words in refusal.fields.items():
            form.add_error(name, words)
        return _page(request, found, form, status=422)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form, status=409)
    let_go(request, reverse("milestone-table", args=[plan]))
    words = f"已核定，{changed}个节点有改动，各单位都会看到。" if changed else "没有改动。"
    messages.success(request, words)
    year = min(row.node.due_on.year for row in table.rows)
    return redirect(f"{reverse('milestone-table', args=[plan])}?year={year}")


def _lines_of(form: BringForm) -> list[Cells]:
    """Return the table's cells: of the file where one came, else of the text."""
    file = form.cleaned_data.get("file")
    if not file:
        return cells_of_text(form.cleaned_data["text"])
    if getattr(file, "cut", False):
        raise Unfit("文件太大，不像是节点表。请把表格复制后粘贴到上面。")
    with incoming(file) as new:
        return cells_of_file(new.path, file.name or "")


def _table(plan: Plan, lines: list[Cells]) -> Any:
    return read_table(lines, plan.tasks.values_list("number", flat=True))


def _wrong(
    request: HttpRequest, plan: Plan, form: BringForm, lines: list[Cells], problems: list[str]
) -> HttpResponse:
    """Show the form again, the table as text in it: a file need not be chosen a second time."""
    said = {"text": as_text(lines), "document": form.cleaned_data["document"]}
    again = BringForm(said)
    again.is_valid()
    for words in problems:
        again.add_error("text", words)
    if not said["document"]:
        again.add_error("document", "请填写依据的文件。")
    return _page(request, plan, again, status=422)


def _check_office(request: HttpRequest, plan: Plan) -> None:
    if not keeps_duties(signed_in(request), plan, on=timezone.localdate()):
        raise PermissionDenied("只有残工委办公室可以导入年度节点表。")


def _plan_or_404(request: HttpRequest, slug: str) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(signed_in(request)), slug=slug)


def _page(
    request: HttpRequest, plan: Plan, form: BringForm, *, status: int = 200, restored: bool = False,
    files_lost: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    on = timezone.localdate()
    keeps = keeps_duties(signed_in(request), plan, on=on)
    years = range(plan.from_on.year, plan.until_on.year + 1)
    year = _year_asked(request, years, on)
    lines = _lines_in(plan, year)
    context = {
        "plan": plan,
        "year": year,
        "years": years,
        "sections": [
            (section, list(rows))
            for section, rows in groupby(lines, key=lambda row: row.task.section)
        ],
        "tasks": len(lines),
        "divided": sum(bool(line.nodes) for line in lines),
        "undivided": sum(not line.nodes for line in lines),
        "nodes": sum(len(line.nodes) for line in lines),
        "form": form if keeps else None,
        "restored": restored and keeps,
        "files_lost": files_lost,
    }
    return render(request, "workflows/milestone_table.html", context, status=status)


def _year_asked(request: HttpRequest, years: range, on: date) -> int:
    """Return the year of the address, or that of the day; before or after the plan the nearest."""
    asked = request.GET.get("year", "")
    if not asked:
        return min(max(on.year, years[0]), years[-1])
    year = number(asked)
    if year is None or year not in years:
        raise Http404
    return year


def _lines_in(plan: Plan, year: int) -> list[TaskLine]:
    """Return the open tasks in printed order with their nodes of the year: two statements."""
    rows = (
        Milestone.objects.standing().filter(task__plan=plan, year=year).order_by("due_on", "place")
    )
    nodes: dict[int, list[Milestone]] = {}
    for each in rows:
        nodes.setdefault(each.task_id, []).append(each)
    tasks = plan.tasks.open().select_related("section", "plan").in_printed_order()
    return [TaskLine(task, nodes.get(task.pk, [])) for task in tasks]
