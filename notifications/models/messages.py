"""The message: one delivery to one person over one channel; and what has been told already."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from notifications.models.outgoing import Outgoing, OutgoingQuerySet, states_hold
from project.accounts.models import User
from workflows.models import Transition


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
    GATHERED = "gathered", "消息汇总"
    FOREWARNED = "forewarned", "通报前告知"
    SUPERVISED = "supervised", "督办单"
    CIRCULAR = "circular", "通报"
    CONSULTED = "consulted", "征求意见"
    BUILD_ENDED = "build_ended", "汇总生成结果"


class Channel(models.TextChoices):
    """How a message reaches a person."""

    IN_APP = "in_app", "站内消息"
    EMAIL = "email", "电子邮件"


class MessageQuerySet(OutgoingQuerySet["Message"]):
    """Messages in the field's words."""

    def in_app(self) -> Self:
        return self.filter(channel=Channel.IN_APP)

    def by_mail(self) -> Self:
        return self.filter(channel=Channel.EMAIL)

    def unread(self) -> Self:
        return self.in_app().filter(first_opened_at=None)

    def to_gather(self, person: User, kinds: Iterable[str], *, since: datetime) -> Self:
        """Return a person's unread messages of these kinds that no mail was written for yet."""
        mailed = Message.objects.by_mail().filter(
            kind=OuterRef("kind"), subject=OuterRef("subject"),
            period=OuterRef("period"), recipient=person,
        )  # fmt: skip
        rows = self.unread().filter(recipient=person, kind__in=kinds, created_at__gte=since)
        return rows.filter(gathered_at=None).exclude(Exists(mailed)).order_by("pk")

    def to_send(self, *, at: datetime) -> Self:
        """Return the mail whose turn has come; in-app a message has arrived with its row."""
        return super().to_send(at=at).by_mail()

    def past_its_day(self, *, on: date) -> Self:
        return super().past_its_day(on=on).by_mail()


class Message(Outgoing):
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
    first_opened_at = models.DateTimeField("首次打开时间", null=True)
    # Of what was not mailed at once: when it went into a letter with others (decision 0043).
    gathered_at = models.DateTimeField("合并发送时间", null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "消息"
        ordering = ("-pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                "kind", "subject", "recipient", "channel", "period", name="one_message_once"
            ),
            *states_hold(),
        )
        indexes = (
            models.Index(fields=("channel", "state", "next_try_at"), name="message_queue"),
            models.Index(fields=("recipient", "channel", "-id"), name="message_inbox"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.period}，{self.recipient}）"


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
