"""The office's own Word template (汇总模板) of a plan's summaries: a row an upload."""

import json
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from notifications.summary_templates.found import Found, found_of
from project.audit.guards import AppendOnly
from task_table.models import Plan

IN_FORCE = Q(enforced_at__isnull=False, ended_at=None)
WAITING = Q(enforced_at=None, ended_at=None)


class SummaryTemplateQuerySet(models.QuerySet["SummaryTemplate"]):
    """Templates in the field's words."""

    def of_plan(self, plan: Plan) -> Self:
        return self.filter(plan=plan)

    def in_force(self) -> Self:
        return self.filter(IN_FORCE)

    def waiting(self) -> Self:
        """Return what was uploaded and is neither put in force nor dropped."""
        return self.filter(WAITING)

    def over(self) -> Self:
        return self.filter(ended_at__isnull=False)


class SummaryTemplate(AppendOnly):
    """One upload: what the check found, and when it was put in force and ended, by whom.

    Its bytes lie in the file store under the digest. At most one of a plan is in force, and one
    waits for a decision.
    """

    written_later: ClassVar[tuple[str, ...]] = (
        "enforced_at", "enforced_by", "ended_at", "ended_by",
    )  # fmt: skip

    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="summary_templates", verbose_name="规划"
    )
    name = models.CharField("文件名", max_length=100)
    fingerprint = models.CharField("摘要值", max_length=128)
    size = models.PositiveIntegerField("字节数")
    findings = models.TextField("检查结果")
    uploaded_at = models.DateTimeField("上传时间", default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    enforced_at = models.DateTimeField("启用时间", null=True)
    enforced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="启用人"
    )
    ended_at = models.DateTimeField("停用时间", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="停用人"
    )

    objects = SummaryTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "汇总模板"
        ordering = ("plan", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("plan",), condition=IN_FORCE, name="summary_template_one_in_force"
            ),
            models.UniqueConstraint(
                fields=("plan",), condition=WAITING, name="summary_template_one_waiting"
            ),
            models.CheckConstraint(
                condition=Q(enforced_at=None, enforced_by=None)
                | Q(enforced_at__isnull=False, enforced_by__isnull=False),
                name="summary_template_enforced_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="summary_template_ended_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"汇总模板“{self.name}”"

    @property
    def found(self) -> Found:
        """Return what the check found in it."""
        return found_of(json.loads(self.findings))

    @property
    def is_in_force(self) -> bool:
        return self.enforced_at is not None and self.ended_at is None

    @property
    def is_waiting(self) -> bool:
        return self.enforced_at is None and self.ended_at is None
