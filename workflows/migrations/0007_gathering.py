import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """牵头汇总: quotes, urges, what a version says of them; and which field a return is about."""

    dependencies = [
        ("accounts", "0002_guards"),
        ("workflows", "0006_figures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="reportversion",
            name="gathered",
            field=models.JSONField(null=True, verbose_name="汇总情况"),
        ),
        migrations.AddField(
            model_name="transition",
            name="place",
            field=models.CharField(
                blank=True,
                choices=[
                    ("whole", "整体"),
                    ("status", "进度"),
                    ("progress", "进展情况"),
                    ("problem", "存在问题"),
                    ("next_step", "下一步措施"),
                    ("evidence", "佐证材料"),
                ],
                default="",
                max_length=16,
                verbose_name="退回针对",
            ),
        ),
        migrations.CreateModel(
            name="Quotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.TextField(verbose_name="引用的文字")),
                ("taken_at", models.DateTimeField(verbose_name="引用时间")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotations",
                        to="workflows.report",
                        verbose_name="牵头报告",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quoted_by",
                        to="workflows.reportversion",
                        verbose_name="来源版本",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="引用人",
                    ),
                ),
            ],
            options={
                "verbose_name": "引用",
                "verbose_name_plural": "引用",
                "ordering": ("pk",),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("report"), models.F("source"), name="quoted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Urge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counts_on", models.DateField(verbose_name="计入工作日")),
                ("at", models.DateTimeField(verbose_name="催办时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="催办人",
                    ),
                ),
                (
                    "for_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="催办单位",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="urges",
                        to="workflows.report",
                        verbose_name="催报的报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "催办",
                "verbose_name_plural": "催办",
                "ordering": ("pk",),
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("report"), models.F("counts_on"), name="urged_once_a_working_day"
                    )
                ],
            },
        ),
        GuardAppendOnly("quotation"),
        GuardAppendOnly("urge"),
        # Again: these two got a column, and SQLite made the trail's table anew.
        GuardAppendOnly("reportversion"),
        GuardAppendOnly("transition"),
    ]
