"""Nobody signs what he drafted, whoever writes the row. Letters of before stay as they were signed, so this is no
constraint but a trigger, which sees the signing only."""

from django.db import migrations

REFUSAL = "函件须由起草人以外的人签发 (dispatch_signed_by_another)"
OWN = "NEW.signed_by_id IS NOT NULL AND NEW.signed_by_id = NEW.drafted_by_id"
CHANGED = "OLD.signed_by_id IS NULL"
TABLE = "tracker_dispatch"
SQLITE = {
    "tracker_dispatch_another_insert": f"BEFORE INSERT ON {TABLE} WHEN {OWN}",
    "tracker_dispatch_another_update": f"BEFORE UPDATE ON {TABLE} WHEN {OWN} AND {CHANGED}",
}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, when in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
        return
    schema_editor.execute(
        "CREATE FUNCTION tracker_dispatch_another() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for when, condition in (("INSERT", OWN), ("UPDATE", f"{OWN} AND {CHANGED}")):
        schema_editor.execute(
            f"CREATE TRIGGER tracker_dispatch_another_{when.lower()} BEFORE {when} ON {TABLE} "
            f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION tracker_dispatch_another()"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return
    for when in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER tracker_dispatch_another_{when} ON {TABLE}")
    schema_editor.execute("DROP FUNCTION tracker_dispatch_another()")


class Migration(migrations.Migration):
    dependencies = [("tracker", "0008_who_was_confirmed")]
    operations = [migrations.RunPython(guard, unguard)]
