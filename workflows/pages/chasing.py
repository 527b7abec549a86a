"""The office's pages of 催办: who still owes, several urged at once, one call noted."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from project.accounts.access import Permission, people_who_may
from project.accounts.kept import kept_form, let_go
from project.accounts.models import Unit
from project.accounts.visitor import signed_in
from project.workdays.models import Workday
from workflows.chasing.acting import UrgedToday, chased_units, urge_units
from workflows.chasing.forms import OwingFilter, UrgeForm, UrgeManyForm
from workflows.chasing.owing import Owing, read_owing, urges_of
from workflows.contacts import read_contacts
from workflows.models import Cycle, OfficeUrge, UrgeMeans
from workflows.opening_sheets import unopened_units
from workflows.pages.doors import sign_in_before
from workflows.pages.reading import number
from workflows.refusals import Incomplete, NotEntitled, Refused
from workflows.where.waiting import sphere_of


@sign_in_before("urge-list")
@require_http_methods(["GET", "HEAD", "POST"])
def urge_list(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """List who still owes, and urge those that are ticked."""
    cycle, units = _chased_or_404(request, plan, key)
    owing = _owing(cycle, units)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        form = UrgeManyForm(kept) if kept else UrgeManyForm()
        return _list(request, cycle, owing, form, kept=kept)
    form = UrgeManyForm(request.POST)
    codes = request.POST.getlist("unit")
    chosen = [each.unit for each in owing if each.unit.code in codes]
    if form.is_valid() and not chosen:
        form.add_error(None, _nobody(codes))
    if not form.is_valid():
        return _list(request, cycle, owing, form, kept=request.POST, status=422)
    back = reverse("urge-list", args=[plan, key])
    try:
        made = _urge(request, cycle, chosen, form)
    except UrgedToday as refusal:
        return _asked_first(request, cycle, chosen, form, refusal.made, back)
    except Incomplete as refusal:
        _tell(form, refusal)
        return _list(request, cycle, owing, form, kept=request.POST, status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
        owing = _owing(cycle, units)
        return _list(request, cycle, owing, form, kept=request.POST, status=409)
    _say(request, made)
    let_go(request, request.path)
    return redirect(f"{back}?{asked}" if (asked := request.GET.urlencode()) else back)


def _owing(cycle: Cycle, units: QuerySet[Unit]) -> list[Owing]:
    on = timezone.localdate()
    return read_owing(cycle, units, on=on, unopened=unopened_units(cycle, on=on))


@sign_in_before("unit-urge")
@require_http_methods(["GET", "HEAD", "POST"])
def unit_urge(request: HttpRequest, plan: str, key: str, code: str) -> HttpResponse:
    """Show how a unit was urged in a cycle, and note a call, a letter or a visit."""
    cycle, units = _chased_or_404(request, plan, key)
    unit = get_object_or_404(units.filter(reports__cycle=cycle).distinct(), code=code)
    if request.method != "POST":
        kept = kept_form(request, request.path)
        form = UrgeForm(kept) if kept else UrgeForm()
        return _unit_page(request, cycle, unit, form, restored=kept is not None)
    form = UrgeForm(request.POST)
    if not form.is_valid():
        return _unit_page(request, cycle, unit, form, status=422)
    back = reverse("unit-urge", args=[plan, key, code])
    try:
        made = _urge(request, cycle, [unit], form)
    except UrgedToday as refusal:
        return _asked_first(request, cycle, [unit], form, refusal.made, back)
    except Incomplete as refusal:
        _tell(form, refusal)
        return _unit_page(request, cycle, unit, form, status=422)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return _unit_page(request, cycle, unit, form, status=409)
    _say(request, made)
    let_go(request, request.path)
    return redirect(f"{reverse('urge-list', args=[plan, key])}#unit-{code}")


def _chased_or_404(request: HttpRequest, plan: str, key: str) -> tuple[Cycle, Any]:
    """Return the cycle and whom of it the person urges; 404 to all but the committee's office."""
    cycles = Cycle.objects.select_related("plan__committee")
    cycle = get_object_or_404(cycles, plan__slug=plan, key=key)
    units = chased_units(signed_in(request), cycle, on=timezone.localdate())
    if not units.exists():
        raise Http404
    return cycle, units


def _urge(
    request: HttpRequest, cycle: Cycle, chosen: Iterable[Unit], form: UrgeForm | UrgeManyForm
) -> list[OfficeUrge]:
    """Urge the chosen units as the form says, knowing what the page has shown."""
    try:
        return urge_units(
            cycle, chosen, means=UrgeMeans(form.cleaned_data["means"]), by=signed_in(request),
            said=form.said, known=_known(request.POST, chosen),
        )  # fmt: skip
    except NotEntitled as refusal:
        raise Http404 from refusal


def _known(posted: QueryDict, chosen: Iterable[Unit]) -> dict[int, int]:
    """Return by unit the day's last urge that the page named when it asked."""
    named = {unit.pk: number(posted.get(f"known-{unit.code}", "")) for unit in chosen}
    return {unit: urge for unit, urge in named.items() if urge is not None}


def _nobody(codes: list[str]) -> str:
    if codes:
        return "所选单位都已经没有要报送的任务，不需要催办。"
    return "没有催办：请先勾选单位。"


def _tell(form: Form, refusal: Incomplete) -> None:
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, words)


def _say(request: HttpRequest, made: list[OfficeUrge]) -> None:
    """Say what was done, and whom a message cannot reach."""
    names = "、".join(str(each.unit) for each in made)
    messages.success(request, f"已催办（{made[0].get_means_display()}）：{names}。")
    if made[0].means != UrgeMeans.SYSTEM:
        return
    on = timezone.localdate(made[0].at)
    deaf = [each.unit for each in made if not _is_reached(each.unit, on)]
    if deaf:
        named = "、".join(map(str, deaf))
        messages.error(request, f"{named}没有联络员，消息通知不到，请打电话或发函。")


def _is_reached(unit: Unit, on: date) -> bool:
    return people_who_may(Permission.REPORT, unit, on=on).exists()


def _asked_first(
    request: HttpRequest, cycle: Cycle, chosen: list[Unit], form: Form, made: list[OfficeUrge],
    back: str,
) -> HttpResponse:  # fmt: skip
    """Ask before a unit is urged again the same working day: who did it, when and how."""
    today = {each.unit_id: each for each in made}
    known = _known(request.POST, chosen) | {key: each.pk for key, each in today.items()}
    context = {
        "cycle": cycle,
        "form": form,
        "lines": [(unit, today.get(unit.pk), known.get(unit.pk)) for unit in chosen],
        "back": back,
        "asked": request.GET.urlencode(),
    }
    return render(request, "workflows/urge_again.html", context, status=409)


def _list(
    request: HttpRequest, cycle: Cycle, owing: list[Owing], form: UrgeManyForm, *,
    kept: QueryDict | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    on = timezone.localdate()
    sphere = sphere_of(signed_in(request), cycle, on=on)
    sought = OwingFilter(request.GET, owing=owing, today=Workday.objects.from_day(on))
    found = sought.sought()
    context = {
        "cycle": cycle,
        "on": on,
        "owing": found,
        "opened": {each.unit.code for each in found if sphere.opens(each.unit)},
        "rows": sum(len(each.rows) for each in found),
        "filter": sought,
        "is_filtered": sought.is_filtered,
        "form": form,
        "picked": kept.getlist("unit") if kept else [],
        "restored": kept is not None and request.method != "POST",
        "asked": request.GET.urlencode(),
    }
    return render(request, "workflows/urge_list.html", context, status=status)


def _unit_page(
    request: HttpRequest, cycle: Cycle, unit: Unit, form: UrgeForm, *, status: int = 200,
    restored: bool = False,
) -> HttpResponse:  # fmt: skip
    on = timezone.localdate()
    owing = read_owing(cycle, Unit.objects.filter(pk=unit.pk), on=on)
    urges = owing[0].urges if owing else urges_of(cycle, [unit.pk])[unit.pk]
    context = {
        "cycle": cycle,
        "unit": unit,
        "owing": owing[0] if owing else None,
        "opens": sphere_of(signed_in(request), cycle, on=on).opens(unit),
        "contacts": owing[0].contacts if owing else read_contacts([unit], on=on)[0],
        "urges": [(each, each.is_broken(on=on)) for each in reversed(urges)],
        "form": form,
        "restored": restored,
    }
    return render(request, "workflows/unit_urge.html", context, status=status)
