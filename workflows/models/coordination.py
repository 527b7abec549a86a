"""The request for coordination (需协调事项), and the line a unit named as the cause adds (旁注)."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.case_words import CaseStep
from workflows.models.cases import Case
from workflows.models.reports import Report

MOST_OF_A_REMARK = 200
OFFICE = "残工委办公室"


class CoordinationQuerySet(models.QuerySet["CoordinationRequest"]):
    """Requests for coordination in the field's words."""

    def under_way(self) -> Self:
        return self.filter(process__finished=None)

    def lapsing(self, *, on: date) -> Self:
        """Return those whose step's last day is over on that day."""
        return self.under_way().filter(last_on__lt=on)

    def naming(self, unit: Any) -> Self:
        """Return those whose problem names a unit: it was passed on to it."""
        return self.filter(addressee=unit, forwarded_at__isnull=False)

    def for_moving(self) -> Self:
        """Fetch at once what the rules of a move ask about, and whom it asks."""
        return self.select_related(
            "plan__committee", "task", "unit", "process", "opened_by", "addressee"
        )


class CoordinationRequest(Case):
    """What a row's unit needs of another by when; without an addressee, of the committee.

    `last_on` is the last day of the step it stands at, where one is given: then the schedule moves
    it on. The first days stay in the trail; `promised_on` is what holds now.
    """

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="coordination", verbose_name="所在报告"
    )
    addressee = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name="请谁协调"
    )
    problem = models.TextField("存在问题")
    needed = models.TextField("需要做什么")
    needed_on = models.DateField("何日之前")
    forwarded_at = models.DateTimeField("转办时间", null=True)
    last_on = models.DateField("本环节最后一日", null=True)
    proposed_on = models.DateField("另提的日期", null=True)
    promised_on = models.DateField("承诺办结日期", null=True)
    result = models.TextField("办理情况", blank=True)
    ruling = models.TextField("批复", blank=True)

    # Its own phrases beside those of every kind; django-stubs knows one manager for both.
    objects = CoordinationQuerySet.as_manager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = verbose_name_plural = "需协调事项"
        default_permissions = ()
        indexes = (models.Index(fields=("last_on",), name="coordination_lapses"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(promised_on=None) | Q(forwarded_at__isnull=False),
                name="coordination_promised_once_passed_on",
            ),
        )

    @property
    def whom(self) -> str:
        """Return who is asked: a unit, or the committee."""
        return str(self.addressee or self.plan.committee)

    @property
    def waits_for(self) -> str:
        """Return who is to act at the step it stands at, by unit and role; nothing at its end."""
        return {
            CaseStep.APPLY: f"{self.unit}联络员",
            CaseStep.FORWARD: OFFICE,
            CaseStep.ANSWER: f"{self.whom}联络员",
            CaseStep.AGREE: f"{self.unit}联络员",
            CaseStep.SETTLE: OFFICE,
            CaseStep.FULFIL: f"{self.whom}联络员",
            CaseStep.CONFIRM: f"{self.unit}联络员或{OFFICE}",
            CaseStep.AGENDA: "会议或残工委领导批复",
        }.get(CaseStep(self.step), "")


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Remarks in the field's words."""

    def for_reading(self) -> Self:
        return self.select_related("unit", "by").order_by("pk")


class Remark(AppendOnly):
    """旁注: one line beside a sentence that names the unit as the cause.

    The sentence stands in a request (`case`), or is that a lead's report is late because of the
    unit (`report`); `sentence` is what it said then. The unit's newest line stands.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="remarks", verbose_name="单位")
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, related_name="remarks", verbose_name="事项"
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, related_name="remarks", verbose_name="报告"
    )
    sentence = models.TextField("所对的话")
    text = models.CharField("旁注", max_length=MOST_OF_A_REMARK)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填写人"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "旁注"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(case=None, report__isnull=False) | Q(case__isnull=False, report=None),
                name="remark_beside_one_sentence",
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit}旁注"
