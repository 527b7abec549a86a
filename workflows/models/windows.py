"""What moves a window: 特许补报 for one unit, and a due date moved later for all."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Max, Q

from project.accounts.models import Unit
from project.audit.guards import AppendOnly
from workflows.models.cycles import Cycle


class WindowExceptionQuerySet(models.QuerySet["WindowException"]):
    """Exceptions in the field's words."""

    def of_unit(self, cycle: Cycle, unit: Unit) -> Self:
        return self.filter(cycle=cycle, unit=unit)

    def in_force(self, *, on: date) -> Self:
        """Return what lets its unit write on that day and was not taken back."""
        return self.filter(until_on__gte=on, withdrawn_at=None)

    def last_day(self) -> date | None:
        """Return the last day any of these reaches; a further one prolongs."""
        last_day: date | None = self.aggregate(last_day=Max("until_on"))["last_day"]
        return last_day

    def for_reading(self) -> Self:
        """Return exceptions with all whose names a row shows."""
        return self.select_related("unit", "given_by", "withdrawn_by")


class WindowException(AppendOnly):
    """特许补报: one unit may file in one cycle until a day; ends by that day or by being withdrawn.

    The cycle's own days stay as they are (rule 6), and so does what is late (rule 7).
    """

    written_later: ClassVar[tuple[str, ...]] = ("withdrawn_at", "withdrawn_by", "withdrawn_why")

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="exceptions", verbose_name="报送周期"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="window_exceptions", verbose_name="责任单位"
    )
    until_on = models.DateField("可补报到")
    reason = models.CharField("原因", max_length=200)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="准予人"
    )
    given_at = models.DateTimeField("准予时间")
    withdrawn_at = models.DateTimeField("收回时间", null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="收回人"
    )
    withdrawn_why = models.CharField("收回原因", max_length=200, null=True)  # noqa: DJ001 (written once)

    objects = WindowExceptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "特许补报"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="excepted_with_a_reason"),
            models.CheckConstraint(
                condition=(
                    Q(withdrawn_at=None, withdrawn_by=None, withdrawn_why=None)
                    | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                    & Q(withdrawn_why__isnull=False)
                ),
                name="exception_withdrawn_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("cycle", "unit"), name="exception_of_unit"),)

    def __str__(self) -> str:
        return f"{self.unit} {self.cycle}特许补报到{self.until_on}"

    def state_on(self, on: date) -> str:
        """Return where the exception stands on a day, in a word."""
        if self.withdrawn_at is not None:
            return "已收回"
        return "有效" if on <= self.until_on else "已到期"


class DueDateChange(AppendOnly):
    """A cycle's due dates moved later, with the days from before: the first one stays visible."""

    cycle = models.ForeignKey(
        Cycle, models.PROTECT, related_name="due_changes", verbose_name="报送周期"
    )
    support_was_due_on = models.DateField("配合单位原定截止")
    support_due_on = models.DateField("配合单位延至")
    was_due_on = models.DateField("报送原定截止")
    due_on = models.DateField("报送延至")
    reason = models.CharField("原因", max_length=200)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人"
    )
    changed_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "截止日期变更"
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="postponed_with_a_reason"),
            models.CheckConstraint(
                condition=Q(
                    due_on__gte=F("was_due_on"), support_due_on__gte=F("support_was_due_on")
                ),
                name="due_date_moves_later_only",
            ),
        )

    def __str__(self) -> str:
        return f"{self.cycle}截止日期延至{self.due_on}"
