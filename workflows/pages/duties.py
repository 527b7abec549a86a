"""The page that says who owes in which kind of cycle; the office changes it there."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows.duties import change_duties, duties_of, keeps_duties, members
from workflows.models import Party
from workflows.pages.doors import sign_in_before
from workflows.refusals import AlreadyMoved, Incomplete, NotEntitled
from workflows.standing import Status
from workflows.window_forms import DutyForm

OWES, OWES_NOT = Status("应报", "done"), Status("不报", "quiet")


@sign_in_before("duties")
@require_http_methods(["GET", "HEAD", "POST"])
def duties(request: HttpRequest, plan: str) -> HttpResponse:
    """Show who owes to everyone of the committee; let its office change it for cycles to come."""
    found = get_object_or_404(Plan.objects.visible_to(signed_in(request)), slug=plan)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        return _page(request, found, DutyForm(found, kept), restored=kept is not None)
    form = DutyForm(found, request.POST)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        changed = change_duties(
            found, form.duties(), by=signed_in(request), seen=form.seen_duties()
        )
    except NotEntitled as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    except Incomplete as refusal:
        form.tell(refusal)
        return _page(request, found, form, status=422)
    except AlreadyMoved as refusal:
        messages.error(request, str(refusal))
        return _page(request, found, DutyForm(found), status=409)
    let_go(request, request.path)
    messages.success(request, _done(changed=changed))
    return redirect("duties", plan)


def _done(*, changed: bool) -> str:
    return "应报范围已保存，从尚未开启的周期起生效。" if changed else "没有改动。"


def _page(
    request: HttpRequest, plan: Plan, form: DutyForm, *, status: int = 200, restored: bool = False
) -> HttpResponse:
    keeps = keeps_duties(signed_in(request), plan, on=timezone.localdate())
    counts = members(plan)
    context = {
        "plan": plan,
        "form": form if keeps else None,
        "restored": restored,
        "parties": [(party.label, counts[party]) for party in Party],
        "rows": [
            (kind.label, [OWES if party in owed else OWES_NOT for party in Party])
            for kind, owed in duties_of(plan).items()
        ],
    }
    return render(request, "workflows/duties.html", context, status=status)
