"""The message: one delivery to one person over one channel; and what has been told already."""

import uuid
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from workflows.models import Transition
from workflows.standing import Status


class Kind(models.TextChoices):
    """What a message is about; each kind is one letter with its three templates."""

    REMINDER = "reminder", "每日提醒"
    RETURNED = "returned", "退回通知"
    HANDED_OVER = "handed_over", "交接通知"
    DELEGATED = "delegated", "委托通知"
    EXCEPTED = "excepted", "特许补报通知"
    URGED = "urged", "催办"
    PASSED_ON = "passed_on", "转办通知"
    ANSWERED = "answered", "协调答复"
    DIGEST_DRAFT = "digest_draft", "逾期摘要底稿"
    DIGEST = "digest", "逾期摘要"
    SUMMARY_DRAFT = "summary_draft", "进展情况汇总底稿"
    SUMMARY = "summary", "进展情况汇总"


class Channel(models.TextChoices):
    """How a message reaches a person."""

    IN_APP = "in_app", "站内消息"
    EMAIL = "email", "电子邮件"


class State(models.TextChoices):
    """Where a delivery stands; only a queued one is ever taken up.

    One that lies in a sender's bag is queued still, under its claim; 发送中 is the one being handed
    over, and whoever dies leaves this one uncertain (decision 0042).
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


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages in the field's words."""

    def in_app(self) -> Self:
        return self.filter(channel=Channel.IN_APP)

    def by_mail(self) -> Self:
        return self.filter(channel=Channel.EMAIL)

    def unread(self) -> Self:
        return self.in_app().filter(first_opened_at=None)

    def to_send(self, *, at: datetime) -> Self:
        """Return the mail whose turn has come and whose last day is not over, the oldest first."""
        waited = Q(next_try_at=None) | Q(next_try_at__lte=at)
        fresh = self.by_mail().filter(expires_on__gte=timezone.localdate(at))
        return fresh.unclaimed().filter(waited).order_by("pk")

    def unclaimed(self) -> Self:
        """Return what is queued and in no sender's bag."""
        return self.filter(state=State.QUEUED, claim="")

    def past_its_day(self, *, on: date) -> Self:
        """Return queued mail whose last day is over: it would tell of yesterday."""
        return self.by_mail().filter(state=State.QUEUED, expires_on__lt=on)


class Message(models.Model):
    """Written before it is sent (rule 10): its words, its Message-ID and its day never change."""

    kind = models.CharField("类别", max_length=16, choices=Kind)
    subject = models.CharField("事由", max_length=100)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name="收件人",
    )
    channel = models.CharField("渠道", max_length=8, choices=Channel)
    period = models.CharField("期次", max_length=16)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    html = models.TextField("网页正文")
    number = models.UUIDField("信件编号", default=uuid.uuid4, unique=True)
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
    first_opened_at = models.DateTimeField("首次打开时间", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ("-pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                "kind", "subject", "recipient", "channel", "period", name="one_message_once"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SENT, sent_at__isnull=False)
                | ~Q(state=State.SENT) & Q(sent_at=None),
                name="sent_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENDING) | Q(claimed_at__isnull=False) & ~Q(claim=""),
                name="sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(claim="")
                | Q(state__in=(State.QUEUED, State.SENDING), claimed_at__isnull=False),
                name="claimed_is_not_settled",
            ),
        )
        indexes = (
            models.Index(fields=("channel", "state", "next_try_at"), name="message_queue"),
            models.Index(fields=("recipient", "channel", "-id"), name="message_inbox"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.period}，{self.recipient}）"

    @property
    def standing(self) -> Status:
        """Return where the delivery stands as a word with its tone."""
        return Status(State(self.state).label, TONES[State(self.state)])


class Round(models.Model):
    """A mailing whose rows are all written: the same round is not gone through again."""

    kind = models.CharField("类别", max_length=16, choices=Kind)
    period = models.CharField("期次", max_length=16)
    written_at = models.DateTimeField("写完时间", default=timezone.now)
    people = models.PositiveIntegerField("人数")

    class Meta:
        verbose_name = verbose_name_plural = "发送批次"
        ordering = ("-pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint("kind", "period", name="one_round_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


class Handled(models.Model):
    """A move that this room has taken note of.

    The trail is anti-joined to it: a "last id seen" would miss the lower id that PostgreSQL commits
    later.
    """

    transition = models.OneToOneField(
        Transition, models.PROTECT, related_name="+", verbose_name="流转记录"
    )
    handled_at = models.DateTimeField("处理时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "已处理的流转"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.transition}"
