"""The rows of which there is exactly one: the chain's head and the installation."""

from django.db import migrations


def create(apps, schema_editor):
    apps.get_model("tracker", "EventHead").objects.get_or_create(pk=1)
    apps.get_model("tracker", "Installation").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0001_nouns")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
