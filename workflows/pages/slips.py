"""签批单: gives a unit's sheet, as signed, as a document to keep or to print."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.visitor import signed_in
from workflows.evidence.kinds import KINDS
from workflows.offline.child import Broken
from workflows.offline.slip import build_slip
from workflows.pages.offline import as_attachment
from workflows.pages.sheets import sheet_or_404


@login_required
@require_safe
def slip(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Give the 签批单 to the unit, its reviewers and who leads or observes the committee."""
    sheet = sheet_or_404(request, plan, key, code)
    if not sheet.takes_slip:
        raise Http404
    try:
        content = build_slip(sheet, signed_in(request), on=timezone.localdate())
    except Broken:
        messages.error(request, "文件没有生成，请稍后再试；仍不行的，请联系系统管理员。")
        return redirect("sheet", plan, key, code)
    return as_attachment(content, f"{sheet.unit}{sheet.cycle.label}签批单.docx", KINDS["docx"].mime)
