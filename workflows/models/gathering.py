"""What a lead does while it gathers (牵头汇总): quotes a co-responsible unit's words, urges one."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.models.reports import Report, ReportVersion


class Quotation(AppendOnly):
    """Words that a lead took over into its draft (引用), and the version they were taken from.

    Which of them a submission still says is frozen with it (`ReportVersion.gathered`).
    """

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="quotations", verbose_name="牵头报告"
    )
    source = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="quoted_by", verbose_name="来源版本"
    )
    words = models.TextField("引用的文字")
    taken_at = models.DateTimeField("引用时间")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="引用人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "引用"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint("report", "source", name="quoted_once"),)

    def __str__(self) -> str:
        return f"{self.report}引用{self.source}"


class UrgeQuerySet(models.QuerySet["Urge"]):
    """Urges in the field's words."""

    def counting_on(self, day: date) -> Self:
        return self.filter(counts_on=day)


class Urge(AppendOnly):
    """催办: a lead asks for a co-responsible unit's row, once a working day (`counts_on`)."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="urges", verbose_name="催报的报告"
    )
    counts_on = models.DateField("计入工作日")
    at = models.DateTimeField("催办时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="催办人"
    )
    for_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="催办单位")

    objects = UrgeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("report", "counts_on", name="urged_once_a_working_day"),
        )

    def __str__(self) -> str:
        return f"{self.for_unit}催办{self.report}"
