"""What was looked at, written once: a version by its reviewer, a sheet by its unit (已阅)."""

from django.conf import settings
from django.db import models

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.models.cycles import Cycle
from workflows.models.reports import ReportVersion


class ShownVersion(AppendOnly):
    """A version was shown to a reviewer on the desk: only then it is approved among several."""

    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="shown_to", verbose_name="版本"
    )
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审核人"
    )
    first_shown_at = models.DateTimeField("首次打开时间")

    class Meta:
        verbose_name = verbose_name_plural = "审核台已看版本"
        default_permissions = ()
        constraints = (models.UniqueConstraint("version", "to", name="shown_once_to_each"),)

    def __str__(self) -> str:
        return f"{self.version}：{self.to}已看"


class SheetOpening(AppendOnly):
    """A liaison of the unit opened its sheet in a cycle for the first time (已阅)."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="openings", verbose_name="报送周期"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="责任单位")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="打开人"
    )
    first_opened_at = models.DateTimeField("首次打开时间")

    class Meta:
        verbose_name = verbose_name_plural = "报送表已阅"
        default_permissions = ()
        constraints = (models.UniqueConstraint("cycle", "unit", name="sheet_opened_once"),)

    def __str__(self) -> str:
        return f"{self.cycle} {self.unit}：{self.opened_by}已阅"
