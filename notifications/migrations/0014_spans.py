from django.db import migrations, models

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    """A summary is of a cycle, or of the half-year or year that the cycle ends."""

    dependencies = [("notifications", "0013_consulted"), ("workflows", "0019_spans")]

    operations = [
        migrations.RemoveConstraint(model_name="summary", name="summary_number_once"),
        migrations.AddField(
            model_name="summary",
            name="span_key",
            field=models.CharField(blank=True, default="", max_length=16, verbose_name="汇总期"),
        ),
        migrations.AlterModelOptions(
            name="summary",
            options={
                "default_permissions": (),
                "ordering": ("cycle", "span_key", "number"),
                "verbose_name": "进展情况汇总",
                "verbose_name_plural": "进展情况汇总",
            },
        ),
        migrations.AddConstraint(
            model_name="summary",
            constraint=models.UniqueConstraint(
                models.F("cycle"),
                models.F("span_key"),
                models.F("number"),
                name="summary_number_once",
            ),
        ),
        # SQLite copies the table for a new column, and its triggers are not copied with it.
        GuardAppendOnly("summary", ["released_at", "released_by"]),
    ]
