"""REPLACE INTO deletes on SQLite without asking the trigger of DELETE: a row that is there is not written again."""

from django.db import migrations

REFUSAL = "履历只能追加，不能修改或删除 (tracker_event is append-only)"
NAME = "tracker_event_no_replace"
KNOWN = "SELECT 1 FROM tracker_event WHERE id = NEW.id OR seq = NEW.seq"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE TRIGGER {NAME} BEFORE INSERT ON tracker_event WHEN EXISTS ({KNOWN}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER {NAME}")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0009_signed_by_another")]
    operations = [migrations.RunPython(guard, unguard)]
