"""Asking for a later date of a task (延期申请)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Plan, Task
from workflows.case_words import CaseOutcome
from workflows.cases.extension import ask_extension, may_ask
from workflows.cases.forms import AskExtensionForm
from workflows.pages.doors import sign_in_before
from workflows.pages.refusing import told
from workflows.refusals import Refused


@sign_in_before("extension-ask")
def ask(request: HttpRequest, plan: str, number: str) -> HttpResponse:
    """Show the form to the lead's liaison, and take it; 403 to who may not ask."""
    user = signed_in(request)
    plans = Plan.objects.visible_to(user)
    rows = Task.objects.filter(plan__in=plans).select_related("plan__committee", "section")
    task = get_object_or_404(rows, plan__slug=plan, number=number)
    if not may_ask(task, user, on=timezone.localdate()):
        raise PermissionDenied("延期由任务的第一牵头单位申请，没有列完成时限的任务不需要申请。")
    if request.method == "POST":
        return _take(request, task)
    kept = kept_form(request, request.path)
    return _page(request, task, AskExtensionForm(CaseOutcome.APPLIED, kept), 200, kept is not None)


def _take(request: HttpRequest, task: Task) -> HttpResponse:
    form = AskExtensionForm(CaseOutcome.APPLIED, request.POST)
    form.is_valid()
    said = form.said
    try:
        case = ask_extension(
            task, by=signed_in(request), asked_until=said.get("asked_until"),
            cause=said.get("cause", ""), progress_so_far=said.get("progress_so_far", ""),
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, task, form, told(request, form, refusal))
    let_go(request, reverse("extension-ask", args=[task.plan.slug, task.number]))
    messages.success(request, f"延期申请已提出，现在“{case.step_label}”。")
    return redirect("case", case.pk)


def _page(
    request: HttpRequest, task: Task, form: AskExtensionForm, status: int, restored: bool = False
) -> HttpResponse:
    on = timezone.localdate()
    context = {
        "task": task,
        "plan": task.plan,
        "form": form,
        "is_late": task.due_on is not None and task.due_on < on,
        "restored": restored,
    }
    return render(request, "workflows/extension_ask.html", context, status=status)
