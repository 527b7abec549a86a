"""A sheet entered for a unit (代录): look it over, correct it, submit it for the unit; its file."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go, sign_in_first
from project.accounts.models import User
from project.accounts.visitor import signed_in
from workflows.deadlines import keeps_windows
from workflows.evidence.kinds import ALLOWED, KINDS
from workflows.evidence.store import is_there, path_of
from workflows.filling import Refusals, submit_rows
from workflows.models import EnteredVersion, Evidence, ReceivedSheet
from workflows.offline.entering import entered_rows, nobody_else_reviews
from workflows.offline.rows import sheet_to_enter
from workflows.offline.scribes import enterable
from workflows.pages.filling import save_forms, status_of
from workflows.pages.sheets import Forms, line_of, posted_forms
from workflows.pages.silence import silence_of
from workflows.pages.uploads import take_in
from workflows.sheets import Sheet
from workflows.sight import viewer

Verb = Callable[[HttpRequest, ReceivedSheet], HttpResponse]


@login_required
@require_safe
def received(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was entered from a sheet, to those who may enter it."""
    shown = received_or_404(request, pk)
    kept = kept_form(request, request.path)
    if kept is None:
        return received_page(request, shown)
    forms = posted_forms(_sheet(request, shown), kept)
    return received_page(request, shown, forms=forms, restored=True)


def posted(verb: Verb) -> Callable[[HttpRequest, int], HttpResponse]:
    """Let a verb be posted alone, after what was typed is saved; a stranger's words are kept."""

    @wraps(verb)
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        page = reverse("received", args=[pk])
        if not request.user.is_authenticated:
            return sign_in_first(request, page)
        shown = received_or_404(request, pk)
        if request.method != "POST":
            return redirect(page)
        forms = posted_forms(_sheet(request, shown), request.POST)
        if refused := save_forms(request, forms, received=shown):
            again = {key: form for key, form in forms.items() if key in refused}
            status = status_of(refused)
            return received_page(request, shown, status=status, forms=again, refused=refused)
        let_go(request, page)
        take_proofs(request, shown)
        return verb(request, shown)

    return wrapped


def take_proofs(request: HttpRequest, shown: ReceivedSheet) -> None:
    """Take the evidence that came along, for the row it was said to belong to."""
    if not request.FILES:
        return
    rows = {str(row.report.pk): row for row in entered_rows(_sheet(request, shown), shown)}
    row = rows.get(request.POST.get("proof_for", ""))
    if row is None:
        messages.error(request, "佐证材料没有收：请选择它属于哪一行，并重新选择文件。")
        return
    for words in take_in(request, row.report, entering=True).values():
        messages.error(request, words)


@posted
def save(request: HttpRequest, shown: ReceivedSheet) -> HttpResponse:
    """Save what was corrected."""
    messages.success(request, "草稿已保存。")
    return redirect("received", shown.pk)


@posted
def submit(request: HttpRequest, shown: ReceivedSheet) -> HttpResponse:
    """Submit for the unit the rows that were on the page and lack nothing."""
    sheet = _sheet(request, shown)
    rows = [
        row for row in entered_rows(sheet, shown) if f"r{row.report.pk}-revision" in request.POST
    ]
    ready = [row for row in rows if not row.missing]
    silence = silence_of(request, rows)
    if not silence.is_confirmed_of(ready):
        return received_page(request, shown, status=422, silent=silence.rows)
    by, known = signed_in(request), silence.known
    refused = submit_rows(ready, by=by, received=shown, known_silent=known)
    if done := len(ready) - len(refused):
        messages.success(request, f"已代{shown.unit}提交{done}行，等待审核。你不能审核这些行。")
    lacking = [row for row in rows if row.missing]
    if lacking or refused:
        status = 422 if lacking else status_of(refused)
        return received_page(request, shown, status=status, lacking=lacking, refused=refused)
    if not done:
        messages.info(request, "现在没有可以提交的行。")
    return redirect("received", shown.pk)


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give the file as it came: to those who enter it, and to the unit's own people."""
    shown = get_object_or_404(_rows(), pk=pk)
    user, on = signed_in(request), timezone.localdate()
    if shown.unit_id not in viewer(user, on=on).own_units and not _enters(user, shown):
        raise Http404
    sealed = Evidence.objects.sealed().filter(digest=shown.digest).exists()
    if sealed or not is_there(shown.digest, shown.size):
        raise Http404
    answer = FileResponse(
        path_of(shown.digest).open("rb"),
        as_attachment=True,
        filename=shown.name,
        content_type=KINDS["xlsx"].mime,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


def received_or_404(request: HttpRequest, pk: int) -> ReceivedSheet:
    """Return a sheet to who may still enter the unit's rows: the office, or the lead who did."""
    shown = get_object_or_404(_rows(), pk=pk)
    if not _enters(signed_in(request), shown):
        raise Http404
    return shown


def _rows() -> QuerySet[ReceivedSheet]:
    return ReceivedSheet.objects.select_related("cycle__plan__committee", "unit", "entered_by")


def _enters(user: User, shown: ReceivedSheet) -> bool:
    on = timezone.localdate()
    if keeps_windows(user, shown.unit, shown.cycle.plan.committee, on=on):
        return True
    own = shown.entered_by_id == user.pk
    return own and enterable(user, shown.cycle, shown.unit, on=on).exists()


def _sheet(request: HttpRequest, shown: ReceivedSheet) -> Sheet:
    on = timezone.localdate()
    reports = enterable(signed_in(request), shown.cycle, shown.unit, on=on)
    return sheet_to_enter(shown.cycle, shown.unit, reports, on=on)


def received_page(
    request: HttpRequest,
    shown: ReceivedSheet,
    *,
    status: int = 200,
    forms: Forms | None = None,
    refused: Refusals | None = None,
    **context: Any,
) -> HttpResponse:
    """Render the rows that stand as they were entered, and those that were refused just now."""
    sheet = _sheet(request, shown)
    rows = entered_rows(sheet, shown)
    rows += [row for row in sheet.to_write if row not in rows and row.report.pk in (forms or {})]
    submitted = EnteredVersion.objects.filter(received=shown, version__report__in=sheet_keys(sheet))
    words = {
        "received": shown,
        "sheet": sheet,
        "cycle": shown.cycle,
        "unit": shown.unit,
        "lines": [line_of(row, forms or {}, refused or {}) for row in rows],
        "refused": refused,
        "submitted": submitted.select_related("version__report__assignment__task"),
        "allowed": ALLOWED,
        "most_mb": settings.EVIDENCE_MB,
        "alone": nobody_else_reviews(sheet, signed_in(request), on=timezone.localdate()),
    }
    return render(request, "workflows/received.html", words | context, status=status)


def sheet_keys(sheet: Sheet) -> list[int]:
    """Return the keys of the sheet's reports."""
    return [row.report.pk for row in sheet.rows]
