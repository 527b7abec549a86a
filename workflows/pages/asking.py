"""The page that says what counties report on which task; the office changes it there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Ask, Plan
from workflows.asking import change_asks, tasks_asked
from workflows.asking_forms import ALONE, AsksForm
from workflows.duties import keeps_duties
from workflows.pages.doors import sign_in_before
from workflows.refusals import AlreadyMoved, NotEntitled


@sign_in_before("asks")
@require_http_methods(["GET", "HEAD", "POST"])
def asks(request: HttpRequest, plan: str) -> HttpResponse:
    """Show what is asked to everyone of the committee; let its office change it at once."""
    found = get_object_or_404(Plan.objects.visible_to(signed_in(request)), slug=plan)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        return _page(request, found, AsksForm(found, kept), restored=kept is not None)
    form = AsksForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        changed = change_asks(found, form.asks(), by=signed_in(request), seen=form.seen_asks())
    except NotEntitled as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except AlreadyMoved as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, AsksForm(found), status=409)
    let_go(request, request.path)
    messages.success(request, "填报要求已保存。" if changed else "没有改动。")
    return redirect("asks", plan)


def _page(
    request: HttpRequest, plan: Plan, form: AsksForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    keeps = keeps_duties(signed_in(request), plan, on=timezone.localdate())
    labels = dict(Ask.choices) | {"": ALONE}
    context = {
        "plan": plan,
        "form": form if keeps else None,
        "restored": restored,
        "rows": [] if keeps else [(task, labels[task.ask]) for task in tasks_asked(plan)],
    }
    return render(request, "workflows/asks.html", context, status=status)
