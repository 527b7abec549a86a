"""Who does not owe a report in which kind of cycle (免报); whoever is not named here owes."""

from django.db import models

from task_table.models import Plan
from workflows.models.cycles import CycleKind, Party


class Exemption(models.Model):
    """A party that a plan does not ask in one kind of cycle; a plan without rows asks all."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="exemptions", verbose_name="规划")
    kind = models.CharField("周期类别", max_length=16, choices=CycleKind)
    party = models.CharField("免报单位", max_length=16, choices=Party)

    class Meta:
        verbose_name = verbose_name_plural = "免报安排"
        ordering = ("plan", "kind", "party")
        constraints = (models.UniqueConstraint("plan", "kind", "party", name="exempt_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{self.get_party_display()}不报"
