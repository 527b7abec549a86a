"""The yearly node (年度节点): what of a task is to be reached by which day of a year."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q

from task_table.models.tasks import Task

MOST_TEXT, MOST_MEASURE = 200, 16


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    """Nodes in the field's words."""

    def standing(self) -> Self:
        """Return what is still asked for."""
        return self.filter(dropped_on=None)

    def in_order(self) -> Self:
        return self.order_by("task__place", "year", "due_on", "place")


class Milestone(models.Model):
    """One node of a task in a year, as it was last fixed; its first date stays (rule 6).

    Written in `workflows.milestones.fixing` alone; its settings and who made them stand there.
    """

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="milestones", verbose_name="重点工作任务"
    )
    year = models.PositiveSmallIntegerField("年度")
    place = models.PositiveSmallIntegerField("次序")
    text = models.CharField("年度节点", max_length=MOST_TEXT)
    due_on = models.DateField("完成时限")
    first_due_on = models.DateField("原定时限")
    # Of what can be counted: how much is to be reached by then, in total.
    value = models.DecimalField("目标数值", max_digits=14, decimal_places=4, null=True)
    measure = models.CharField("计量单位", max_length=MOST_MEASURE, blank=True)
    dropped_on = models.DateField("取消日期", null=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度节点"
        ordering = ("task", "year", "place")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("task", "year", "place", name="milestone_place_once"),
            models.CheckConstraint(
                condition=Q(value=None, measure="") | Q(value__gt=0), name="milestone_counts_up"
            ),
        )

    def __str__(self) -> str:
        return f"{self.task}{self.year}年第{self.place}个节点"

    @property
    def key(self) -> str:
        """Return what the node is called within its task, in both databases: 2025-1."""
        return f"{self.year}-{self.place}"

    @property
    def amount(self) -> str:
        """Return how much is to be reached, as people write it: 500户."""
        return "" if self.value is None else f"{self.value.normalize():f}{self.measure}"

    @property
    def in_words(self) -> str:
        """Return the node as people read it, the first date beside one that was moved."""
        amount = f"（{self.amount}）" if self.amount else ""
        moved = self.due_on != self.first_due_on
        first = f"（原定{_day(self.first_due_on)}）" if moved else ""
        return f"{_day(self.due_on)}前：{self.text}{amount}{first}"

    @property
    def is_countable(self) -> bool:
        return self.value is not None

    def is_reached_by(self, value: Decimal | None) -> bool:
        """Say whether a sum reaches what is to be reached; never of what cannot be counted."""
        return self.value is not None and value is not None and value >= self.value


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
