"""Who inside a unit works on a task: the office and the person in charge of its row."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from task_table.models import Assignment


class Handling(models.Model):
    """经办科室 and 经办人 of a unit's row: the unit's own affair, kept from cycle to cycle."""

    assignment = models.OneToOneField(
        Assignment, models.PROTECT, related_name="handling", verbose_name="责任分工"
    )
    office = models.CharField("经办科室", max_length=50, blank=True)
    person = models.CharField("经办人", max_length=30, blank=True)
    changed_at = models.DateTimeField("修改时间", default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人"
    )

    class Meta:
        verbose_name = verbose_name_plural = "经办"

    def __str__(self) -> str:
        return " ".join(filter(None, (self.office, self.person)))
