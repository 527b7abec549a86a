"""线下签批: print what waits, take the signed scan back, have a second colleague confirm it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.models import Unit, User
from project.accounts.visitor import signed_in
from workflows.evidence.kinds import KINDS
from workflows.evidence.store import is_there, path_of
from workflows.models import Cycle, Evidence, PaperSignOff, PrintedSheet
from workflows.pages.doors import sign_in_before
from workflows.paper.confirming import Told, confirm, refuse
from workflows.paper.entering import enter
from workflows.paper.forms import ConfirmForm, EnterForm, RefuseForm
from workflows.paper.printing import print_sheet
from workflows.paper.reading import papers_of, printed_rows, rows_of, waiting_for_paper
from workflows.paper.rules import confirmers, handles_paper, sees_scan
from workflows.refusals import (
    FileRefused,
    FourEyes,
    Incomplete,
    NotEntitled,
    Refused,
)
from workflows.sight import viewer


@sign_in_before("paper")
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show what can be printed and what came back; a POST takes a signed scan in."""
    cycle, unit = _sheet_or_404(request, plan, key, code)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        said = kept.dict() if kept else {}
        lost = kept.getlist("files_lost") if kept else []
        form = EnterForm(unit, initial=said)
        return _page(request, cycle, unit, form, restored=bool(said), files_lost=lost)
    form = EnterForm(unit, request.POST, request.FILES)
    try:
        taken = _enter(request, cycle, unit, form)
    except Incomplete as refusal:
        for name, words in refusal.fields.items():
            if name not in form.errors:
                form.add_error(name if name in form.fields else None, words)
        return _page(request, cycle, unit, form, status=422)
    except (FileRefused, FourEyes) as refusal:
        form.add_error("file" if isinstance(refusal, FileRefused) else "signer_name", str(refusal))
        return _page(request, cycle, unit, form, status=422)
    let_go(request, request.path)
    messages.success(request, "已收到，等待另一位同事照扫描件核对校验码。核对以前不会签批。")
    return redirect("paper-sign-off", taken.pk)


def _enter(request: HttpRequest, cycle: Cycle, unit: Unit, form: EnterForm) -> PaperSignOff:
    if not form.is_valid():
        raise Incomplete({name: str(errors[0]) for name, errors in form.errors.items()})
    file = form.cleaned_data["file"]
    return enter(
        cycle, unit, code=form.cleaned_data["code"], signed=form.signed, file=file,
        name=file.name or "", by=signed_in(request),
    )  # fmt: skip


@sign_in_before("paper")
def make(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Make the sheet of what waits now, and show it for printing."""
    cycle, unit = _sheet_or_404(request, plan, key, code)
    if request.method != "POST":
        return redirect("paper", plan, key, code)
    try:
        sheet = print_sheet(cycle, unit, by=signed_in(request))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("paper", plan, key, code)
    return redirect("printed-sheet", sheet.pk)


@sign_in_before("printed-sheet")
@require_safe
def printed(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a sheet as it is printed and signed: the code on every page."""
    rows = PrintedSheet.objects.select_related("cycle__plan", "unit", "printed_by")
    sheet = get_object_or_404(rows, pk=pk)
    if not handles_paper(signed_in(request), sheet.unit, on=timezone.localdate()):
        raise Http404
    context = {"sheet": sheet, "cycle": sheet.cycle, "rows": printed_rows(sheet)}
    return render(request, "workflows/printed_sheet.html", context)


@sign_in_before("paper-sign-off")
@require_safe
def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper: who signed, the scan, how each row went, and the form of who checks it."""
    found = _paper_or_404(request, pk)
    kept = kept_form(request, request.path)
    said = kept.dict() if kept else {}
    return _paper_page(
        request, found, restored=bool(said), confirm_form=ConfirmForm(initial=said),
        refuse_form=RefuseForm(initial=said),
    )  # fmt: skip


@sign_in_before("paper-sign-off")
def confirming(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that the code on the scan is this sheet's, and sign its rows."""
    found = _paper_or_404(request, pk)
    if request.method != "POST":
        return redirect("paper-sign-off", pk)
    form = ConfirmForm(request.POST)
    form.is_valid()
    try:
        told = confirm(found, code=form.cleaned_data.get("code", ""), by=signed_in(request))
    except Refused as refusal:
        return _refused(request, found, refusal, confirm_form=form)
    let_go(request, reverse("paper-sign-off", args=[pk]))
    _say(request, found, told)
    return redirect("paper-sign-off", pk)


@sign_in_before("paper-sign-off")
def refusing(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the paper does not do, and why."""
    found = _paper_or_404(request, pk)
    if request.method != "POST":
        return redirect("paper-sign-off", pk)
    form = RefuseForm(request.POST)
    form.is_valid()
    try:
        refuse(found, why=form.cleaned_data.get("why", ""), by=signed_in(request))
    except Refused as refusal:
        return _refused(request, found, refusal, refuse_form=form)
    let_go(request, reverse("paper-sign-off", args=[pk]))
    messages.success(request, "已退给录入人，没有签批任何报告。")
    return redirect("paper-sign-off", pk)


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the scan as it came: to the unit's own people, and to who reviews it."""
    found = get_object_or_404(PaperSignOff.objects.for_reading(), pk=pk)
    seen_by = viewer(signed_in(request), on=timezone.localdate())
    sealed = Evidence.objects.sealed().filter(digest=found.digest).exists()
    if not sees_scan(seen_by, found.sheet.unit_id) or sealed:
        raise Http404
    if not is_there(found.digest, found.size):
        raise Http404
    answer = FileResponse(
        path_of(found.digest).open("rb"), as_attachment=True, filename=found.name,
        content_type=KINDS[found.kind].mime,
    )  # fmt: skip
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _sheet_or_404(request: HttpRequest, plan: str, key: str, code: str) -> tuple[Cycle, Unit]:
    """Return the cycle and the unit to who handles its papers; there is nothing for others."""
    cycle = get_object_or_404(Cycle.objects.select_related("plan"), plan__slug=plan, key=key)
    unit = get_object_or_404(Unit.objects.filter(reports__cycle=cycle).distinct(), code=code)
    if not handles_paper(signed_in(request), unit, on=timezone.localdate()):
        raise Http404
    return cycle, unit


def _paper_or_404(request: HttpRequest, pk: int) -> PaperSignOff:
    found = get_object_or_404(PaperSignOff.objects.for_reading(), pk=pk)
    if not handles_paper(signed_in(request), found.sheet.unit, on=timezone.localdate()):
        raise Http404
    return found


def _page(
    request: HttpRequest, cycle: Cycle, unit: Unit, form: EnterForm, *, status: int = 200,
    restored: bool = False, files_lost: Sequence[str] = (),
) -> HttpResponse:  # fmt: skip
    on = timezone.localdate()
    context = {
        "cycle": cycle,
        "unit": unit,
        "waiting": waiting_for_paper(cycle, unit, signed_in(request), on=on),
        "papers": papers_of(cycle, unit),
        "form": form,
        "restored": restored,
        "files_lost": files_lost,
    }
    return render(request, "workflows/paper.html", context, status=status)


def _refused(
    request: HttpRequest, found: PaperSignOff, refusal: Refused, **forms: Any
) -> HttpResponse:
    """Say no beside the field, with what was typed: 422; else 403 or 409 in a sentence."""
    if isinstance(refusal, Incomplete):
        for form in forms.values():
            for name, words in refusal.fields.items():
                if name not in form.errors:
                    form.add_error(name if name in form.fields else None, words)
        return _paper_page(request, found, status=422, **forms)
    messages.error(request, str(refusal))
    fresh = PaperSignOff.objects.for_reading().get(pk=found.pk)
    status = 403 if isinstance(refusal, NotEntitled | FourEyes) else 409
    return _paper_page(request, fresh, status=status)


def _paper_page(
    request: HttpRequest, found: PaperSignOff, *, status: int = 200, **context: Any
) -> HttpResponse:
    user, rows = signed_in(request), rows_of(found)
    versions = [row.version for row in rows if row.word == "待签批"]
    besides = [found.entered_by_id, *([found.signer_id] if found.signer_id else [])]
    people = list(confirmers(found.sheet.unit, versions, besides=besides, on=timezone.localdate()))
    words: dict[str, Any] = {
        "paper": found,
        "sheet": found.sheet,
        "rows": rows,
        "people": people,
        "checks": _checks(found, user, people, bool(versions)),
        "is_picture": found.kind in ("jpg", "png"),
        "confirm_form": ConfirmForm(),
        "refuse_form": RefuseForm(),
    }
    return render(request, "workflows/paper_sign_off.html", words | context, status=status)


def _checks(found: PaperSignOff, user: User, people: list[User], left: bool) -> bool:
    """Say whether the person may check it now, or complete what he confirmed and broke off."""
    if found.decided_at is None:
        return user in people
    return found.is_confirmed and found.decided_by_id == user.pk and left


def _say(request: HttpRequest, found: PaperSignOff, told: list[Told]) -> None:
    """Say how many rows were signed, and of each other one why not."""
    unsigned = [each for each in told if each.why]
    messages.success(request, f"已核对，签批{len(told) - len(unsigned)}项：{found.signature}。")
    for each in unsigned:
        messages.info(request, f"{each.version.report.assignment.task}没有签批：{each.why}")
