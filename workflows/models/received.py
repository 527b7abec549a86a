"""代录: a unit's sheet that came back by mail or on paper, and which submissions it led to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.models.cycles import Cycle


class Channel(models.TextChoices):
    """How a unit's sheet reached whoever enters it."""

    MAIL = "mail", "邮件"
    PAPER = "paper", "纸质"
    WECHAT = "wechat", "微信"
    OTHER = "other", "其他"


class ReceivedSheet(AppendOnly):
    """One file entered for a unit by another; its bytes lie in the store of evidence."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="received_sheets", verbose_name="报送周期"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="received_sheets", verbose_name="责任单位"
    )
    channel = models.CharField("来件方式", max_length=8, choices=Channel)
    sender = models.CharField("来件人", max_length=60)
    name = models.CharField("文件名", max_length=100)
    size = models.PositiveBigIntegerField("字节数")
    digest = models.CharField("摘要值", max_length=128, db_index=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="代录人"
    )
    entered_at = models.DateTimeField("代录时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "代录来件"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=~Q(sender=""), name="received_from"),)

    def __str__(self) -> str:
        return f"{self.get_channel_display()}，来件人{self.sender}"


class EnteredVersion(AppendOnly):
    """A submission made for a unit by another, out of a sheet it sent."""

    version = models.OneToOneField(
        "workflows.ReportVersion", models.PROTECT, related_name="entry", verbose_name="报告版本"
    )
    received = models.ForeignKey(
        ReceivedSheet, models.PROTECT, related_name="entries", verbose_name="代录来件"
    )

    class Meta:
        verbose_name = verbose_name_plural = "代录的版本"
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.version}：{self.received}"
