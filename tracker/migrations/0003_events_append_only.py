"""The history refuses UPDATE, DELETE and TRUNCATE, on both databases, whoever asks."""

from django.db import migrations

REFUSAL = "履历只能追加，不能修改或删除 (tracker_event is append-only)"

SQLITE = {
    "tracker_event_no_update": "BEFORE UPDATE ON tracker_event",
    "tracker_event_no_delete": "BEFORE DELETE ON tracker_event",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
        return
    schema_editor.execute(
        "CREATE FUNCTION tracker_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    schema_editor.execute(
        "CREATE TRIGGER tracker_event_no_change BEFORE UPDATE OR DELETE ON tracker_event "
        "FOR EACH ROW EXECUTE FUNCTION tracker_event_refuse()"
    )
    schema_editor.execute(
        "CREATE TRIGGER tracker_event_no_truncate BEFORE TRUNCATE ON tracker_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION tracker_event_refuse()"
    )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    schema_editor.execute("DROP TRIGGER tracker_event_no_change ON tracker_event")
    schema_editor.execute("DROP TRIGGER tracker_event_no_truncate ON tracker_event")
    schema_editor.execute("DROP FUNCTION tracker_event_refuse()")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0002_single_rows")]
    operations = [migrations.RunPython(guard, unguard)]
