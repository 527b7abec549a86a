import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """The office's own Word templates, and which of them an edition and its files were drawn in."""

    dependencies = [
        ("notifications", "0014_spans"),
        ("task_table", "0012_summary_route"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SummaryTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("fingerprint", models.CharField(max_length=128, verbose_name="摘要值")),
                ("size", models.PositiveIntegerField(verbose_name="字节数")),
                ("findings", models.TextField(verbose_name="检查结果")),
                (
                    "uploaded_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="上传时间"
                    ),
                ),
                ("enforced_at", models.DateTimeField(null=True, verbose_name="启用时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="停用人",
                    ),
                ),
                (
                    "enforced_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="启用人",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summary_templates",
                        to="task_table.plan",
                        verbose_name="规划",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "汇总模板",
                "verbose_name_plural": "汇总模板",
                "ordering": ("plan", "pk"),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="document",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notifications.summarytemplate",
                verbose_name="汇总模板",
            ),
        ),
        migrations.AddField(
            model_name="summary",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notifications.summarytemplate",
                verbose_name="汇总模板",
            ),
        ),
        migrations.AddConstraint(
            model_name="summarytemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("enforced_at__isnull", False)),
                fields=("plan",),
                name="summary_template_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="summarytemplate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("enforced_at", None)),
                fields=("plan",),
                name="summary_template_one_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="summarytemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("enforced_at", None), ("enforced_by", None)),
                    models.Q(("enforced_at__isnull", False), ("enforced_by__isnull", False)),
                    _connector="OR",
                ),
                name="summary_template_enforced_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="summarytemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="summary_template_ended_by_somebody",
            ),
        ),
        GuardAppendOnly("summarytemplate", ["enforced_at", "enforced_by", "ended_at", "ended_by"]),
        # SQLite copies a table for a new column, and its triggers are not copied with it.
        GuardAppendOnly("document"),
        GuardAppendOnly("summary", ["released_at", "released_by"]),
    ]
