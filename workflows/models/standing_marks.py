"""The secretariat's mark 长期坚持 on a task: each change with its reason, the last one holds."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from project.audit.guards import AppendOnly
from task_table.models import Task


class StandingMark(AppendOnly):
    """The office marked a task as 长期坚持, or took the mark off; `Task.standing` is the answer."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="standing_marks", verbose_name="重点工作任务"
    )
    standing = models.BooleanField("长期坚持")
    reason = models.CharField("理由", max_length=200)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人"
    )
    marked_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "长期坚持标注"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="marked_with_reason"),)

    def __str__(self) -> str:
        return f"{self.task}{'标为' if self.standing else '不再标为'}长期坚持"
