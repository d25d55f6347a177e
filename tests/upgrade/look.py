"""`python -m tests.upgrade.look count|pages`: what is in a database, and whether its pages can be read; as JSON."""

import json
import logging
import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tracker.settings"
import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

SAMPLES = 4  # of each kind of thing
LISTS = (
    "home",
    "tasks",
    "lists",
    "sources",
    "dispatches",
    "overdue",
    "forecast",
    "imports",
    "calendar",
    "absences",
)
THINGS = {
    "task": "Task",
    "obligation": "Obligation",
    "list": "TaskList",
    "dispatch": "Dispatch",
    "letter": "Letter",
}


def count() -> dict[str, int]:
    """Rows by table, asked for without the models: they may be newer than the tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    ours = {table: n for table, n in found.items() if table.startswith("tracker_")}
    return ours


def pages() -> dict:
    """Each list page, and some of each thing, as everybody; an answer of the server's own fault is a refusal."""
    logging.disable(logging.CRITICAL)
    setup_test_environment()
    from tracker.models import User

    read, refused = 0, {}
    for user in User.objects.active().filter(memberships__isnull=False).distinct():
        browser = Client(raise_request_exception=False)
        browser.force_login(user)
        for url in _addresses():
            answer = browser.get(url)
            read += 1
            if answer.status_code >= 500:
                refused[f"{user} {url}"] = answer.status_code
    return {"read": read, "refused": refused}


def _addresses() -> list[str]:
    found = [reverse(name) for name in LISTS]
    for name, model in THINGS.items():
        pks = apps.get_model("tracker", model).objects.order_by("-pk").values_list("pk", flat=True)[:SAMPLES]
        found += [reverse(name, args=[pk]) for pk in pks]
    for model in apps.get_app_config("tracker").get_models():
        kind = f"admin:tracker_{model._meta.model_name}"
        try:
            found.append(reverse(f"{kind}_changelist"))
        except django.urls.NoReverseMatch:
            continue
        found += [reverse(f"{kind}_change", args=[row.pk]) for row in model.objects.order_by("-pk")[:2]]
    return found


if __name__ == "__main__":
    print(json.dumps({"count": count, "pages": pages}[sys.argv[1]]()))
