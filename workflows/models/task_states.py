"""The changes of a task's state: closed, terminated, transferred, open again, each by a case."""

from django.conf import settings
from django.db import models

from project.audit.guards import AppendOnly
from task_table.models import Task, TaskState
from workflows.models.cases import Case


class TaskStateChange(AppendOnly):
    """A task changed its state by a case; the last change holds, `Task.state` is its projection."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="state_changes", verbose_name="重点工作任务"
    )
    state = models.CharField("办理状态", max_length=16, choices=TaskState)
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", verbose_name="依据的事项")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审定人"
    )
    at = models.DateTimeField("时间")
    document_number = models.CharField("文号", max_length=64, blank=True)
    # A closed task's grade, the next plan's name of a transferred one, why one is open again.
    words = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务状态变更"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint("case", name="one_change_of_state_a_case"),)

    def __str__(self) -> str:
        return f"{self.task}：{self.get_state_display()}"
