"""征求意见: the draft and the form for a unit that was asked; the office's form to decide."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from workflows.case_words import CaseStep
from workflows.escalation.drafting import sees_papers
from workflows.escalation.showing import may_write
from workflows.models import Opinion
from workflows.pages.doors import sign_in_before
from workflows.pages.refusing import told
from workflows.refusals import Incomplete, Refused
from workflows.summary.answering import answer
from workflows.summary.answering import decide as decide_on
from workflows.summary.forms import AnswerOpinionForm, DecideOpinionForm
from workflows.summary.showing import is_to_decide, standing_of
from workflows.summary.speaking import opinions_of

Form = AnswerOpinionForm | DecideOpinionForm


@sign_in_before("opinion")
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a unit was asked, its answer and what became of it; a POST answers."""
    asked = _opinion_or_404(request, pk)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        return _page(request, asked, _form_for(request, asked, kept), restored=kept is not None)
    form = AnswerOpinionForm(asked, request.POST)
    form.is_valid()
    said = form.cleaned_data
    try:
        answer(asked, by=signed_in(request), text=said["text"], has_none=said["none"] == "none")
    except Refused as refusal:
        return _refused(request, asked, form, refusal)
    let_go(request, request.path)
    messages.success(request, "答复已提交。办公室处理以前可以改。")
    return redirect("opinion", pk)


@sign_in_before("opinion")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what becomes of a unit's opinion."""
    asked = _opinion_or_404(request, pk)
    if request.method != "POST":
        return redirect("opinion", pk)
    form = DecideOpinionForm(asked, request.POST)
    form.is_valid()
    try:
        said = form.cleaned_data
        decide_on(
            asked, by=signed_in(request), adopted=form.chosen, why=said.get("why", ""),
            seen=said.get("seen", ""),
        )  # fmt: skip
    except Refused as refusal:
        return _refused(request, asked, form, refusal)
    let_go(request, reverse("opinion", args=[pk]))
    messages.success(request, f"{asked.unit}的意见已处理。采纳的，请在文稿里改好文字。")
    return redirect("case", asked.paper_id)


def _opinion_or_404(request: HttpRequest, pk: int) -> Opinion:
    """Return the opinion to its unit's people and to whoever sees the draft."""
    asked = get_object_or_404(Opinion.objects.for_reading(), pk=pk)
    user, on = signed_in(request), timezone.localdate()
    is_theirs = opinions_of(user, on=on).filter(pk=pk).exists()
    if not is_theirs and not sees_papers(user, asked.paper.plan, on=on):
        raise Http404
    return asked


def _form_for(request: HttpRequest, asked: Opinion, kept: Any) -> Form | None:
    """Return the form the person has here: the unit's answer, or the office's decision."""
    user, on = signed_in(request), timezone.localdate()
    if Opinion.objects.to_answer().filter(pk__in=opinions_of(user, on=on), pk=asked.pk).exists():
        return AnswerOpinionForm(asked, kept)
    at_step = asked.paper.step == CaseStep.CONSULT and is_to_decide(asked)
    if at_step and may_write(asked.paper, user, on=on):
        return DecideOpinionForm(asked, kept)
    return None


def _refused(request: HttpRequest, asked: Opinion, form: Form, refusal: Refused) -> HttpResponse:
    """Say no on the page: 422 beside the field, 409 with what was typed, 403."""
    status = told(request, form, refusal)
    if not isinstance(refusal, Incomplete):
        typed = form.cleaned_data.get("text") or form.cleaned_data.get("why")
        if typed:
            messages.info(request, f"你刚才填写的内容没有保存：{typed}")
        fresh = Opinion.objects.for_reading().get(pk=asked.pk)
        return _page(request, fresh, _form_for(request, fresh, None), status=status)
    return _page(request, asked, form, status=status)


def _page(
    request: HttpRequest, asked: Opinion, form: Form | None, *, status: int = 200,
    restored: bool = False,
) -> HttpResponse:  # fmt: skip
    user, on = signed_in(request), timezone.localdate()
    context = {
        "opinion": asked,
        "paper": asked.paper,
        "standing": standing_of(asked, on=on),
        "form": form,
        "answers": isinstance(form, AnswerOpinionForm),
        "sees_all": sees_papers(user, asked.paper.plan, on=on),
        "restored": restored,
    }
    return render(request, "workflows/opinion.html", context, status=status)
