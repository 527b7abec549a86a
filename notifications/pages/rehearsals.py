"""The rehearsal's page: a cycle day by day for the committee's office, if nobody acts."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.rehearsal import wording
from notifications.rehearsal.reading import read_world
from notifications.rehearsal.walking import Day, Rehearsal, rehearse
from project.accounts.visitor import signed_in
from project.workdays.models import OutsideCalendar
from task_table.models import Plan
from workflows.cycles.periods import UnknownPeriod, period_around, period_of
from workflows.duties import keeps_duties
from workflows.models import Cycle, CycleKind


@login_required
@require_safe
def rehearsal(request: HttpRequest, plan: str, key: str) -> HttpResponse:
    """Show the office who would be written to and which lights turn; a period need not be open."""
    user, on = signed_in(request), timezone.localdate()
    plans = Plan.objects.visible_to(user).select_related("committee")
    found = get_object_or_404(plans, slug=plan)
    if not keeps_duties(user, found, on=on):
        raise Http404
    try:
        shown = rehearse(read_world(found, key, on=on), from_on=on)
    except (UnknownPeriod, OutsideCalendar) as unknown:
        raise Http404 from unknown
    context = {
        "plan": found,
        "cycle": Cycle.objects.filter(plan=found, key=key).select_related("plan").first(),
        "label": shown.world.label,
        "window": shown.world.window,
        "assumptions": wording.assumptions(shown),
        "days": _days(shown),
        "result": wording.result_in_words(shown),
        "nothing": wording.NOTHING,
        "following": _following(found, key),
    }
    return render(request, "notifications/rehearsal.html", context)


def _days(shown: Rehearsal) -> list[tuple[str, str, Day, list[tuple[str, str]]]]:
    """Return each day with its heading, how many are written to, and its letters."""
    return [(wording.title_of(day), wording.letters_counted(day), day, _letters(day))
            for day in shown.days]  # fmt: skip


def _letters(day: Day) -> list[tuple[str, str]]:
    return [(wording.whom(each), wording.letter_in_words(each)) for each in day.letters]


def _following(plan: Plan, key: str) -> Cycle | None:
    """Return the filing period after a key's, as a row not saved; None after the plan's last."""
    try:
        period = period_of(key, plan)
    except UnknownPeriod:
        return None
    if period.kind in (CycleKind.MIDTERM, CycleKind.FINAL):
        return None
    after = period_around(period.kind, period.covers_until + timedelta(days=1))
    return Cycle(plan=plan, **vars(after)) if after.covers_until <= plan.until_on else None
