"""The report of one assignment in one cycle, its draft, and its frozen versions."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from task_table.models import Assignment, AssignmentRole
from workflows.models.content import Content
from workflows.models.cycles import Cycle
from workflows.models.windows import WindowException
from workflows.steps import IN_HANDS_OF_OTHERS, OPEN_STEPS, Step


class ReportQuerySet(models.QuerySet["Report"]):
    """Reports in the field's words."""

    def in_cycle(self, cycle: Cycle) -> Self:
        return self.filter(cycle=cycle)

    def at_step(self, *steps: Step) -> Self:
        return self.filter(step__in=steps)

    def under_way(self) -> Self:
        return self.filter(step__in=OPEN_STEPS)

    def with_the_unit(self) -> Self:
        return self.filter(step=Step.REPORT)

    def with_others(self) -> Self:
        """Return reports in review or signature: the time there is not the unit's."""
        return self.filter(step__in=IN_HANDS_OF_OTHERS)

    def still_owed(self) -> Self:
        """Return what lies with the unit to file; a correction of what was signed is not owed."""
        return self.with_the_unit().filter(signed_version=None)

    def never_submitted(self) -> Self:
        return self.filter(version=None)

    def to_miss(self, *, on: date) -> Self:
        """Return what is still with the unit after the window, any reply-by date and 特许补报."""
        answered = Q(reply_by=None) | Q(reply_by__lt=on)
        over = self.with_the_unit().filter(answered, cycle__closes_on__lt=on, signed_version=None)
        return over.exclude(_excepted(on))

    def to_bring_back(self, *, on: date) -> Self:
        """Return what was missed by units that 特许补报 lets write on that day."""
        return self.at_step(Step.MISSED).filter(_excepted(on))

    def for_moving(self) -> Self:
        """Fetch at once what the rules of a move ask about."""
        return self.select_related(
            "assignment__task__plan__committee", "cycle", "unit", "version", "process"
        )


def is_concurrence(role: str, place: int) -> bool:
    """Say whether a row is 会签: of joint leads the first-listed drafts, others concur."""
    return role == AssignmentRole.LEAD and place > 1


def _excepted(on: date) -> Exists:
    rows = WindowException.objects.in_force(on=on)
    return Exists(rows.filter(cycle=OuterRef("cycle"), unit=OuterRef("unit")))


class Report(models.Model):
    """A unit's report on one task in one cycle.

    `step` and `step_since` are the projection of the engine's open work item, written in
    `workflows.moving` alone; a signed report under correction keeps its `signed_version`.
    """

    assignment = models.ForeignKey(
        Assignment, models.PROTECT, related_name="reports", verbose_name="责任分工"
    )
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="reports", verbose_name="报送周期"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="reports", verbose_name="责任单位")
    step = models.CharField("环节", max_length=16, choices=Step, default=Step.REPORT)
    step_since = models.DateTimeField("进入环节时间", default=timezone.now)
    process = models.OneToOneField(
        "viewflow.Process", models.PROTECT, null=True, related_name="+", verbose_name="流程"
    )
    version = models.ForeignKey(
        "ReportVersion", models.PROTECT, null=True, related_name="+", verbose_name="当前版本"
    )
    reply_by = models.DateField("答复期限", null=True)
    self_review = models.BooleanField("自审", default=False)
    signed_version = models.ForeignKey(
        "ReportVersion", models.PROTECT, null=True, related_name="+", verbose_name="签批版本"
    )
    signed_at = models.DateTimeField("签批时间", null=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="签批人"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "进展报告"
        ordering = ("cycle", "assignment")
        constraints = (
            models.UniqueConstraint("assignment", "cycle", name="report_once_in_cycle"),
            models.CheckConstraint(
                condition=(
                    Q(step=Step.SIGNED, signed_at__isnull=False, signed_by__isnull=False)
                    | ~Q(step=Step.SIGNED) & Q(signed_at=None, signed_by=None)
                ),
                name="signed_with_hand_and_time",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=[*IN_HANDS_OF_OTHERS, Step.SIGNED])
                | Q(version__isnull=False),
                name="nothing_reviewed_unsubmitted",
            ),
        )
        indexes = (
            models.Index(fields=("unit", "step", "cycle"), name="report_desk"),
            models.Index(fields=("step", "step_since"), name="report_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.cycle} {self.assignment}"

    @property
    def is_support(self) -> bool:
        return self.assignment.role == AssignmentRole.SUPPORT

    @property
    def is_concurrence(self) -> bool:
        """Say whether this row is 会签."""
        return is_concurrence(self.assignment.role, self.assignment.place)

    @property
    def asks_figures_only(self) -> bool:
        """Say whether its task was closed when the cycle opened: its yearly figures are asked."""
        return self.cycle.asks_figures_only(self.assignment.task.number)

    @property
    def due_on(self) -> date:
        """Return the day the unit must have submitted by: co-responsible units come earlier."""
        return self.cycle.due_for(self.assignment.role)


class Draft(Content):
    """What the unit is writing; saved with the revision one read, so nobody overwrites another."""

    report = models.OneToOneField(
        Report, models.PROTECT, related_name="draft", verbose_name="进展报告"
    )
    # What was typed of figures, by field name, as `workflows.figures.asking` keeps it.
    figures = models.JSONField("指标数值", default=dict, blank=True)
    # What was typed of yearly nodes, by field name, as `workflows.milestones.asking` keeps it.
    milestones = models.JSONField("年度节点", default=dict, blank=True)
    revision = models.PositiveIntegerField("修订号", default=0)
    saved_at = models.DateTimeField("保存时间", default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="保存人"
    )
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name="执笔人"
    )
    # Set while the words stand as they were entered for the unit by another (代录).
    received = models.ForeignKey(
        "workflows.ReceivedSheet",
        models.PROTECT,
        null=True,
        related_name="drafts",
        verbose_name="代录来件",
    )

    class Meta:
        verbose_name = verbose_name_plural = "草稿"

    def __str__(self) -> str:
        return f"{self.report}（草稿第{self.revision}稿）"

    def written(self) -> dict[str, Any]:
        """Return all that is saved of it under its revision: words, figures, answers on nodes."""
        return self.content() | {"figures": self.figures, "milestones": self.milestones}


class ReportVersion(AppendOnly, Content):
    """One submission, frozen: what was written, by whom, when, under which digest."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="versions", verbose_name="进展报告"
    )
    number = models.PositiveIntegerField("版本")
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提交人"
    )
    writer_ids = models.JSONField("执笔人编号", default=list)
    digest = models.CharField("摘要", max_length=128)
    # Of a gathering lead: who had given nothing, and whose words are quoted (`gathering.freezing`).
    gathered = models.JSONField("汇总情况", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告版本"
        ordering = ("report", "number")
        constraints = (models.UniqueConstraint("report", "number", name="version_once"),)

    def __str__(self) -> str:
        return f"{self.report}（第{self.number}版）"

    @property
    def hands(self) -> set[int]:
        """Return the keys of those who wrote or submitted it; they may not review or sign it."""
        return {*self.writer_ids, self.submitted_by_id}
