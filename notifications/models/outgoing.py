"""What leaves the building, whatever the way: a row with a last day, claimed, sent and noted."""

from datetime import date, datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from workflows.standing import Status


class State(models.TextChoices):
    """Where a delivery stands; only a queued one is ever taken up.

    发送中 is a robot's post being handed over. A letter in a sender's bag is queued still, under
    its claim; which of them is being handed over its sender's row says (decision 0042).
    """

    QUEUED = "queued", "待发送"
    SENDING = "sending", "发送中"
    SENT = "sent", "已发送"
    REFUSED = "refused", "被拒收"
    EXPIRED = "expired", "过期未发"
    DROPPED = "dropped", "不再发送"


TONES = {
    State.QUEUED: "waiting",
    State.SENDING: "waiting",
    State.SENT: "done",
    State.REFUSED: "late",
    State.EXPIRED: "late",
    State.DROPPED: "quiet",
}
# What did not arrive and is not tried any more, unless a person sends it again.
DEAD = (State.REFUSED, State.EXPIRED)

Row = TypeVar("Row", bound="Outgoing")


class OutgoingQuerySet(models.QuerySet[Row]):
    """Deliveries in the field's words."""

    def to_send(self, *, at: datetime) -> Self:
        """Return what has waited long enough and whose last day is not over, the oldest first."""
        today = timezone.localdate(at)
        waited = Q(next_try_at=None) | Q(next_try_at__lte=at)
        fresh = Q(again_until=None, expires_on__gte=today) | Q(again_until__gte=today)
        return self.unclaimed().filter(waited, fresh).order_by("pk")

    def unclaimed(self) -> Self:
        """Return what is queued and in no sender's bag."""
        return self.filter(state=State.QUEUED, claim="")

    def past_its_day(self, *, on: date) -> Self:
        """Return what waits and whose last day is over: it would tell of yesterday."""
        over = Q(again_until=None, expires_on__lt=on) | Q(again_until__lt=on)
        return self.unclaimed().filter(over)

    def dead(self) -> Self:
        return self.filter(state__in=DEAD)

    def troubled(self) -> Self:
        """Return what did not simply arrive, and was not simply left."""
        return self.exclude(state__in=(State.SENT, State.DROPPED), uncertain=0)


class Outgoing(models.Model):
    """Written before it is sent (rule 10); these columns say how the sending goes."""

    created_at = models.DateTimeField("生成时间", default=timezone.now)
    expires_on = models.DateField("最后发送日")
    state = models.CharField("状态", max_length=8, choices=State, default=State.QUEUED)
    claimed_at = models.DateTimeField("领取时间", null=True)
    claim = models.CharField("领取凭据", max_length=36, blank=True)
    tries = models.PositiveIntegerField("发送次数", default=0)
    next_try_at = models.DateTimeField("下次发送时间", null=True)
    sent_at = models.DateTimeField("发送时间", null=True)
    uncertain = models.PositiveIntegerField("投递不确定次数", default=0)
    error = models.CharField("未送达的原因", max_length=300, blank=True)
    # Beside the first last day, which stays: set by whoever sends a dead one again.
    again_until = models.DateField("重新发送的最后日", null=True)

    class Meta:
        abstract = True

    @property
    def last_day(self) -> date:
        """Return the last day on which it may leave."""
        return self.again_until or self.expires_on

    @property
    def standing(self) -> Status:
        """Return where the delivery stands as a word with its tone."""
        return Status(State(self.state).label, TONES[State(self.state)])


def states_hold(prefix: str = "") -> tuple[models.CheckConstraint, ...]:
    """Return what binds the columns of one table to its state."""
    return (
        models.CheckConstraint(
            condition=Q(state=State.SENT, sent_at__isnull=False)
            | ~Q(state=State.SENT) & Q(sent_at=None),
            name=f"{prefix}sent_at_a_time",
        ),
        models.CheckConstraint(
            condition=~Q(state=State.SENDING) | Q(claimed_at__isnull=False) & ~Q(claim=""),
            name=f"{prefix}sending_is_claimed",
        ),
        models.CheckConstraint(
            condition=Q(claim="")
            | Q(state__in=(State.QUEUED, State.SENDING), claimed_at__isnull=False),
            name=f"{prefix}claimed_is_not_settled",
        ),
    )
