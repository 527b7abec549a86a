from django.db import migrations, models

from project.audit.guards import GuardKept


class Migration(migrations.Migration):
    """Which summaries of half-years and years are built by the schedule."""

    dependencies = [("task_table", "0012_summary_route")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="sums_up",
            field=models.CharField(
                choices=[("halves", "半年和年度"), ("years", "仅年度"), ("none", "不自动生成")],
                default="halves",
                max_length=16,
                verbose_name="自动生成的半年、年度汇总",
            ),
        ),
        # Rebuilt on SQLite, where a table loses its triggers.
        GuardKept("plan", ["slug", "title", "from_on", "until_on", "footnote"]),
    ]
