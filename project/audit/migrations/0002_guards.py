from django.db import migrations

from project.audit.guards import GuardAppendOnly


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        GuardAppendOnly("auditseal"),
        GuardAppendOnly("auditevent", ["seal"]),
    ]
