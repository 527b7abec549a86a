"""The page of one report: what it says, where it stands, and what the person may do with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.forms import BaseForm, BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form
from project.accounts.models import User
from project.accounts.visitor import signed_in
from task_table.models import AssignmentRole
from workflows import entitlement
from workflows.cases.actions import may_give
from workflows.cases.on_rows import coordination_of
from workflows.cases.on_sheet import in_order, items_of_report, moves_of
from workflows.chasing.told import office_urges_of
from workflows.deadlines import postponed_of, whom_to_ask, window_of_report
from workflows.earlier import last_said, likeness
from workflows.figures.showing import figures_of
from workflows.forms import ConcurrenceForm, DraftForm, FiguresForm, ReopenForm
from workflows.gathering.causes import causes_of
from workflows.gathering.feedback import gathers
from workflows.gathering.forms import LeadForm, SendBackForm
from workflows.gathering.reading import gathering, sources_of, tallies_of
from workflows.lights.reading import (
    first_submission,
    light_of_report,
    outlook_of,
    report_facts,
)
from workflows.milestones.showing import milestones_of
from workflows.models import Draft, Report, ReportVersion, Transition, WindowException
from workflows.moving import signs_first
from workflows.opening_sheets import note_opening
from workflows.pages import evidence
from workflows.paper.rules import sees_scan
from workflows.refusals import Refused
from workflows.resubmission import resubmission
from workflows.results import result
from workflows.review.forms import ApproveForm, DeskReturnForm
from workflows.section_words import with_section_words
from workflows.sight import Sight, Viewer, viewer
from workflows.standing import Reckoning, Status, reckon
from workflows.standing_in import names_for
from workflows.step_bar import bar_of_report
from workflows.steps import Outcome, Step, allowed_at


@login_required
@require_safe
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report as far as the person may see it; 404 where that is nothing."""
    shown, seen_by = visible_or_404(request, pk)
    if shown.unit_id in seen_by.reported_units:
        note_opening(shown.cycle, shown.unit, signed_in(request), at=timezone.now())
    kept = kept_form(request, request.path)
    if kept is None:
        return report_page(request, shown, seen_by)
    return report_page(request, shown, seen_by, restored=True, **_restored(shown, kept))


def _restored(report: Report, kept: QueryDict) -> dict[str, Any]:
    """Return the form that was posted, filled as it was."""
    if "return-reason" in kept:
        return {"return_form": DeskReturnForm(kept, prefix="return")}
    if "reopen-reason" in kept:
        return {"reopen_form": ReopenForm(kept, prefix="reopen")}
    lead = {"gather_form": SendBackForm(kept)} if "gather-reason" in kept else {}
    if lead and "revision" not in kept:
        return lead
    return lead | {"form": draft_form(report, kept), "files_lost": kept.getlist("files_lost")}


def visible_or_404(request: HttpRequest, pk: int) -> tuple[Report, Viewer]:
    """Return a report of which the person sees something, and what the person sees by."""
    seen_by = viewer(signed_in(request), on=timezone.localdate())
    found = _reports().filter(pk=pk).first()
    if found is None or seen_by.sight_of(found) == Sight.NOTHING:
        raise Http404
    return found, seen_by


def draft_form(report: Report, data: QueryDict | None = None) -> DraftForm:
    """Return the form of the unit's draft, filled from `data` or from what was saved."""
    draft = Draft.objects.filter(report=report).first() or Draft(report=report)
    return _form_of(report, draft, data).ask(
        figures_of(report, draft, Sight.DRAFT), milestones_of(report, draft, Sight.DRAFT)
    )


def _form_of(report: Report, draft: Draft, data: QueryDict | None) -> DraftForm:
    """Return the form of the row's kind: 会签, a lead's where a unit gave nothing, or any other."""
    saved: dict[str, Any] = {"instance": draft, "initial": {"revision": draft.revision}}
    if report.asks_figures_only:
        return FiguresForm(data, **saved)
    if report.is_concurrence:
        return ConcurrenceForm(data, **saved)
    tally = tallies_of([report]).get(report.pk)
    if tally is not None and tally.silent:
        return LeadForm(data, tally=tally, **saved)
    return DraftForm(data, **saved)


def report_page(
    request: HttpRequest,
    report: Report,
    seen_by: Viewer,
    *,
    status: int = 200,
    form: DraftForm | None = None,
    **context: Any,
) -> HttpResponse:
    """Render the page; a verb that refused renders it again with its form and its answer."""
    on = timezone.localdate()
    sight = seen_by.sight_of(report)
    acts = acts_of(report, signed_in(request), on=on)
    shown = _shown(report, sight)
    before = _before(report) if sight >= Sight.SUBMITTED else None
    unsaved = typed(form) if form is not None and not acts.writes else []
    moves = _trail(report, sight)
    since_on = timezone.localdate(report.step_since)
    facts = report_facts(
        report, first_on=first_submission(moves), signed_only=sight == Sight.SIGNED
    )
    reckoning = reckon([report], on=on, also=(since_on, *facts.days))
    items = items_of_report(report, signed_in(request), on=on)
    came_back = _came_back(report) if acts.writes else None
    if acts.writes:
        form = form or draft_form(report)
        mark_returned(form, came_back)
    words = {
        "unsaved": unsaved,
        "report": report,
        "status": reckoning.status_of(report, signed_only=sight == Sight.SIGNED),
        "lit": light_of_report(report, facts, reckoning),
        "outlook": outlook_of(report, moves),
        "result": result(report, sight, moves, reckoning),
        **_gathered(report, seen_by, shown, on),
        **coordination_of(report, signed_in(request), on=on),
        "changed": resubmission(report, shown, moves),
        "acts": acts,
        "shown": shown,
        "likeness": _likeness(report, before, shown),
        "form": form if acts.writes else None,
        "return_form": DeskReturnForm(prefix="return"),
        "reopen_form": ReopenForm(prefix="reopen"),
        "approve_form": ApproveForm() if acts.reviews and gathers(report) else None,
        "before": before if sight == Sight.DRAFT else None,
        "task_indicators": report.assignment.task.indicators.exclude(supplier=report.unit_id),
        "figures": figures_of(report, shown, sight) if sight > Sight.STATE else [],
        "nodes": milestones_of(report, shown, sight),
        "rows": _other_rows(report, seen_by, on),
        "stages": bar_of_report(report, moves) if sight != Sight.SIGNED else [],
        "trail": in_order(moves, moves_of(items)),
        "items": items,
        "may_give": may_give(signed_in(request), report.unit, report.cycle, on=on),
        "sees_scan": sees_scan(seen_by, report.unit_id),
        "came_back": came_back,
        **evidence.shown_with(report, signed_in(request), sight, on=on),
    }
    if sight != Sight.SIGNED and report.step in (Step.REPORT, Step.MISSED):
        words |= _window(report, on)
    return render(request, "workflows/report.html", words | context, status=status)


def _gathered(
    report: Report, seen_by: Viewer, shown: Draft | ReportVersion | None, on: date
) -> dict[str, Any]:
    """Return what the co-responsible units gave, quoted sources, urges, and why a lead is late."""
    found = gathering(report, seen_by, on=on)
    follows = seen_by.sight_of(report) != Sight.SIGNED
    urges = report.urges.select_related("by", "for_unit")
    return {
        "gathering": found,
        "sources": sources_of(shown, found),
        "gather_form": SendBackForm(),
        "causes": causes_of([report], on=on).get(report.pk) if follows else None,
        "urged": urges.last() if report.is_support and follows else None,
        "office_urged": office_urges_of(report) if follows else [],
    }


def mark_returned(form: DraftForm, came_back: Transition | None) -> None:
    """Mark the field a return is about, so that it stands out where it is mended."""
    if came_back is not None and came_back.place in form.fields:
        form.fields[came_back.place].returned = True  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Acts:
    """What a person may do with a report now."""

    writes: bool
    reviews: bool
    withdraws: bool
    signs: bool
    reopens: bool
    names: Sequence[User | None] = ()


def acts_of(report: Report, user: User, *, on: date) -> Acts:
    """Ask the rules of the door, without acting, what they would let the person do."""

    def may(step: Step, outcome: Outcome) -> bool:
        return report.step == step and _allowed(report, step, outcome, user, on)

    names = names_for(report, user, on=on)
    return Acts(
        writes=may(Step.REPORT, Outcome.SUBMITTED),
        reviews=may(Step.REVIEW, Outcome.APPROVED)
        or (report.step == Step.SECOND_REVIEW and bool(names)),
        withdraws=_may_take_back(report, may),
        signs=report.step == Step.SIGN_OFF and bool(names),
        reopens=report.step == Step.SIGNED and entitlement.reports_for(user, report.unit, on=on),
        names=names,
    )


def _may_take_back(report: Report, may: Callable[[Step, Outcome], bool]) -> bool:
    step = Step(report.step)
    declared = Outcome.WITHDRAWN in allowed_at(step, signs_first=signs_first(report))
    return declared and may(step, Outcome.WITHDRAWN)


def _allowed(report: Report, step: Step, outcome: Outcome, user: User, on: date) -> bool:
    try:
        entitlement.check(report, step, outcome, by=user, on=on)
    except Refused:
        return False
    return True


def _window(report: Report, on: date) -> dict[str, Any]:
    """Return until when the unit may write, what was given it, and a due date that was moved."""
    given = WindowException.objects.of_unit(report.cycle, report.unit).for_reading()
    return {
        "window": window_of_report(report, on=on),
        "exceptions": given.in_force(on=on),
        "postponed": postponed_of(report),
        "ask": whom_to_ask(report.unit, report.cycle.plan.committee, on=on),
    }


def _reports() -> QuerySet[Report]:
    rows = Report.objects.for_moving().select_related(
        "assignment__task__section", "cycle__plan", "signed_version", "signed_by"
    )
    return with_section_words(rows)


def _shown(report: Report, sight: Sight) -> Draft | ReportVersion | None:
    """Return the words the person sees: the draft while it is written, else a version."""
    if sight == Sight.DRAFT and report.step in (Step.REPORT, Step.MISSED):
        return Draft.objects.filter(report=report).first()
    if sight >= Sight.SUBMITTED:
        return report.version
    return report.signed_version if sight == Sight.SIGNED else None


def _before(report: Report) -> ReportVersion | None:
    return last_said([report], cycle=report.cycle).get(report.assignment_id)


def _likeness(
    report: Report, before: ReportVersion | None, shown: Draft | ReportVersion | None
) -> int | None:
    """Return how much of a lead's text is last cycle's, in percent; for liaison and reviewer."""
    if report.is_support or before is None or shown is None or not shown.progress:
        return None
    return likeness(before.progress, shown.progress)


@dataclass(frozen=True)
class Row:
    """Another unit's report on the same task, as far as the person sees it."""

    report: Report
    status: Status
    words: ReportVersion | None


def _other_rows(report: Report, seen_by: Viewer, on: date) -> list[Row]:
    """Return the rows of the task's other leads beside a lead's own."""
    if report.assignment.role != AssignmentRole.LEAD:
        return []
    others = (
        _reports()
        .filter(cycle=report.cycle_id, assignment__task=report.assignment.task_id)
        .filter(assignment__role=AssignmentRole.LEAD)
        .exclude(pk=report.pk)
    )
    visible = [each for each in others.order_by("assignment__place", "assignment__group_place")
               if seen_by.sight_of(each) >= Sight.STATE]  # fmt: skip
    reckoning = reckon(visible, on=on)
    return [_other_row(each, seen_by.sight_of(each), reckoning) for each in visible]


def _other_row(report: Report, sight: Sight, reckoning: Reckoning) -> Row:
    status = reckoning.status_of(report, signed_only=sight == Sight.SIGNED)
    return Row(report, status, _words(report, sight))


def _words(report: Report, sight: Sight) -> ReportVersion | None:
    return report.version if sight >= Sight.SUBMITTED else (
        report.signed_version if sight == Sight.SIGNED else None
    )  # fmt: skip


def _came_back(report: Report) -> Transition | None:
    """Return the return that is still to be answered: sentence and date, on top of the form."""
    if report.reply_by is None:
        return None
    returns = Transition.objects.filter(report=report, outcome=Outcome.SENT_BACK)
    return returns.select_related("by").last()


def _trail(report: Report, sight: Sight) -> list[Transition]:
    """Return the moves the person may read: all, or those of the signature alone."""
    moves = Transition.objects.filter(report=report).select_related(
        "by",
        "on_behalf_of",
        "version__entry__received",
        "version__paper_signature__paper__entered_by",
        "version__paper_signature__paper__decided_by",
    )
    if sight >= Sight.SUBMITTED:
        return list(moves)
    return list(moves.filter(outcome=Outcome.SIGNED)) if sight == Sight.SIGNED else []


def typed(form: BaseForm) -> list[tuple[str, str]]:
    """Return what was typed into a form that cannot be posted any more, so that it is not lost."""
    pairs = [(str(field.label), _said(field)) for field in form.visible_fields()]
    return [(label, words) for label, words in pairs if words.strip()]


def _said(field: BoundField) -> str:
    """Return a field's value as its page shows it: 推进中 for under_way, 是 for a tick."""
    value = field.value()
    if isinstance(value, bool):
        return "是" if value else ""
    choices = {str(key): str(label) for key, label in getattr(field.field, "choices", ())}
    return choices.get(str(value), str(value or ""))
