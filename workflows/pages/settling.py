"""The page of a plan's rules; everyone of the committee reads them, the office changes them."""

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
from workflows.escalation.rungs import Rung, rungs_of
from workflows.pages.doors import sign_in_before
from workflows.refusals import AlreadyMoved, NotEntitled
from workflows.settling import change_settings
from workflows.settling_forms import SettingsForm

ALWAYS_OUTSIDE = "核查和审定至少有一个由其他单位的人办理，不能放宽"


@sign_in_before("plan-settings")
@require_http_methods(["GET", "HEAD", "POST"])
def plan_settings(request: HttpRequest, plan: str) -> HttpResponse:
    """Show the rules, and take the office's changes."""
    found = get_object_or_404(Plan.objects.visible_to(signed_in(request)), slug=plan)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        return _page(request, found, SettingsForm(found, kept), restored=kept is not None)
    form = SettingsForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        changed = change_settings(
            found, form.said(), by=signed_in(request), seen=form.seen_settings()
        )
    except NotEntitled as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except AlreadyMoved as refusal:
        messages.error(request, str(refusal))
        fresh = Plan.objects.get(pk=found.pk)
        return _page(request, fresh, SettingsForm(fresh), status=409)
    let_go(request, request.path)
    messages.success(request, "规划设置已保存。" if changed else "没有改动。")
    return redirect("plan-settings", plan)


def _page(
    request: HttpRequest, plan: Plan, form: SettingsForm, *, status: int = 200,
    restored: bool = False,
) -> HttpResponse:  # fmt: skip
    keeps = keeps_duties(signed_in(request), plan, on=timezone.localdate())
    shown = Plan.objects.get(pk=plan.pk)
    context = {
        "plan": shown,
        "form": form if keeps else None,
        "rules": _rules(shown),
        "always_outside": ALWAYS_OUTSIDE,
        "restored": restored,
    }
    return render(request, "workflows/plan_settings.html", context, status=status)


def _rules(shown: Plan) -> list[tuple[str, str]]:
    """Return the rules as those read them who do not change them."""
    return [
        ("配合单位提前", f"{shown.support_days}个工作日"),
        ("退回后答复", f"{shown.reply_days}个工作日内"),
        ("配合单位由谁审核", shown.get_support_review_display()),
        ("自审复核最多放宽到", shown.get_second_review_display()),
        ("办结评定等次", shown.closing_grades or "不评定"),
        ("延期申请的自审", shown.get_extension_check_display()),
        ("任务调整的自审", shown.get_adjustment_check_display()),
        ("办结销号、评估的自审", ALWAYS_OUTSIDE),
        ("签批的次序", "先签批，后审核" if shown.sign_first else "先审核，后签批"),
        ("节点临近亮黄灯", f"还有{shown.light_soon_days}个工作日以内"),
        ("报送临近亮黄灯", f"还有{shown.light_report_days}个工作日以内"),
        ("落后序时进度亮黄灯", f"{shown.light_behind}个百分点起"),
        ("落后序时进度亮红灯", f"超过{shown.light_far_behind}个百分点"),
        ("提示长期未动", f"连续{shown.stalled_cycles}期没有实质进展"),
        ("告知分管领导", f"逾期{shown.signer_after}个工作日起"),
        ("督办单、通报底稿", _rungs(shown) if shown.escalates else "不自动生成"),
        ("通报前告知", f"提前{shown.forewarn_days}个工作日"),
        ("督办单、通报的办理", "、".join(_route(shown))),
        ("进展情况汇总的办理", _route_of_summary(shown)),
        ("半年、年度汇总", shown.get_sums_up_display()),
    ]


def _rungs(shown: Plan) -> str:
    days = ((rung.label, after) for rung, after in rungs_of(shown).after.items())
    told = "，".join(f"{label}{after}个" for label, after in days if label != Rung.SIGNER.label)
    return f"逾期工作日达到：{told}"


def _route(shown: Plan, *before_the_head: str) -> list[str]:
    vetted = ["核稿"] if shown.vets_papers else []
    headed = ["办公室主任审核"] if shown.head_approves else []
    return ["拟稿", *vetted, *before_the_head, *headed, "领导签发"]


def _route_of_summary(shown: Plan) -> str:
    if not shown.issues_summaries:
        return "由办公室直接发布"
    asked = f"征求意见（{shown.opinion_days}个工作日）"
    return "、".join(_route(shown, *([asked] if shown.seeks_opinions else [])))
