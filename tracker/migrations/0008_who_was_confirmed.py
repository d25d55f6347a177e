"""Absences of before: what the person away has recorded counts as confirmed. What somebody else recorded gives no right
any more until it is confirmed, and the person is asked to do so."""

from django.db import migrations
from django.db.models import F
from django.utils import timezone


def fit(apps, schema_editor):
    absences = apps.get_model("tracker", "Absence").objects
    absences.filter(recorded_by=F("person")).update(
        confirmed_by=F("recorded_by"), confirmed_at=F("recorded_at")
    )
    today = timezone.localdate()
    waiting = absences.filter(confirmed_by=None, until_on__gte=today).select_related("person", "substitute")
    told = apps.get_model("tracker", "PersonalNotice").objects
    for row in waiting.order_by("pk"):
        told.create(
            person=row.person,
            told_on=today,
            text=(
                f"{row.substitute.name} 代 {row.person.name}，{row.from_on}—{row.until_on}："
                "这项代办由他人登记，系统升级后须经本人或上级在“代办”页确认，确认前不生效。"
            ),
        )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0007_what_an_office_needs")]
    operations = [migrations.RunPython(fit, migrations.RunPython.noop)]
