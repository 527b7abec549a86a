"""The desks: what waits for a person, oldest first; each a fixed number of statements."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce

from project.accounts.access import Permission, committees_where, units_where
from project.accounts.models import Role, Unit, User
from task_table.models import AssignmentRole, SupportReview
from workflows import entitlement
from workflows.models import Cycle, Report, Transition
from workflows.models.reports import ReportQuerySet
from workflows.steps import Outcome, Step


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


def piles_of(user: User, *, on: date) -> list[Pile]:
    """Return the piles of the person's roles: home shows them, the morning letter lists them."""
    files = units_where(user, Permission.REPORT, on=on).exists()
    reviews = units_where(user, Permission.REVIEW, on=on).exists()
    signs = units_where(user, Permission.SIGN_OFF, on=on).exists()
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
    return piles


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
    planned = Case(
        When(assignment__role=AssignmentRole.SUPPORT, then=F("cycle__support_due_on")),
        default=F("cycle__due_on"),
    )
    due = Coalesce("reply_by", planned)
    return rows.annotate(asked_by=due).order_by("asked_by", "assignment__role", "pk")


def awaiting_review_of(user: User, *, on: date) -> ReportQuerySet:
    """Return what waits for the person's review, as reviewer or as the gathering lead's liaison."""
    lead_reviews = Q(
        assignment__role=AssignmentRole.SUPPORT,
        assignment__task__plan__support_review=SupportReview.LEAD,
        assignment__task__assignments__role=AssignmentRole.LEAD,
    )
    first_led = Q(
        assignment__task__assignments__role=AssignmentRole.LEAD,
        assignment__task__assignments__place=1,
        assignment__task__assignments__unit__in=units_where(user, Permission.REPORT, on=on),
    )
    waiting = Report.objects.at_step(Step.REVIEW)
    by_lead = waiting.filter(lead_reviews)
    as_reviewer = waiting.filter(unit__in=units_where(user, Permission.REVIEW, on=on)).exclude(
        pk__in=by_lead.values("pk")
    )
    as_lead = by_lead.filter(first_led)
    mine = Q(pk__in=as_reviewer.values("pk")) | Q(pk__in=as_lead.values("pk"))
    return _desk().filter(mine).order_by("step_since", "pk")


def awaiting_second_review_of(user: User, *, on: date) -> list[Report]:
    """Return the 自审 that is this person's to review again, by the resort in turn (rule 3)."""
    waiting = _desk().at_step(Step.SECOND_REVIEW).order_by("step_since", "pk")
    units = units_where(user, Permission.REVIEW, on=on)
    committees = committees_where(user, Role.LEADER, on=on)
    near = waiting.filter(Q(unit__in=units) | Q(unit__committee__in=committees))
    return _in_turn(list(near), user, on)


def awaiting_signature_of(user: User, *, on: date) -> ReportQuerySet:
    """Return what waits for the person's signature."""
    units = units_where(user, Permission.SIGN_OFF, on=on)
    rows = _desk().at_step(Step.SIGN_OFF).filter(unit__in=units)
    return rows.order_by("step_since", "pk")


def _desk() -> ReportQuerySet:
    return Report.objects.for_moving().select_related("assignment__task__section", "cycle__plan")


def _in_turn(reports: list[Report], user: User, on: date) -> list[Report]:
    """Keep the reports whose first resort with anybody free holds the person."""
    busy = hands_on_each(reports)
    resorts: dict[tuple[int, int], list[set[int]]] = {}
    kept = []
    for report in reports:
        key = (report.unit_id, report.assignment.task.plan_id)
        if key not in resorts:
            rows = entitlement.resorts_of(report, on=on)
            resorts[key] = [set(row.values_list("pk", flat=True)) for row in rows]
        left = [resort - busy[report.pk] for resort in resorts[key]]
        if user.pk in next(filter(None, left), set()):
            kept.append(report)
    return kept


def hands_on_each(reports: list[Report]) -> dict[int, set[int]]:
    """Return the hands on each report's current version, read at once."""
    versions = {each.version_id: each.pk for each in reports}
    hands = {each.pk: set(each.version.hands) if each.version else set() for each in reports}
    moves = Transition.objects.filter(version__in=versions).with_a_hand()
    for version, by, behalf in moves.values_list("version", "by", "on_behalf_of"):
        hands[versions[version]] |= {key for key in (by, behalf) if key}
    return hands
