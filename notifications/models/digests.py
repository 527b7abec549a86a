"""The overdue digest (逾期摘要): one page for leaders, prepared first, sent at its hour."""

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from project.audit.guards import AppendOnly
from task_table.models import Plan


class DigestQuerySet(models.QuerySet["Digest"]):
    """Digests in the field's words."""

    def waiting(self, *, at: datetime) -> Self:
        """Return the digests whose hour has come and that nobody holds."""
        return self.filter(sent_at=None, held_at=None, dropped_at=None, send_at__lte=at)

    def unsent(self) -> Self:
        """Return what neither left nor was dropped; in an UPDATE, one of two workers' claim."""
        return self.filter(sent_at=None, dropped_at=None)

    def sent(self) -> Self:
        return self.filter(sent_at__isnull=False)


class Digest(models.Model):
    """One week's digest of a plan; its facts are canonical JSON and never change."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="digests", verbose_name="规划")
    week = models.CharField("周次", max_length=8)
    as_of = models.DateField("截至日期")
    facts = models.TextField("事实")
    fingerprint = models.CharField("摘要值", max_length=128)
    prepared_at = models.DateTimeField("生成时间", default=timezone.now)
    send_at = models.DateTimeField("预定发送时间")
    held_at = models.DateTimeField("暂缓时间", null=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="暂缓人"
    )
    held_why = models.CharField("暂缓原因", max_length=200, blank=True)
    sent_at = models.DateTimeField("发送时间", null=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发送人"
    )
    dropped_at = models.DateTimeField("作废时间", null=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逾期摘要"
        ordering = ("-as_of", "plan")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("plan", "week", name="digest_once_a_week"),
            models.CheckConstraint(
                condition=Q(held_at=None, held_by=None, held_why="")
                | Q(held_at__isnull=False, held_by__isnull=False) & ~Q(held_why=""),
                name="digest_held_by_somebody_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(held_at=None, dropped_at=None),
                name="digest_held_is_not_sent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan}逾期摘要（{self.week}）"

    @property
    def last_day(self) -> date:
        """Return the Sunday of its week: after it the digest would tell of last week."""
        year, _, week = self.week.partition("-W")
        return date.fromisocalendar(int(year), int(week), 7)


class DigestFile(AppendOnly):
    """The PDF of a digest, typeset once after it was sent; its bytes lie under the fingerprint."""

    digest = models.OneToOneField(
        Digest, models.PROTECT, related_name="file", verbose_name="逾期摘要"
    )
    fingerprint = models.CharField("摘要值", max_length=128)
    size = models.PositiveIntegerField("字节数")
    rendered_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "逾期摘要文件"
        ordering = ("digest",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.digest}.pdf"
