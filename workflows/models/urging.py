"""What the committee's office does about those who still owe (催办): one row a unit it urged."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.models.cycles import Cycle
from workflows.models.reports import Report
from workflows.steps import Step

UNFILED = (Step.REPORT, Step.MISSED)


class UrgeMeans(models.TextChoices):
    """How a unit was urged."""

    SYSTEM = "system", "系统消息"
    PHONE = "phone", "电话"
    LETTER = "letter", "函"
    VISIT = "visit", "走访"


class OfficeUrgeQuerySet(models.QuerySet["OfficeUrge"]):
    """The office's urges in the field's words."""

    def in_cycle(self, cycle: Cycle) -> Self:
        return self.filter(cycle=cycle)

    def counting_on(self, day: date) -> Self:
        return self.filter(counts_on=day)

    def by_system(self) -> Self:
        return self.filter(means=UrgeMeans.SYSTEM)

    def knowing_what_came(self) -> Self:
        """Say of each whether a row it was about was not submitted since, as `is_unanswered`."""
        since = Q(report__version=None) | Q(report__version__submitted_at__lt=F("urge__at"))
        owed = UrgedRow.objects.filter(since, report__step__in=UNFILED, urge=OuterRef("pk"))
        return self.annotate(is_unanswered=Exists(owed))

    def for_reading(self) -> Self:
        """Return urges with what a line about one shows."""
        return self.knowing_what_came().select_related("by").prefetch_related("rows")


class OfficeUrge(AppendOnly):
    """One unit urged once by the office, over all that it owed then (`rows`).

    What was done together shares its `act`. A repeat on a working day (`counts_on`) is another row:
    who repeats is asked first, and the database keeps both.
    """

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="office_urges", verbose_name="报送周期"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="office_urges", verbose_name="责任单位"
    )
    act = models.UUIDField("同批编号", default=uuid.uuid4)
    means = models.CharField("催办方式", max_length=8, choices=UrgeMeans)
    counts_on = models.DateField("计入工作日")
    at = models.DateTimeField("催办时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="催办人"
    )
    spoken_to = models.CharField("联系了谁", max_length=64, blank=True)
    answer = models.CharField("对方答复", max_length=200, blank=True)
    promised_on = models.DateField("答应报送的日期", null=True)

    objects = OfficeUrgeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办公室催办"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=~Q(means__in=(UrgeMeans.PHONE, UrgeMeans.VISIT))
                | ~Q(spoken_to="") & ~Q(answer=""),
                name="spoken_to_somebody_who_answered",
            ),
        )
        indexes = (models.Index(fields=("cycle", "unit", "counts_on"), name="urges_of_unit"),)

    def __str__(self) -> str:
        return f"{self.by}催办{self.unit}（{self.cycle}，{self.get_means_display()}）"

    def is_broken(self, *, on: date) -> bool:
        """Say whether the promised day is over and nothing came; read with `knowing_what_came`."""
        unanswered: bool = self.is_unanswered  # type: ignore[attr-defined]
        return self.promised_on is not None and self.promised_on < on and unanswered


class UrgedRow(AppendOnly):
    """A report that an urge of the office was about: it was owed at that moment."""

    urge = models.ForeignKey(
        OfficeUrge, models.PROTECT, related_name="rows", verbose_name="办公室催办"
    )
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="office_urges", verbose_name="催报的报告"
    )

    class Meta:
        verbose_name = verbose_name_plural = "催报的报告"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint("urge", "report", name="row_urged_once_in_an_urge"),)

    def __str__(self) -> str:
        return f"{self.urge}：{self.report}"
