"""年度节点 as they come about and are answered: proposals, settings, answers of versions."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from project.audit.guards import AppendOnly
from task_table.models import Milestone
from task_table.models.milestones import MOST_MEASURE, MOST_TEXT
from workflows.models.cases import Case
from workflows.models.reports import ReportVersion


class MilestoneProposal(Case):
    """A lead's proposal of a year's nodes; `nodes` as `workflows.milestones.nodes` writes them."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    year = models.PositiveSmallIntegerField("年度")
    nodes: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(
        "拟定的节点", default=list
    )
    cause = models.TextField("调整原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度节点"
        default_permissions = ()


class MilestoneSetting(AppendOnly):
    """What a node was set to, by whom, on which case's or document's strength; the last holds."""

    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="settings", verbose_name="年度节点"
    )
    text = models.CharField("年度节点", max_length=MOST_TEXT)
    due_on = models.DateField("完成时限")
    value = models.DecimalField("目标数值", max_digits=14, decimal_places=4, null=True)
    measure = models.CharField("计量单位", max_length=MOST_MEASURE, blank=True)
    dropped = models.BooleanField("取消", default=False)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="+", verbose_name="依据的事项"
    )
    document = models.CharField("依据的文件", max_length=100, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="核定人"
    )
    at = models.DateTimeField("核定时间")

    class Meta:
        verbose_name = verbose_name_plural = "年度节点的核定"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(case=None) & ~Q(document="") | Q(case__isnull=False, document=""),
                name="milestone_set_by_case_or_document",
            ),
        )

    def __str__(self) -> str:
        return f"{self.milestone}：{self.text}"


class MilestoneAnswerQuerySet(models.QuerySet["MilestoneAnswer"]):
    """Answers in the field's words."""

    def signed(self) -> Self:
        """Return the answers of signed versions."""
        return self.filter(version=F("version__report__signed_version"))

    def reached(self) -> Self:
        """Return the answers by which their node is reached."""
        return self.filter(Q(reached_on__isnull=False) | Q(value__gte=F("milestone__value")))


class MilestoneAnswer(AppendOnly):
    """What a version says of a node: the day it was reached, the sum so far, or why not."""

    version = models.ForeignKey(
        ReportVersion, models.PROTECT, related_name="milestones", verbose_name="报告版本"
    )
    milestone = models.ForeignKey(
        Milestone, models.PROTECT, related_name="answers", verbose_name="年度节点"
    )
    reached_on = models.DateField("完成日期", null=True)
    value = models.DecimalField("累计完成", max_digits=14, decimal_places=4, null=True)
    why = models.CharField("没有完成的原因", max_length=200, blank=True)

    objects = MilestoneAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度节点完成情况"
        ordering = ("version", "milestone")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("version", "milestone", name="node_answered_once"),
            models.CheckConstraint(
                condition=Q(reached_on__isnull=False, value=None, why="")
                | Q(reached_on=None, value__isnull=False, why="")
                | Q(reached_on=None, value=None) & ~Q(why=""),
                name="a_day_or_a_sum_or_why_not",
            ),
        )

    def __str__(self) -> str:
        return f"{self.version}：{self.milestone}"
