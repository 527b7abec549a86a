"""An indicator in a cycle: its value, what other units state, what was decided, earlier cycles."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.visitor import signed_in
from task_table.models import Indicator, Plan
from workflows.figures import disputing
from workflows.figures.asking import Asked
from workflows.figures.forms import DecisionForm, DisputeForm
from workflows.figures.showing import Figure, Words, read_figures, stated_words
from workflows.figures.telling import counties_told, parts_in, years_told
from workflows.lights.indicators import indicator_lines
from workflows.models import Cycle, Dispute, Report
from workflows.pages.doors import sign_in_before
from workflows.pages.reading import number as number_in
from workflows.refusals import FourEyes, Incomplete, NotEntitled, Refused
from workflows.sight import Sight, Viewer, viewer

DECIDED = ("stands", "reason", "seen")


@dataclass(frozen=True)
class Line:
    """A dispute as the page shows it: the value in words, and what the person may do about it."""

    dispute: Dispute
    said: str
    agrees: bool
    withdraws: bool
    form: DecisionForm | None


@sign_in_before("figure")
@require_safe
def figure(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Show an indicator to everyone of the committee; its values as far as one sees the reports."""
    cycle, indicator = _found_or_404(request, plan, key, number)
    kept = kept_form(request, request.path)
    return _page(request, cycle, indicator, kept, restored=kept is not None)


@sign_in_before("figure")
def dispute(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """State another unit's value."""
    cycle, indicator = _found_or_404(request, plan, key, number)
    if request.method != "POST":
        return redirect("figure", plan, key, number)
    said, source = (request.POST.get(f"state-{name}", "") for name in ("said", "source"))
    try:
        disputing.state_value(cycle, indicator, by=signed_in(request), said=said, source=source)
    except Refused as refusal:
        return _refused(request, cycle, indicator, refusal)
    return _done(request, "已提出，提供单位和审核人都能看到。裁定之前，这个数值标为“存疑”。")


@sign_in_before("figure")
def withdraw(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Take back what one's unit stated."""
    cycle, indicator = _found_or_404(request, plan, key, number)
    if request.method != "POST":
        return redirect("figure", plan, key, number)
    try:
        found = _dispute_or_403(request, cycle, indicator)
        disputing.withdraw_value(found, by=signed_in(request))
    except Refused as refusal:
        return _refused(request, cycle, indicator, refusal)
    return _done(request, "已收回。")


@sign_in_before("figure")
def decide(request: HttpRequest, plan: str, key: str, number: int) -> HttpResponse:
    """Decide which value stands."""
    cycle, indicator = _found_or_404(request, plan, key, number)
    if request.method != "POST":
        return redirect("figure", plan, key, number)
    try:
        found = _dispute_or_403(request, cycle, indicator)
        typed = {name: request.POST.get(f"decide-{found.pk}-{name}", "") for name in DECIDED}
        seen = number_in(typed["seen"])
        disputing.decide(
            found, by=signed_in(request), stands=typed["stands"], reason=typed["reason"], seen=seen
        )
    except Refused as refusal:
        return _refused(request, cycle, indicator, refusal)
    return _done(request, "已裁定，两个单位都会看到结果和理由。报送的版本不变。")


def _found_or_404(
    request: HttpRequest, plan: str, key: str, number: int
) -> tuple[Cycle, Indicator]:
    """Return a cycle and an indicator of a plan that the person's committee holds."""
    plans = Plan.objects.visible_to(signed_in(request))
    cycles = Cycle.objects.filter(plan__in=plans).select_related("plan__committee")
    cycle = get_object_or_404(cycles, plan__slug=plan, key=key)
    rows = cycle.plan.indicators.select_related("supplier", "task__plan", "plan__committee")
    return cycle, get_object_or_404(rows, number=number)


def _dispute_or_403(request: HttpRequest, cycle: Cycle, indicator: Indicator) -> Dispute:
    """Return the dispute that was posted; what is not there is refused like another's."""
    rows = Dispute.objects.of(cycle, indicator).for_reading()
    rows = rows.select_related("indicator__plan__committee", "indicator__supplier", "cycle")
    found = rows.filter(pk=number_in(request.POST.get("dispute", "")) or 0).first()
    if found is None:
        raise NotEntitled("没有这一存疑，或者你不能办理。")
    return found


def _done(request: HttpRequest, words: str) -> HttpResponse:
    match = request.resolver_match
    page = reverse("figure", kwargs=match.kwargs if match else {})
    let_go(request, page)
    messages.success(request, words)
    return redirect(page)


def _refused(
    request: HttpRequest, cycle: Cycle, indicator: Indicator, refusal: Refused
) -> HttpResponse:
    """Say no: 422 with the form where something is missing, 403, or 409, with what was typed."""
    if isinstance(refusal, Incomplete):
        return _page(request, cycle, indicator, request.POST, status=422, wrong=refusal.fields)
    if isinstance(refusal, NotEntitled):
        raise PermissionDenied(str(refusal)) from refusal
    messages.error(request, str(refusal))
    _give_back(request)
    status = 403 if isinstance(refusal, FourEyes) else 409
    return _page(request, cycle, indicator, request.POST, status=status)


def _give_back(request: HttpRequest) -> None:
    """Tell the words that were typed into a form the page may not have any more."""
    names = [name for name in request.POST if name.endswith(("-source", "-reason"))]
    texts = [request.POST.get(name, "").strip() for name in names]
    if any(texts):
        messages.info(request, f"你刚才写的内容没有保存：{'；'.join(filter(None, texts))}")


def _page(
    request: HttpRequest,
    cycle: Cycle,
    indicator: Indicator,
    typed: QueryDict | None,
    *,
    status: int = 200,
    wrong: dict[str, str] | None = None,
    restored: bool = False,
) -> HttpResponse:
    """Render the page; `typed` stands again in the form it was typed into, with what is wrong."""
    user, on = signed_in(request), timezone.localdate()
    seen_by = viewer(user, on=on)
    history = _history(indicator, cycle, seen_by)
    unseen = (Sight.NOTHING, _nothing(cycle, indicator))
    sight, shown = history.pop(cycle.pk, unseen)
    unit = disputing.unit_stating(cycle, indicator, user, on=on)
    form = DisputeForm(shown.asked, _of(typed, "state-")) if unit else None
    decides = bool(shown.doubts) and disputing.may_decide(indicator, user, on=on)
    lines = _lines(shown, sight, seen_by, typed, decides=decides)
    for each in (form, *(line.form for line in lines)):
        _tell(each, wrong or {})
    told = indicator_lines([indicator], seen_by, on=on, until=cycle)[0]
    context = {
        "cycle": cycle,
        "plan": cycle.plan,
        "indicator": indicator,
        "figure": shown,
        "line": told,
        "years": years_told(told),
        "by_county": counties_told(indicator, parts_in([indicator], seen_by, until=cycle)),
        "sees": sight >= Sight.SIGNED,
        "unit": unit,
        "form": form,
        "lines": lines,
        "history": [figure for _, figure in history.values()],
        "restored": restored,
    }
    return render(request, "workflows/figure.html", context, status=status)


def _nothing(cycle: Cycle, indicator: Indicator) -> Figure:
    """Return an indicator of which nobody is asked, or nothing may be seen but one's own words."""
    doubts = Dispute.objects.standing().of(cycle, indicator).for_reading()
    return Figure(Asked(indicator), cycle, {}, "", None, tuple(doubts))


def _history(
    indicator: Indicator, cycle: Cycle, seen_by: Viewer
) -> dict[int, tuple[Sight, Figure]]:
    """Return by cycle what was submitted as far as one sees it: this cycle, then earlier ones."""
    if indicator.task_id is None or indicator.supplier_id is None:
        return {}
    rows = seen_by.reports().filter(
        assignment__task=indicator.task_id,
        unit=indicator.supplier_id,
        cycle__opens_on__lte=cycle.opens_on,
    )
    reports = list(
        rows.for_moving()
        .select_related("cycle__plan", "signed_version")
        .order_by("-cycle__opens_on")
    )
    sights = {report: seen_by.sight_of(report) for report in reports}
    figures = read_figures((each, _words(each, sight), sight) for each, sight in sights.items())
    return {
        report.cycle_id: (sight, _of_indicator(figures[report.pk], indicator))
        for report, sight in sights.items()
        if report.pk in figures
    }


def _of_indicator(figures: Iterable[Figure], indicator: Indicator) -> Figure:
    return next(each for each in figures if each.asked.indicator.pk == indicator.pk)


def _words(report: Report, sight: Sight) -> Words:
    """Return the version one sees: what is typed and not submitted is not shown."""
    if sight >= Sight.SUBMITTED:
        return report.version
    return report.signed_version if sight == Sight.SIGNED else None


def _lines(
    shown: Figure, sight: Sight, seen_by: Viewer, typed: QueryDict | None, *, decides: bool
) -> list[Line]:
    """Return all that other units state to whoever reads the report, to a unit its own words."""
    reported = seen_by.reported_units
    return [
        _line(each, shown, typed, is_own=each.unit_id in reported, decides=decides)
        for each in shown.doubts
        if sight >= Sight.SUBMITTED or each.unit_id in seen_by.own_units
    ]


def _line(
    dispute: Dispute, shown: Figure, typed: QueryDict | None, *, is_own: bool, decides: bool
) -> Line:
    dispute.indicator, dispute.cycle = shown.asked.indicator, shown.cycle
    value, data = shown.submitted, _of(typed, f"decide-{dispute.pk}-")
    judged = decides and value is not None and dispute.is_open
    return Line(
        dispute,
        stated_words(shown.asked, dispute),
        agrees=value is not None and not dispute.differs_from(value),
        withdraws=is_own and dispute.is_open,
        form=DecisionForm(shown, dispute, data) if judged else None,
    )


def _of(typed: QueryDict | None, prefix: str) -> QueryDict | None:
    """Return what was posted if it was posted from the form with that prefix."""
    if typed is None or not any(name.startswith(prefix) for name in typed):
        return None
    return typed


def _tell(form: DisputeForm | DecisionForm | None, wrong: dict[str, str]) -> None:
    if form is None or not form.is_bound:
        return
    form.is_valid()
    for name, words in wrong.items():
        if words not in form.errors.get(name, []):
            form.add_error(name if name in form.fields else None, words)
