"""需协调事项: raising one from a row, the list the office and leaders follow, 拟上会清单."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows.case_words import CaseOutcome, CaseStep
from workflows.cases.coordination import begin_with, may_raise, raise_request
from workflows.cases.coordination_forms import AskCoordinationForm
from workflows.cases.coordination_lists import (
    OPEN,
    agenda_of,
    counts_of,
    follows,
    lines_of,
    of_plan,
)
from workflows.models import Report
from workflows.pages.doors import sign_in_before
from workflows.pages.refusing import told
from workflows.pages.reports import visible_or_404
from workflows.refusals import Refused

A_PAGE = 50
ENDED = "ended"


@sign_in_before("coordination-ask")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form to the row's liaison, and take it; 403 to who sees the row but may not ask."""
    report, _ = visible_or_404(request, pk)
    if not may_raise(report, signed_in(request), on=timezone.localdate()):
        raise PermissionDenied("需协调事项由报告所在单位的联络员提出。")
    if request.method == "POST":
        return _take(request, report)
    kept = kept_form(request, request.path)
    return _page(request, report, _form(report, kept), restored=kept is not None)


def _form(report: Report, data: Any = None) -> AskCoordinationForm:
    return AskCoordinationForm(CaseOutcome.APPLIED, data, initial=begin_with(report))


def _take(request: HttpRequest, report: Report) -> HttpResponse:
    form = _form(report, request.POST)
    form.is_valid()
    said = form.said
    try:
        case = raise_request(
            report, by=signed_in(request), addressee=said.get("addressee", ""),
            problem=said.get("problem", ""), needed=said.get("needed", ""),
            needed_on=said.get("needed_on"),
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, report, form, status=told(request, form, refusal))
    let_go(request, reverse("coordination-ask", args=[report.pk]))
    messages.success(request, f"需协调事项已提出，现在“{case.step_label}”。")
    return redirect("case", case.pk)


def _page(
    request: HttpRequest, report: Report, form: AskCoordinationForm, *, status: int = 200,
    restored: bool = False,
) -> HttpResponse:  # fmt: skip
    words = {"report": report, "form": form, "restored": restored}
    return render(request, "workflows/coordination_ask.html", words, status=status)


def _followed_or_404(request: HttpRequest, slug: str) -> Plan:
    plan = get_object_or_404(Plan.objects.select_related("committee"), slug=slug)
    if not follows(signed_in(request), plan, on=timezone.localdate()):
        raise Http404
    return plan


@sign_in_before("coordination-list")
@require_safe
def requests(request: HttpRequest, plan: str) -> HttpResponse:
    """List a plan's requests for its office, leaders and observers: open, of a step, or ended."""
    found = _followed_or_404(request, plan)
    state, counts = request.GET.get("state", ""), counts_of(found)
    rows = of_plan(found)
    if state == ENDED:
        rows = rows.exclude(step__in=[*OPEN, CaseStep.AGENDA])
    else:
        rows = rows.filter(step__in=[state] if state in OPEN else OPEN)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "plan": found,
        "page": page,
        "lines": lines_of(page, on=timezone.localdate()),
        "steps": [(step, step.label, counts[step]) for step in OPEN if counts.get(step)],
        "open": sum(counts.get(step, 0) for step in OPEN),
        "listed": counts.get(CaseStep.AGENDA, 0),
        "ended": sum(counts.values()) - sum(counts.get(s, 0) for s in (*OPEN, CaseStep.AGENDA)),
        "state": state if state in (*OPEN, ENDED) else "",
    }
    return render(request, "workflows/coordination_list.html", context)


@sign_in_before("agenda")
@require_safe
def agenda(request: HttpRequest, plan: str) -> HttpResponse:
    """Show 拟上会清单, each item with its whole history, as it is read and printed."""
    found = _followed_or_404(request, plan)
    words = {"plan": found, "items": agenda_of(found), "on": timezone.localdate()}
    return render(request, "workflows/agenda.html", words)
