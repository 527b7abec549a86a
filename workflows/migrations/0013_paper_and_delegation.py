import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """线下签批: printed sheets, the signed scans, and the versions they signed."""

    dependencies = [
        ("accounts", "0004_delegation"),
        ("workflows", "0012_action_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaperSignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signer_name", models.CharField(max_length=32, verbose_name="签批人姓名")),
                ("signer_post", models.CharField(max_length=32, verbose_name="签批人职务")),
                ("signed_on", models.DateField(verbose_name="纸上日期")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                ("kind", models.CharField(max_length=8, verbose_name="文件类型")),
                ("size", models.PositiveBigIntegerField(verbose_name="字节数")),
                ("digest", models.CharField(db_index=True, max_length=128, verbose_name="摘要值")),
                (
                    "entered_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="录入时间"
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="核对时间")),
                (
                    "refused_why",
                    models.CharField(max_length=200, null=True, verbose_name="不予确认的原因"),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
                (
                    "entered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签批人",
                    ),
                ),
            ],
            options={
                "verbose_name": "线下签批",
                "verbose_name_plural": "线下签批",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PaperSignature",
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
                        related_name="paper_signature",
                        to="workflows.reportversion",
                        verbose_name="报告版本",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="workflows.papersignoff",
                        verbose_name="线下签批",
                    ),
                ),
            ],
            options={
                "verbose_name": "线下签批的版本",
                "verbose_name_plural": "线下签批的版本",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PrintedSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=9, unique=True, verbose_name="校验码")),
                (
                    "printed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="打印时间"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.cycle",
                        verbose_name="报送周期",
                    ),
                ),
                (
                    "printed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="打印人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "线下签批表",
                "verbose_name_plural": "线下签批表",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="papersignoff",
            name="sheet",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="papers",
                to="workflows.printedsheet",
                verbose_name="线下签批表",
            ),
        ),
        migrations.CreateModel(
            name="PrintedVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="workflows.printedsheet",
                        verbose_name="线下签批表",
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
                "verbose_name": "线下签批表所列版本",
                "verbose_name_plural": "线下签批表所列版本",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="printedsheet",
            name="versions",
            field=models.ManyToManyField(
                related_name="+",
                through="workflows.PrintedVersion",
                to="workflows.reportversion",
                verbose_name="报告版本",
            ),
        ),
        migrations.CreateModel(
            name="UnsignedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.TextField(verbose_name="没有签批的原因")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unsigned",
                        to="workflows.papersignoff",
                        verbose_name="线下签批",
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
                "verbose_name": "线下签批未签的版本",
                "verbose_name_plural": "线下签批未签的版本",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="papersignoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("sheet",),
                name="one_paper_to_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignoff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at__isnull", False), ("refused_why", None)),
                fields=("sheet",),
                name="sheet_confirmed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("decided_by", None), ("refused_why", None)),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="paper_checked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="paper_checked_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersignoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("signer_name", ""), _negated=True),
                    models.Q(("signer_post", ""), _negated=True),
                ),
                name="paper_names_its_signer",
            ),
        ),
        migrations.AddConstraint(
            model_name="printedversion",
            constraint=models.UniqueConstraint(
                models.F("sheet"), models.F("version"), name="version_once_on_sheet"
            ),
        ),
        migrations.AddConstraint(
            model_name="unsignedrow",
            constraint=models.UniqueConstraint(
                models.F("paper"), models.F("version"), name="version_told_once_of_paper"
            ),
        ),
        GuardAppendOnly("printedsheet"),
        GuardAppendOnly("printedversion"),
        GuardAppendOnly("papersignoff", ["decided_at", "decided_by", "refused_why"]),
        GuardAppendOnly("papersignature"),
        GuardAppendOnly("unsignedrow"),
    ]
