"""The three administrators are three people, and none of them takes part in the business: no row says otherwise,
whoever writes it. A constraint sees one row only, so this is a trigger on both databases.
"""

from django.db import migrations

REFUSAL = "管理员不能兼任其他角色 (administrators_apart)"
ADMINISTRATORS = "('system_admin', 'security_admin', 'auditor')"
OTHER_ROLES = (
    "SELECT 1 FROM tracker_membership other WHERE other.user_id = NEW.user_id AND other.id <> NEW.id "  # noqa: S608
    "AND other.role <> NEW.role "
    f"AND (other.role IN {ADMINISTRATORS} OR NEW.role IN {ADMINISTRATORS})"
)
SQLITE = {
    # A row that is being inserted has no id yet: NEW.id is -1 before, so the check comes after.
    "tracker_membership_apart_insert": "AFTER INSERT ON tracker_membership",
    "tracker_membership_apart_update": "AFTER UPDATE ON tracker_membership",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in SQLITE.items():
            schema_editor.execute(
                f"CREATE TRIGGER {name} {when} WHEN EXISTS ({OTHER_ROLES}) "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )
        return
    # The person is held first: of two roles granted at once, the second sees the first.
    schema_editor.execute(
        "CREATE FUNCTION tracker_membership_apart() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM 1 FROM tracker_user WHERE id = NEW.user_id FOR NO KEY UPDATE; "
        f"IF EXISTS ({OTHER_ROLES}) THEN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NULL; END $$"
    )
    schema_editor.execute(
        "CREATE TRIGGER tracker_membership_apart AFTER INSERT OR UPDATE ON tracker_membership "
        "FOR EACH ROW EXECUTE FUNCTION tracker_membership_apart()"
    )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP TRIGGER tracker_membership_apart ON tracker_membership")
    schema_editor.execute("DROP FUNCTION tracker_membership_apart()")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_events_append_only")]
    operations = [migrations.RunPython(guard, unguard)]
