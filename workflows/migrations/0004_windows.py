import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly

WHOLE = ["lead", "support", "county"]


def settle_parties(apps, schema_editor):
    """Cycles opened before anybody could be exempt asked everybody."""
    cycles = apps.get_model("workflows", "Cycle").objects
    begun = cycles.filter(opened_at__isnull=False) | cycles.filter(reports__isnull=False)
    cycles.filter(pk__in=begun.values("pk")).update(parties=WHOLE)


class Migration(migrations.Migration):
    """What moves a window: 特许补报, a due date moved later, and who owes in which cycle."""

    dependencies = [
        ("accounts", "0002_guards"),
        ("task_table", "0002_guards"),
        ("workflows", "0003_handling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="parties",
            field=models.JSONField(null=True, verbose_name="应报单位"),
        ),
        migrations.CreateModel(
            name="DueDateChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("support_was_due_on", models.DateField(verbose_name="配合单位原定截止")),
                ("support_due_on", models.DateField(verbose_name="配合单位延至")),
                ("was_due_on", models.DateField(verbose_name="报送原定截止")),
                ("due_on", models.DateField(verbose_name="报送延至")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("changed_at", models.DateTimeField(verbose_name="办理时间")),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_changes",
                        to="workflows.cycle",
                        verbose_name="报送周期",
                    ),
                ),
            ],
            options={
                "verbose_name": "截止日期变更",
                "verbose_name_plural": "截止日期变更",
                "ordering": ("pk",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="postponed_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__gte", models.F("was_due_on")),
                            ("support_due_on__gte", models.F("support_was_due_on")),
                        ),
                        name="due_date_moves_later_only",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Exemption",
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
                            ("quarter", "季度"),
                            ("half", "半年"),
                            ("year", "年度"),
                            ("midterm", "中期"),
                            ("final", "期末"),
                        ],
                        max_length=16,
                        verbose_name="周期类别",
                    ),
                ),
                (
                    "party",
                    models.CharField(
                        choices=[
                            ("lead", "牵头单位"),
                            ("support", "配合单位"),
                            ("county", "县（市、区）政府"),
                        ],
                        max_length=16,
                        verbose_name="免报单位",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exemptions",
                        to="task_table.plan",
                        verbose_name="规划",
                    ),
                ),
            ],
            options={
                "verbose_name": "免报安排",
                "verbose_name_plural": "免报安排",
                "ordering": ("plan", "kind", "party"),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("plan"), models.F("kind"), models.F("party"), name="exempt_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WindowException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until_on", models.DateField(verbose_name="可补报到")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("given_at", models.DateTimeField(verbose_name="准予时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                (
                    "withdrawn_why",
                    models.CharField(max_length=200, null=True, verbose_name="收回原因"),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceptions",
                        to="workflows.cycle",
                        verbose_name="报送周期",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="准予人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="window_exceptions",
                        to="accounts.unit",
                        verbose_name="责任单位",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="收回人",
                    ),
                ),
            ],
            options={
                "verbose_name": "特许补报",
                "verbose_name_plural": "特许补报",
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["cycle", "unit"], name="exception_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="excepted_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at", None),
                                ("withdrawn_by", None),
                                ("withdrawn_why", None),
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                ("withdrawn_why__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="exception_withdrawn_by_somebody",
                    ),
                ],
            },
        ),
        GuardAppendOnly("duedatechange"),
        GuardAppendOnly("windowexception", ["withdrawn_at", "withdrawn_by", "withdrawn_why"]),
        migrations.RunPython(settle_parties, migrations.RunPython.noop),
    ]
