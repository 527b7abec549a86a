"""What a lead posts while it gathers: 采纳, 退回, 引用 and 催办, row by row of the same page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from project.accounts.access import Permission, people_who_may
from project.accounts.kept import let_go
from project.accounts.models import User
from project.accounts.visitor import signed_in
from workflows import moving
from workflows.gathering.feedback import Given
from workflows.gathering.forms import SendBackForm
from workflows.gathering.quoting import quote as take_over
from workflows.gathering.reading import Gathering, Line, gathering
from workflows.gathering.urging import urge as urge_one
from workflows.models import Draft, Report
from workflows.pages.doors import View, posted
from workflows.pages.moves import answer, save_typed
from workflows.pages.reading import number
from workflows.pages.reports import acts_of, draft_form, report_page, visible_or_404
from workflows.refusals import Incomplete, Refused
from workflows.sight import Viewer
from workflows.steps import Outcome, Step


@dataclass(frozen=True)
class Taken:
    """The lead's page after what was typed into its draft is saved, and which rows were chosen."""

    lead: Report
    seen_by: Viewer
    gathering: Gathering
    by: User
    revision: int
    chosen: list[Line]


Verb = Callable[[HttpRequest, Taken], HttpResponse]


def by_the_lead(verb: Verb) -> View:
    """Let a verb be posted by the gathering lead alone, after what was typed is saved.

    The whole page is one form: no button loses what another field holds (decision 0020).
    """

    @posted
    def wrapped(request: HttpRequest, pk: int) -> HttpResponse:
        lead, seen_by = visible_or_404(request, pk)
        shown = gathering(lead, seen_by, on=timezone.localdate())
        if shown is None or not shown.urges:
            raise PermissionDenied
        form = draft_form(lead, request.POST)
        try:
            revision = _saved(request, lead, form)
        except Refused as refusal:
            return answer(request, lead, seen_by, refusal, form)
        let_go(request, reverse("report", args=[pk]))
        by, chosen = signed_in(request), _chosen(request, shown)
        return verb(request, Taken(lead, seen_by, shown, by, revision, chosen))

    return wrapped


def _saved(request: HttpRequest, lead: Report, form: Any) -> int:
    """Save the draft where the page had one that may be written; return its revision."""
    writes = acts_of(lead, signed_in(request), on=timezone.localdate()).writes
    if writes and "revision" in request.POST:
        return save_typed(request, lead, form).revision
    draft = Draft.objects.filter(report=lead).first()
    return draft.revision if draft else 0


def _chosen(request: HttpRequest, shown: Gathering) -> list[Line]:
    """Return the rows that were ticked, or the one whose own button was pressed."""
    one = request.POST.get("one")
    keys = [one] if one else request.POST.getlist("pick")
    return [line for line in shown.lines if str(line.report.pk) in keys]


@by_the_lead
def take_up(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Take up what the chosen units gave (采纳), each in its own transaction."""

    def act(line: Line) -> str:
        _decide(request, taken, line, Outcome.APPROVED)
        return "已采纳"

    return _each(request, taken, act)


@by_the_lead
def send_back(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Send back what the chosen units gave, all with one reason and reply-by date."""
    form = SendBackForm(request.POST)
    if form.is_valid() and not form.cleaned_data["reason"].strip():
        form.add_error("reason", "请写明退回的原因，让填报单位知道要补什么。")
    if not form.is_valid():
        return _again(request, taken, form)

    def act(line: Line) -> str:
        _decide(request, taken, line, Outcome.SENT_BACK, **form.cleaned_data)
        return "已退回，对方会看到原因"

    try:
        return _each(request, taken, act)
    except Incomplete as refusal:
        for name, words in refusal.fields.items():
            form.add_error(name, words)
        return _again(request, taken, form)


@by_the_lead
def quote(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Take the chosen units' words over into the draft, one after the other."""
    revision = taken.revision

    def act(line: Line) -> str:
        nonlocal revision
        seen = _seen(request, line)
        added = take_over(
            taken.lead, line.report, by=taken.by, revision=revision, seen_version=seen
        )
        revision += added
        return "已引用，写在进展情况的末尾" if added else "已引用过，没有重复引用"

    return _each(request, taken, act)


@by_the_lead
def urge(request: HttpRequest, taken: Taken) -> HttpResponse:
    """Urge the chosen units, or all that gave nothing."""
    lines = taken.gathering.lines
    silent = [line for line in lines if line.given == Given.NOTHING]
    chosen = silent if "all" in request.POST else taken.chosen

    def act(line: Line) -> str:
        made = urge_one(line.report, lead=taken.lead, by=taken.by)
        on = timezone.localdate(made.at)
        if people_who_may(Permission.REPORT, line.report.unit, on=on).exists():
            return "已催办，对方联络员会收到通知"
        return "已记下催办，但对方没有联络员，通知不到，请联系残工委办公室"

    return _each(request, taken, act, chosen)


def _decide(request: HttpRequest, taken: Taken, line: Line, outcome: Outcome, **said: Any) -> None:
    """Decide a row through the one door, on the version that stood on the page."""
    seen = _seen(request, line)
    moving.complete_step(
        line.report, Step.REVIEW, by=taken.by, outcome=outcome, seen_version=seen, **said
    )


def _seen(request: HttpRequest, line: Line) -> int:
    """Return the key of the version that was shown; none is that of no version."""
    return number(request.POST.get(f"version-{line.report.pk}", "")) or 0


def _each(
    request: HttpRequest,
    taken: Taken,
    act: Callable[[Line], str],
    lines: Iterable[Line] | None = None,
) -> HttpResponse:
    """Act on each row and say how it went; lead back to the row where all went well."""
    chosen = taken.chosen if lines is None else list(lines)
    page, refused = reverse("report", args=[taken.lead.pk]), False
    if not chosen:
        messages.error(request, "没有办理：请先勾选单位。")
    for line in chosen:
        try:
            messages.success(request, f"{line.report.unit}：{act(line)}。")
        except Incomplete:
            raise
        except Refused as refusal:
            refused = True
            messages.error(request, f"{line.report.unit}没有办理：{refusal}")
    if refused or not chosen:
        return redirect(page)
    place = f"line-{chosen[0].report.pk}" if len(chosen) == 1 else "gathering"
    return redirect(f"{page}#{place}")


def _again(request: HttpRequest, taken: Taken, form: SendBackForm) -> HttpResponse:
    picked = {line.report.pk for line in taken.chosen}
    lead, _ = visible_or_404(request, taken.lead.pk)
    return report_page(request, lead, taken.seen_by, status=422, gather_form=form, picked=picked)
