"""Home by role: what I owe, what waits for my review, what waits for my signature."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from notifications.alarms import alarms_of
from notifications.following import followed_by
from notifications.newest import papers_for
from notifications.reach import reach_alarms
from project.accounts.access import committees_served, people_of_the_day
from project.accounts.models import Sphere, User
from project.accounts.visitor import signed_in
from project.desk.entering import may_enter, missing_in_words, year_missing
from task_table.models import Plan
from workflows import desks
from workflows.cases.coordination_lists import followed_in_short
from workflows.cases.dues import with_dues
from workflows.cases.turns import waiting_for
from workflows.figures.disputing import awaiting_decision_of
from workflows.handover import new_posts
from workflows.models import Cycle, Report, Transition
from workflows.models.reports import ReportQuerySet
from workflows.paper.reading import papers_to_check
from workflows.standing import Reckoning, Status, reckon
from workflows.standing_in import delegations_about
from workflows.summary.speaking import waiting_opinions
from workflows.vacancies import Vacancies, vacancies
from workflows.where.stuck import stuck_in_office


@dataclass(frozen=True)
class Item:
    """A report on a desk: its status, how long it lies here, and why it came back if it did."""

    report: Report
    status: Status
    came_back: Transition | None


@dataclass(frozen=True)
class Desk:
    """One pile on the home page, oldest first."""

    pile: desks.Pile
    items: list[Item]


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the piles of the person's roles; administrators find their own pages here."""
    user = signed_in(request)
    on = timezone.localdate()
    if user.sphere != Sphere.BUSINESS:
        return render(request, "desk/home_administrator.html", _deliveries(user))
    piles = desks.piles_of(user, on=on)
    reports = [report for pile in piles for report in pile.reports]
    reckoning, returns = reckon(reports, on=on), desks.last_returns(reports)
    of_office = _of_the_office(user, on)
    lacking = vacancies(of_office, on=on)
    context = {
        "desks": [Desk(pile, _items(pile.reports, reckoning, returns)) for pile in piles],
        "doubts": list(awaiting_decision_of(user, on=on)),
        "followed": followed_in_short(user, on=on),
        "cases": with_dues(waiting_for(user, on=on), on=on),
        "opinions": list(waiting_opinions(user, on=on)),
        "papers_to_check": list(papers_to_check(user, on=on)),
        "cycles": _cycles(user),
        "papers": papers_for(user, on=on),
        "delegations": delegations_about(user, on=on),
        "new_posts": new_posts(user, on=on),
        "stuck": stuck_in_office(user, on=on),
        "missing": _missing_notice(user, on),
        "is_granted": people_of_the_day(on=on).filter(pk=user.pk).exists(),
        "vacancies": lacking,
        **_deliveries(user, _unreached(of_office, lacking, on)),
    }
    return render(request, "desk/home.html", context)


def _of_the_office(user: User, on: date) -> ReportQuerySet:
    """Return all reports of the committees in whose office the person works: who files none of
    theirs is no secret there, whoever reviews them.
    """
    served = committees_served(user, on=on)
    return Report.objects.filter(cycle__plan__committee__in=served)


def _missing_notice(user: User, on: date) -> str:
    """Return to the office, from December on, that next year's days are estimated still."""
    year = year_missing(on=on)
    return missing_in_words(year) if year and may_enter(user, on=on) else ""


def _unreached(reports: ReportQuerySet, lacking: Vacancies | None, on: date) -> list[str]:
    """Return which units nobody can be told of, but for those whose post is told to be empty."""
    told = [each.unit for each in lacking.units] if lacking else []
    return list(reach_alarms(reports, on=on, told=told))


def _deliveries(user: User, unreached: Sequence[str] = ()) -> dict[str, object]:
    """Return what hinders mail and robots, to those who can mend it or must chase by telephone.

    `unreached` says what units learn nothing.
    """
    at = timezone.now()
    followed = followed_by(user, at=at)
    if followed is None:
        return {"follows_mail": False, "alarms": []}
    return {"follows_mail": True, "alarms": [*alarms_of(followed, at=at), *unreached]}


def _items(
    reports: Iterable[Report], reckoning: Reckoning, returns: dict[int, Transition]
) -> list[Item]:
    return [
        Item(each, reckoning.status_of(each), returns.get(each.pk) if each.reply_by else None)
        for each in reports
    ]


def _cycles(user: User) -> list[Cycle]:
    rows = Cycle.objects.filter(plan__in=Plan.objects.visible_to(user))
    return list(rows.select_related("plan").order_by("-opens_on")[:4])
