"""Writes the letters by which units are asked for their opinion on a draft (征求意见)."""

from datetime import datetime

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils import timezone

from notifications.letters.consulting import consulted
from notifications.models import Kind, Round
from notifications.outbox import post, told_once
from notifications.speakers import speakers_of
from workflows.models import Opinion


def tell_opinions(*, at: datetime | None = None) -> int:
    """Tell the liaisons and signers of units asked since the last run; return how many units."""
    at = at or timezone.now()
    number = Cast(OuterRef("pk"), CharField())
    told = Exists(Round.objects.filter(kind=Kind.CONSULTED, period=number))
    asked = Opinion.objects.to_answer().filter(answered_at=None).exclude(told)
    return sum(_tell(each, at) for each in asked.for_reading().order_by("pk"))


def _tell(opinion: Opinion, at: datetime) -> bool:
    def write() -> int:
        on = timezone.localdate(at)
        return post(
            consulted(opinion), kind=Kind.CONSULTED, subject=f"case:{opinion.paper_id}",
            period=f"征求{opinion.pk}", to=speakers_of([opinion.unit], on),
            expires_on=max(opinion.reply_by, on), at=at,
        )  # fmt: skip

    return told_once(Kind.CONSULTED, str(opinion.pk), at=at, write=write) > 0
