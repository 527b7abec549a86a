"""The task (重点工作任务) and the assignments that say who answers for it."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from project.accounts.models import Unit, UnitGroup
from task_table.models.plans import Plan, Section


class TaskSource(models.TextChoices):
    """Where a task comes from."""

    PLAN = "plan", "规划"
    YEARLY = "yearly", "年度要点"
    MEETING = "meeting", "会议"
    INSTRUCTION = "instruction", "批示"


class DueSource(models.TextChoices):
    """Where a task's date comes from; the words are those of `import_plan --json`."""

    TEXT = "text", "任务原文"
    COLUMN = "column", "时限列"
    COVER = "cover", "规划期"
    DEFAULT = "default", "默认"
    NONE = "none", "未列时限"


class TaskState(models.TextChoices):
    """Whether a task is still worked on; what changes it is a case (`workflows.task_states`)."""

    OPEN = "open", "在办"
    CLOSED = "closed", "已办结销号"
    TERMINATED = "terminated", "已终止"
    TRANSFERRED = "transferred", "已转入下一规划"


# The tone of each state (shape and colour in zeren.css).
STATE_TONES = {TaskState.OPEN: "waiting", TaskState.CLOSED: "done"}


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks in the field's words."""

    def open(self) -> Self:
        """Return what is still worked on."""
        return self.filter(state=TaskState.OPEN)

    def left(self) -> Self:
        """Return what is closed, terminated or transferred: later cycles leave it out."""
        return self.exclude(state=TaskState.OPEN)

    def in_printed_order(self) -> Self:
        return self.order_by("plan", "place")

    def with_assignments(self) -> Self:
        """Fetch assignments with units and groups: two statements for any table."""
        rows = Assignment.objects.select_related("unit", "group")
        return self.prefetch_related(models.Prefetch("assignments", rows))

    def with_leads(self) -> Self:
        """Fetch the lead assignments alone, for who asks for no others: `supports` is empty."""
        rows = Assignment.objects.filter(role=AssignmentRole.LEAD).order_by("place", "group_place")
        return self.prefetch_related(models.Prefetch("assignments", rows))

    def past_their_date(self, *, on: date) -> Self:
        """Return tasks still worked on past their date; 任务逾期 is for their lights to say."""
        return self.open().filter(due_on__lt=on)


class Task(models.Model):
    """One row of the table. The first deadline stays; `due_on` moves by a decision.

    The words stay as printed, too: what they were adjusted to stands beside them.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks", verbose_name="规划")
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, related_name="tasks", verbose_name="章节"
    )
    number = models.CharField("序号", max_length=16)
    place = models.PositiveSmallIntegerField("次序")
    text = models.TextField("重点工作任务")
    source = models.CharField("来源", max_length=16, choices=TaskSource, default=TaskSource.PLAN)
    due_on = models.DateField("完成时限", null=True, blank=True)
    first_due_on = models.DateField("原定时限", null=True, blank=True)
    due_source = models.CharField(
        "时限来源", max_length=16, choices=DueSource, default=DueSource.NONE
    )
    standing = models.BooleanField("长期坚持", default=False)
    # Written in `workflows.task_states` alone; the changes and their cases stand there.
    state = models.CharField("办理状态", max_length=16, choices=TaskState, default=TaskState.OPEN)
    adjusted_text = models.TextField("调整后的表述", blank=True, default="")

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "重点工作任务"
        ordering = ("plan", "place")
        constraints = (
            models.UniqueConstraint("plan", "number", name="task_number_once"),
            models.UniqueConstraint("plan", "place", name="task_place_once"),
            models.CheckConstraint(
                condition=(
                    Q(due_source=DueSource.NONE, first_due_on=None)
                    | ~Q(due_source=DueSource.NONE) & Q(first_due_on__isnull=False)
                ),
                name="first_date_with_its_source",
            ),
            models.CheckConstraint(
                condition=Q(first_due_on=None) | Q(due_on__isnull=False),
                name="a_date_is_moved_not_dropped",
            ),
        )

    def __str__(self) -> str:
        return f"第{self.number}项"

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    @property
    def standing_now(self) -> dict[str, str]:
        """Return what templates/components/status.html shows of its state."""
        tone = STATE_TONES.get(TaskState(self.state), "quiet")
        return {"word": str(TaskState(self.state).label), "tone": tone}

    @property
    def ask(self) -> str:
        """Return what is asked of a group's members; empty where nothing is noted."""
        asking: Asking | None = getattr(self, "asking", None)
        return asking.ask if asking else ""

    def is_answered_by_section(self, group: int | None) -> bool:
        """Say whether a unit assigned through a group gives nothing of its own: 并入本部分."""
        return group is not None and self.ask == Ask.SECTION

    @property
    def leads(self) -> list["Assignment"]:
        """Return the lead assignments in printed order (from what was fetched with the task)."""
        return [row for row in self.assignments.all() if row.role == AssignmentRole.LEAD]

    @property
    def supports(self) -> list["Assignment"]:
        """Return the co-responsible assignments in printed order, groups expanded."""
        return [row for row in self.assignments.all() if row.role == AssignmentRole.SUPPORT]


class Ask(models.TextChoices):
    """What a group's members (各县（市、区）政府) say of a task."""

    FIGURE = "figure", "报数据"
    DEED = "deed", "报工作"
    SECTION = "section", "并入本部分"


class Asking(models.Model):
    """What the plan asks of a group's members on one task; without it they answer it in full."""

    task = models.OneToOneField(
        Task, models.CASCADE, related_name="asking", verbose_name="重点工作任务"
    )
    ask = models.CharField("填报要求", max_length=16, choices=Ask)

    class Meta:
        verbose_name = verbose_name_plural = "对单位组的填报要求"

    def __str__(self) -> str:
        return f"{self.task}：{self.get_ask_display()}"


class AssignmentRole(models.TextChoices):
    """What a unit is in a task."""

    LEAD = "lead", "牵头单位"
    SUPPORT = "support", "配合单位"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments in the field's words, and both countings of them."""

    def of_plan(self, plan: Plan) -> Self:
        return self.filter(task__plan=plan)

    def leading(self) -> Self:
        return self.filter(role=AssignmentRole.LEAD)

    def supporting(self) -> Self:
        return self.filter(role=AssignmentRole.SUPPORT)

    def of_members_alone(self) -> Self:
        """Return a group's members' rows that are filled in by themselves, not by a section."""
        return self.filter(group__isnull=False).exclude(task__asking__ask=Ask.SECTION)

    def printed(self) -> int:
        """Count entries as printed: a group counts once a task, however many units it has."""
        singles = self.filter(group=None).count()
        return singles + self.exclude(group=None).values("task", "group").distinct().count()


class Assignment(models.Model):
    """A unit's place in a task; a group's members stand at the group's printed place."""

    task = models.ForeignKey(
        Task, models.PROTECT, related_name="assignments", verbose_name="重点工作任务"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="assignments", verbose_name="责任单位"
    )
    role = models.CharField("分工", max_length=16, choices=AssignmentRole)
    place = models.PositiveSmallIntegerField("表中次序")
    group = models.ForeignKey(
        UnitGroup, models.PROTECT, null=True, blank=True, verbose_name="所属单位组"
    )
    group_place = models.PositiveSmallIntegerField("组内次序", default=0)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任分工"
        ordering = ("task", "place", "group_place")
        constraints = (
            models.UniqueConstraint("task", "unit", name="unit_once_in_task"),
            models.UniqueConstraint("task", "place", "group_place", name="place_once_in_task"),
            models.CheckConstraint(
                condition=Q(group=None, group_place=0)
                | Q(group__isnull=False, group_place__gt=0, role=AssignmentRole.SUPPORT),
                name="group_members_support_in_order",
            ),
        )
        indexes = (models.Index(F("unit"), F("role"), name="assignment_unit_role"),)

    def __str__(self) -> str:
        return f"{self.unit}（{self.task}，{self.get_role_display()}）"

    @property
    def is_part_of_section(self) -> bool:
        """Say whether nothing of its own is asked of this member of a group: 并入本部分."""
        return self.task.is_answered_by_section(self.group_id)
