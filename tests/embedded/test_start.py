"""What each process loads before it begins to work: what only some pages or jobs need is not among it."""

import json
import subprocess
import sys

import pytest

from tests.services import environment
from tests.support.processes import ROOT

HEAVY = {"docx", "holidays", "lxml", "openpyxl", "pdfplumber", "charset_normalizer"}
QUEUE = {"celery", "kombu"}
RARE = {"segno", "webauthn"}  # setting up a second factor
SITE = {"tracker.admin.base", "tracker.web.urls"}
READING = {"tracker.reading.dates.engine", "tracker.importing"}
STARTS = {
    "a command": ("import django; django.setup()", HEAVY | QUEUE | SITE | READING),
    "web": ("import tracker.wsgi; from django.urls import get_resolver; get_resolver().url_patterns", HEAVY | QUEUE | READING | RARE),
    "worker": (
        "from tracker.celery import app; app.loader.import_default_modules(); "
        "app.tasks['tracker.jobs.sweep']",
        HEAVY | SITE | READING,
    ),
    "beat": ("from tracker.celery import app; assert app.conf.beat_schedule", HEAVY | SITE | {"django.db.models"}),
}  # fmt: skip


@pytest.mark.parametrize("process", STARTS)
def test_a_process_loads_only_what_it_needs(process, var_folder):
    code, absent = STARTS[process]
    code += "; import json, sys; print(json.dumps(sorted(sys.modules)))"
    env = environment(var=var_folder, DJANGO_SETTINGS_MODULE="tracker.settings")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=env, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert absent.intersection(json.loads(done.stdout)) == set()
