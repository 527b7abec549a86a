import django.db.models.deletion
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly, LiftAppendOnly

REVOKED = ["revoked_at", "revoked_by", "revoked_why"]


class Migration(migrations.Migration):
    """A grant names the one it takes over. Neither operation rebuilds the table on SQLite."""

    dependencies = [("accounts", "0002_guards")]

    operations = [
        LiftAppendOnly("grant", REVOKED),
        migrations.AddField(
            model_name="grant",
            name="takes_over",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="handed_to",
                to="accounts.grant",
                verbose_name="接替的授权",
            ),
        ),
        migrations.AddConstraint(
            model_name="grant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("takes_over__isnull", False)),
                fields=("takes_over",),
                name="handed_over_once",
            ),
        ),
        GuardAppendOnly("grant", REVOKED),
    ]
