"""The desks: what waits for a person, oldest first; each a fixed number of statements."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from project.accounts.access import (
    Permission,
    committees_where,
    delegations_to,
    grants_holding,
    units_where,
)
from project.accounts.models import Delegation, Role, Unit, UnitKind, User
from project.workdays.models import Workday
from task_table.models import AssignmentRole, SupportReview
from workflows.models import Cycle, Report, Transition
from workflows.models.reports import ReportQuerySet
from workflows.second_reviews import fresh_to, in_turn
from workflows.standing import late_among
from workflows.steps import Outcome, Step

# What a signer is told of so that the unit's liaisons hurry; nothing the signer can move.
BEHIND, HURRY = "请督促本单位报送", "督促"


@dataclass(frozen=True)
class Pile:
    """What waits for a person in one role, oldest first, and what is said when nothing does."""

    title: str
    empty: str
    reports: list[Report]
    verb: str = ""

    @property
    def sheets(self) -> list[tuple[Cycle, Unit, int]]:
        """Return the sheets these reports lie on, each with how many; none where one reviews."""
        if not self.verb:
            return []
        lying = Counter((report.cycle, report.unit) for report in self.reports)
        return [(cycle, unit, count) for (cycle, unit), count in lying.items()]

    @property
    def cycles(self) -> list[tuple[Cycle, int]]:
        """Return the cycles of what is reviewed, each with how many: every one has its desk."""
        if self.verb:
            return []
        return list(Counter(report.cycle for report in self.reports).items())


def piles_of(user: User, *, on: date) -> list[Pile]:
    """Return the piles of the person's roles: home shows them, the morning letter lists them."""
    files = units_where(user, Permission.REPORT, on=on).exists()
    reviews = units_where(user, Permission.REVIEW, on=on).exists()
    signs = _signing_for(user, on).exists()
    leads = committees_where(user, Role.LEADER, on=on).exists()
    piles = []
    if files:
        piles.append(_pile("我要报送", "目前没有要报送的任务。", owed_by(user, on=on), "填报"))
    if reviews or files:
        waiting = awaiting_review_of(user, on=on)
        piles.append(_pile("待我审核", "目前没有等待审核的报告。", waiting))
    if reviews or leads:
        again = awaiting_second_review_of(user, on=on)
        piles.append(_pile("待我复核", "目前没有等待复核的报告。", again))
    if signs:
        to_sign = awaiting_signature_of(user, on=on)
        piles.append(_pile("待我签批", "目前没有等待签批的报告。", to_sign, "签批"))
        behind = behind_in_units_of(user, on=on)
        piles += [_pile(BEHIND, "", behind, HURRY)] if behind else []
    return [*piles, *(_pile_for(each, user, on) for each in delegations_to(user, on=on))]


def _signing_for(user: User, on: date) -> QuerySet[Unit]:
    """Return the units that file and for which the person signs: an office's head signs papers."""
    return units_where(user, Permission.SIGN_OFF, on=on).exclude(kind=UnitKind.OFFICE)


def _pile_for(lent: Delegation, user: User, on: date) -> Pile:
    """Return what waits for who is on leave and has the person act (委托, decision 0031)."""
    absent = lent.delegator
    if lent.grant.role == Role.SIGNER:
        rows = awaiting_signature_of(absent, on=on).filter(unit=lent.grant.unit_id)
        return _pile(f"代{absent}签批", "目前没有等待签批的报告。", rows, "签批")
    again = fresh_to(awaiting_second_review_of(absent, on=on), user)
    return _pile(f"代{absent}复核", "目前没有等待复核的报告。", again)


def _pile(title: str, empty: str, reports: Iterable[Report], verb: str = "") -> Pile:
    return Pile(title, empty, list(reports), verb)


def last_returns(reports: Iterable[Report]) -> dict[int, Transition]:
    """Return the last return of each report that wants a reply, read at once, by report key."""
    keys = [report.pk for report in reports if report.reply_by]
    moves = Transition.objects.filter(report__in=keys, outcome=Outcome.SENT_BACK)
    return {move.report_id: move for move in moves.select_related("by").order_by("pk")}


def owed_by(user: User, *, on: date) -> ReportQuerySet:
    """Return what the person's units still have to file: the earliest day first."""
    units = units_where(user, Permission.REPORT, on=on)
    rows = _desk().at_step(Step.REPORT).filter(unit__in=units, cycle__opens_on__lte=on)
    owed: ReportQuerySet = _asked(rows).order_by("asked_by", "assignment__role", "pk")
    return owed


def _asked(rows: ReportQuerySet) -> Any:
    """Let reports know the day they are asked for, as `asked_by`."""
    planned = Case(
        When(assignment__role=AssignmentRole.SUPPORT, then=F("cycle__support_due_on")),
        default=F("cycle__due_on"),
    )
    return rows.annotate(asked_by=Coalesce("reply_by", planned))


def behind_in_units_of(user: User, *, on: date) -> list[Report]:
    """Return what the units the person signs for, without filing for them, are late with.

    Only what is so late that the plan has the signer told (`Plan.signer_after`, decision 0046).
    """
    signed = _signing_for(user, on).exclude(
        pk__in=units_where(user, Permission.REPORT, on=on).values("pk")
    )
    rows = _asked(_desk().still_owed().filter(unit__in=signed, cycle__opens_on__lte=on))
    now, asked = _ordinal_of(Value(on)), _ordinal_of(OuterRef("asked_by"))
    late = rows.filter(asked_by__lt=on).annotate(asked_at=Subquery(asked), now=Subquery(now))
    told = late.filter(now__gte=F("asked_at") + F("cycle__plan__signer_after"))
    rows_in_order = list(told.order_by("asked_by", "assignment__role", "pk"))
    return late_among(rows_in_order, on=on) if rows_in_order else []


def _ordinal_of(day: Any) -> QuerySet[Workday, int]:
    return Workday.objects.filter(day=day).values_list("ordinal", flat=True)


def awaiting_review_of(user: User, *, on: date) -> ReportQuerySet:
    """Return what waits for the person's review, as reviewer or as the gathering lead's liaison."""
    return _desk().filter(to_review(user, on=on)).order_by("step_since", "pk")


# A co-responsible row that its task's lead takes up or sends back; a task without one has none.
LEAD_REVIEWS = Q(
    assignment__role=AssignmentRole.SUPPORT,
    assignment__task__plan__support_review=SupportReview.LEAD,
    assignment__task__assignments__role=AssignmentRole.LEAD,
)


def to_review(user: User, *, on: date) -> Q:
    """Return which reports wait for the person's review."""
    first_led = Q(
        assignment__task__assignments__role=AssignmentRole.LEAD,
        assignment__task__assignments__place=1,
        assignment__task__assignments__unit__in=units_where(user, Permission.REPORT, on=on),
    )
    waiting = Report.objects.at_step(Step.REVIEW)
    by_lead = waiting.filter(LEAD_REVIEWS)
    as_reviewer = waiting.filter(unit__in=units_where(user, Permission.REVIEW, on=on)).exclude(
        pk__in=by_lead.values("pk")
    )
    as_lead = by_lead.filter(first_led)
    return Q(pk__in=as_reviewer.values("pk")) | Q(pk__in=as_lead.values("pk"))


def awaiting_second_review_of(user: User, *, on: date) -> list[Report]:
    """Return the 自审 that is this person's to review again, by the resort in turn (rule 3)."""
    near = _desk().filter(near_second_review(user, on=on)).order_by("step_since", "pk")
    return in_turn(list(near), user, on=on)


def near_second_review(user: User, *, on: date) -> Q:
    """Return which reports the person could review again, if the resort in turn says so."""
    units = units_where(user, Permission.REVIEW, on=on)
    committees = committees_where(user, Role.LEADER, on=on)
    return Q(step=Step.SECOND_REVIEW) & (Q(unit__in=units) | Q(unit__committee__in=committees))


def awaiting_signature_of(user: User, *, on: date) -> ReportQuerySet:
    """Return what waits for the person's signature."""
    units = units_where(user, Permission.SIGN_OFF, on=on)
    rows = _desk().at_step(Step.SIGN_OFF).filter(unit__in=units)
    return rows.order_by("step_since", "pk")


def surely_waited_for(people: Collection[int], *, on: date) -> set[int]:
    """Return those of many people in whose piles there surely lies something.

    Three statements at most, the likeliest first. Of the others `piles_of` is asked: what waits for
    a lead or for a second review is not here.
    """
    at = Report.objects.at_step
    waiting = {
        Permission.REPORT: at(Step.REPORT).filter(cycle__opens_on__lte=on),
        Permission.REVIEW: at(Step.REVIEW).exclude(
            pk__in=at(Step.REVIEW).filter(LEAD_REVIEWS).values("pk")
        ),
        Permission.SIGN_OFF: at(Step.SIGN_OFF),
    }
    left = set(people)
    for permission, rows in waiting.items():
        if left:
            holding = grants_holding(permission, on=on).filter(user__in=left)
            here_now = holding.filter(unit__in=rows.order_by().values("unit"))
            left -= set(here_now.values_list("user", flat=True))
    return set(people) - left


def _desk() -> ReportQuerySet:
    return Report.objects.for_moving().select_related("assignment__task__section", "cycle__plan")
