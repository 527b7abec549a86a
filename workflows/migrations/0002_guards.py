from django.db import migrations

from project.audit.guards import GuardAppendOnly, GuardKept


class Migration(migrations.Migration):
    """Signed means frozen: versions and the trail are appended, reports and cycles stay."""

    dependencies = [("workflows", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        GuardAppendOnly("reportversion"),
        GuardAppendOnly("transition"),
        GuardKept("report", ["assignment", "cycle", "unit"]),
        GuardKept("cycle", ["plan", "key"]),
    ]
