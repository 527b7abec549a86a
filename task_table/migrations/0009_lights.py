"""What the lights count by: the plan's thresholds, with what lies between them."""

from django.db import migrations, models

from project.audit.guards import GuardKept


class Migration(migrations.Migration):
    dependencies = [
        ("task_table", "0008_milestones"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="light_soon_days",
            field=models.PositiveSmallIntegerField(default=10, verbose_name="节点临近工作日"),
        ),
        migrations.AddField(
            model_name="plan",
            name="light_report_days",
            field=models.PositiveSmallIntegerField(default=3, verbose_name="报送临近工作日"),
        ),
        migrations.AddField(
            model_name="plan",
            name="light_behind",
            field=models.PositiveSmallIntegerField(default=10, verbose_name="黄灯：落后百分点"),
        ),
        migrations.AddField(
            model_name="plan",
            name="light_far_behind",
            field=models.PositiveSmallIntegerField(default=30, verbose_name="红灯：落后百分点"),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("light_behind__gt", 0),
                    ("light_report_days__gt", 0),
                    ("light_soon_days__gt", 0),
                ),
                name="lights_count_by_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.CheckConstraint(
                condition=models.Q(("light_far_behind__gt", models.F("light_behind"))),
                name="red_lies_beyond_yellow",
            ),
        ),
        # Rebuilt on SQLite, where a table loses its triggers.
        GuardKept("plan", ["slug", "title", "from_on", "until_on", "footnote"]),
    ]
