from django.db import migrations, models

from project.audit.guards import GuardKept


class Migration(migrations.Migration):
    """How an indicator's values roll up over a year and over the counties (decision 0051)."""

    dependencies = [("task_table", "0013_sums_up")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="over_cycles",
            field=models.CharField(
                choices=[("last", "取最近一期的数"), ("sum", "各期的数相加")],
                default="last", max_length=8, verbose_name="一年各期",
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="over_counties",
            field=models.CharField(
                choices=[
                    ("none", "不要求县（市、区）填报"),
                    ("sum", "县（市、区）的数相加"),
                    ("rate", "县（市、区）的分子、分母各自相加再相除"),
                ],
                default="none", max_length=8, verbose_name="各县（市、区）",
            ),
        ),
        # Rebuilt on SQLite, where a table loses its triggers.
        GuardKept(
            "indicator", ["number", "name", "nature", "baseline_printed", "target_printed"]
        ),
    ]  # fmt: skip
