"""The mark 长期坚持: what a task's page says of it, and the office's verb."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Plan, Task
from workflows.cases.on_task import cases_of
from workflows.duties import keeps_duties
from workflows.forms import StandingForm
from workflows.lights.indicators import lines_of_task
from workflows.lights.tasks import task_lights
from workflows.marking import mark_standing
from workflows.models import StandingMark
from workflows.pages.doors import sign_in_before
from workflows.pages.tables import task_page
from workflows.refusals import Incomplete, NotEntitled
from workflows.review.outlooks import outlooks_of
from workflows.sight import Viewer, viewer
from workflows.signals import Signal, read_signals


@sign_in_before("task")
@require_safe
def task(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Show one task to everyone of the committee."""
    shown = _task_or_404(request, plan, number)
    kept = kept_form(request, request.path)
    words = _mark(request, shown, StandingForm(kept, prefix="mark"))
    words |= _beside(request, shown)
    return task_page(request, shown, restored=kept is not None, **words)


@sign_in_before("task")
def mark(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Set the mark, or take it off; a second click changes nothing."""
    shown = _task_or_404(request, plan, number)
    if request.method != "POST":
        return redirect("task", plan, number)
    form = StandingForm(request.POST, prefix="mark")
    form.is_valid()
    said = form.cleaned_data
    try:
        changed = mark_standing(
            shown, standing=said["standing"] == "yes", reason=said["reason"], by=signed_in(request)
        )
    except NotEntitled as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Incomplete as refusal:
        form.add_error("reason", refusal.fields["reason"])
        words = _mark(request, shown, form)
        return task_page(request, shown, status=422, **words, **_beside(request, shown))
    let_go(request, reverse("task", args=[plan, number]))
    messages.success(request, "已标注，各单位都会看到。" if changed else "没有改动。")
    return redirect("task", plan, number)


def _task_or_404(request: HttpRequest, plan: str, number: str) -> Task:
    plans = Plan.objects.visible_to(signed_in(request))
    rows = Task.objects.filter(plan__in=plans).select_related("plan", "section")
    return get_object_or_404(rows, plan__slug=plan, number=number)


def _beside(request: HttpRequest, shown: Task) -> dict[str, Any]:
    """Return what stands beside the task's words: its light, nodes, indicators, 研判, cases."""
    user, on = signed_in(request), timezone.localdate()
    seen_by = viewer(user, on=on)
    sees = seen_by.sees_signed_of(shown)
    return {
        "lit": task_lights(shown.plan, [shown], on=on)[shown.pk] if sees else None,
        "signals": _signals(shown, seen_by, on),
        "sees_answers": sees,
        "node_years": range(on.year, shown.plan.until_on.year + 1),
        "indicators": lines_of_task(shown, seen_by, on=on),
        "outlooks": outlooks_of(shown, seen_by),
        **cases_of(shown, user, on=on),
    }


def _signals(shown: Task, seen_by: Viewer, on: date) -> list[Signal]:
    """Return the task's signals to whoever sees what its lead submits."""
    if not seen_by.follows_task(shown):
        return []
    return read_signals(shown.plan, [shown], on=on).get(shown.pk, [])


def _mark(request: HttpRequest, shown: Task, form: StandingForm) -> dict[str, Any]:
    """Return what the page says of the mark, with the form for the office."""
    keeps = keeps_duties(signed_in(request), shown.plan, on=timezone.localdate())
    marks = StandingMark.objects.filter(task=shown).select_related("marked_by")
    return {"last_mark": marks.last(), "mark_form": form if keeps else None}
