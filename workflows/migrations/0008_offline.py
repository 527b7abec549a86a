import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """代录: sheets received for a unit, the drafts and the submissions they led to."""

    dependencies = [
        ("accounts", "0002_guards"),
        ("workflows", "0007_gathering"),
        ("audit", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceivedSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "邮件"),
                            ("paper", "纸质"),
                            ("wechat", "微信"),
                            ("other", "其他"),
                        ],
                        max_length=8,
                        verbose_name="来件方式",
                    ),
                ),
                ("sender", models.CharField(max_length=60, verbose_name="来件人")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("digest", models.CharField(db_index=True, max_length=128, verbose_name="摘要值")),
                (
                    "entered_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="代录时间"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received_sheets",
                        to="workflows.cycle",
                        verbose_name="报送周期",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代录人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received_sheets",
                        to="accounts.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "代录来件",
                "verbose_name_plural": "代录来件",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="EnteredVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry",
                        to="workflows.reportversion",
                        verbose_name="报告版本",
                    ),
                ),
                (
                    "received",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="workflows.receivedsheet",
                        verbose_name="代录来件",
                    ),
                ),
            ],
            options={
                "verbose_name": "代录的版本",
                "verbose_name_plural": "代录的版本",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="draft",
            name="received",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="workflows.receivedsheet",
                verbose_name="代录来件",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("sender", ""), _negated=True), name="received_from"
            ),
        ),
        GuardAppendOnly("receivedsheet"),
        GuardAppendOnly("enteredversion"),
    ]
