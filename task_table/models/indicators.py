"""The indicators of 专栏2, and the findings: contradictions in the source, kept beside it."""

import operator
from collections.abc import Callable
from decimal import Decimal

from django.db import models
from django.db.models import Q

from project.accounts.models import Unit
from task_table.models.plans import Plan
from task_table.models.tasks import Task


class Nature(models.TextChoices):
    """Whether the plan binds the government to an indicator or only expects it."""

    BINDING = "binding", "约束性"
    EXPECTED = "expected", "预期性"


class Operator(models.TextChoices):
    """How a value is held against the target: a bound, or words that only people judge."""

    AT_LEAST = ">=", "不低于"
    MORE_THAN = ">", "高于"
    AT_MOST = "<=", "不高于"
    LESS_THAN = "<", "低于"
    WORDS = "words", "文字目标"


class OverCycles(models.TextChoices):
    """What a year's value is, of several cycles' values (decision 0051)."""

    LAST = "last", "取最近一期的数"
    SUM = "sum", "各期的数相加"


class OverCounties(models.TextChoices):
    """What the counties' parts add up to, where they are asked for them."""

    NONE = "none", "不要求县（市、区）填报"
    SUM = "sum", "县（市、区）的数相加"
    RATE = "rate", "县（市、区）的分子、分母各自相加再相除"


COMPARISONS: dict[Operator, Callable[[Decimal, Decimal], bool]] = {
    Operator.AT_LEAST: operator.ge,
    Operator.MORE_THAN: operator.gt,
    Operator.AT_MOST: operator.le,
    Operator.LESS_THAN: operator.lt,
}


class Indicator(models.Model):
    """One row of 专栏2, as printed and as read: percentages are percent, so 119.4 is 119.4 %."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="indicators", verbose_name="规划")
    number = models.PositiveSmallIntegerField("序号")
    heading = models.CharField("类别", max_length=64)
    name = models.CharField("指标", max_length=100)
    measure = models.CharField("单位", max_length=16, blank=True)
    nature = models.CharField("属性", max_length=16, choices=Nature)
    baseline_year = models.PositiveSmallIntegerField("基期年")
    baseline_printed = models.CharField("基期值（原文）", max_length=64)
    baseline = models.DecimalField("基期值", max_digits=14, decimal_places=4, null=True, blank=True)
    target_year = models.PositiveSmallIntegerField("目标年")
    target_printed = models.CharField("目标值（原文）", max_length=64)
    operator = models.CharField("比较方式", max_length=8, choices=Operator)
    target = models.DecimalField("目标值", max_digits=14, decimal_places=4, null=True, blank=True)
    supplier = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="数据提供单位"
    )
    # On whose row of this task the figure is reported: ours, the source does not say.
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, blank=True, related_name="indicators",
        verbose_name="随哪项任务报送",
    )  # fmt: skip
    over_cycles = models.CharField(
        "一年各期", max_length=8, choices=OverCycles, default=OverCycles.LAST
    )
    over_counties = models.CharField(
        "各县（市、区）", max_length=8, choices=OverCounties, default=OverCounties.NONE
    )
    definition_open = models.CharField("口径未定的原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint("plan", "number", name="indicator_number_once"),
            models.CheckConstraint(
                condition=Q(operator=Operator.WORDS, target=None)
                | ~Q(operator=Operator.WORDS) & Q(target__isnull=False),
                name="number_or_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}．{self.name}"

    def is_met_by(self, value: Decimal) -> bool | None:
        """Say whether a value reaches the target, never the last value; None for words."""
        compare = COMPARISONS.get(Operator(self.operator))
        return None if compare is None or self.target is None else compare(value, self.target)


class Finding(models.Model):
    """A contradiction in the source (口径核对): named here, while the source stays as printed."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="findings", verbose_name="规划")
    place = models.PositiveSmallIntegerField("次序")
    where = models.CharField("位置", max_length=100)
    message = models.CharField("内容", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "口径核对"
        ordering = ("plan", "place")
        constraints = (models.UniqueConstraint("plan", "place", name="finding_place_once"),)

    def __str__(self) -> str:
        return f"{self.where}：{self.message}"
