"""The office's page of its own Word template: upload, look at the check, use, try out, end."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from notifications.files import find
from notifications.models import Format, SummaryTemplate
from notifications.models.summary_templates import SummaryTemplateQuerySet
from notifications.pages.handing_out import file_answer
from notifications.pages.summaries import MIME
from notifications.summary_templates.fields import FIELDS, TITLE, WHOLE
from notifications.summary_templates.jobs import (
    ask_for_trial,
    newest_edition,
    trial_is_asked,
    trial_of,
)
from notifications.summary_templates.judging import faults_of, lines_of, notes_of
from notifications.summary_templates.keeping import MOST_MB, TOO_LARGE, bring, end, enforce
from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows.duties import keeps_duties
from workflows.pages.doors import sign_in_before
from workflows.refusals import AlreadyMoved, FileRefused, Refused

Verb = Callable[[HttpRequest, SummaryTemplate], HttpResponse]
SUFFIX = f".{Format.DOCX}"


class TemplateForm(forms.Form):
    """The file alone."""

    file = forms.FileField(
        label="模板（.docx）",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": SUFFIX}),
        help_text=f"不超过{MOST_MB} MB。上传后先检查，看过检查结果再决定是否启用。",
        error_messages={"required": "请选择模板文件。"},
    )


@sign_in_before("summary-template")
@require_http_methods(["GET", "HEAD", "POST"])
def summary_template(request: HttpRequest, plan: str) -> HttpResponse:
    """Show what is in force, what waits and what the check found in it; take an upload."""
    found = _plan_or_404(request, plan)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        lost = kept.getlist("files_lost") if kept else []
        return _page(request, found, TemplateForm(), files_lost=lost)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        template = _taken(request, found, form.cleaned_data["file"])
    except FileRefused as refusal:
        form.add_error("file", str(refusal))
        return _page(request, found, form, status=422)
    let_go(request, request.path)
    messages.success(request, f"已收到“{template.name}”，请看检查结果。")
    return redirect("summary-template", plan)


def verb(view: Verb) -> Callable[[HttpRequest, str, int], HttpResponse]:
    """Let a verb be posted alone, by the office; who comes otherwise is shown the page."""

    @wraps(view)
    def wrapped(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
        page = reverse("summary-template", args=[plan])
        if not request.user.is_authenticated:
            return redirect_to_login(page)
        template = _template_or_404(request, plan, pk)
        if request.method != "POST":
            return redirect(page)
        try:
            return view(request, template)
        except Refused as refusal:
            messages.error(request, str(refusal))
            status = 409 if isinstance(refusal, AlreadyMoved) else 422
            return _page(request, template.plan, TemplateForm(), status=status)

    return wrapped


@verb
def put_in_force(request: HttpRequest, template: SummaryTemplate) -> HttpResponse:
    """Use a template from the next edition on."""
    enforce(template, by=signed_in(request))
    messages.success(request, f"“{template.name}”已启用，从下一稿起使用。已有的各稿不变。")
    return redirect("summary-template", template.plan.slug)


@verb
def put_aside(request: HttpRequest, template: SummaryTemplate) -> HttpResponse:
    """Drop what waits, or return to the built-in layout."""
    was_in_force = template.is_in_force
    end(template, by=signed_in(request))
    after = "从下一稿起用内置版式。已有的各稿不变。" if was_in_force else "没有启用。"
    messages.success(request, f"已不用“{template.name}”，{after}")
    return redirect("summary-template", template.plan.slug)


@verb
def try_out(request: HttpRequest, template: SummaryTemplate) -> HttpResponse:
    """Have a worker fill the template; nothing is kept of it but a file for an hour."""
    if template.ended_at or faults_of(template.found) or newest_edition(template.plan) is None:
        raise Refused("现在不能试生成：模板要没有需要改正的地方，规划要已有汇总。")
    if ask_for_trial(template):
        messages.success(request, "已开始试生成，请稍后刷新本页。")
    else:
        messages.info(request, "正在试生成，无需重复操作，请稍后刷新本页。")
    return redirect("summary-template", template.plan.slug)


@login_required
@require_safe
def trial(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Give the file that was tried out."""
    template = _template_or_404(request, plan, pk)
    tried = trial_of(template)
    if tried is None or tried["content"] is None:
        messages.info(request, "试生成的文件已经不在了（只保留一小时）。请再试一次。")
        return redirect("summary-template", plan)
    name = f"试生成（{tried['edition']}）{template.name}"
    return file_answer(tried["content"], mime=MIME[Format.DOCX], name=name)


@login_required
@require_safe
def as_file(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Give a template as it was uploaded."""
    template = _template_or_404(request, plan, pk)
    content = find(template.fingerprint)
    if content is None:
        words = "模板的文件不在文件库中，或已损坏。请重新上传，或请系统管理员从备份恢复。"
        messages.error(request, words)
        return _page(request, template.plan, TemplateForm(), status=404)
    return file_answer(content, mime=MIME[Format.DOCX], name=template.name)


def _taken(request: HttpRequest, plan: Plan, file: UploadedFile) -> SummaryTemplate:
    if getattr(file, "cut", False):
        raise FileRefused(TOO_LARGE)
    return bring(plan, by=signed_in(request), file=file, name=file.name or "")


def _plan_or_404(request: HttpRequest, slug: str) -> Plan:
    user = signed_in(request)
    plans = Plan.objects.visible_to(user).select_related("committee")
    found: Plan = get_object_or_404(plans, slug=slug)
    if not keeps_duties(user, found, on=timezone.localdate()):
        raise Http404
    return found


def _template_or_404(request: HttpRequest, slug: str, pk: int) -> SummaryTemplate:
    rows = _rows(_plan_or_404(request, slug))
    return get_object_or_404(rows.select_related("plan__committee"), pk=pk)


def _rows(plan: Plan) -> SummaryTemplateQuerySet:
    return SummaryTemplate.objects.of_plan(plan)


def _page(
    request: HttpRequest,
    plan: Plan,
    form: TemplateForm,
    *,
    status: int = 200,
    files_lost: list[str] | None = None,
) -> HttpResponse:
    rows = _rows(plan).select_related("uploaded_by", "enforced_by", "ended_by")
    used, waits = rows.in_force().first(), rows.waiting().first()
    looked_at = waits or used
    context = {
        "plan": plan,
        "form": form,
        "files_lost": files_lost,
        "used": _shown(used),
        "waits": _shown(waits),
        "over": rows.over().order_by("-pk"),
        "newest": newest_edition(plan),
        "looked_at": looked_at,
        "lines": lines_of(looked_at.found) if looked_at else None,
        "fields": FIELDS.values(),
        "examples": [FIELDS[each].typed for each in (TITLE, WHOLE)],
    }
    return render(request, "notifications/summary_template.html", context, status=status)


def _shown(template: SummaryTemplate | None) -> dict[str, Any] | None:
    """Return a template with what the check says of it, and what came of trying it out."""
    if template is None:
        return None
    return {
        "template": template,
        "faults": faults_of(template.found),
        "notes": notes_of(template.found),
        "is_asked": trial_is_asked(template),
        "trial": trial_of(template),
    }
