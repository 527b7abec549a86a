"""Figures: the values of indicators a version froze, and values another unit states (存疑)."""

from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import DecimalField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from task_table.models import Indicator
from workflows.models.cycles import Cycle
from workflows.models.reports import ReportVersion

# No figure is ever this: it stands for 无数据 where two values are compared.
NO_FIGURE = Decimal("-9999999999.9999")


class IndicatorValueQuerySet(models.QuerySet["IndicatorValue"]):
    """Values in the field's words."""

    def of_supplier(self) -> Self:
        """Return what the indicators' own source says, not the parts of counties (0051)."""
        return self.filter(version__report__unit=F("indicator__supplier"))

    def of_counties(self) -> Self:
        """Return the parts that a group's members say."""
        others = self.exclude(version__report__unit=F("indicator__supplier"))
        return others.filter(version__report__assignment__group__isnull=False)

    def signed(self) -> Self:
        return self.filter(version=F("version__report__signed_version"))

    def current(self) -> Self:
        """Return the values of each report's last submission."""
        return self.filter(version__report__version=F("version"))

    def disputed(self) -> Self:
        """Return current values that another unit states otherwise, as long as nobody decided."""
        return self.of_supplier().current().with_doubt().filter(in_doubt=True)

    def with_doubt(self) -> Self:
        """Add whether another unit states another value that nobody has decided about."""
        open_ones = Dispute.objects.open().filter(
            indicator=OuterRef("indicator"), cycle=OuterRef("version__report__cycle")
        )
        # Two steps, since a value of NULL is neither like another nor unlike it.
        other = open_ones.exclude(value=_or_no_figure("value")).exclude(
            value=None, words=OuterRef("words")
        )
        return self.annotate(in_doubt=Exists(other))

    def for_reading(self) -> Self:
        return self.select_related("indicator", "version__report__cycle", "version__submitted_by")


class IndicatorValue(AppendOnly):
    """What a version says of one indicator: a number, words, or why there is no figure."""

    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="figures", verbose_name="报告版本"
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="values", verbose_name="指标"
    )
    value = models.DecimalField("完成值", max_digits=14, decimal_places=4, null=True)
    # Of a county's part of a rate (decision 0051): what `value` is the quotient of.
    numerator = models.DecimalField("分子", max_digits=14, decimal_places=4, null=True)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=4, null=True)
    words = models.CharField("完成情况", max_length=200, blank=True)
    no_data_why = models.CharField("无数据的原因", max_length=200, blank=True)

    objects = IndicatorValueQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标数值"
        ordering = ("version", "indicator")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("version", "indicator", name="figure_once_in_version"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, words="", no_data_why="")
                | Q(value=None, no_data_why="") & ~Q(words="")
                | Q(value=None, words="") & ~Q(no_data_why=""),
                name="a_number_or_words_or_why_not",
            ),
            models.CheckConstraint(
                condition=Q(numerator=None, denominator=None)
                | Q(numerator__isnull=False, denominator__gt=0, value__isnull=False),
                name="a_quotient_has_both_its_numbers",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}：{self.indicator}"


def _or_no_figure(field: str) -> Coalesce:
    field_type: DecimalField[Decimal, Decimal] = DecimalField(max_digits=14, decimal_places=4)
    return Coalesce(OuterRef(field), Value(NO_FIGURE), output_field=field_type)


class Stands(models.TextChoices):
    """Which of two values stands."""

    SOURCE = "source", "以提供单位报送的为准"
    OTHER = "other", "以另一单位提出的为准"


class DisputeQuerySet(models.QuerySet["Dispute"]):
    """Disputes in the field's words."""

    def of(self, cycle: Cycle, indicator: Indicator) -> Self:
        return self.filter(cycle=cycle, indicator=indicator)

    def standing(self) -> Self:
        """Return what was not taken back, decided or not."""
        return self.filter(withdrawn_at=None)

    def open(self) -> Self:
        """Return what nobody has decided and its unit has not taken back."""
        return self.standing().filter(decided_at=None)

    def contested(self) -> Self:
        """Return the open ones that differ from what the source unit last submitted."""
        values = (
            IndicatorValue.objects.of_supplier()
            .current()
            .filter(indicator=OuterRef("indicator"), version__report__cycle=OuterRef("cycle"))
        )
        other = values.exclude(value=_or_no_figure("value")).exclude(
            value=None, no_data_why="", words=OuterRef("words")
        )
        return self.open().filter(Exists(other))

    def for_reading(self) -> Self:
        return self.select_related("unit", "stated_by", "decided_by", "decided_on")


class Dispute(AppendOnly):
    """Another unit of the task states a value of its own, and where it has it from.

    It is 存疑 as long as it differs from the source unit's and nobody decided; the source unit's
    version stays as it was frozen, whichever value stands.
    """

    written_later: ClassVar[tuple[str, ...]] = (
        "withdrawn_at", "withdrawn_by",
        "decided_at", "decided_by", "decided_on", "stands", "decided_why",
    )  # fmt: skip

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="disputes", verbose_name="指标"
    )
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="disputes", verbose_name="报送周期"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="disputes", verbose_name="提出单位")
    value = models.DecimalField("提出的数值", max_digits=14, decimal_places=4, null=True)
    words = models.CharField("提出的情况", max_length=200, blank=True)
    source = models.CharField("数据出处", max_length=200)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    stated_at = models.DateTimeField("提出时间")
    withdrawn_at = models.DateTimeField("收回时间", null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="收回人"
    )
    decided_at = models.DateTimeField("裁定时间", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="裁定人"
    )
    decided_on = models.ForeignKey(
        IndicatorValue, models.PROTECT, null=True, related_name="+", verbose_name="裁定时的报送值"
    )
    stands = models.CharField("裁定", max_length=16, choices=Stands, null=True)  # noqa: DJ001 (written once)
    decided_why = models.CharField("裁定理由", max_length=200, null=True)  # noqa: DJ001 (written once)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存疑"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                "indicator", "cycle", "unit",
                condition=Q(withdrawn_at=None, decided_at=None),
                name="one_open_dispute_of_a_unit",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="disputed_with_a_source"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, words="") | Q(value=None) & ~Q(words=""),
                name="disputed_by_a_number_or_words",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, decided_at=None),
                name="dispute_withdrawn_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    decided_at=None, decided_by=None, decided_on=None, stands=None, decided_why=None
                )
                | Q(
                    decided_at__isnull=False, decided_by__isnull=False, decided_on__isnull=False,
                    stands__isnull=False, decided_why__isnull=False,
                ),
                name="decided_with_all_that_belongs_to_it",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit}对{self.cycle}“{self.indicator}”的不同数值"

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.decided_at is None

    def differs_from(self, said: IndicatorValue) -> bool:
        """Say whether the unit states something else than what was submitted."""
        return (self.value, self.words) != (said.value, said.words)
