"""What the numbers of the first pages and the lists by day are read from; what the search finds that is no task."""

from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Concat, Substr

MARKS = {"dispatch": "\ue001", "source": "\ue002"}


def mark(apps, schema_editor):
    for kind, sign in MARKS.items():
        entries = apps.get_model("tracker", "SearchEntry").objects.filter(**{f"{kind}__isnull": False})
        entries.update(grams=Concat(Value(f"{sign} "), "grams"))


def unmark(apps, schema_editor):
    for kind in MARKS:
        entries = apps.get_model("tracker", "SearchEntry").objects.filter(**{f"{kind}__isnull": False})
        entries.update(grams=Substr("grams", 3))


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0030_what_pages_are_read_by"),
    ]

    operations = [
        migrations.RunPython(mark, unmark),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["office", "digest_on", "id"], name="letter_by_day"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["owed_on", "id"], name="notice_by_day"),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("kind", "sign_for")),
                fields=["unit", "state"],
                name="obligation_of_unit_to_sign",
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["unit", "round"], name="obligation_of_round"
            ),
        ),
        migrations.AddIndex(
            model_name="obligation",
            index=models.Index(
                condition=models.Q(("is_chased", True), ("met_on__isnull", True)),
                fields=["office", "due_on", "id", "unit", "kind", "state", "task"],
                name="obligation_counted",
            ),
        ),
    ]
