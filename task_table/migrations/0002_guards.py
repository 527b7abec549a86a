from django.db import migrations

from project.audit.guards import GuardKept


class Migration(migrations.Migration):
    """The source is sacred, and a first deadline is never overwritten."""

    dependencies = [("task_table", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        GuardKept("plan", ["slug", "title", "from_on", "until_on", "footnote"]),
        GuardKept("task", ["number", "place", "text", "first_due_on", "due_source"]),
        GuardKept("assignment", ["task", "role", "place", "group_place"]),
        GuardKept("indicator", ["number", "name", "nature", "baseline_printed", "target_printed"]),
    ]
