"""The claim that a task is complete (办结销号): evidence, other leads' words, the office's list."""

from typing import Any

from django.conf import settings
from django.db import models

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.models.cases import Case
from workflows.models.evidence import Evidence

# What the office checks, by field: the question, answered yes or no, with a remark beside it.
CHECKLIST = {
    "facts_clear": "事实清楚",
    "target_met": "达到目标",
    "evidence_complete": "佐证齐全",
}


class ClosureRequest(Case):
    """A lead's claim that a task is complete; each time it is made anew is a `round`."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    round = models.PositiveSmallIntegerField("第几次申请", default=0)
    statement = models.TextField("完成情况")
    proof = models.TextField("佐证说明", blank=True)
    # What was typed of the task's figures, by field name, as a draft keeps it.
    figures: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(
        "指标完成值", default=dict
    )
    facts_clear = models.BooleanField("事实清楚", null=True)
    facts_clear_remark = models.CharField("事实清楚：说明", max_length=200, blank=True)
    target_met = models.BooleanField("达到目标", null=True)
    target_met_remark = models.CharField("达到目标：说明", max_length=200, blank=True)
    evidence_complete = models.BooleanField("佐证齐全", null=True)
    evidence_complete_remark = models.CharField("佐证齐全：说明", max_length=200, blank=True)
    grade = models.CharField("评定等次", max_length=16, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办结销号"
        default_permissions = ()

    @property
    def checked(self) -> list[tuple[str, bool, str]]:
        """Return what the office found, question by question; empty before it looked."""
        rows: list[tuple[str, Any, str]] = [
            (words, getattr(self, name), getattr(self, f"{name}_remark"))
            for name, words in CHECKLIST.items()
        ]
        return [] if any(answer is None for _, answer, _ in rows) else rows


class EvidenceOfClosure(AppendOnly):
    """A file kept with a signed version of the task, referred to by a claim."""

    closure = models.ForeignKey(
        ClosureRequest, models.PROTECT, related_name="referred", verbose_name="办结销号"
    )
    round = models.PositiveSmallIntegerField("第几次申请")
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, related_name="+", verbose_name="佐证材料"
    )

    class Meta:
        verbose_name = verbose_name_plural = "办结销号所引佐证"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("closure", "round", "evidence", name="referred_once_in_round"),
        )

    def __str__(self) -> str:
        return f"{self.closure}：{self.evidence}"


class LeadConcurrence(AppendOnly):
    """What another lead of the task says of the claim (会签)."""

    closure = models.ForeignKey(
        ClosureRequest, models.PROTECT, related_name="concurrences", verbose_name="办结销号"
    )
    round = models.PositiveSmallIntegerField("第几次申请")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="会签单位")
    concurs = models.BooleanField("同意")
    words = models.TextField("意见", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="会签人"
    )
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "共同牵头单位会签"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("closure", "round", "unit", name="concurred_once_in_round"),
            models.CheckConstraint(
                condition=models.Q(concurs=True) | ~models.Q(words=""),
                name="lead_dissents_in_writing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}{'同意' if self.concurs else '不同意'}（{self.closure}）"
