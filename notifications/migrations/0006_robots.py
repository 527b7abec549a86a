import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardKept


class Migration(migrations.Migration):
    """Robots and the posts to them; what a post says never changes, and no robot is forgotten."""

    dependencies = [
        ("accounts", "0004_delegation"),
        ("audit", "0002_guards"),
        ("notifications", "0005_delegated"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="again_until",
            field=models.DateField(null=True, verbose_name="重新发送的最后日"),
        ),
        migrations.CreateModel(
            name="Robot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wecom", "企业微信"),
                            ("dingtalk", "钉钉"),
                            ("feishu", "飞书"),
                            ("webhook", "通用回调"),
                        ],
                        max_length=16,
                        verbose_name="类型",
                    ),
                ),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                ("address", models.CharField(max_length=500, verbose_name="地址")),
                ("secret", models.CharField(blank=True, max_length=200, verbose_name="密钥")),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="添加时间"
                    ),
                ),
                ("off_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                ("off_why", models.CharField(blank=True, max_length=200, verbose_name="停用原因")),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="robots",
                        to="accounts.committee",
                        verbose_name="残工委",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="添加人",
                    ),
                ),
                (
                    "off_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
            ],
            options={
                "verbose_name": "群机器人",
                "verbose_name_plural": "群机器人",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="RobotPost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="生成时间"
                    ),
                ),
                ("expires_on", models.DateField(verbose_name="最后发送日")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发送"),
                            ("refused", "被拒收"),
                            ("expired", "过期未发"),
                            ("dropped", "不再发送"),
                        ],
                        default="queued",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="领取时间")),
                ("claim", models.CharField(blank=True, max_length=36, verbose_name="领取凭据")),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="发送次数")),
                ("next_try_at", models.DateTimeField(null=True, verbose_name="下次发送时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发送时间")),
                (
                    "uncertain",
                    models.PositiveIntegerField(default=0, verbose_name="投递不确定次数"),
                ),
                (
                    "error",
                    models.CharField(blank=True, max_length=300, verbose_name="未送达的原因"),
                ),
                ("again_until", models.DateField(null=True, verbose_name="重新发送的最后日")),
                (
                    "kind",
                    models.CharField(
                        choices=[("counts", "每日报送情况"), ("test", "测试")],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("subject", models.CharField(max_length=100, verbose_name="事由")),
                ("period", models.CharField(max_length=16, verbose_name="期次")),
                ("text", models.TextField(verbose_name="正文")),
                ("facts", models.TextField(verbose_name="数据")),
                ("number", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="编号")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="测试人",
                    ),
                ),
                (
                    "robot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="notifications.robot",
                        verbose_name="群机器人",
                    ),
                ),
            ],
            options={
                "verbose_name": "群消息",
                "verbose_name_plural": "群消息",
                "ordering": ("-pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="robot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("off_at", None)),
                fields=("address",),
                name="one_robot_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="robot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("off_at", None), ("off_by", None), ("off_why", "")),
                    models.Q(
                        ("off_at__isnull", False),
                        ("off_by__isnull", False),
                        models.Q(("off_why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="robot_off_by_somebody_for_a_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="robotpost",
            index=models.Index(fields=["state", "next_try_at"], name="post_queue"),
        ),
        migrations.AddConstraint(
            model_name="robotpost",
            constraint=models.UniqueConstraint(
                models.F("robot"),
                models.F("kind"),
                models.F("subject"),
                models.F("period"),
                name="one_post_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="robotpost",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at", None)),
                    _connector="OR",
                ),
                name="post_sent_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="robotpost",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="sending")
                | models.Q(claimed_at__isnull=False) & ~models.Q(claim=""),
                name="post_sending_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            model_name="robotpost",
            constraint=models.CheckConstraint(
                condition=models.Q(claim="")
                | models.Q(state__in=("queued", "sending"), claimed_at__isnull=False),
                name="post_claimed_is_not_settled",
            ),
        ),
        GuardKept("robot", ["committee", "kind", "made_by", "made_at"]),
        GuardKept(
            "robotpost",
            [
                "robot",
                "kind",
                "subject",
                "period",
                "text",
                "facts",
                "number",
                "by",
                "created_at",
                "expires_on",
            ],
        ),
    ]
