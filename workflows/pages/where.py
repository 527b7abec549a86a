"""卡在哪里: how much waits at which step, of which unit, how long; each number opens its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.models import Unit, User
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows.models import Cycle
from workflows.models.cases import CaseQuerySet
from workflows.models.reports import ReportQuerySet
from workflows.steps import OPEN_STEPS
from workflows.where.case_holders import able_to_decide
from workflows.where.counting import count_cases, count_reports
from workflows.where.holders import Able, able_to_act
from workflows.where.people import holdings
from workflows.where.stuck import stuck_cases, stuck_reports
from workflows.where.waiting import (
    BANDS,
    Calendar,
    Sphere,
    calendar,
    sphere_of,
    waiting_cases,
    waiting_reports,
)

A_PAGE = 50


@dataclass(frozen=True)
class Waiting:
    """What waits in a cycle as one person sees it; what is not asked for is not read."""

    cycle: Cycle
    sphere: Sphere
    calendar: Calendar

    @cached_property
    def reports(self) -> ReportQuerySet:
        return waiting_reports(self.cycle, self.sphere, on=self.calendar.on)

    @cached_property
    def cases(self) -> CaseQuerySet:
        return waiting_cases(self.cycle, self.sphere)

    @cached_property
    def able(self) -> Mapping[int, Able]:
        return able_to_act(self.reports.for_moving(), on=self.calendar.on)

    @cached_property
    def able_on_cases(self) -> Mapping[int, Able]:
        return able_to_decide(self.cases.for_moving(), on=self.calendar.on)


@login_required
@require_safe
def where(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show where what is under way waits, and where nobody is able to act."""
    found = _waiting_or_404(request, plan, key)
    on = found.calendar.on
    named = found.sphere.names_people
    reports = count_reports(found.reports, found.calendar)
    units = [each.unit for each in reports.units if each.unit is not None]
    context = {
        "cycle": found.cycle,
        "on": on,
        "bands": BANDS,
        "steps": [step.label for step in OPEN_STEPS],
        "reports": reports,
        "opened": {unit.code for unit in units if found.sphere.opens(unit)},
        "cases": count_cases(found.cases, found.calendar),
        "stuck": stuck_reports(found.reports, on=on, able=found.able),
        "stuck_cases": stuck_cases(found.cases, on=on, able=found.able_on_cases),
        "people": holdings(found.reports.values_list("pk", "step"), found.able) if named else None,
    }
    return render(request, "workflows/where.html", context)


@login_required
@require_safe
def where_list(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """List what a number of the page counted: the same rows, asked for in the address."""
    found = _waiting_or_404(request, plan, key)
    asked = request.GET
    is_case = asked.get("what") == "case"
    chosen, words = (_cases if is_case else _reports)(found, asked)
    page = Paginator(chosen.order_by("step_since", "pk"), A_PAGE).get_page(asked.get("page"))
    context = {
        "cycle": found.cycle,
        "is_case": is_case,
        "page": page,
        "lines": [
            (each, found.calendar.waited(each.step_since), found.sphere.opens(each.unit))
            for each in page
        ],
        "asked": "，".join(words),
    }
    return render(request, "workflows/where_list.html", context)


def _waiting_or_404(request: HttpRequest, plan: str, key: str) -> Waiting:
    """Return what waits, to whoever has a unit or a committee to look after; 404 to the others."""
    user, on = signed_in(request), timezone.localdate()
    visible = Cycle.objects.filter(plan__in=Plan.objects.visible_to(user))
    cycle = get_object_or_404(visible.select_related("plan"), plan__slug=plan, key=key)
    sphere = sphere_of(user, cycle, on=on)
    if sphere.is_empty:
        raise Http404
    return Waiting(cycle, sphere, calendar(on=on))


def _reports(found: Waiting, asked: QueryDict) -> tuple[QuerySet[Any], list[str]]:
    """Return the reports that were asked for, and in words what was."""
    rows: QuerySet[Any] = found.reports.for_moving().select_related("cycle__plan")
    words = []
    if step := asked.get("step"):
        rows = rows.filter(step=step)
        words += [each.label for each in OPEN_STEPS if each == step]
    rows, more = _narrowed(rows, found, asked)
    if person := asked.get("person"):
        rows, name = _of_person(rows, found, person)
        more.append(name)
    if stuck := asked.get("stuck"):
        groups = stuck_reports(found.reports, on=found.calendar.on, able=found.able)
        rows = rows.filter(pk__in=_keys(groups, stuck))
        more.append("没有人能办理")
    return rows, words + more


def _cases(found: Waiting, asked: QueryDict) -> tuple[QuerySet[Any], list[str]]:
    rows: QuerySet[Any] = found.cases.for_moving()
    kind, _, step = asked.get("step", "").partition("-")
    if kind:
        rows = rows.filter(kind=kind, step=step)
    rows, words = _narrowed(rows, found, asked)
    if stuck := asked.get("stuck"):
        groups = stuck_cases(found.cases, on=found.calendar.on, able=found.able_on_cases)
        rows = rows.filter(pk__in=_keys(groups, stuck))
        words.append("没有人能办理")
    return rows, words


def _narrowed(
    rows: QuerySet[Any], found: Waiting, asked: QueryDict
) -> tuple[QuerySet[Any], list[str]]:
    """Return the rows of one unit and one band of days, where these are asked for."""
    words: list[str] = []
    if code := asked.get("unit"):
        rows = rows.filter(unit__code=code)
        words += Unit.objects.filter(code=code).values_list("name", flat=True)
    for band in BANDS:
        if band.key == asked.get("days"):
            rows = rows.filter(found.calendar.within(band))
            words.append(band.label)
    return rows, words


def _of_person(rows: QuerySet[Any], found: Waiting, key: str) -> tuple[QuerySet[Any], str]:
    """Return what the person is able to take; who is named only to the office."""
    if not found.sphere.names_people or not key.isdecimal():
        raise Http404
    person = get_object_or_404(User, pk=key)
    keys = [each for each, able in found.able.items() if person.pk in able.left]
    return rows.filter(pk__in=keys), f"{person}可以办理"


def _keys(groups: Any, asked: str) -> tuple[int, ...]:
    return next((each.waiting for each in groups if each.key == asked), ())
