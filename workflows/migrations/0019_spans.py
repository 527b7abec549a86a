from django.db import migrations, models

from project.audit.guards import GuardIssued

# What never changes once the paper was issued.
ISSUED = (
    "issued_on", "title", "text", "grounds", "series", "year", "number", "frozen", "fingerprint",
    "cycle", "span_key", "edition", "facts", "passages", "asked", "corrects", "changes",
)  # fmt: skip


class Migration(migrations.Migration):
    """A summary's paper is of a cycle, or of the half-year or year that the cycle ends."""

    dependencies = [("workflows", "0018_summary_papers")]

    operations = [
        migrations.AddField(
            model_name="summarypaper",
            name="span_key",
            field=models.CharField(blank=True, default="", max_length=16, verbose_name="汇总期"),
        ),
        # SQLite copies the table for a new column, and its triggers are not copied with it.
        GuardIssued("summarypaper", ISSUED),
    ]
