"""Adjusting, terminating or transferring a task, and taking it up again."""

from django.db import models
from django.db.models import Q

from workflows.models.cases import Case


class Change(models.TextChoices):
    """What an adjustment changes; units stay as printed (decision 0032)."""

    TEXT = "text", "调整任务表述"
    DATE = "date", "调整完成时限"
    TERMINATE = "terminate", "终止任务"
    TRANSFER = "transfer", "转入下一规划"


class AdjustmentRequest(Case):
    """What is to change of a task, why, by which document; the printed source stays beside it."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    change = models.CharField("调整内容", max_length=16, choices=Change)
    cause = models.TextField("调整原因")
    document_number = models.CharField("文号", max_length=64, blank=True)
    by_office = models.BooleanField("残工委办公室提出", default=False)
    from_text = models.TextField("提出时的表述", blank=True)
    new_text = models.TextField("调整后的表述", blank=True)
    from_due_on = models.DateField("提出时的完成时限", null=True)
    new_due_on = models.DateField("调整后的完成时限", null=True)
    next_plan = models.CharField("转入的规划", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务调整"
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(change=Change.TEXT) & ~Q(new_text="")
                    | Q(change=Change.DATE, new_due_on__isnull=False)
                    | Q(change=Change.TERMINATE)
                    | Q(change=Change.TRANSFER) & ~Q(next_plan="")
                ),
                name="adjustment_says_what_it_changes",
            ),
        )


class Reopening(Case):
    """A leader of the committee takes a task up again that later cycles left out."""

    case_ptr = models.OneToOneField(
        Case, models.CASCADE, parent_link=True, primary_key=True, verbose_name="事项"
    )
    cause = models.TextField("恢复办理的原因")
    # The state the task was in before.
    was = models.CharField("原状态", max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = "恢复办理"
        default_permissions = ()
