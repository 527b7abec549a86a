"""结果与理由: who has a report now and since when, who reviewed and signed it, why it came back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from project.accounts.access import Permission, people_who_may
from project.accounts.models import Delegation, User
from project.workdays.estimates import reckoned
from workflows import entitlement
from workflows.models import Report, Transition
from workflows.reviewing import reviewed_by_lead, reviewing_permission, reviewing_unit
from workflows.sight import Sight
from workflows.standing import Reckoning
from workflows.steps import OPEN_STEPS, Outcome, Step
from workflows.windows import day_in_words

MOST_NAMES = 3


@dataclass(frozen=True)
class Result:
    """What stands on top of a report's page, as far as the person may know it."""

    holder: str = ""
    is_open: bool = False
    since_on: date | None = None
    days: int = 0
    reviewed: Sequence[Transition] = ()
    signed: Transition | None = None
    came_back: Transition | None = None
    is_answered: bool = False
    late: str = ""


def result(
    report: Report, sight: Sight, moves: Sequence[Transition], reckoning: Reckoning
) -> Result:
    """Return the block for one person, from the moves that person may read (decision 0012).

    Who sees the signed version alone learns who signed it; who sees the mere state, where it lies.
    `reckoning` knows the day of `step_since`.
    """
    signed = _last(moves, Outcome.SIGNED)
    if sight == Sight.SIGNED:
        return Result(signed=signed)
    of_version = [move for move in moves if move.version_id == report.version_id]
    came_back = _last((m for m in moves if m.process_number == report.process_id), SENT_BACK)
    since_on = timezone.localdate(report.step_since)
    return Result(
        holder=holder(report, on=reckoning.on),
        is_open=report.step in OPEN_STEPS,
        since_on=since_on,
        days=max(0, -reckoning.days_to(since_on)),
        reviewed=[move for move in of_version if move.outcome == Outcome.APPROVED],
        signed=signed if report.signed_version_id else None,
        came_back=came_back,
        is_answered=came_back is not None and came_back.version_id != report.version_id,
        late=_late(report, moves),
    )


SENT_BACK = Outcome.SENT_BACK


def _last(moves: Iterable[Transition], outcome: Outcome) -> Transition | None:
    found = [move for move in moves if move.outcome == outcome]
    return found[-1] if found else None


def holder(report: Report, *, on: date) -> str:
    """Return who has it now, by role and name; nothing where it ended, or nobody is left."""
    if report.step not in OPEN_STEPS:
        return ""
    role, people = _holders(report, on)
    return in_words(role, people.select_related("home_unit").order_by("home_unit", "pk"))


def _holders(report: Report, on: date) -> tuple[str, QuerySet[User]]:
    """Return who may act; who already had a hand in the version may not (rule 3)."""
    step, hands = Step(report.step), entitlement.hands_on(report)
    if step == Step.REPORT:
        return "联络员", people_who_may(Permission.REPORT, report.unit, on=on)
    if step == Step.SECOND_REVIEW:
        return "复核人", entitlement.second_reviewers(report, on=on)
    if step == Step.SIGN_OFF:
        signers = people_who_may(Permission.SIGN_OFF, report.unit, on=on)
        lent = Delegation.objects.in_force(on=on).filter(grant__unit=report.unit_id)
        either = Q(pk__in=signers.values("pk")) | Q(pk__in=lent.values("delegate"))
        return "签批人", User.objects.filter(either).exclude(pk__in=hands)
    people = people_who_may(reviewing_permission(report), reviewing_unit(report), on=on)
    return "联络员" if reviewed_by_lead(report) else "审核人", people.exclude(pk__in=hands)


def in_words(role: str, people: Iterable[User]) -> str:
    """Return people by where they are at home: 市残工委办公室审核人甲、乙；市民政局审核人丙."""
    homes: dict[str, list[str]] = {}
    for person in people:
        homes.setdefault(str(person.home_unit or ""), []).append(person.name)
    return "；".join(f"{home}{role}{_named(names)}" for home, names in homes.items())


def _named(names: list[str]) -> str:
    """Return a few names, and how many there are where they are more.

    >>> _named(["甲", "乙"]), _named(["甲", "乙", "丙", "丁"])
    ('甲、乙', '甲、乙、丙等4人')
    """
    named = "、".join(names[:MOST_NAMES])
    return f"{named}等{len(names)}人" if len(names) > MOST_NAMES else named


def _late(report: Report, moves: Iterable[Transition]) -> str:
    """Return that the first submission came after its due date; before one, the status says it."""
    first = next((move for move in moves if move.outcome == Outcome.SUBMITTED), None)
    if first is None or timezone.localdate(first.at) <= report.due_on:
        return ""
    came, due = day_in_words(timezone.localdate(first.at)), reckoned(report.due_on)
    return f"未按时报送：{due}截止，{came}首次提交"
