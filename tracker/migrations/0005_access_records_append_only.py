"""The access log takes no change, and lets go only what is older than the six months of the law, whoever asks."""

from django.db import migrations

REFUSAL = "访问记录只能追加，保存满六个月前不能删除 (tracker_accessrecord is append-only)"
DAYS = 183

SQLITE = {
    "tracker_accessrecord_no_update": "BEFORE UPDATE ON tracker_accessrecord",
    "tracker_accessrecord_no_delete": (
        f"BEFORE DELETE ON tracker_accessrecord WHEN OLD.happened_at > datetime('now', '-{DAYS} days')"
    ),
    # REPLACE INTO deletes without asking the trigger above.
    "tracker_accessrecord_no_replace": (
        "BEFORE INSERT ON tracker_accessrecord "
        "WHEN EXISTS (SELECT 1 FROM tracker_accessrecord WHERE id = NEW.id)"
    ),
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
        return
    schema_editor.execute(
        "CREATE FUNCTION tracker_accessrecord_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' AND OLD.happened_at < now() - interval '{DAYS} days' THEN RETURN OLD; END IF; "
        f"RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    schema_editor.execute(
        "CREATE TRIGGER tracker_accessrecord_no_change BEFORE UPDATE OR DELETE ON tracker_accessrecord "
        "FOR EACH ROW EXECUTE FUNCTION tracker_accessrecord_refuse()"
    )
    schema_editor.execute(
        "CREATE TRIGGER tracker_accessrecord_no_truncate BEFORE TRUNCATE ON tracker_accessrecord "
        "FOR EACH STATEMENT EXECUTE FUNCTION tracker_accessrecord_refuse()"
    )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP TRIGGER tracker_accessrecord_no_change ON tracker_accessrecord")
    schema_editor.execute("DROP TRIGGER tracker_accessrecord_no_truncate ON tracker_accessrecord")
    schema_editor.execute("DROP FUNCTION tracker_accessrecord_refuse()")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0004_administrators_apart")]
    operations = [migrations.RunPython(guard, unguard)]
