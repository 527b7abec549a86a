"""A build of a summary that somebody asked for: where it is, since when, and what came of it."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from notifications.models.summaries import Summary
from workflows.models import Cycle, OfSpan, Spanned

# A job is ended by force after five minutes; whatever is silent twice as long has died.
SILENT_FOR = timedelta(minutes=10)


class BuildStep(models.TextChoices):
    """What a worker does one after the other, in this order."""

    FACTS = "facts", "读取事实"
    DOCX = "docx", "排Word文档"
    XLSX = "xlsx", "排Excel表格"
    PDF = "pdf", "排PDF文档"
    KEEP = "keep", "存稿"


class BuildEnd(models.TextChoices):
    """What came of a build; lost is one whose worker was not heard of any more."""

    MADE = "made", "已生成"
    UNCHANGED = "unchanged", "没有变化"
    FAILED = "failed", "出错"
    LOST = "lost", "中断"


class SummaryBuildQuerySet(OfSpan, models.QuerySet["SummaryBuild"]):
    """Builds in the field's words."""

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def silent(self, *, at: datetime) -> Self:
        """Return the open ones of which nothing was heard for too long."""
        heard = Coalesce(F("step_at"), F("asked_at"))
        return self.open().annotate(heard_at=heard).filter(heard_at__lt=at - SILENT_FOR)


class SummaryBuild(Spanned):
    """One click on 生成新稿, at most one open a span; `step` is empty until a worker begins."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="summary_builds", verbose_name="报送周期"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="要求生成的人"
    )
    asked_at = models.DateTimeField("要求时间", default=timezone.now)
    begun_at = models.DateTimeField("开始时间", null=True)
    step = models.CharField("步骤", max_length=8, choices=BuildStep, blank=True)
    step_at = models.DateTimeField("进入步骤时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)
    end = models.CharField("结果", max_length=16, choices=BuildEnd, blank=True)
    summary = models.ForeignKey(
        Summary, models.PROTECT, null=True, related_name="+", verbose_name="汇总稿次"
    )

    objects = SummaryBuildQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "汇总生成"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                "cycle", "span_key", condition=Q(ended_at=None), name="one_open_build_of_a_span"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | Q(ended_at__isnull=False) & ~Q(end=""),
                name="build_ended_with_an_end",
            ),
        )

    def __str__(self) -> str:
        return f"{self.span.label}汇总生成（{self.get_end_display() or '进行中'}）"

    @property
    def place(self) -> int:
        """Return which of the steps it is at, from 1; 0 before it began."""
        return BuildStep.values.index(self.step) + 1 if self.step else 0

    @property
    def heard_of_at(self) -> datetime:
        return self.step_at or self.asked_at

    def is_lost(self, *, at: datetime) -> bool:
        """Say whether it counts as ended though nobody has written so yet."""
        return self.ended_at is None and self.heard_of_at < at - SILENT_FOR
