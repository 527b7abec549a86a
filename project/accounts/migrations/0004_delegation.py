import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from project.audit.guards import GuardAppendOnly

# What a check constraint cannot read: who holds the grant, of which role, and the other's sphere.
NOT_DELEGABLE = """
    NEW.delegate_id = (SELECT user_id FROM accounts_grant WHERE id = NEW.grant_id)
    OR (SELECT role FROM accounts_grant WHERE id = NEW.grant_id) NOT IN ('signer', 'leader')
    OR (SELECT sphere FROM accounts_user WHERE id = NEW.delegate_id) <> 'business'
"""
REFUSAL = "a signer or a leader delegates to another person of business"

SQLITE = f"""
CREATE TRIGGER accounts_delegation_to_another BEFORE INSERT ON accounts_delegation FOR EACH ROW
WHEN {NOT_DELEGABLE}
BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END
"""

POSTGRES = f"""
CREATE FUNCTION accounts_delegation_to_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({NOT_DELEGABLE}) THEN
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_delegation_to_another BEFORE INSERT ON accounts_delegation FOR EACH ROW
EXECUTE FUNCTION accounts_delegation_to_another();
"""


def guard_delegates(apps, schema_editor):
    statement = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(statement, params=None)


def unguard_delegates(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION accounts_delegation_to_another() CASCADE", params=None)
    else:
        schema_editor.execute("DROP TRIGGER accounts_delegation_to_another", params=None)


class Migration(migrations.Migration):
    """委托: for some days another person acts for a signer or a leader."""

    dependencies = [("accounts", "0003_handover"), ("audit", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="起始日期")),
                ("until_on", models.DateField(verbose_name="截止日期")),
                ("why", models.CharField(max_length=200, verbose_name="委托原因")),
                (
                    "made_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="委托时间"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="提前结束时间")),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="受托人",
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="accounts.grant",
                        verbose_name="委托的授权",
                    ),
                ),
            ],
            options={
                "verbose_name": "委托",
                "verbose_name_plural": "委托",
                "ordering": ("pk",),
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("from_on"))),
                        name="delegation_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="delegated_with_a_reason",
                    ),
                ],
            },
        ),
        GuardAppendOnly("delegation", ["ended_at"]),
        migrations.RunPython(guard_delegates, unguard_delegates),
    ]
