"""The trail (流转记录): every move of a case, written once, in the act's transaction."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.audit.guards import AppendOnly
from workflows.models.reports import Report, ReportVersion
from workflows.steps import Outcome, Outlook, Place, Step

# By which somebody had a hand in a version: submitted or judged it.
WITH_A_HAND = (Outcome.SUBMITTED, Outcome.APPROVED, Outcome.SIGNED, Outcome.SENT_BACK)

WITH_A_HAND = (Outcome.SUBMITTED, Outcome.APPROVED, Outcome.SIGNED, Outcome.SENT_BACK)


class TransitionQuerySet(models.QuerySet["Transition"]):
    """Moves in the field's words."""

    def of_version(self, version: ReportVersion) -> Self:
        return self.filter(version=version)

    def with_a_hand(self) -> Self:
        """Return the moves by which somebody had a hand in a version: submitted or judged it."""
        return self.filter(outcome__in=WITH_A_HAND)

    def reply_by(self, report: Report) -> date | None:
        """Return the date by which the last return of a report's process wants its answer."""
        returns = self.filter(report=report, process_number=report.process_id or 0)
        asked = returns.filter(outcome=Outcome.SENT_BACK).order_by("pk").last()
        return asked.reply_by if asked else None

    def unanswered_since(self, report: Report) -> date | None:
        """Return the reply-by date that lay with the unit when its report was missed."""
        moves = self.filter(report=report, outcome__in=(Outcome.SENT_BACK, Outcome.WITHDRAWN))
        last = moves.order_by("pk").last()
        if last is None:
            return None
        returns = self.filter(report=report, process_number=last.process_number)
        asked = returns.filter(outcome=Outcome.SENT_BACK).order_by("pk").last()
        return asked.reply_by if asked else None


class Transition(AppendOnly):
    """One move of one report. `by=None` is the system; a process is named by its number."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="trail", verbose_name="进展报告"
    )
    process_number = models.BigIntegerField("流程编号")
    from_step = models.CharField("原环节", max_length=16, choices=Step)
    to_step = models.CharField("新环节", max_length=16, choices=Step)
    outcome = models.CharField("结果", max_length=16)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="办理人"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="代表"
    )
    at = models.DateTimeField("时间")
    reason = models.TextField("理由", blank=True)
    reply_by = models.DateField("答复期限", null=True)
    place = models.CharField("退回针对", max_length=16, choices=Place, blank=True, default="")
    version = models.ForeignKey(
        ReportVersion, models.PROTECT, null=True, related_name="trail", verbose_name="版本"
    )
    # Given with the approval of a lead's row, for its very version.
    outlook = models.CharField("研判", max_length=16, choices=Outlook, blank=True, default="")

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.SENT_BACK) | ~Q(reason="") & Q(reply_by__isnull=False),
                name="returned_with_reason_and_date",
            ),
            models.CheckConstraint(
                condition=Q(outlook="") | Q(outcome=Outcome.APPROVED, version__isnull=False),
                name="outlook_with_an_approval",
            ),
        )
        indexes = (models.Index(fields=("at",), name="transition_at"),)

    @property
    def label(self) -> str:
        """Return what was decided, as people say it; what was missed reopens by 特许补报."""
        if self.outcome == Outcome.REOPENED and self.from_step == Step.MISSED:
            return "特许补报"
        return Outcome(self.outcome).label

    @property
    def outlook_status(self) -> dict[str, str]:
        """Return 研判 as templates/components/status.html shows it; nothing without one."""
        if not self.outlook:
            return {}
        return {"word": Outlook(self.outlook).label, "tone": Outlook(self.outlook).tone}

    def __str__(self) -> str:
        return f"{self.report}：{self.label}"
