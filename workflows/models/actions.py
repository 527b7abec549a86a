"""What a leader assigns to a unit (交办事项): the instruction, until when, and what was done."""

from datetime import date

from django.db import models
from django.db.models import Q

from workflows.models.cases import Case
from workflows.models.cycles import Cycle
from workflows.models.reports import Report


class ActionItem(Case):
    """An instruction (批示) to a unit, on its sheet of a cycle or on one report of it.

    `due_on` is never moved: a later reply is asked for by `reply_by`. `within_unit` says that the
    unit's own leader wrote it: then nobody beyond the unit reads it.
    """

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="action_items", verbose_name="报送周期"
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, related_name="action_items", verbose_name="进展报告"
    )
    text = models.TextField("批示")
    due_on = models.DateField("办理期限")
    within_unit = models.BooleanField("本单位内部")
    reply_by = models.DateField("再次答复期限", null=True)
    answer = models.TextField("办理情况", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交办事项"
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="action_item_says_what"),)

    @property
    def asked_by(self) -> date:
        """Return the day by which it is to be answered now."""
        return self.reply_by or self.due_on
