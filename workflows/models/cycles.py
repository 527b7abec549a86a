"""The cycle (报送周期): one asking of all units for one period of a plan."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from task_table.models import AssignmentRole, Plan


class CycleKind(models.TextChoices):
    """What period a cycle asks about."""

    QUARTER = "quarter", "季度"
    HALF = "half", "半年"
    YEAR = "year", "年度"
    MIDTERM = "midterm", "中期"
    FINAL = "final", "期末"


class Party(models.TextChoices):
    """Who is asked as one: leads, co-responsible city units, and those assigned as a group."""

    LEAD = "lead", "牵头单位"
    SUPPORT = "support", "配合单位"
    COUNTY = "county", "县（市、区）政府"


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Cycles in the field's words."""

    def of_plan(self, plan: Plan) -> Self:
        return self.filter(plan=plan)

    def unopened(self) -> Self:
        """Return cycles whose opening was begun and not finished: it is resumed."""
        return self.filter(opened_at=None)

    def untold(self) -> Self:
        """Return cycles announced only: no report was opened and no due date moved by a person.

        Their days may still follow the calendar; all others were told to somebody.
        """
        return self.filter(opened_at=None, parties__isnull=True, due_changes=None, reports=None)

    def to_close(self, *, on: date) -> Self:
        """Return opened cycles whose last day is over."""
        return self.filter(closes_on__lt=on, opened_at__isnull=False)

    def open_for_filing(self, *, on: date) -> Self:
        return self.filter(opens_on__lte=on, closes_on__gte=on)


class Cycle(models.Model):
    """One period of one plan, asked for once; the last day of each window lasts to its end."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="cycles", verbose_name="规划")
    key = models.CharField("周期代码", max_length=16)
    kind = models.CharField("周期类别", max_length=16, choices=CycleKind)
    covers_from = models.DateField("报告期起")
    covers_until = models.DateField("报告期止")
    opens_on = models.DateField("开始填报")
    support_due_on = models.DateField("配合单位截止")
    due_on = models.DateField("报送截止")
    closes_on = models.DateField("补报截止")
    # Settled from the plan's rules when the opening begins; null before that.
    parties = models.JSONField("应报单位", null=True)
    # Settled with them: number and state of the tasks that were not open any more.
    left_out = models.JSONField("不再填报的任务", null=True)
    opened_at = models.DateTimeField("开启完成时间", null=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送周期"
        ordering = ("plan", "opens_on")
        constraints = (
            models.UniqueConstraint("plan", "key", name="cycle_once_in_plan"),
            models.CheckConstraint(
                condition=Q(
                    covers_until__gte=F("covers_from"),
                    support_due_on__gte=F("opens_on"),
                    due_on__gte=F("support_due_on"),
                    closes_on__gte=F("due_on"),
                ),
                name="cycle_dates_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key}"

    def due_for(self, role: str) -> date:
        """Return the day a unit must have submitted by: co-responsible units come earlier."""
        return self.support_due_on if role == AssignmentRole.SUPPORT else self.due_on

    def asks_figures_only(self, number: str) -> bool:
        """Say whether a task was closed when the cycle opened: its yearly figures are asked."""
        return number in (self.left_out or {})

    @property
    def label(self) -> str:
        """Return the period as people say it: 2025年第4季度, 期末."""
        if self.kind in (CycleKind.MIDTERM, CycleKind.FINAL):
            return f"{self.get_kind_display()}报告"
        return label_of_key(self.key)


def label_of_key(key: str) -> str:
    """Return a calendar period as people say it.

    >>> label_of_key("2025-Q4"), label_of_key("2025-H2"), label_of_key("2025")
    ('2025年第4季度', '2025年下半年', '2025年度')
    """
    year, _, part = key.partition("-")
    if part.startswith("Q"):
        return f"{year}年第{part[1:]}季度"
    if part.startswith("H"):
        return f"{year}年{'上' if part == 'H1' else '下'}半年"
    return f"{year}年度"
