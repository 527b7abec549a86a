"""The office's pages about windows: 特许补报 for one unit, and a due date moved later for all."""

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.kept import kept_form, let_go
from project.accounts.models import Unit
from project.accounts.visitor import signed_in
from project.workdays.estimates import reckoned
from workflows.cycles import excepting, postponing
from workflows.cycles.excepting import Result
from workflows.deadlines import keeps_windows, postponed, unit_windows
from workflows.models import Cycle, WindowException
from workflows.pages.doors import sign_in_before
from workflows.refusals import AlreadyMoved, Incomplete
from workflows.window_forms import ExceptionForm, WithdrawForm, postpone_form


@sign_in_before("exception-give")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show what a unit was given in a cycle, and give it more days."""
    cycle, unit = _kept_or_404(request, plan, key, code)
    if request.method != "POST":
        return _restored(request, cycle, unit)
    form = ExceptionForm(request.POST)
    if not form.is_valid():
        return _page(request, cycle, unit, status=422, form=form)
    try:
        given = excepting.give_exception(cycle, unit, by=signed_in(request), **form.cleaned_data)
    except Incomplete as refusal:
        _tell(form, refusal)
        return _page(request, cycle, unit, status=422, form=form)
    let_go(request, request.path)
    messages.success(request, f"已准予{unit}特许补报到{reckoned(given.until_on)}。")
    _say_results(request, excepting.bring_back_missed(cycle, unit, by=signed_in(request)))
    return redirect("exception-give", plan, key, code)


@sign_in_before("exception-give")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Take back what a unit was given."""
    cycle, unit = _kept_or_404(request, plan, key, code)
    if request.method != "POST":
        return redirect("exception-give", plan, key, code)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return _page(request, cycle, unit, status=422, withdraw_form=form)
    try:
        why = form.cleaned_data["why"]
        excepting.withdraw_exception(cycle, unit, by=signed_in(request), reason=why)
    except Incomplete as refusal:
        form.add_error("why", refusal.fields["reason"])
        return _page(request, cycle, unit, status=422, withdraw_form=form)
    except AlreadyMoved as refusal:
        messages.info(request, str(refusal))
        return redirect("exception-give", plan, key, code)
    let_go(request, reverse("exception-give", args=[plan, key, code]))
    messages.success(request, "已收回特许补报。还没有提交的报告，今晚认定为未报送。")
    return redirect("exception-give", plan, key, code)


@sign_in_before("cycle-postpone")
@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Move a cycle's due dates later."""
    cycle = get_object_or_404(Cycle.objects.select_related("plan"), plan__slug=plan, key=key)
    if not postponing.may_postpone(cycle, signed_in(request), on=timezone.localdate()):
        raise Http404
    if request.method != "POST":
        kept = kept_form(request, request.path)
        return _postpone_page(request, cycle, postpone_form(cycle, kept), restored=bool(kept))
    form = postpone_form(cycle, request.POST)
    if not form.is_valid():
        return _postpone_page(request, cycle, form, status=422)
    try:
        postponing.postpone(cycle, by=signed_in(request), **form.cleaned_data)
    except Incomplete as refusal:
        _tell(form, refusal)
        return _postpone_page(request, cycle, form, status=422)
    let_go(request, request.path)
    messages.success(request, f"报送截止日期已延后，补报到{reckoned(cycle.closes_on)}。")
    return redirect("cycle", plan, key)


def _kept_or_404(request: HttpRequest, plan: str, key: str, code: str) -> tuple[Cycle, Unit]:
    """Return a unit that was asked in a cycle, to those who may give it more days."""
    cycles = Cycle.objects.select_related("plan__committee")
    cycle = get_object_or_404(cycles, plan__slug=plan, key=key)
    unit = get_object_or_404(Unit.objects.filter(reports__cycle=cycle).distinct(), code=code)
    on = timezone.localdate()
    if not keeps_windows(signed_in(request), unit, cycle.plan.committee, on=on):
        raise Http404
    return cycle, unit


def _restored(request: HttpRequest, cycle: Cycle, unit: Unit) -> HttpResponse:
    """Show the page, with what was typed before signing in again."""
    kept = kept_form(request, request.path)
    if kept is None:
        return _page(request, cycle, unit)
    if "why" in kept:
        return _page(request, cycle, unit, withdraw_form=WithdrawForm(kept), restored=True)
    return _page(request, cycle, unit, form=ExceptionForm(kept), restored=True)


def _page(
    request: HttpRequest,
    cycle: Cycle,
    unit: Unit,
    *,
    status: int = 200,
    form: ExceptionForm | None = None,
    withdraw_form: WithdrawForm | None = None,
    restored: bool = False,
) -> HttpResponse:
    on = timezone.localdate()
    rows = WindowException.objects.of_unit(cycle, unit)
    context = {
        "cycle": cycle,
        "unit": unit,
        "windows": unit_windows(cycle, unit, on=on),
        "exceptions": [(each, each.state_on(on)) for each in rows.for_reading()],
        "in_force": rows.in_force(on=on).exists(),
        "form": form or ExceptionForm(),
        "withdraw_form": withdraw_form or WithdrawForm(),
        "restored": restored,
    }
    return render(request, "workflows/exception_give.html", context, status=status)


def _postpone_page(
    request: HttpRequest, cycle: Cycle, form: Form, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    context = {
        "cycle": cycle,
        "form": form,
        "restored": restored,
        "postponed": postponed(cycle),
        "has_passed": cycle.due_on < timezone.localdate(),
    }
    return render(request, "workflows/cycle_postpone.html", context, status=status)


def _say_results(request: HttpRequest, results: list[Result]) -> None:
    """Say of each missed report whether it came back."""
    tasks = "、".join(str(each.report.assignment.task) for each in results if each.came_back)
    if tasks:
        messages.success(request, f"未报送的已回到填报：{tasks}。")
    for each in results:
        if not each.came_back:
            messages.error(request, f"{each.report.assignment.task}没有回到填报：{each.words}")


def _tell(form: Form, refusal: Incomplete) -> None:
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, words)
