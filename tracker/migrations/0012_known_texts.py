"""The digest of a document's words, by which it is recognised under another name and in another format."""

import hashlib
import re

from django.db import migrations


def fill_in(apps, schema_editor):
    Source, Passage = apps.get_model("tracker", "Source"), apps.get_model("tracker", "Passage")
    for source in Source.objects.all():
        rows = Passage.objects.filter(source=source).exclude(kind="sentence").order_by("order")
        words = "".join(re.sub(r"[\W_]", "", text) for text in rows.values_list("text", flat=True).iterator())
        if words:
            source.text_sha256 = hashlib.sha256(words.encode()).hexdigest()
            source.save(update_fields=["text_sha256"])


class Migration(migrations.Migration):
    dependencies = [("tracker", "0011_first_passwords_end")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
