import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """催办 by the office: a unit urged, and the reports it owed then."""

    dependencies = [
        ("accounts", "0003_handover"),
        ("workflows", "0014_review_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeUrge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.UUIDField(default=uuid.uuid4, verbose_name="同批编号")),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("system", "系统消息"),
                            ("phone", "电话"),
                            ("letter", "函"),
                            ("visit", "走访"),
                        ],
                        max_length=8,
                        verbose_name="催办方式",
                    ),
                ),
                ("counts_on", models.DateField(verbose_name="计入工作日")),
                ("at", models.DateTimeField(verbose_name="催办时间")),
                ("spoken_to", models.CharField(blank=True, max_length=64, verbose_name="联系了谁")),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="对方答复")),
                ("promised_on", models.DateField(null=True, verbose_name="答应报送的日期")),
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
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office_urges",
                        to="workflows.cycle",
                        verbose_name="报送周期",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office_urges",
                        to="accounts.unit",
                        verbose_name="责任单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "办公室催办",
                "verbose_name_plural": "办公室催办",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="UrgedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="office_urges",
                        to="workflows.report",
                        verbose_name="催报的报告",
                    ),
                ),
                (
                    "urge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="workflows.officeurge",
                        verbose_name="办公室催办",
                    ),
                ),
            ],
            options={
                "verbose_name": "催报的报告",
                "verbose_name_plural": "催报的报告",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddIndex(
            model_name="officeurge",
            index=models.Index(fields=["cycle", "unit", "counts_on"], name="urges_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="officeurge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("means__in", ("phone", "visit")), _negated=True),
                    models.Q(
                        models.Q(("spoken_to", ""), _negated=True),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="spoken_to_somebody_who_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="urgedrow",
            constraint=models.UniqueConstraint(
                models.F("urge"), models.F("report"), name="row_urged_once_in_an_urge"
            ),
        ),
        GuardAppendOnly("officeurge"),
        GuardAppendOnly("urgedrow"),
    ]
