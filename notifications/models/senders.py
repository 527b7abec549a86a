"""A sender at work: whose letters a bag holds, and which of them is being handed over."""

from datetime import datetime
from typing import Self

from django.db import connection, models
from django.utils import timezone

# SQL of our own: once a letter, and the ORM takes longer over it than SQLite does.
BEGIN = "UPDATE notifications_sender SET at_hand = %s, seen_at = %s WHERE claim = %s"


class SenderQuerySet(models.QuerySet["Sender"]):
    """Senders in the outbox's words."""

    def begin(self, claim: str, letter: int) -> bool:
        """Note what a sender hands over now; False where it was given up meanwhile."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(BEGIN, (letter, now, claim))
            return bool(cursor.rowcount)

    def give_up(self, sender: "Sender") -> bool:
        """Delete a sender unless it was seen again since it was read, or another was quicker."""
        return bool(self.filter(claim=sender.claim, seen_at=sender.seen_at).delete()[0])

    def lapsed(self, *, before: datetime) -> Self:
        return self.filter(seen_at__lt=before)


class Sender(models.Model):
    """The row one letter costs one write to: small, and in no index but its own (decision 0042).

    Of the letters under its claim those before `at_hand` were accepted, that one is uncertain, and
    those after it were not begun.
    """

    claim = models.CharField("领取凭据", max_length=36, primary_key=True)
    at_hand = models.BigIntegerField("正在发送的信件", default=0)
    seen_at = models.DateTimeField("最近一次发送时间", default=timezone.now)

    objects = SenderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "正在发送的批次"
        default_permissions = ()

    def __str__(self) -> str:
        return self.claim
