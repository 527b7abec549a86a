import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly, GuardKept


class Migration(migrations.Migration):
    """需协调事项 and 旁注: the fourth kind of case, and what a unit says beside a sentence."""

    dependencies = [
        ("accounts", "0003_handover"),
        ("workflows", "0010_closing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CoordinationRequest",
            fields=[
                (
                    "case_ptr",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="workflows.case",
                        verbose_name="事项",
                    ),
                ),
                ("problem", models.TextField(verbose_name="存在问题")),
                ("needed", models.TextField(verbose_name="需要做什么")),
                ("needed_on", models.DateField(verbose_name="何日之前")),
                ("forwarded_at", models.DateTimeField(null=True, verbose_name="转办时间")),
                ("last_on", models.DateField(null=True, verbose_name="本环节最后一日")),
                ("proposed_on", models.DateField(null=True, verbose_name="另提的日期")),
                ("promised_on", models.DateField(null=True, verbose_name="承诺办结日期")),
                ("result", models.TextField(blank=True, verbose_name="办理情况")),
                ("ruling", models.TextField(blank=True, verbose_name="批复")),
                (
                    "addressee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="请谁协调",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="coordination",
                        to="workflows.report",
                        verbose_name="所在报告",
                    ),
                ),
            ],
            options={
                "verbose_name": "需协调事项",
                "verbose_name_plural": "需协调事项",
                "default_permissions": (),
                "indexes": [models.Index(fields=["last_on"], name="coordination_lapses")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("promised_on", None), ("forwarded_at__isnull", False), _connector="OR"
                        ),
                        name="coordination_promised_once_passed_on",
                    )
                ],
            },
            bases=("workflows.case",),
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sentence", models.TextField(verbose_name="所对的话")),
                ("text", models.CharField(max_length=200, verbose_name="旁注")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="workflows.case",
                        verbose_name="事项",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="workflows.report",
                        verbose_name="报告",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remarks",
                        to="accounts.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "旁注",
                "verbose_name_plural": "旁注",
                "ordering": ("pk",),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case", None), ("report__isnull", False)),
                            models.Q(("case__isnull", False), ("report", None)),
                            _connector="OR",
                        ),
                        name="remark_beside_one_sentence",
                    )
                ],
            },
        ),
        GuardKept("coordinationrequest", ("report",)),
        GuardAppendOnly("remark"),
    ]
