import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """Evidence and which version froze it; removed and sealed are each written once."""

    dependencies = [
        ("workflows", "0004_windows"),
        ("audit", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True, verbose_name="编号")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("kind", models.CharField(max_length=8, verbose_name="格式")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("digest", models.CharField(db_index=True, max_length=128, verbose_name="摘要值")),
                (
                    "added_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="上传时间"
                    ),
                ),
                ("removed_at", models.DateTimeField(null=True, verbose_name="移除时间")),
                ("sealed_at", models.DateTimeField(null=True, verbose_name="封存时间")),
                (
                    "sealed_why",
                    models.CharField(max_length=200, null=True, verbose_name="封存原因"),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移除人",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="workflows.report",
                        verbose_name="进展报告",
                    ),
                ),
                (
                    "sealed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="封存人",
                    ),
                ),
            ],
            options={
                "verbose_name": "佐证材料",
                "verbose_name_plural": "佐证材料",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="EvidenceOfVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.evidence",
                        verbose_name="佐证材料",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.reportversion",
                        verbose_name="报告版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "版本所附材料",
                "verbose_name_plural": "版本所附材料",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="versions",
            field=models.ManyToManyField(
                related_name="evidence",
                through="workflows.EvidenceOfVersion",
                to="workflows.reportversion",
                verbose_name="报告版本",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceofversion",
            constraint=models.UniqueConstraint(
                models.F("version"), models.F("evidence"), name="evidence_once_in_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                models.F("report"),
                models.F("digest"),
                condition=models.Q(("removed_at", None)),
                name="evidence_once_in_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_by", None)),
                    models.Q(("removed_at__isnull", False), ("removed_by__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_removed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sealed_at", None), ("sealed_by", None), ("sealed_why", None)),
                    models.Q(
                        ("sealed_at__isnull", False),
                        ("sealed_by__isnull", False),
                        ("sealed_why__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="evidence_sealed_with_a_reason",
            ),
        ),
        GuardAppendOnly(
            "evidence", ["removed_at", "removed_by", "sealed_at", "sealed_by", "sealed_why"]
        ),
        GuardAppendOnly("evidenceofversion"),
    ]
