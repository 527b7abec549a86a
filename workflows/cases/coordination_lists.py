"""What the office and the leaders follow: open requests, whom they wait for, and 拟上会清单."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from project.accounts.access import committees_served, committees_where
from project.accounts.models import Role, User
from project.workdays.models import Workday
from task_table.models import Plan
from workflows.case_words import CaseKind, CaseStep
from workflows.flows.coordination import CoordinationFlow
from workflows.models import CaseTransition, CoordinationRequest, Remark
from workflows.naming.reading import standing
from workflows.standing import Status

# The steps at which somebody is awaited, in the order of the flow.
OPEN = tuple(step for step in CoordinationFlow.turns if step != CaseStep.AGENDA)


def follows(user: User, plan: Plan, *, on: date) -> bool:
    """Say whether the person follows all requests of a plan: its office, leaders, observers."""
    return followed_by(user, on=on).filter(pk=plan.pk).exists()


def followed_by(user: User, *, on: date) -> QuerySet[Plan]:
    """Return the plans all of whose requests the person follows."""
    leads = committees_where(user, Role.LEADER, Role.OBSERVER, on=on).values("pk")
    serves = committees_served(user, on=on).values("pk")
    return Plan.objects.filter(Q(committee__in=leads) | Q(committee__in=serves))


@dataclass(frozen=True)
class Line:
    """One open request as the list shows it: whom it waits for, since when, how many days."""

    request: CoordinationRequest
    days: int
    status: Status


def lines_of(requests: Iterable[CoordinationRequest], *, on: date) -> list[Line]:
    """Return the requests with the working days they have waited; one statement for all."""
    rows = list(requests)
    since = {each.pk: timezone.localdate(each.step_since) for each in rows}
    days = Workday.objects.filter(day__in={on, *since.values()})
    ordinals = dict(days.values_list("day", "ordinal"))
    return [Line(each, ordinals[on] - ordinals[since[each.pk]], _status(each, on)) for each in rows]


def _status(request: CoordinationRequest, on: date) -> Status:
    """Return the step's word; what is past its last day, or the day asked for, stands out."""
    last_on = request.last_on or request.needed_on
    if request.step != CaseStep.AGENDA and last_on < on:
        return Status(f"{request.word}，已过期", "late")
    return Status(request.word, request.tone)


def of_plan(plan: Plan) -> QuerySet[CoordinationRequest]:
    """Return a plan's requests with what a line shows, those that waited longest first."""
    rows = CoordinationRequest.objects.for_moving().filter(plan=plan)
    return rows.select_related("report__cycle").order_by("step_since", "pk")


def counts_of(plan: Plan) -> dict[str, int]:
    """Return how many requests of the plan are at each step."""
    rows = CoordinationRequest.objects.filter(plan=plan).order_by().values_list("step")
    return dict(rows.annotate(times=Count("pk")))


@dataclass(frozen=True)
class Item:
    """One item of the agenda list: the request, its whole history, what units say beside it."""

    request: CoordinationRequest
    history: list[CaseTransition]
    remarks: list[Remark]

    @property
    def why(self) -> CaseTransition:
        """Return the move that put it on the list."""
        return next(each for each in reversed(self.history) if each.to_step == CaseStep.AGENDA)


def agenda_of(plan: Plan) -> list[Item]:
    """Return the plan's 拟上会清单, the oldest first: three statements however long it is."""
    moves = CaseTransition.objects.select_related("by", "on_behalf_of").order_by("pk")
    rows = of_plan(plan).filter(step=CaseStep.AGENDA)
    told = rows.prefetch_related(
        Prefetch("trail", moves), Prefetch("remarks", Remark.objects.for_reading())
    )
    return [Item(each, list(each.trail.all()), standing(each.remarks.all())) for each in told]


@dataclass(frozen=True)
class Followed:
    """How many requests of a plan somebody is awaited on, and how many are 拟上会."""

    plan: Plan
    open: int
    listed: int


def followed_in_short(user: User, *, on: date) -> list[Followed]:
    """Return the counts of the plans the person follows: one statement, none of them left out."""
    step = "cases__step"
    of_kind = Q(cases__kind=CaseKind.COORDINATION)
    plans = followed_by(user, on=on).annotate(
        open=Count("cases", of_kind & Q(**{f"{step}__in": OPEN})),
        listed=Count("cases", of_kind & Q(**{step: CaseStep.AGENDA})),
    )
    return [Followed(each, each.open, each.listed) for each in plans]
