from django.db import migrations, models
from django.db.models import Q

from project.audit.guards import GuardKept

WORDS = [
    "kind", "subject", "recipient", "channel", "period",
    "title", "text", "html", "number", "created_at", "expires_on",
]  # fmt: skip


class Migration(migrations.Migration):
    """What is queued may lie in a sender's bag, under its claim (decision 0042)."""

    dependencies = [("notifications", "0006_robots")]

    operations = [
        migrations.RemoveConstraint("message", "sending_is_claimed"),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False) & ~Q(claim=""),
                name="sending_is_claimed",
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=Q(claim="")
                | Q(state__in=("queued", "sending"), claimed_at__isnull=False),
                name="claimed_is_not_settled",
            ),
        ),
        # SQLite built the table anew, without its triggers.
        GuardKept("message", WORDS),
    ]
