"""审核台: the queue on the left, the open report on the right, and what is decided there."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.access import Permission, reach_of
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Role, User
from project.accounts.visitor import signed_in
from task_table.models import Assignment, AssignmentRole, Plan
from workflows.gathering.feedback import gathers
from workflows.models import Cycle, Progress, Report
from workflows.moving import complete_step
from workflows.pages.doors import sign_in_before
from workflows.pages.reading import number
from workflows.pages.reports import typed
from workflows.refusals import FourEyes, Incomplete, NotEntitled, Refused
from workflows.review.batch import Picked, approve_shown, done_word, follows
from workflows.review.forms import OUTLOOKS, ApproveForm, DeskReturnForm
from workflows.review.opened import Opened, note_shown, read_opened
from workflows.review.queue import (
    NO_CHANGE,
    Filter,
    Queue,
    queue_of,
    read_queue,
    read_waiting,
)
from workflows.sight import Sight, viewer
from workflows.steps import Outcome, Outlook, Step

KEYS_OFF = "review_keys_off"
STATUSES = [*Progress.choices, (NO_CHANGE, "无变化")]


@dataclass(frozen=True)
class Desk:
    """A reviewer before the queue of a cycle."""

    user: User
    cycle: Cycle
    asked: Filter
    queue: Queue
    on: date

    def url(self, key: int | None = None) -> str:
        """Return the address of the desk with its filter, and with a report open."""
        page = reverse("review-desk", args=[self.cycle.plan.slug, self.cycle.key])
        said = {name: value for name, value in asdict(self.asked).items() if value}
        said |= {"report": str(key)} if key else {}
        return f"{page}?{urlencode(said)}" if said else page

    def following(self, key: int) -> int | None:
        """Return the report that comes next in the queue, else the one before."""
        found = self.queue.beside(key, 1) or self.queue.beside(key, -1)
        return found.pk if found and found.pk != key else None

    def again(self) -> "Desk":
        """Read the queue anew, after it moved."""
        return replace(self, queue=read_queue(self.user, self.cycle, self.asked, on=self.on))


@sign_in_before("review-desk")
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show the desk, and take what is decided on it."""
    desk = _desk_or_404(request, plan, key)
    if request.method == "POST":
        return VERBS.get(request.POST.get("act", ""), _no_verb)(request, desk)
    kept = kept_form(request, request.path)
    if kept is None:
        return _page(request, desk, number(request.GET.get("report", "")))
    back: dict[str, Any] = (
        {"return_form": DeskReturnForm(kept, prefix="return")} if _returns(kept) else {}
    )
    return _page(request, desk, number(kept.get("report", "")), restored=bool(back), **back)


def _returns(kept: Any) -> bool:
    return "return-reason" in kept


def _desk_or_404(request: HttpRequest, plan: str, key: str) -> Desk:
    user, on = signed_in(request), timezone.localdate()
    found = read_waiting(user, on=on)
    cycle = _cycle_or_404(user, found, plan, key)
    asked = Filter(**{name: request.GET.get(name, "") for name in asdict(Filter())})
    queue = queue_of(found, user, cycle, asked, on=on)
    if not (queue.whole or queue.elsewhere or queue.is_office or _reviews(user, on)):
        raise Http404
    return Desk(user, cycle, asked, queue, on)


def _cycle_or_404(user: User, found: list[Any], plan: str, key: str) -> Cycle:
    """Return the cycle, without a statement where anything of it waits."""
    waiting = (row.cycle for row in found if row.cycle.key == key)
    cycle: Cycle | None = next((each for each in waiting if each.plan.slug == plan), None)
    if cycle is not None:
        return cycle
    cycles = Cycle.objects.filter(plan__in=Plan.objects.visible_to(user)).select_related("plan")
    return get_object_or_404(cycles, plan__slug=plan, key=key)


def _reviews(user: User, on: date) -> bool:
    """Say whether anything could come to this person's desk, which is empty."""
    reach = reach_of(user, on=on)
    if reach[Permission.REVIEW] or reach[Role.LEADER]:
        return True
    led = Assignment.objects.filter(role=AssignmentRole.LEAD, unit__in=reach[Permission.REPORT])
    return led.exists()


def _page(
    request: HttpRequest, desk: Desk, key: int | None, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render the desk with a report open: the one asked for, else the first that waits."""
    first = desk.queue.rows[0].report.pk if desk.queue.rows else None
    opened = _opened_or_404(desk, key or first)
    shown = opened.report.pk if opened else None
    begins, page = desk.queue.page(shown)
    waiting = desk.queue.find(shown)
    if opened and waiting and not waiting.shown and request.method != "HEAD":
        note_shown(opened.version, desk.user, at=timezone.now())
        waiting = replace(waiting, shown=True)
        page = [waiting if each.report.pk == shown else each for each in page]
    words = {
        "desk": desk,
        "cycle": desk.cycle,
        "queue": desk.queue,
        "asked": desk.asked,
        "rows": [(each, desk.url(each.report.pk)) for each in page],
        "begins": begins + 1,
        "ends": begins + len(page),
        "turns": _turns(desk, begins),
        "opened": opened,
        "report": opened.report if opened else None,
        "waiting": waiting,
        "acts": bool(opened and waiting) and not _has_a_hand(opened, desk.user),
        "has_a_hand": bool(waiting) and _has_a_hand(opened, desk.user),
        "approve_form": ApproveForm(),
        "return_form": DeskReturnForm(prefix="return"),
        "keys_on": not request.session.get(KEYS_OFF),
        "statuses": STATUSES,
        "outlooks": OUTLOOKS,
        "here": desk.url(shown),
        **_beside(desk, shown),
    }
    return render(request, "workflows/review.html", words | context, status=status)


def _has_a_hand(opened: Opened | None, user: User) -> bool:
    return opened is not None and user.pk in opened.hands


def _opened_or_404(desk: Desk, key: int | None) -> Opened | None:
    """Read the open report; what is not in the queue any more is shown to whom it may be."""
    if key is None:
        return None
    if desk.queue.find(key) is None:
        _visible_or_404(desk, key)
    opened = read_opened(key, desk.user, on=desk.on)
    if opened is None or opened.report.cycle_id != desk.cycle.pk:
        raise Http404
    return opened


def _visible_or_404(desk: Desk, key: int) -> Report:
    found = Report.objects.for_moving().in_cycle(desk.cycle).filter(pk=key).first()
    seen_by = viewer(desk.user, on=desk.on)
    if found is None or seen_by.sight_of(found) < Sight.SUBMITTED:
        raise Http404
    return found


def _beside(desk: Desk, shown: int | None) -> dict[str, Any]:
    """Return the addresses of the reports before and after the open one."""
    if shown is None:
        return {}
    found = {name: desk.queue.beside(shown, step) for name, step in (("back", -1), ("on", 1))}
    return {f"{name}_url": desk.url(each.pk) for name, each in found.items() if each}


def _turns(desk: Desk, begins: int) -> list[tuple[str, str]]:
    """Return the links to the parts of the queue before and after this one."""
    rows, ends = desk.queue.rows, begins + len(desk.queue.page(None)[1])
    turns = [("前面的", begins - 1)] if begins else []
    turns += [("后面的", ends)] if ends < len(rows) else []
    return [(word, desk.url(rows[place].report.pk)) for word, place in turns]


# What is decided ----------------------------------------------------------------------------------


def _approve(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Approve the open report, with 研判 where a lead reports, and open the next."""
    report = _posted_or_404(request, desk)
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, report.pk, status=422, approve_form=form)
    outlook = form.cleaned_data["outlook"] if gathers(report) else ""
    try:
        moved = _complete(request, report, Outcome.APPROVED, outlook=outlook)
    except Refused as refusal:
        return _refused(request, desk, report, refusal, form)
    said = f"，研判“{Outlook(outlook).label}”" if outlook else ""
    messages.success(request, f"{report.assignment}已{done_word(report)}{follows(moved)}{said}。")
    return redirect(desk.url(desk.following(report.pk)))


def _send_back(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Send the open report back with a reason, and open the next."""
    report = _posted_or_404(request, desk)
    form = DeskReturnForm(request.POST, prefix="return")
    if not form.is_valid():
        return _page(request, desk, report.pk, status=422, return_form=form)
    try:
        _complete(request, report, Outcome.SENT_BACK, **form.said())
    except Incomplete as refusal:
        for name, words in refusal.fields.items():
            form.add_error(name if name in form.fields else None, words)
        return _page(request, desk, report.pk, status=422, return_form=form)
    except Refused as refusal:
        return _refused(request, desk, report, refusal, form)
    let_go(request, request.path)
    messages.success(request, f"{report.assignment}已退回，填报单位会看到原因。")
    return redirect(desk.url(desk.following(report.pk)))


def _approve_many(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Approve what was ticked, and say of each how it went."""
    picked = [_picked(request, desk, key) for key in request.POST.getlist("pick")]
    chosen = [each for each in picked if each is not None]
    if not chosen:
        messages.error(request, "请先勾选要通过的报告；打开看过的才能勾选。")
    outlook = request.POST.get("outlook", "")
    outlook = outlook if outlook in Outlook.values else ""
    for told in approve_shown(chosen, by=desk.user, outlook=outlook):
        how = messages.success if told.done else messages.error
        how(request, f"{told.report.assignment}：{told.words}")
    here = number(request.POST.get("report", ""))
    left = desk.again().queue.find(here)
    return redirect(desk.url(here if left else None))


def _set_keys(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Switch the single keys off, or on again, for this session (WCAG 2.1.4)."""
    request.session[KEYS_OFF] = not request.session.get(KEYS_OFF, False)
    messages.success(request, f"单键操作已{'关闭' if request.session[KEYS_OFF] else '开启'}。")
    return redirect(desk.url(number(request.POST.get("report", ""))))


def _no_verb(request: HttpRequest, desk: Desk) -> HttpResponse:
    return redirect(desk.url())


Verb = Callable[[HttpRequest, Desk], HttpResponse]
VERBS: dict[str, Verb] = {
    "approve": _approve,
    "send_back": _send_back,
    "approve_many": _approve_many,
    "keys": _set_keys,
}


def _posted_or_404(request: HttpRequest, desk: Desk) -> Report:
    key = number(request.POST.get("report", ""))
    if key is None:
        raise Http404
    waiting = desk.queue.find(key)
    return waiting.report if waiting else _visible_or_404(desk, key)


def _picked(request: HttpRequest, desk: Desk, key: str) -> Picked | None:
    """Return a ticked report that the person may see, as it stood on the page."""
    waiting = desk.queue.find(number(key))
    if waiting is not None:
        report = waiting.report
    elif number(key):
        report = _visible_or_404(desk, number(key) or 0)
    else:
        return None
    seen = number(request.POST.get(f"version-{report.pk}", ""))
    return Picked(report, _step(request.POST.get(f"step-{report.pk}", ""), report), seen)


def _complete(request: HttpRequest, report: Report, outcome: Outcome, **said: Any) -> Report:
    """Decide the step and the version that stood on the page, not what came since."""
    return complete_step(
        report,
        _step(request.POST.get("step", ""), report),
        by=signed_in(request),
        outcome=outcome,
        seen_version=number(request.POST.get("seen_version", "")),
        **said,
    )


def _step(seen: str, report: Report) -> Step:
    return Step(seen) if seen in Step.values else Step(report.step)


def _refused(
    request: HttpRequest, desk: Desk, report: Report, refusal: Refused, form: BaseForm
) -> HttpResponse:
    """Say who was faster, or why not; what was typed stands there, and the next report is open."""
    following = desk.following(report.pk)
    fresh = desk.again()
    key = following if fresh.queue.find(following) else None
    status = 403 if isinstance(refusal, NotEntitled | FourEyes) else 409
    return _page(
        request, fresh, key, status=status, refusal=str(refusal), about=report,
        typed=typed(form) if isinstance(form, DeskReturnForm) else [],
    )  # fmt: skip
