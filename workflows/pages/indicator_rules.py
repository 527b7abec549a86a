"""The page of how indicators roll up over a year and over counties; the office changes it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows.duties import keeps_duties
from workflows.figures.ruling import change_rules
from workflows.figures.ruling_forms import RulesForm
from workflows.pages.doors import sign_in_before
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled


@sign_in_before("indicator-rules")
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, plan: str) -> HttpResponse:
    """Show the rules to everyone of the committee; let its office change them at once."""
    found = get_object_or_404(Plan.objects.visible_to(signed_in(request)), slug=plan)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        return _page(request, found, RulesForm(found, kept), restored=kept is not None)
    form = RulesForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        changed = change_rules(found, form.rules(), by=signed_in(request), seen=form.seen_rules())
    except NotEntitled as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Incomplete as refusal:
        form.tell(refusal.fields)
        return _page(request, found, form, status=422)
    except AlreadyMoved as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, RulesForm(found), status=409)
    let_go(request, request.path)
    messages.success(request, "指标汇总规则已保存。" if changed else "没有改动。")
    return redirect("indicator-rules", plan)


def _page(
    request: HttpRequest, plan: Plan, form: RulesForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    keeps = keeps_duties(signed_in(request), plan, on=timezone.localdate())
    context = {
        "plan": plan,
        "form": form if keeps else None,
        "restored": restored,
        "indicators": form.indicators,
    }
    return render(request, "workflows/indicator_rules.html", context, status=status)
