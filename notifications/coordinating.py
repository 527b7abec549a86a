"""Writes the notices of 需协调事项: to the unit that is asked, and to who waits for its answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from notifications.letters.coordination import answered, passed_on
from notifications.models import Kind, Round
from notifications.outbox import post, told_once
from project.accounts.access import Permission, people_who_may
from project.accounts.models import User
from workflows.case_words import CaseKind, CaseOutcome, CaseStep
from workflows.models import CaseTransition, CoordinationRequest

# What is older was told, or there was nobody to tell; it stands on the pages.
FRESH = timedelta(days=3)
TO_RAISER = frozenset(
    {
        CaseOutcome.SENT_BACK,
        CaseOutcome.REFUSED,
        CaseOutcome.FORWARDED,
        CaseOutcome.ACCEPTED,
        CaseOutcome.PROPOSED,
        CaseOutcome.DECLINED,
        CaseOutcome.SETTLED,
        CaseOutcome.LISTED,
        CaseOutcome.DONE,
        CaseOutcome.LAPSED,
        CaseOutcome.RULED,
        CaseOutcome.TAKEN_OFF,
    }
)
TO_ADDRESSEE = frozenset(
    {
        CaseOutcome.AGREED,
        CaseOutcome.SETTLED,
        CaseOutcome.NOT_DONE,
        CaseOutcome.CONFIRMED,
        CaseOutcome.LAPSED,
        CaseOutcome.RULED,
        CaseOutcome.TAKEN_OFF,
    }
)


def tell_coordination(*, at: datetime | None = None) -> int:
    """Tell units of what was passed on to them and of what was answered; return how many moves.

    Each move is told once; what asks a unit for an answer is not told once that was given.
    """
    at = at or timezone.now()
    return sum(_tell(move, at) for move in _untold(at))


def _untold(at: datetime) -> QuerySet[CaseTransition]:
    number = Cast(OuterRef("pk"), CharField())
    kinds = (Kind.PASSED_ON, Kind.ANSWERED)
    told = Exists(Round.objects.filter(kind__in=kinds, period=number))
    moves = CaseTransition.objects.filter(
        case__kind=CaseKind.COORDINATION, outcome__in=TO_RAISER | TO_ADDRESSEE, at__gte=at - FRESH
    )
    return moves.exclude(told).select_related("by").order_by("pk")


def _tell(move: CaseTransition, at: datetime) -> bool:
    case = _case_of(move)
    kind = Kind.PASSED_ON if move.to_step == CaseStep.ANSWER else Kind.ANSWERED
    people = told_once(kind, str(move.pk), at=at, write=lambda: _post(move, case, kind, at))
    return people > 0


def _case_of(move: CaseTransition) -> CoordinationRequest:
    return CoordinationRequest.objects.for_moving().get(pk=move.case_id)


def _post(move: CaseTransition, case: CoordinationRequest, kind: Kind, at: datetime) -> int:
    on = timezone.localdate(at)
    if kind == Kind.PASSED_ON and case.step != CaseStep.ANSWER:
        return 0
    letter = passed_on(case) if kind == Kind.PASSED_ON else answered(move, case)
    last_day = max(case.last_on or on, on) if kind == Kind.PASSED_ON else on + FRESH
    return post(
        letter, kind=kind, subject=f"case:{case.pk}", period=f"第{move.pk}步",
        to=_readers(move, case, kind, at), expires_on=last_day, at=at,
    )  # fmt: skip


def _readers(
    move: CaseTransition, case: CoordinationRequest, kind: Kind, at: datetime
) -> Iterable[User]:
    """Return the liaisons of the units it concerns, but for who did it."""
    asked = [case.addressee] if case.addressee else []
    units = asked if kind == Kind.PASSED_ON else [
        *([case.unit] if move.outcome in TO_RAISER else []),
        *(asked if move.outcome in TO_ADDRESSEE else []),
    ]  # fmt: skip
    on = timezone.localdate(at)
    people = {
        person.pk: person
        for unit in units
        for person in people_who_may(Permission.REPORT, unit, on=on)
    }
    return [person for key, person in people.items() if key != move.by_id]
