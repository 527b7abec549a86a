"""What was issued stays as it was: guards on messages, digests, summaries and documents."""

from django.db import migrations

from project.audit.guards import GuardAppendOnly, GuardKept


class Migration(migrations.Migration):
    """A message's words never change; a digest's facts neither; a summary is released once."""

    dependencies = [("notifications", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        GuardAppendOnly("summary", ["released_at", "released_by"]),
        GuardAppendOnly("document"),
        GuardKept(
            "message",
            [
                "kind", "subject", "recipient", "channel", "period",
                "title", "text", "html", "number", "created_at", "expires_on",
            ],
        ),
        GuardKept("digest", ["plan", "week", "as_of", "facts", "fingerprint", "prepared_at"]),
    ]  # fmt: skip
