from django.db import migrations, models

from project.audit.guards import GuardKept


class Migration(migrations.Migration):
    dependencies = [
        ("task_table", "0009_lights"),
    ]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="stalled_cycles",
            field=models.PositiveSmallIntegerField(default=2, verbose_name="长期未动的期数"),
        ),
        # Rebuilt on SQLite, where a table loses its triggers.
        GuardKept("plan", ["slug", "title", "from_on", "until_on", "footnote"]),
    ]
