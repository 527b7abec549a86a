"""Whose turn many second reviews are: the resorts of rule 3 in one statement for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, Value

from project.accounts.access import Permission, grants_holding
from project.accounts.models import Grant, Role, User
from task_table.models import SecondReview
from workflows.models import Report, Transition

NONE = Value(None, BigIntegerField())
REVIEWER, LEADER, HAND = "reviewer", "leader", "hand"
# A tag, what it is about (unit, committee or version), and up to three keys of people and units.
Rows = dict[tuple[str, int], list[tuple[int | None, ...]]]


def in_turn(reports: Collection[Report], user: User, *, on: date) -> list[Report]:
    """Keep the reports whose first resort with anybody free holds the person.

    The same as `entitlement.second_reviewers` says of each; a test holds the two equal.
    """
    if not reports:
        return []
    found = _read(reports, on)
    return [report for report in reports if user.pk in _first_free(report, found)]


def fresh_to(reports: Collection[Report], user: User) -> list[Report]:
    """Keep the reports in whose current version the person had no hand (rule 3)."""
    hands = hands_on_each(reports)
    return [each for each in reports if user.pk not in hands[each.pk]]


def hands_on_each(reports: Collection[Report]) -> dict[int, set[int]]:
    """Return the hands on each report's current version, read at once, by the report's key."""
    versions = {each.version_id: each.pk for each in reports}
    hands = {each.pk: set(each.version.hands) if each.version else set() for each in reports}
    moves = Transition.objects.filter(version__in=versions).with_a_hand()
    for version, by, behalf in moves.values_list("version", "by", "on_behalf_of"):
        hands[versions[version]] |= {key for key in (by, behalf) if key}
    return hands


def _first_free(report: Report, found: Rows) -> set[int]:
    hands = set(report.version.hands) if report.version else set()
    for pair in found[HAND, report.version_id or 0]:
        hands |= {key for key in pair if key}
    plan = report.assignment.task.plan
    reviewers, leaders = found[REVIEWER, report.unit_id], found[LEADER, plan.committee_id]
    setting = SecondReview(plan.second_review)
    return first_free(resorts(report.unit_id, reviewers, leaders, setting), hands)


def first_free(resorts: Iterable[Collection[int]], hands: Collection[int]) -> set[int]:
    """Return who of the first resort with anybody free of a hand is free."""
    left = (set(resort).difference(hands) for resort in resorts)
    return next(filter(None, left), set())


def resorts(
    unit: int,
    reviewers: Iterable[tuple[int | None, ...]],
    leaders: Iterable[tuple[int | None, ...]],
    setting: SecondReview,
) -> list[set[int]]:
    """Return the resorts in their order, as far as the plan's setting goes.

    `reviewers` are of the unit, each with the keys of the home unit and its host.
    """
    own: set[int] = set()
    others: set[int] = set()
    for person, *houses in reviewers:
        (own if unit in houses else others).add(person or 0)
    found = {
        SecondReview.OTHER_UNIT: others - own,
        SecondReview.LEADER: {person or 0 for person, *_ in leaders},
        SecondReview.COLLEAGUE: own,
    }
    last = list(SecondReview).index(setting)
    return [found[resort] for resort in list(SecondReview)[: last + 1]]


def _read(reports: Collection[Report], on: date) -> Rows:
    """Read reviewers by unit, leaders by committee and hands by version: one statement."""
    units = {report.unit_id for report in reports}
    committees = {report.assignment.task.plan.committee_id for report in reports}
    versions = {report.version_id for report in reports}
    reviewers = grants_holding(Permission.REVIEW, on=on).filter(unit__in=units)
    leaders = Grant.objects.active(on=on).of_role(Role.LEADER).filter(user__is_active=True)
    moves = Transition.objects.filter(version__in=versions).with_a_hand()
    rows = [
        _tagged(reviewers, REVIEWER, "unit", "user", "user__home_unit", "user__home_unit__host"),
        _tagged(leaders.filter(committee__in=committees), LEADER, "committee", "user"),
        _tagged(moves, HAND, "version", "by", "on_behalf_of"),
    ]
    found: Rows = defaultdict(list)
    for tag, about, *keys in rows[0].union(*rows[1:], all=True):
        found[tag, about].append(tuple(keys))
    return found


def _tagged(rows: Any, tag: str, *names: str) -> Any:
    """Return rows of a tag and four columns; those that are not named hold nothing."""
    columns = [F(name) for name in names] + [NONE] * (4 - len(names))
    named = {f"column{place}": column for place, column in enumerate(columns)}
    return rows.order_by().annotate(tag=Value(tag), **named).values_list("tag", *named)
