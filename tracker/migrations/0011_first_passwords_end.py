"""First passwords that were given before they had an end live for as long as a new one from now on."""

from django.db import migrations
from django.utils import timezone


def begin(apps, schema_editor):
    users = apps.get_model("tracker", "User").objects
    users.filter(must_change_password=True).update(first_password_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("tracker", "0010_history_is_not_replaced")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
