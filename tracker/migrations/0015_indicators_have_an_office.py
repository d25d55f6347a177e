"""Indicators that were read before they had an office belong to the only one there is; with several, to whoever takes them."""

from django.db import migrations


def give(apps, schema_editor):
    offices = list(
        apps.get_model("tracker", "Unit").objects.filter(is_office=True).values_list("pk", flat=True)[:2]
    )
    if len(offices) == 1:
        apps.get_model("tracker", "Indicator").objects.filter(office=None).update(office=offices[0])


def take(apps, schema_editor):
    apps.get_model("tracker", "Indicator").objects.update(office=None)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0014_dates_that_were_moved")]

    operations = [migrations.RunPython(give, take)]
