"""The index that the search reads, and its first filling.

SQLite: FTS5 over the pairs of characters, kept by triggers on the table of entries. PostgreSQL: GIN over the same pairs as an
array; neither needs an extension of the server.
"""

import unicodedata

from django.db import migrations

BATCH = 500
TABLE = (
    "CREATE VIRTUAL TABLE tracker_search USING fts5(grams, content='tracker_searchentry', content_rowid='id')"
)
ADD = "INSERT INTO tracker_search(rowid, grams) VALUES (new.id, new.grams);"
TAKE = "INSERT INTO tracker_search(tracker_search, rowid, grams) VALUES ('delete', old.id, old.grams);"
TRIGGERS = {
    "tracker_search_added": f"AFTER INSERT ON tracker_searchentry BEGIN {ADD} END",
    "tracker_search_taken": f"AFTER DELETE ON tracker_searchentry BEGIN {TAKE} END",
    "tracker_search_changed": f"AFTER UPDATE ON tracker_searchentry BEGIN {TAKE} {ADD} END",
}


def build(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(TABLE)
        for name, what in TRIGGERS.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {what}")
        return
    schema_editor.execute(
        "CREATE INDEX tracker_search ON tracker_searchentry USING gin (string_to_array(grams, ' '))"
    )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in TRIGGERS:
            schema_editor.execute(f"DROP TRIGGER {name}")
        schema_editor.execute("DROP TABLE tracker_search")
        return
    schema_editor.execute("DROP INDEX tracker_search")


def pairs(text):
    plain = "".join(c for c in unicodedata.normalize("NFKC", text or "").casefold() if c.isalnum())
    return " ".join(plain[at : at + 2] for at in range(len(plain) - 1)) or plain


def fill(apps, schema_editor):
    entry = apps.get_model("tracker", "SearchEntry")
    for kind, model, texts in (
        ("task", "Task", _of_task),
        ("dispatch", "Dispatch", _of_dispatch),
        ("source", "Source", _of_source),
    ):
        some = []
        for row in apps.get_model("tracker", model).objects.order_by("pk").iterator(chunk_size=BATCH):
            grams = " z ".join(found for text in texts(row) if (found := pairs(text)))
            some.append(entry(**{kind: row}, grams=grams))
            if len(some) == BATCH:
                entry.objects.bulk_create(some)
                some = []
        entry.objects.bulk_create(some)


def _of_task(task):
    owners = []
    for each in task.assignments.select_related("unit").order_by("pk"):
        owners += [each.written, *([each.unit.name, each.unit.short_name] if each.unit else [])]
    return [
        task.number,
        task.title,
        task.requirement,
        task.standard,
        task.chapter,
        task.origin_note,
        *dict.fromkeys(owners),
    ]


def _of_dispatch(dispatch):
    return [dispatch.number, dispatch.title, dispatch.matter]


def _of_source(source):
    return [source.title, source.number, source.issuer]


def empty(apps, schema_editor):
    apps.get_model("tracker", "SearchEntry").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("tracker", "0012_known_texts")]
    operations = [migrations.RunPython(build, remove), migrations.RunPython(fill, empty)]
