"""The product's settings with the few values that a test run must not take from the machine it runs on."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in (
    "DUBAN_DEMO",
    "DUBAN_DEBUG",
    "EMAIL_URL",
    "ALLOWED_HOSTS",
    "PORT",
    "DUBAN_BASE_URL",
    "DUBAN_SEND_WINDOW",
    "DUBAN_SIGNED_WAIT",
):
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "only-for-tests-" + "0123456789abcdef" * 3
if "DUBAN_TEST_VAR" not in os.environ:
    # The controlling process makes the folder; xdist's workers inherit its name and take a room in it.
    os.environ["DUBAN_TEST_VAR"] = tempfile.mkdtemp(prefix="duban-test-")
    atexit.register(shutil.rmtree, os.environ["DUBAN_TEST_VAR"], ignore_errors=True)
_var = Path(os.environ["DUBAN_TEST_VAR"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
_var.mkdir(parents=True, exist_ok=True)
os.environ["DUBAN_VAR"] = str(_var)
os.environ["DUBAN_HISTORY_KEY"] = "5f0JqWm-only-for-tests_zR8vYc2KbT6nXgE1hLdP4sAu"
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:1/0")
for _name in ("DATABASE_URL",):
    if not os.environ[_name]:
        del os.environ[_name]

from tracker.settings import *  # noqa: E402, F403
from tracker.settings import DATABASES, STATIC_ROOT  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in real life: a database in memory knows neither WAL nor a second process.
    DATABASES["default"]["TEST"] = {"NAME": str(_var / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
elif "TEST_DATABASE_TEMPLATE" in os.environ:
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["TEST_DATABASE_TEMPLATE"]}
SIGNED_WAIT_MINUTES = 0  # tests sign and deliver in one breath; those of the wait set it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a login per test must not cost 0.3 s
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = {"version": 1, "disable_existing_loggers": False}

# WhiteNoise complains of a missing folder at every request.
STATIC_ROOT.mkdir(exist_ok=True)
