"""Writes the letters of 督办单 and 通报: issued, and 通报前告知 to whom one is about to name."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from notifications.letters.escalation import circular, forewarned, supervised
from notifications.models import Kind, Round
from notifications.outbox import post, told_once
from notifications.speakers import speakers_of
from project.accounts.access import leaders_and_observers_of
from project.accounts.models import Unit
from workflows.case_words import CaseKind, CaseStep
from workflows.models import CaseTransition, Circular, PreNotice, SupervisionNotice

# What is older was told, or there was nobody to tell; it stands on the pages.
FRESH = timedelta(days=3)


def tell_escalation(*, at: datetime | None = None) -> int:
    """Tell units of what was issued to them and of what is to name them; return how many acts."""
    at = at or timezone.now()
    told = [_forewarn(each, at) for each in _untold_notices(timezone.localdate(at))]
    told += [_supervise(move, at) for move in _untold(CaseKind.SUPERVISION, Kind.SUPERVISED, at)]
    told += [_announce(move, at) for move in _untold(CaseKind.CIRCULAR, Kind.CIRCULAR, at)]
    return sum(told)


def _not_gone_through(rows: Any, kind: Kind) -> Any:
    number = Cast(OuterRef("pk"), CharField())
    return rows.exclude(Exists(Round.objects.filter(kind=kind, period=number)))


def _untold_notices(on: date) -> list[PreNotice]:
    rows = PreNotice.objects.open().filter(until_on__gte=on).for_reading()
    return [each for each in _not_gone_through(rows, Kind.FOREWARNED).order_by("pk") if each.stands]


def _untold(case: CaseKind, kind: Kind, at: datetime) -> QuerySet[CaseTransition]:
    """Return the moves by which a paper came to its unit, or to everybody."""
    moves = CaseTransition.objects.filter(
        case__kind=case, to_step__in=(CaseStep.HANDLE, CaseStep.ISSUED), at__gte=at - FRESH
    )
    found: QuerySet[CaseTransition] = _not_gone_through(moves, kind).order_by("pk")
    return found


def _forewarn(told: PreNotice, at: datetime) -> bool:
    def write() -> int:
        return post(
            forewarned(told), kind=Kind.FOREWARNED, subject=f"case:{told.circular_id}",
            period=f"告知{told.pk}", to=speakers_of([told.unit], timezone.localdate(at)),
            expires_on=told.until_on, at=at,
        )  # fmt: skip

    return told_once(Kind.FOREWARNED, str(told.pk), at=at, write=write) > 0


def _supervise(move: CaseTransition, at: datetime) -> bool:
    notice: Any = SupervisionNotice.objects.for_moving().get(pk=move.case_id)

    def write() -> int:
        on = timezone.localdate(at)
        if notice.step != CaseStep.HANDLE:
            return 0
        return post(
            supervised(notice, move), kind=Kind.SUPERVISED, subject=f"case:{notice.pk}",
            period=f"第{move.pk}步", to=speakers_of([notice.unit], on),
            expires_on=max(notice.reply_by or on, on), at=at,
        )  # fmt: skip

    return told_once(Kind.SUPERVISED, str(move.pk), at=at, write=write) > 0


def _announce(move: CaseTransition, at: datetime) -> bool:
    issued: Any = Circular.objects.for_moving().get(pk=move.case_id)

    def write() -> int:
        on = timezone.localdate(at)
        named = Unit.objects.filter(code__in=[each["unit"] for each in issued.entries])
        readers = {each.pk: each for each in speakers_of(named, on)}
        readers |= {
            each.pk: each for each in leaders_and_observers_of(issued.plan.committee, on=on)
        }
        return post(
            circular(issued), kind=Kind.CIRCULAR, subject=f"case:{issued.pk}",
            period=f"第{move.pk}步", to=readers.values(), expires_on=on + FRESH, at=at,
        )  # fmt: skip

    return told_once(Kind.CIRCULAR, str(move.pk), at=at, write=write) > 0
