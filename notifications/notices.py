"""Tells people of what was decided about them: a post taken over or lent, 特许补报 given or not.

Rows first, like the notice of a return: the same act is told once to each person, however often
this runs.
"""

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from notifications.letters import Letter
from notifications.letters.notices import delegated, excepted, handed_over, withdrawn
from notifications.models import Kind, Message
from notifications.outbox import post
from project.accounts.access import Permission, people_who_may
from project.accounts.models import Delegation, Grant
from workflows.models import WindowException

Row = TypeVar("Row", Grant, Delegation, WindowException)
# What is older was told, or there was nobody to tell; a new liaison reads it on the pages.
FRESH = timedelta(days=3)
GIVEN, TAKEN_BACK = "准予", "收回"
LENT, ENDED = "委托", "结束"


def tell_handovers(*, at: datetime | None = None) -> int:
    """Tell who took over a post what lies there; return how many people."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    taken = Grant.objects.active(on=on).exclude(takes_over=None).filter(granted_at__gte=at - FRESH)
    untold = _untold(taken.select_related("user", "unit", "takes_over__user"), Kind.HANDED_OVER)
    for grant in untold:
        post(
            handed_over(grant), kind=Kind.HANDED_OVER, subject=_subject(grant), period="交接",
            to=[grant.user], expires_on=on + FRESH, at=at,
        )  # fmt: skip
    return len(untold)


def tell_delegations(*, at: datetime | None = None) -> int:
    """Tell who acts for another, from when to when, and that it ended early; return how many."""
    at = at or timezone.now()
    rows = Delegation.objects.for_reading()
    made = rows.not_ended().filter(made_at__gte=at - FRESH)
    ended = rows.filter(ended_at__gte=at - FRESH)
    return _tell_delegates(made, LENT, at) + _tell_delegates(ended, ENDED, at)


def _tell_delegates(rows: QuerySet[Delegation], period: str, at: datetime) -> int:
    untold = _untold(rows, Kind.DELEGATED, period)
    for each in untold:
        post(
            delegated(each), kind=Kind.DELEGATED, subject=_subject(each), period=period,
            to=[each.delegate], expires_on=timezone.localdate(at) + FRESH, at=at,
        )  # fmt: skip
    return len(untold)


def tell_exceptions(*, at: datetime | None = None) -> int:
    """Tell a unit's liaisons of 特许补报 given or taken back; return how many acts were told."""
    at = at or timezone.now()
    on = timezone.localdate(at)
    rows = WindowException.objects.for_reading().select_related("cycle__plan")
    given = rows.in_force(on=on).filter(given_at__gte=at - FRESH)
    told = sum(
        _tell_unit(each, excepted(each), GIVEN, each.until_on, at)
        for each in _untold(given, Kind.EXCEPTED, GIVEN)
    )
    ended = _last_of_each_act(rows.filter(withdrawn_at__gte=at - FRESH))
    return told + sum(
        _tell_unit(each, withdrawn(each), TAKEN_BACK, on + FRESH, at)
        for each in _untold(ended, Kind.EXCEPTED, TAKEN_BACK)
    )


def _tell_unit(
    given: WindowException, letter: Letter, period: str, expires_on: date, at: datetime
) -> bool:
    liaisons = people_who_may(Permission.REPORT, given.unit, on=timezone.localdate(at))
    written = post(
        letter, kind=Kind.EXCEPTED, subject=_subject(given), period=period, to=liaisons,
        expires_on=expires_on, at=at,
    )  # fmt: skip
    return written > 0


def _last_of_each_act(rows: QuerySet[WindowException]) -> QuerySet[WindowException]:
    """Keep of what one act took back the one that reached furthest: one act, one letter."""
    keys = {
        (each.cycle_id, each.unit_id, each.withdrawn_at): each.pk
        for each in rows.order_by("until_on", "pk")
    }
    return rows.filter(pk__in=list(keys.values()))


def _untold(rows: QuerySet[Row], kind: Kind, period: str = "交接") -> list[Row]:
    found = list(rows)
    known = Message.objects.filter(kind=kind, period=period)
    told = set(known.filter(subject__in=map(_subject, found)).values_list("subject", flat=True))
    return [each for each in found if _subject(each) not in told]


def _subject(row: Grant | Delegation | WindowException) -> str:
    return f"{row._meta.model_name}:{row.pk}"
