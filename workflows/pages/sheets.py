"""A unit's sheet in a cycle: all it owes on one page, and signing several rows in one act."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.access import Permission, may
from project.accounts.models import Unit, User
from project.accounts.visitor import signed_in
from workflows import moving
from workflows.models import Cycle, Report
from workflows.pages.reading import number
from workflows.refusals import Refused
from workflows.sight import Sight, viewer
from workflows.standing import Reckoning, Status, reckon
from workflows.steps import Outcome, Step


@dataclass(frozen=True)
class SheetRow:
    """One report on the sheet: its status, and the words in one line as far as one sees them."""

    report: Report
    group: str
    status: Status
    excerpt: str


def _returned(report: Report) -> bool:
    return report.step == Step.REPORT and report.reply_by is not None


WAITING, FILED = "待签批", "已报"
# The first that holds names a row's group; what was missed was not filed either.
GROUPS: tuple[tuple[str, Callable[[Report], bool]], ...] = (
    ("被退回", _returned),
    ("更正中", lambda report: report.step == Step.REPORT and report.signed_version_id is not None),
    ("未报", lambda report: report.step in (Step.REPORT, Step.MISSED)),
    (WAITING, lambda report: report.step == Step.SIGN_OFF),
    (FILED, lambda report: True),
)
ORDER = [name for name, _ in GROUPS]


@login_required
@require_safe
def sheet(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show the unit's rows of the cycle; 404 for whoever sees none of them."""
    user = signed_in(request)
    cycle, unit, rows = _rows_or_404(user, plan, key, code)
    rows.sort(key=lambda row: ORDER.index(row.group))
    groups = [(name, list(members)) for name, members in groupby(rows, key=lambda row: row.group)]
    signs = may(user, Permission.SIGN_OFF, unit, on=timezone.localdate())
    if signs:
        # What waits for this person's hand comes first.
        groups.sort(key=lambda group: group[0] != WAITING)
    context = {"cycle": cycle, "unit": unit, "groups": groups, "signs": signs, "count": len(rows)}
    return render(request, "workflows/sheet.html", context)


def sign(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Sign the rows that were ticked, each in its own transaction, and say how each went."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("sheet", args=[plan, key, code]))
    if request.method != "POST":
        return redirect("sheet", plan, key, code)
    user = signed_in(request)
    _, _, rows = _rows_or_404(user, plan, key, code)
    chosen = [row.report for row in rows if str(row.report.pk) in request.POST.getlist("report")]
    if not chosen:
        messages.error(request, "请先勾选要签批的报告。")
    for report in chosen:
        messages.info(request, _sign_one(request, report, by=user))
    return redirect("sheet", plan, key, code)


def _sign_one(request: HttpRequest, report: Report, *, by: User) -> str:
    seen = request.POST.get(f"version-{report.pk}", "")
    try:
        moving.complete_step(
            report,
            Step.SIGN_OFF,
            by=by,
            outcome=Outcome.SIGNED,
            seen_version=number(seen),
        )
    except Refused as refusal:
        return f"{report.assignment.task}没有签批：{refusal}"
    return f"{report.assignment.task}已签批。"


def _rows_or_404(user: User, plan: str, key: str, code: str) -> tuple[Cycle, Unit, list[SheetRow]]:
    cycle = get_object_or_404(Cycle.objects.select_related("plan"), plan__slug=plan, key=key)
    unit = get_object_or_404(Unit, code=code)
    on = timezone.localdate()
    seen_by = viewer(user, on=on)
    visible = seen_by.reports().for_moving().filter(cycle=cycle, unit=unit)
    reports = list(visible.order_by("assignment__task__place"))
    if not reports:
        raise Http404
    reckoning = reckon(reports, on=on)
    return cycle, unit, [
        _sheet_row(each, seen_by.sight_of(each), reckoning) for each in reports
    ]  # fmt: skip


def _sheet_row(report: Report, sight: Sight, reckoning: Reckoning) -> SheetRow:
    status = reckoning.status_of(report, signed_only=sight == Sight.SIGNED)
    return SheetRow(report, _group(report, sight), status, _excerpt(report, sight))


def _group(report: Report, sight: Sight) -> str:
    """Return the group of a row; who sees the signed version alone sees it filed."""
    if sight == Sight.SIGNED:
        return FILED
    return next(name for name, holds in GROUPS if holds(report))


def _excerpt(report: Report, sight: Sight) -> str:
    version = report.version if sight >= Sight.SUBMITTED else None
    if version is None:
        return ""
    return "无变化。" if version.no_change else version.progress
