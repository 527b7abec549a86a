"""The group robot (群机器人) of a committee, and the posts to it: counts only, rows first."""

import uuid
from datetime import date, datetime
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from notifications.models.outgoing import Outgoing, OutgoingQuerySet, states_hold
from project.accounts.models import Committee
from workflows.standing import Status


class RobotKind(models.TextChoices):
    """Whose robot it is; each kind is one adapter of `notifications.robots`."""

    WECOM = "wecom", "企业微信"
    DINGTALK = "dingtalk", "钉钉"
    FEISHU = "feishu", "飞书"
    WEBHOOK = "webhook", "通用回调"


class RobotQuerySet(models.QuerySet["Robot"]):
    """Robots in the field's words."""

    def at_work(self) -> Self:
        return self.filter(off_at=None)


class Robot(models.Model):
    """One address texts are posted to; who has it can write to the group, so it is not shown."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="robots", verbose_name="残工委"
    )
    kind = models.CharField("类型", max_length=16, choices=RobotKind)
    name = models.CharField("名称", max_length=40)
    address = models.CharField("地址", max_length=500)
    secret = models.CharField("密钥", max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="添加人"
    )
    made_at = models.DateTimeField("添加时间", default=timezone.now)
    off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="停用人"
    )
    off_at = models.DateTimeField("停用时间", null=True)
    off_why = models.CharField("停用原因", max_length=200, blank=True)

    objects = RobotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群机器人"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("address",), condition=Q(off_at=None), name="one_robot_an_address"
            ),
            models.CheckConstraint(
                condition=Q(off_at=None, off_by=None, off_why="")
                | Q(off_at__isnull=False, off_by__isnull=False) & ~Q(off_why=""),
                name="robot_off_by_somebody_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}（{self.get_kind_display()}）"

    @property
    def is_on(self) -> bool:
        return self.off_at is None

    @property
    def standing(self) -> Status:
        return Status("使用中", "done") if self.is_on else Status("已停用", "quiet")

    @property
    def masked(self) -> str:
        """Return of the address what tells it from another and opens nothing."""
        return f"{urlsplit(self.address).netloc}/…{self.address[-4:]}"


class PostKind(models.TextChoices):
    """What a post is about."""

    COUNTS = "counts", "每日报送情况"
    TEST = "test", "测试"


class RobotPostQuerySet(OutgoingQuerySet["RobotPost"]):
    """Posts in the field's words."""

    def of_counts(self) -> Self:
        return self.filter(kind=PostKind.COUNTS)

    def last_of_each(self) -> Self:
        """Return each robot's newest post."""
        newest = self.order_by().values("robot").annotate(newest=models.Max("pk"))
        return self.filter(pk__in=newest.values("newest"))

    def handed_over_since(self, moment: datetime) -> Self:
        return self.filter(claimed_at__gt=moment)


class RobotPost(Outgoing):
    """One text to one robot, written before it is sent (rule 10); its words never change."""

    robot = models.ForeignKey(Robot, models.PROTECT, related_name="posts", verbose_name="群机器人")
    kind = models.CharField("类别", max_length=16, choices=PostKind)
    subject = models.CharField("事由", max_length=100)
    period = models.CharField("期次", max_length=16)
    text = models.TextField("正文")
    # Canonical JSON (`project.audit.facts`): what a machine reads of the text.
    facts = models.TextField("数据")
    number = models.UUIDField("编号", default=uuid.uuid4, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="测试人"
    )

    objects = RobotPostQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "群消息"
        ordering = ("-pk",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint("robot", "kind", "subject", "period", name="one_post_once"),
            *states_hold("post_"),
        )
        indexes = (models.Index(fields=("state", "next_try_at"), name="post_queue"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.period}，{self.robot.name}）"

    def tells_of(self, day: date) -> bool:
        return self.period == day.isoformat()
