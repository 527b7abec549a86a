"""Cases: the list of those one may see, one case with its trail, and the verbs that move it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from project.accounts.kept import kept_form, let_go
from project.accounts.models import Sphere, User
from project.accounts.visitor import signed_in
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.cases.coordination_lists import followed_in_short
from workflows.cases.dues import with_dues
from workflows.cases.forms import OutcomeForm
from workflows.cases.kinds import KINDS, visible_to
from workflows.cases.turns import names_to_decide_in, outcomes_for, waiting_for
from workflows.flows import CASE_FLOWS, flow_of
from workflows.models import Case
from workflows.moving import complete_case
from workflows.naming.beside import remarks_beside
from workflows.pages.behalf import behalf_of
from workflows.pages.doors import sign_in_before
from workflows.refusals import FourEyes, Incomplete, NotEntitled, Refused
from workflows.step_bar import bar_of_case

A_PAGE = 50
STATES = {"": "全部", "mine": "待我办理", "open": "办理中", "ended": "已办结"}


@dataclass(frozen=True)
class Act:
    """A form on a case's page; the first stands open, the others unfold."""

    form: OutcomeForm
    is_open: bool

    @property
    def title(self) -> str:
        return self.form.outcome.label


@sign_in_before("case-list")
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """List the cases one may see, those that waited longest first; filters by kind and state."""
    user, on = signed_in(request), timezone.localdate()
    if user.sphere != Sphere.BUSINESS:
        raise Http404
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    rows = Case.objects.for_moving().filter(visible_to(user, on=on))
    rows = rows.filter(kind=kind) if kind in CASE_FLOWS else rows
    if state == "mine":
        rows = rows.filter(pk__in=waiting_for(user, on=on).values("pk"))
    elif state in ("open", "ended"):
        rows = rows.filter(process__finished__isnull=state == "open")
    page = Paginator(rows.order_by("process__finished", "step_since", "pk"), A_PAGE)
    shown = page.get_page(request.GET.get("page"))
    with_dues(shown.object_list, on=on)
    context = {
        "cases": shown,
        "kinds": [(each, CaseKind(each).label) for each in CASE_FLOWS],
        "states": STATES.items(),
        "kind": kind,
        "state": state,
        "followed": followed_in_short(user, on=on),
    }
    return render(request, "workflows/case_list.html", context)


@sign_in_before("case")
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one case: its facts, where it stands, what one may decide, its trail."""
    found = case_or_404(pk, signed_in(request), on=timezone.localdate())
    kept = kept_form(request, request.path)
    return _page(request, found, kept, restored=kept is not None)


@sign_in_before("case")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide the posted outcome; what is missing is said beside its field, what was typed stays."""
    found = case_or_404(pk, signed_in(request), on=timezone.localdate())
    outcome = request.POST.get("outcome", "")
    if request.method != "POST" or outcome not in CaseOutcome.values:
        return redirect("case", pk)
    decided = CaseOutcome(outcome)
    form = _form_of(found, decided, request.POST)
    form.is_valid()
    try:
        behalf = _behalf(request, found, decided)
        moved = _complete(found, decided, form, by=signed_in(request), behalf=behalf)
    except Refused as refusal:
        return _refused(request, found, form, refusal)
    let_go(request, reverse("case", args=[pk]))
    messages.success(request, f"已{decided.label}，现在“{moved.step_label}”。")
    return redirect(_place_after(request, moved))


def _place_after(request: HttpRequest, moved: Any) -> str:
    """Return the page the case was decided on: its own, or the one on which it also stands."""
    place = KINDS[moved.kind].place(moved) if request.POST.get("from") == "place" else ""
    return place or reverse("case", args=[moved.pk])


def case_or_404(pk: int, user: User, *, on: date) -> Any:
    """Return the case with what its kind knows more; 404 to whoever may not see it."""
    kind = get_object_or_404(Case.objects.filter(visible_to(user, on=on)), pk=pk).kind
    rows: Any = flow_of(kind).model.objects
    return rows.for_moving().get(pk=pk)


def _complete(
    found: Any, outcome: CaseOutcome, form: OutcomeForm, *, by: User, behalf: User | None
) -> Any:
    if wrong := {name: errors[0] for name, errors in form.errors.items() if name != "step"}:
        raise Incomplete({name: str(words) for name, words in wrong.items()})
    step = form.cleaned_data.get("step", "")
    if step not in CaseStep.values:
        raise Incomplete({"step": "页面已过时，请刷新后再办理。"})
    return complete_case(
        found, CaseStep(step), by=by, outcome=outcome, on_behalf_of=behalf,
        reason=form.cleaned_data.get("reason", ""), said=form.said,
    )  # fmt: skip


def _behalf(request: HttpRequest, found: Any, outcome: CaseOutcome) -> User | None:
    """Return for whom the person decides (委托); what one opened one takes back oneself."""
    if outcome == CaseOutcome.WITHDRAWN:
        return None
    names = names_to_decide_in(found, signed_in(request), on=timezone.localdate())
    return behalf_of(request, names)


def _refused(request: HttpRequest, found: Any, form: OutcomeForm, refusal: Refused) -> HttpResponse:
    """Say no: 422 with the form where something is missing, 403, or 409, with what was typed."""
    if isinstance(refusal, NotEntitled):
        raise PermissionDenied(str(refusal)) from refusal
    if isinstance(refusal, Incomplete):
        for name, words in refusal.fields.items():
            if name not in form.errors:
                form.add_error(name if name in form.fields else None, words)
        return _page(request, found, None, status=422, bound=form)
    messages.error(request, str(refusal))
    typed = [str(value) for value in form.cleaned_data.values() if value]
    if len(typed) > 1:
        messages.info(request, f"你刚才填写的内容没有保存：{'；'.join(typed[1:])}")
    status = 403 if isinstance(refusal, FourEyes) else 409
    fresh = case_or_404(found.pk, signed_in(request), on=timezone.localdate())
    return _page(request, fresh, None, status=status)


def _form_of(found: Any, outcome: CaseOutcome, data: QueryDict | None = None) -> OutcomeForm:
    kind = KINDS[found.kind]
    initial = {**kind.begun_with(found).get(outcome, {}), "step": found.step}
    return kind.forms.get(outcome, OutcomeForm).of(found, outcome, data, initial)


def _page(
    request: HttpRequest, found: Any, kept: QueryDict | None, *, restored: bool = False,
    status: int = 200, bound: OutcomeForm | None = None,
) -> HttpResponse:  # fmt: skip
    outcomes = outcomes_for(found, signed_in(request), on=timezone.localdate())
    here = [each for each in outcomes if each not in KINDS[found.kind].elsewhere]
    forms = [_form_of(found, each, _kept_for(kept, each)) for each in here]
    if bound is not None:
        forms = [bound if each.outcome == bound.outcome else each for each in forms]
    kind = KINDS[found.kind]
    inner = kind.inner(found, signed_in(request), timezone.localdate())
    moves = found.trail.select_related("by", "on_behalf_of").exclude(from_step__in=inner)
    trail = list(moves)
    with_dues([found], on=timezone.localdate())
    context = {
        "case": found,
        "stages": bar_of_case(found, trail),
        "facts": kind.facts(found),
        "more_template": kind.template,
        "more": kind.read(found, signed_in(request), timezone.localdate()),
        "place": kind.place(found),
        "acts": [Act(form, not place or form.is_bound) for place, form in enumerate(forms)],
        "form": bound,
        "names": names_to_decide_in(found, signed_in(request), on=timezone.localdate()),
        "trail": trail,
        "is_whole": not inner,
        "restored": restored,
        **remarks_beside(found, signed_in(request), on=timezone.localdate()),
    }
    return render(request, "workflows/case.html", context, status=status)


def _kept_for(kept: QueryDict | None, outcome: CaseOutcome) -> QueryDict | None:
    """Return what was typed before signing in again, to the form it was typed into."""
    is_its = kept is not None and f"{outcome}-step" in kept
    return kept if is_its else None
