import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """Figures in drafts and versions, disputes about them, and the mark 长期坚持."""

    dependencies = [
        ("accounts", "0002_guards"),
        ("task_table", "0003_figures"),
        ("workflows", "0005_evidence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draft",
            name="figures",
            field=models.JSONField(blank=True, default=dict, verbose_name="指标数值"),
        ),
        migrations.CreateModel(
            name="IndicatorValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=4, max_digits=14, null=True, verbose_name="完成值"
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="完成情况")),
                (
                    "no_data_why",
                    models.CharField(blank=True, max_length=200, verbose_name="无数据的原因"),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="values",
                        to="task_table.indicator",
                        verbose_name="指标",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="workflows.reportversion",
                        verbose_name="报告版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "指标数值",
                "verbose_name_plural": "指标数值",
                "ordering": ("version", "indicator"),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=4, max_digits=14, null=True, verbose_name="提出的数值"
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="提出的情况")),
                ("source", models.CharField(max_length=200, verbose_name="数据出处")),
                ("stated_at", models.DateTimeField(verbose_name="提出时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="收回时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="裁定时间")),
                (
                    "stands",
                    models.CharField(
                        choices=[
                            ("source", "以提供单位报送的为准"),
                            ("other", "以另一单位提出的为准"),
                        ],
                        max_length=16,
                        null=True,
                        verbose_name="裁定",
                    ),
                ),
                (
                    "decided_why",
                    models.CharField(max_length=200, null=True, verbose_name="裁定理由"),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="workflows.cycle",
                        verbose_name="报送周期",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="裁定人",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="task_table.indicator",
                        verbose_name="指标",
                    ),
                ),
                (
                    "stated_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disputes",
                        to="accounts.unit",
                        verbose_name="提出单位",
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
                (
                    "decided_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflows.indicatorvalue",
                        verbose_name="裁定时的报送值",
                    ),
                ),
            ],
            options={
                "verbose_name": "存疑",
                "verbose_name_plural": "存疑",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="StandingMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("standing", models.BooleanField(verbose_name="长期坚持")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("marked_at", models.DateTimeField(verbose_name="办理时间")),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="standing_marks",
                        to="task_table.task",
                        verbose_name="重点工作任务",
                    ),
                ),
            ],
            options={
                "verbose_name": "长期坚持标注",
                "verbose_name_plural": "长期坚持标注",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="indicatorvalue",
            constraint=models.UniqueConstraint(
                models.F("version"), models.F("indicator"), name="figure_once_in_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicatorvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("no_data_why", ""), ("value__isnull", False), ("words", "")),
                    models.Q(
                        ("no_data_why", ""), ("value", None), models.Q(("words", ""), _negated=True)
                    ),
                    models.Q(
                        ("value", None), ("words", ""), models.Q(("no_data_why", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="a_number_or_words_or_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                models.F("indicator"),
                models.F("cycle"),
                models.F("unit"),
                condition=models.Q(("decided_at", None), ("withdrawn_at", None)),
                name="one_open_dispute_of_a_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="disputed_with_a_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("value__isnull", False), ("words", "")),
                    models.Q(("value", None), models.Q(("words", ""), _negated=True)),
                    _connector="OR",
                ),
                name="disputed_by_a_number_or_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(
                        ("decided_at", None),
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="dispute_withdrawn_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at", None),
                        ("decided_by", None),
                        ("decided_on", None),
                        ("decided_why", None),
                        ("stands", None),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_on__isnull", False),
                        ("decided_why__isnull", False),
                        ("stands__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decided_with_all_that_belongs_to_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="standingmark",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="marked_with_reason"
            ),
        ),
        GuardAppendOnly("indicatorvalue"),
        GuardAppendOnly(
            "dispute",
            [
                "withdrawn_at",
                "withdrawn_by",
                "decided_at",
                "decided_by",
                "decided_on",
                "stands",
                "decided_why",
            ],
        ),
        GuardAppendOnly("standingmark"),
    ]
