"""批示: a leader writes on a unit's sheet, or on one report of it, what is to be done by when."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from workflows.cases.action_forms import GiveActionForm
from workflows.cases.actions import give_action, leads_the_committee, may_give, place_of
from workflows.pages.doors import sign_in_before
from workflows.pages.reading import number
from workflows.pages.refusing import told
from workflows.pages.sheets import sheet_or_404
from workflows.refusals import Refused
from workflows.sheets import Sheet


@sign_in_before("action-give")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show the form to who may write an instruction here, and take it; 403 to others."""
    sheet = sheet_or_404(request, plan, key, code)
    if not may_give(signed_in(request), sheet.unit, sheet.cycle, on=timezone.localdate()):
        raise PermissionDenied("批示由本单位签批人或残工委领导填写。")
    if request.method == "POST":
        return _take(request, sheet)
    kept = kept_form(request, request.path)
    form = _form(sheet, kept, about=request.GET.get("about", ""))
    return _page(request, sheet, form, restored=kept is not None)


def _take(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    form = _form(sheet, request.POST)
    if not form.is_valid():
        return _page(request, sheet, form, status=422)
    said = form.said
    row = sheet.row_of(number(said["about"]) or 0)
    try:
        item = give_action(
            sheet.cycle, sheet.unit, by=signed_in(request), text=said["text"],
            due_on=said["due_on"], report=row.report if row else None,
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, sheet, form, status=told(request, form, refusal))
    let_go(request, request.path)
    messages.success(request, f"批示已交{sheet.unit}办理，列在报送表最上面。")
    return redirect(place_of(item))


def _form(sheet: Sheet, data: object = None, *, about: str = "") -> GiveActionForm:
    rows = [
        (
            str(row.report.pk),
            f"{row.report.assignment.task}　{row.report.assignment.task.text[:30]}",
        )
        for row in sheet.rows
    ]
    return GiveActionForm(data, rows=rows, about=about)


def _page(
    request: HttpRequest, sheet: Sheet, form: GiveActionForm, *, status: int = 200,
    restored: bool = False,
) -> HttpResponse:  # fmt: skip
    back = "sheet-sign" if sheet.signs else "sheet"
    place = [sheet.cycle.plan.slug, sheet.cycle.key, sheet.unit.code]
    context = {
        "sheet": sheet, "cycle": sheet.cycle, "unit": sheet.unit, "form": form,
        "restored": restored, "back": reverse(back, args=place),
        "is_heard_beyond": leads_the_committee(
            signed_in(request), sheet.cycle, on=timezone.localdate()
        ),
    }  # fmt: skip
    return render(request, "workflows/action_give.html", context, status=status)
