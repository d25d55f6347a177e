"""What was granted before dates kept their moves: an extension says from which date, and when."""

from django.db import migrations


def from_extensions(apps, schema_editor):
    moves = apps.get_model("tracker", "DateMove").objects
    granted = apps.get_model("tracker", "Extension").objects.filter(decision="granted")
    rows = granted.order_by("pk").values_list("obligation", "decided_on", "due_before_on")
    moves.bulk_create(
        moves.model(obligation_id=owed, moved_on=on, due_before_on=before) for owed, on, before in rows
    )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0013_search_index")]

    operations = [migrations.RunPython(from_extensions, migrations.RunPython.noop)]
