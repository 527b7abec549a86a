"""A paper's words, written by the office where it lies; what was issued, to read and print."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from workflows.case_words import CaseKind
from workflows.cases.kinds import KINDS
from workflows.cases.paper_forms import write_form
from workflows.cases.writing_forms import WritePaperForm
from workflows.escalation.drafting import save_draft
from workflows.escalation.showing import may_write, read_paper
from workflows.models import Case
from workflows.pages.cases import case_or_404
from workflows.pages.doors import sign_in_before
from workflows.pages.refusing import told
from workflows.refusals import Incomplete, Refused

# A summary's wording is a part of its edition: page and files are that one's.
PRINTED = (CaseKind.SUPERVISION, CaseKind.CIRCULAR)
WRITTEN = (*PRINTED, CaseKind.SUMMARY)


@sign_in_before("case-write")
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a paper's words to whoever may write them where it lies, and take them."""
    paper = _paper_or_404(request, pk, WRITTEN)
    if request.method == "POST":
        return _take_words(request, paper)
    if not may_write(paper, signed_in(request), on=timezone.localdate()):
        raise PermissionDenied("现在不由你修改这份底稿：拟稿、核稿由残工委办公室的不同的人办理。")
    kept = kept_form(request, request.path)
    return _words_page(request, paper, write_form(paper, kept), restored=kept is not None)


def _take_words(request: HttpRequest, paper: Any) -> HttpResponse:
    form = write_form(paper, request.POST)
    form.is_valid()
    try:
        if form.errors:
            typed = {name: str(errors[0]) for name, errors in form.errors.items()}
            raise Incomplete(form.wrong() | typed)
        save_draft(paper, form.shown_at, by=signed_in(request), said=form.said)
    except Refused as refusal:
        return _words_page(request, paper, form, status=told(request, form, refusal))
    let_go(request, request.path)
    messages.success(request, f"第{paper.revision + 1}稿已保存。核对无误后请送审。")
    return redirect("case", paper.pk)


def _words_page(
    request: HttpRequest, paper: Any, form: WritePaperForm, *, status: int = 200,
    restored: bool = False,
) -> HttpResponse:  # fmt: skip
    context = {
        "case": paper, "plan": paper.plan, "form": form, "restored": restored,
        "view": KINDS[paper.kind].read(paper, signed_in(request), timezone.localdate()),
    }  # fmt: skip
    is_summary = paper.kind == CaseKind.SUMMARY
    template = "workflows/summary_write.html" if is_summary else "workflows/paper_write.html"
    return render(request, template, context, status=status)


@sign_in_before("case-paper")
@require_safe
def issued(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was issued, as it was frozen, to print; a draft is shown as a draft."""
    paper = _paper_or_404(request, pk, PRINTED)
    facts = json.loads(paper.frozen) if paper.is_issued else None
    view = read_paper(paper, signed_in(request), timezone.localdate())
    context = {"case": paper, "plan": paper.plan, "facts": facts, "view": view}
    return render(request, "workflows/paper_issued.html", context)


def _paper_or_404(request: HttpRequest, pk: int, kinds: Iterable[CaseKind]) -> Any:
    get_object_or_404(Case.objects.of_kind(*kinds), pk=pk)
    return case_or_404(pk, signed_in(request), on=timezone.localdate())
