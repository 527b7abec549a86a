"""The case: what moves through steps beside the reports, and its trail (decision 0028)."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from task_table.models import Plan, Task
from workflows.case_words import TONES, CaseKind, CaseOutcome, CaseStep


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases in the field's words."""

    def under_way(self) -> Self:
        return self.filter(process__finished=None)

    def at_step(self, *steps: CaseStep) -> Self:
        return self.filter(step__in=steps)

    def of_kind(self, *kinds: CaseKind) -> Self:
        return self.filter(kind__in=kinds)

    def for_moving(self) -> Self:
        """Fetch at once what the rules of a move ask about."""
        return self.select_related("plan__committee", "task", "unit", "process", "opened_by")


class Case(models.Model):
    """A case of one unit, mostly on one task; what its kind knows more inherits from it.

    `step` and `step_since` are the projection of the engine's open work item, written in
    `workflows.moving` alone.
    """

    kind = models.CharField("类别", max_length=16, choices=CaseKind)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="cases", verbose_name="规划")
    task = models.ForeignKey(
        Task, models.PROTECT, null=True, related_name="cases", verbose_name="重点工作任务"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases", verbose_name="提出单位")
    step = models.CharField("环节", max_length=16)
    step_since = models.DateTimeField("进入环节时间", default=timezone.now)
    process = models.OneToOneField(
        "viewflow.Process", models.PROTECT, null=True, related_name="+", verbose_name="流程"
    )
    opened_at = models.DateTimeField("提出时间", default=timezone.now)
    # None is the system, which prepares drafts for the office.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )

    # What its date means today, and the date, where `workflows.cases.dues` was asked.
    due: Any = None
    due_by: date | None = None

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        ordering = ("pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("kind", "step", "step_since"), name="case_waiting"),
            models.Index(fields=("unit", "step"), name="case_of_unit"),
        )

    def __str__(self) -> str:
        about = f"（{self.task}）" if self.task_id else ""
        return f"{self.unit}{self.get_kind_display()}{about}"

    @property
    def step_label(self) -> str:
        return CaseStep(self.step).label

    @property
    def word(self) -> str:
        """Return what the status on a page says."""
        return self.step_label

    @property
    def tone(self) -> str:
        return TONES.get(CaseStep(self.step), "waiting")


class CaseTransition(AppendOnly):
    """One move of one case. `by=None` is the system; `said` is what the act said in its fields."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="trail", verbose_name="事项")
    process_number = models.BigIntegerField("流程编号")
    from_step = models.CharField("原环节", max_length=16)
    to_step = models.CharField("新环节", max_length=16)
    outcome = models.CharField("结果", max_length=16)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="代表"
    )
    at = models.DateTimeField("时间")
    reason = models.TextField("理由", blank=True)
    said: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(
        "办理内容", default=dict
    )

    class Meta:
        verbose_name = verbose_name_plural = "事项流转记录"
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.case}：{self.label}"

    @property
    def label(self) -> str:
        return CaseOutcome(self.outcome).label

    @property
    def from_step_label(self) -> str:
        return CaseStep(self.from_step).label

    @property
    def to_step_label(self) -> str:
        return CaseStep(self.to_step).label
