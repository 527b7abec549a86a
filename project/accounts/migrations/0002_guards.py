from django.db import migrations

from project.audit.guards import GuardAppendOnly, GuardKept

# A grant's role must be of its user's sphere: business roles and the three administrators exclude
# one another. The condition reads another table, which a check constraint cannot.
OTHER_SPHERE = """
    (SELECT sphere FROM accounts_user WHERE id = NEW.user_id) <>
    CASE WHEN NEW.role IN ('system_admin', 'security_admin', 'audit_admin')
         THEN NEW.role ELSE 'business' END
"""

SQLITE = f"""
CREATE TRIGGER accounts_grant_sphere BEFORE INSERT ON accounts_grant FOR EACH ROW
WHEN {OTHER_SPHERE}
BEGIN SELECT RAISE(ABORT, 'a grant must be of its user''s sphere'); END
"""

POSTGRES = f"""
CREATE FUNCTION accounts_grant_sphere() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF ({OTHER_SPHERE}) THEN
        RAISE EXCEPTION 'a grant must be of its user''s sphere' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_grant_sphere BEFORE INSERT ON accounts_grant FOR EACH ROW
EXECUTE FUNCTION accounts_grant_sphere();
"""


def guard_spheres(apps, schema_editor):
    statement = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    schema_editor.execute(statement, params=None)


def unguard_spheres(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION accounts_grant_sphere() CASCADE", params=None)
    else:
        schema_editor.execute("DROP TRIGGER accounts_grant_sphere", params=None)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0002_guards")]

    operations = [
        GuardKept("user", ["sphere"]),
        GuardKept("unit", ["code"]),
        GuardAppendOnly("grant", ["revoked_at", "revoked_by", "revoked_why"]),
        migrations.RunPython(guard_spheres, unguard_spheres),
    ]
