"""督办与通报: who is late and by how much, the papers over it, and which the office begins."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from project.accounts.models import Unit, UnitKind
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows.duties import keeps_duties
from workflows.escalation.drafting import (
    circular_under_way,
    draft_circular,
    draft_notice,
    draft_under_way,
    one_drafter,
    sees_papers,
)
from workflows.escalation.preparing import worst
from workflows.escalation.reading import LateUnit, read_late, read_papers
from workflows.escalation.rungs import rungs_of
from workflows.models import Colour, SupervisionNotice
from workflows.pages.doors import sign_in_before
from workflows.refusals import NotEntitled


@sign_in_before("escalation")
def escalation(request: HttpRequest, plan: str) -> HttpResponse:
    """Show who is late and the papers over it to office and leaders; take which to draft."""
    found = _plan_or_404(request, plan)
    if request.method != "POST":
        return _overview(request, found)
    if not keeps_duties(signed_in(request), found, on=timezone.localdate()):
        raise PermissionDenied("督办单、通报由残工委办公室拟稿。")
    try:
        return _draft(request, found)
    except NotEntitled as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def _plan_or_404(request: HttpRequest, slug: str) -> Plan:
    """Return the plan to its office, the office's head and the committee's leaders."""
    user, on = signed_in(request), timezone.localdate()
    found = get_object_or_404(Plan.objects.visible_to(user).select_related("committee"), slug=slug)
    if not sees_papers(user, found, on=on):
        raise Http404
    return found


def _overview(request: HttpRequest, plan: Plan, *, problem: str = "") -> HttpResponse:
    on = timezone.localdate()
    context = {
        "plan": plan,
        "on": on,
        "late": read_late(plan, on=on),
        "papers": read_papers(plan, on=on),
        "drafts": keeps_duties(signed_in(request), plan, on=on),
        "rungs": [(rung.label, days) for rung, days in rungs_of(plan).after.items()],
        "units": _units(plan),
        "problem": problem,
    }
    return render(request, "workflows/escalation.html", context, status=422 if problem else 200)


def _units(plan: Plan) -> Sequence[Unit]:
    rows = Unit.objects.of_committee(plan.committee).exclude(kind=UnitKind.OFFICE)
    return list(rows.filter(assignments__task__plan=plan).distinct().order_by("pk"))


def _draft(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Begin what was chosen: a 督办单 for each unit, one 通报 for all, or one to any unit."""
    late = {each.unit.code: each for each in read_late(plan, on=timezone.localdate())}
    if request.POST.get("paper") == "free":
        return _draft_free(request, plan, late)
    chosen = [late[code] for code in request.POST.getlist("unit") if code in late]
    if not chosen:
        return _overview(request, plan, problem="请先在表里勾选单位，再拟稿。")
    if request.POST.get("paper") == "circular":
        return _draft_circular(request, plan, chosen)
    return _draft_notices(request, plan, chosen)


def _draft_circular(request: HttpRequest, plan: Plan, chosen: Sequence[LateUnit]) -> HttpResponse:
    named = {each.unit: list(each.grounds) for each in chosen}
    with one_drafter(plan):
        there = circular_under_way(plan, named)
        made = there or draft_circular(plan, named, by=signed_in(request))
    if there:
        messages.warning(request, "这些单位的通报底稿已经生成，没有再拟。")
        return redirect("case", there.pk)
    messages.success(request, f"已生成通报底稿，点名{len(named)}个单位。请核对文字后送审。")
    return redirect("case-write", made.pk)


def _draft_notices(request: HttpRequest, plan: Plan, chosen: Sequence[LateUnit]) -> HttpResponse:
    made = [new for each in chosen if (new := _notice_to(request, plan, each.unit, each))]
    if made:
        messages.success(request, f"已生成督办单底稿{len(made)}份。请逐份核对后送审。")
    if len(made) == 1:
        return redirect("case-write", made[0].pk)
    return redirect("escalation", plan.slug)


def _draft_free(request: HttpRequest, plan: Plan, late: dict[str, LateUnit]) -> HttpResponse:
    """Begin one to any unit of the plan, over what it is late with, if anything."""
    code = request.POST.get("to", "")
    unit = next((each for each in _units(plan) if each.code == code), None)
    if unit is None:
        return _overview(request, plan, problem="请选择督办单送哪个单位。")
    made = _notice_to(request, plan, unit, late.get(code))
    return redirect("case-write", made.pk) if made else redirect("escalation", plan.slug)


def _notice_to(
    request: HttpRequest, plan: Plan, unit: Unit, late: LateUnit | None
) -> SupervisionNotice | None:
    """Begin a unit's draft; say so and begin none where one is under way (a second click)."""
    grounds = late.grounds if late else ()
    colour = worst(grounds, rungs_of(plan)) or Colour.BLUE
    with one_drafter(plan):
        if draft_under_way(plan, unit) is None:
            return draft_notice(plan, unit, colour, grounds, by=signed_in(request))
    messages.warning(request, f"{unit}已有督办单底稿在办，没有再拟。")
    return None
