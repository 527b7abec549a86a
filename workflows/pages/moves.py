"""What is posted to a report: each verb reads the form, calls the door, and answers."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm as Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from project.accounts.kept import let_go
from project.accounts.visitor import signed_in
from workflows import moving
from workflows.drafting import save_draft
from workflows.entitlement import DELEGATED
from workflows.forms import DraftForm, ReopenForm
from workflows.models import Draft, Report
from workflows.pages.behalf import behalf_of
from workflows.pages.doors import posted
from workflows.pages.reading import number
from workflows.pages.reports import draft_form, report_page, typed, visible_or_404
from workflows.pages.uploads import take_in
from workflows.refusals import (
    FourEyes,
    Incomplete,
    NotEntitled,
    Refused,
    StaleDraft,
    WindowClosed,
)
from workflows.review.forms import DeskReturnForm
from workflows.sight import Viewer
from workflows.standing_in import names_for
from workflows.steps import Outcome, Step


@posted
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the draft, complete or not."""
    report, seen_by = visible_or_404(request, pk)
    form = draft_form(report, request.POST)
    try:
        save_typed(request, report, form)
    except Refused as refusal:
        return answer(request, report, seen_by, refusal, form)
    let_go(request, reverse("report", args=[pk]))
    messages.success(request, "草稿已保存。")
    return redirect("report", pk)


@posted
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the draft, then submit it; what is missing is said with the draft already saved."""
    report, seen_by = visible_or_404(request, pk)
    form = draft_form(report, request.POST)
    try:
        draft = save_typed(request, report, form)
        known = request.POST.get("silent", "").split(",") if "known" in request.POST else ()
        _complete(
            request, report, Step.REPORT, Outcome.SUBMITTED,
            revision=draft.revision, known_silent=known,
        )  # fmt: skip
    except Refused as refusal:
        return answer(request, report, seen_by, refusal, form)
    let_go(request, reverse("report", args=[pk]))
    messages.success(request, f"{report.assignment.task}已提交，等待审核。审核人办理之前可以撤回。")
    return redirect("sheet", report.cycle.plan.slug, report.cycle.key, report.unit.code)


@posted
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a submission back before the reviewer acted."""
    return _move(request, pk, Outcome.WITHDRAWN, "已撤回，可以继续修改")


@posted
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what is in review or in second review."""
    outlook = request.POST.get("outlook", "")
    return _move(request, pk, Outcome.APPROVED, "已通过", outlook=outlook)


@posted
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a report for the unit."""
    return _move(request, pk, Outcome.SIGNED, "已签批")


@posted
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a report back to its unit with a reason and a reply-by date."""
    report, seen_by = visible_or_404(request, pk)
    form = DeskReturnForm(request.POST, prefix="return")
    if not form.is_valid():
        return report_page(request, report, seen_by, status=422, return_form=form)
    try:
        _complete(request, report, _step(request, report), Outcome.SENT_BACK, **form.said())
    except Incomplete as refusal:
        _tell(form, refusal)
        return report_page(request, report, seen_by, status=422, return_form=form)
    except Refused as refusal:
        return answer(request, report, seen_by, refusal, form)
    let_go(request, reverse("report", args=[pk]))
    messages.success(request, f"{report.assignment}已退回，填报单位会看到原因。")
    return redirect("home")


@posted
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the correction of a signed report."""
    report, seen_by = visible_or_404(request, pk)
    form = ReopenForm(request.POST, prefix="reopen")
    form.is_valid()
    try:
        moving.reopen(report, by=signed_in(request), reason=form.cleaned_data.get("reason", ""))
    except Incomplete as refusal:
        _tell(form, refusal)
        return report_page(request, report, seen_by, status=422, reopen_form=form)
    except Refused as refusal:
        return answer(request, report, seen_by, refusal, form)
    let_go(request, reverse("report", args=[pk]))
    messages.success(request, "已启动更正。原签批版本保留，更正后须重新审核、签批。")
    return redirect("report", pk)


def _move(request: HttpRequest, pk: int, outcome: Outcome, done: str, **said: Any) -> HttpResponse:
    report, seen_by = visible_or_404(request, pk)
    try:
        moved = _complete(request, report, _step(request, report), outcome, **said)
    except Refused as refusal:
        return answer(request, report, seen_by, refusal)
    follows = "，转入复核" if moved.step == Step.SECOND_REVIEW else ""
    messages.success(request, f"{report.assignment}{done}{follows}。")
    return redirect("report", pk) if outcome == Outcome.WITHDRAWN else redirect("home")


def _complete(
    request: HttpRequest, report: Report, step: Step, outcome: Outcome, **said: Any
) -> Report:
    seen, user = request.POST.get("seen_version", ""), signed_in(request)
    names = names_for(report, user, on=timezone.localdate()) if step in DELEGATED else []
    return moving.complete_step(
        report,
        step,
        by=user,
        outcome=outcome,
        on_behalf_of=behalf_of(request, names) if step in DELEGATED else None,
        seen_version=number(seen),
        **said,
    )


def _step(request: HttpRequest, report: Report) -> Step:
    """Return the step the person saw, so that an old page cannot decide a newer step."""
    seen = request.POST.get("step", "")
    return Step(seen) if seen in Step.values else Step(report.step)


def save_typed(request: HttpRequest, report: Report, form: DraftForm) -> Draft:
    """Save the words, then take the files that came with them: neither is lost with the other."""
    try:
        draft = _save_words(request, report, form)
    except (Incomplete, StaleDraft) as refusal:
        for words in take_in(request, report).values():
            messages.error(request, words)
        raise refusal
    if refused := take_in(request, report):
        raise Incomplete(refused)
    return draft


def _save_words(request: HttpRequest, report: Report, form: DraftForm) -> Draft:
    if not form.is_valid():
        raise Incomplete({name: str(errors[0]) for name, errors in form.errors.items()})
    return save_draft(
        report,
        by=signed_in(request),
        revision=form.cleaned_data["revision"] or 0,
        **form.content(),
    )


def answer(
    request: HttpRequest,
    report: Report,
    seen_by: Viewer,
    refusal: Refused,
    form: Form | None = None,
) -> HttpResponse:
    """Say no: 422 with the form where something is missing, 409 with both texts, or 403."""
    if isinstance(form, DraftForm) and isinstance(refusal, Incomplete | StaleDraft):
        return _form_again(request, report, seen_by, refusal, form)
    status = 403 if isinstance(refusal, NotEntitled | FourEyes | WindowClosed) else 409
    context = {"report": report, "words": str(refusal), "typed": typed(form) if form else []}
    return render(request, "workflows/report_refused.html", context, status=status)


def _form_again(
    request: HttpRequest,
    report: Report,
    seen_by: Viewer,
    refusal: Incomplete | StaleDraft,
    form: DraftForm,
) -> HttpResponse:
    """Give the form back with what was typed.

    On the saved revision if this person saved it or is shown it now; where nothing was saved, on
    the revision it was written on, so that another's words are not passed over unseen.
    """
    current = Draft.objects.filter(report=report).select_related("saved_by").first()
    if form.is_valid() or isinstance(refusal, StaleDraft):
        revision = str(current.revision if current else 0)
        form.data = dict(form.data.items()) | {"revision": revision}
    if isinstance(refusal, StaleDraft):
        return report_page(
            request, report, seen_by, status=409, form=form, stale=str(refusal), saved=current
        )
    _tell(form, refusal)
    return report_page(request, report, seen_by, status=422, form=form)


def _tell(form: Form | DraftForm, refusal: Incomplete) -> None:
    for name, words in refusal.fields.items():
        if words not in form.errors.get(name, []):
            form.add_error(name if name in form.fields else None, words)
