"""Home by role: what I owe, what waits for my review, what waits for my signature."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.access import Permission, committees_where, units_where
from project.accounts.models import Grant, Role, Sphere, User
from project.accounts.visitor import signed_in
from task_table.models import Plan
from workflows import desks
from workflows.models import Cycle, Report, Transition
from workflows.standing import Reckoning, Status, reckon
from workflows.steps import Outcome


@dataclass(frozen=True)
class Item:
    """A report on a desk: its status, how long it lies here, and why it came back if it did."""

    report: Report
    status: Status
    came_back: Transition | None


@dataclass(frozen=True)
class Desk:
    """One pile on the home page, oldest first."""

    title: str
    empty: str
    items: list[Item]


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the piles of the person's roles; administrators find their own pages here."""
    user = signed_in(request)
    if user.sphere != Sphere.BUSINESS:
        return render(request, "desk/home_administrator.html")
    on = timezone.localdate()
    piles = _piles(user)
    reckoning = reckon([report for _, _, reports in piles for report in reports], on=on)
    returns = _returns([report for _, _, reports in piles for report in reports])
    context = {
        "desks": [
            Desk(title, empty, _items(reports, reckoning, returns))
            for title, empty, reports in piles
        ],
        "cycles": _cycles(user),
        "is_granted": Grant.objects.active(on=on).filter(user=user).exists(),
    }
    return render(request, "desk/home.html", context)


def _piles(user: User) -> list[tuple[str, str, list[Report]]]:
    on = timezone.localdate()
    reports = units_where(user, Permission.REPORT, on=on).exists()
    signs = units_where(user, Permission.SIGN_OFF, on=on).exists()
    reviews = units_where(user, Permission.REVIEW, on=on).exists()
    leads = committees_where(user, Role.LEADER, on=on).exists()
    piles = []
    if reports:
        piles.append(("我要报送", "目前没有要报送的任务。", list(desks.owed_by(user, on=on))))
    if reviews or reports:
        waiting = list(desks.awaiting_review_of(user, on=on))
        piles.append(("待我审核", "目前没有等待审核的报告。", waiting))
    if reviews or leads:
        again = desks.awaiting_second_review_of(user, on=on)
        piles.append(("待我复核", "目前没有等待复核的报告。", again))
    if signs:
        to_sign = list(desks.awaiting_signature_of(user, on=on))
        piles.append(("待我签批", "目前没有等待签批的报告。", to_sign))
    return piles


def _items(
    reports: Iterable[Report], reckoning: Reckoning, returns: dict[int, Transition]
) -> list[Item]:
    return [
        Item(each, reckoning.status_of(each), returns.get(each.pk) if each.reply_by else None)
        for each in reports
    ]


def _returns(reports: list[Report]) -> dict[int, Transition]:
    """Return the last return of each report: its reason is shown where the work waits."""
    keys = [report.pk for report in reports if report.reply_by]
    moves = Transition.objects.filter(report__in=keys, outcome=Outcome.SENT_BACK)
    return {move.report_id: move for move in moves.select_related("by").order_by("pk")}


def _cycles(user: User) -> list[Cycle]:
    rows = Cycle.objects.filter(plan__in=Plan.objects.visible_to(user))
    return list(rows.select_related("plan").order_by("-opens_on")[:4])
