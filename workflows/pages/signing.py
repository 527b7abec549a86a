"""签批: a unit's sheet before its signer, signed at once or row by row, or returned with a word."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.kept import kept_form, let_go
from project.accounts.models import User
from project.accounts.visitor import signed_in
from workflows import moving
from workflows.forms import SignersReturnForm
from workflows.pages.behalf import behalf_of
from workflows.pages.doors import sign_in_before
from workflows.pages.reading import number
from workflows.pages.sheets import sheet_or_404
from workflows.refusals import Incomplete, Refused
from workflows.sheets import Row, Sheet
from workflows.signing import read_signing
from workflows.standing_in import names_to_sign_in
from workflows.steps import Outcome, Step


@sign_in_before("sheet-sign")
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show what waits for the signature, and take what was decided; others are led to the sheet."""
    sheet = sheet_or_404(request, plan, key, code)
    if request.method == "POST":
        return _take(request, sheet)
    if not sheet.signs:
        return redirect("sheet", plan, key, code)
    kept = kept_form(request, request.path)
    return _page(request, sheet, typed=kept or QueryDict(), restored=kept is not None)


def _take(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    if not sheet.signs:
        raise PermissionDenied("只有本单位的签批人可以签批。")
    returned = sheet.row_of(number(request.POST.get("back", "")) or 0)
    if returned is not None:
        return _send_back(request, sheet, returned)
    _sign_all(request, _chosen(sheet, request.POST))
    return _again(request, sheet)


def _chosen(sheet: Sheet, posted: QueryDict) -> list[Row]:
    """Return the rows to sign: those that were named, or all that were shown."""
    named = posted.getlist("report")
    if "all" in posted:
        return [row for row in sheet.rows if f"version-{row.report.pk}" in posted]
    return [row for row in sheet.rows if str(row.report.pk) in named]


def _sign_all(request: HttpRequest, chosen: Iterable[Row]) -> None:
    """Sign each row in its own transaction, and say how each went."""
    results = [_sign_one(request, row) for row in chosen]
    done = sum(is_done for is_done, _ in results)
    if not results:
        messages.error(request, "请先勾选要签批的报告。")
    elif len(results) > 1:
        left = f"，{len(results) - done}项没有签批" if done < len(results) else ""
        messages.success(request, f"已签批{done}项{left}：")
    for is_done, words in results:
        (messages.info if is_done else messages.error)(request, words)


def _sign_one(request: HttpRequest, row: Row) -> tuple[bool, str]:
    report = row.report
    try:
        moved = moving.complete_step(
            report,
            Step.SIGN_OFF,
            by=signed_in(request),
            outcome=Outcome.SIGNED,
            on_behalf_of=_behalf(request, row),
            seen_version=_seen(request, row),
        )
    except Refused as refusal:
        return False, f"{report.assignment.task}没有签批：{refusal}"
    follows = "，转审核" if moved.step == Step.REVIEW else ""
    return True, f"{report.assignment.task}已签批{follows}。"


def _send_back(request: HttpRequest, sheet: Sheet, row: Row) -> HttpResponse:
    """Return one row with the word that was typed; without one the page says so beside it."""
    task, form = row.report.assignment.task, SignersReturnForm.of(row.report, request.POST)
    form.is_valid()
    try:
        moved = moving.complete_step(
            row.report,
            Step.SIGN_OFF,
            by=signed_in(request),
            outcome=Outcome.SENT_BACK,
            on_behalf_of=_behalf(request, row),
            reason=form.cleaned_data.get("reason", ""),
            seen_version=_seen(request, row),
        )
    except Incomplete as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, sheet, typed=request.POST, wrong=form, status=422)
    except Refused as refusal:
        messages.error(request, f"{task}没有退回：{refusal}")
        _tell_unused(request, sheet)
        return _again(request, sheet)
    day = f"，本单位须于{moved.reply_by:%Y-%m-%d}前答复" if moved.reply_by else ""
    messages.success(request, f"{task}已退回{day}。")
    _tell_unused(request, sheet, but=row)
    return _again(request, sheet)


def _behalf(request: HttpRequest, row: Row) -> User | None:
    """Return for whom the person signs or returns (委托)."""
    unit, on = row.report.unit, timezone.localdate()
    return behalf_of(request, names_to_sign_in(signed_in(request), unit, on=on))


def _seen(request: HttpRequest, row: Row) -> int | None:
    return number(request.POST.get(f"version-{row.report.pk}", ""))


def _tell_unused(request: HttpRequest, sheet: Sheet, *, but: Row | None = None) -> None:
    """Say what was typed as the reason of a return that did not happen, so that it is not lost."""
    for row in sheet.rows:
        words = SignersReturnForm.typed(row.report, request.POST)
        if words and row is not but:
            task = row.report.assignment.task
            messages.info(request, f"{task}没有退回，你填写的退回原因是：{words}")


def _again(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Lead back to the page, which says what is left."""
    place = [sheet.cycle.plan.slug, sheet.cycle.key, sheet.unit.code]
    let_go(request, reverse("sheet-sign", args=place))
    return redirect("sheet-sign", *place)


def _page(
    request: HttpRequest, sheet: Sheet, *, typed: QueryDict, status: int = 200,
    wrong: SignersReturnForm | None = None, restored: bool = False,
) -> HttpResponse:  # fmt: skip
    signing = read_signing(sheet, signed_in(request), on=timezone.localdate())
    forms = [_form_of(each.row, typed, wrong) for each in signing.waiting]
    context: dict[str, Any] = {
        "signing": signing,
        "names": names_to_sign_in(signed_in(request), sheet.unit, on=timezone.localdate()),
        "rows": list(zip(signing.waiting, forms, strict=True)),
        "cycle": sheet.cycle,
        "unit": sheet.unit,
        "form": wrong,
        "restored": restored,
    }
    return render(request, "workflows/sheet_sign.html", context, status=status)


def _form_of(row: Row, typed: QueryDict, wrong: SignersReturnForm | None) -> SignersReturnForm:
    """Return the row's form with what was typed; what was refused of it stands beside its field."""
    form = SignersReturnForm.unjudged(row.report, typed)
    return wrong if wrong is not None and wrong.prefix == form.prefix else form
