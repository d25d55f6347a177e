"""What another account on the machine gets of the data: nothing."""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.services import environment, manage
from tests.support.processes import ROOT

OTHERS = 0o077


def open_to_others(folder: Path) -> list[str]:
    paths = [folder, *folder.rglob("*")]
    return [str(path) for path in paths if path.lstat().st_mode & OTHERS and not path.is_symlink()]


def in_a_careless_shell(*argv, env, check=True):
    """As a service manager or a login shell starts it: everybody may read what is made."""
    return subprocess.run(
        argv, env=env, cwd=ROOT, umask=0o022, capture_output=True, text=True, check=check
    )  # fmt: skip


def python(code, *, env, check=True):
    return in_a_careless_shell(sys.executable, "-c", code, env=env, check=check)


STORE = """
import django; django.setup()
from tracker.domain.files import store
store("evidence", "a.txt", b"text")
"""


def test_what_is_made_is_made_for_this_account_alone(tmp_path):
    env = environment(var=tmp_path / "var")
    in_a_careless_shell(sys.executable, "manage.py", "migrate", "--no-input", env=env)
    python("import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tracker.settings'" + STORE, env=env)
    made = {path.name for path in (tmp_path / "var").iterdir()}
    assert len(made) >= 2, made
    assert open_to_others(tmp_path / "var") == []


@pytest.mark.parametrize(
    "entry",
    [
        "import tracker.wsgi",
        "from tracker.celery import app; app.conf.broker_url",
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'tracker.settings'; import django; django.setup()",
    ],
    ids=["gunicorn", "celery", "commands"],
)
def test_every_entry_keeps_its_files_to_itself(tmp_path, entry):
    said = python(f"{entry}\nimport os; print(oct(os.umask(0)))", env=environment(var=tmp_path / "var"))
    assert said.stdout.strip() == "0o77"


def older_data(var: Path) -> Path:
    """What a version that did not care has left."""
    for name in ("duban.sqlite3", "mail/2025/a.eml", "log/web.log", "files/evidence/ab/abcd"):
        path = var / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
        path.chmod(0o644)
    for folder in (var, *(path for path in var.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
    return var


def test_open_data_of_an_older_version_is_closed_at_the_next_start(tmp_path):
    var = older_data(tmp_path / "var")
    python("import tracker.settings", env=environment(var=var))
    assert open_to_others(var) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may try as somebody else")
def test_another_account_reads_neither_database_nor_session_nor_letter(tmp_path):
    """The attack itself: `nobody` copies the database."""
    above = [folder for folder in tmp_path.parents if folder.is_relative_to(tempfile.gettempdir())][:-1]
    for folder in (tmp_path, *above):
        folder.chmod(0o755)  # what lies above the data is not in our hands
    var = older_data(tmp_path / "var")
    steal = {"args": ["/bin/cat", str(var / "duban.sqlite3")], "user": 65534, "group": 65534, "cwd": "/"}
    assert subprocess.run(**steal, capture_output=True).returncode == 0
    python("import tracker.settings", env=environment(var=var))
    assert b"Permission denied" in subprocess.run(**steal, capture_output=True).stderr


def test_a_database_beside_other_peoples_files_is_closed_and_its_folder_left_alone(tmp_path):
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    database = shared / "duban.db"
    database.write_bytes(b"")
    Path(f"{database}-wal").write_bytes(b"")
    env = environment(var=tmp_path / "var", database_url=f"sqlite:///{database}")
    python("import tracker.settings", env=env)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in shared.iterdir())


def foreign(folder: Path) -> None:
    (folder / "somebody.txt").write_text("not ours")


def shared_by_all(folder: Path) -> None:
    folder.chmod(0o1777)


@pytest.mark.parametrize("wrong", [foreign, shared_by_all])
def test_a_folder_that_is_not_plainly_ours_is_not_touched_and_nothing_starts(tmp_path, wrong):
    folder = tmp_path / "var"
    folder.mkdir()
    folder.chmod(0o755)
    wrong(folder)
    before = folder.stat().st_mode
    done = manage("check", env=environment(var=folder), check=False)
    assert done.returncode == 1
    assert f"chmod -R go-rwx '{folder}'" in done.stderr
    assert "Traceback" not in done.stderr
    assert folder.stat().st_mode == before


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.chmod(0o755)
    var = older_data(tmp_path / "var")
    (var / "link").symlink_to(outside)
    python("import tracker.settings", env=environment(var=var))
    assert stat.S_IMODE(outside.stat().st_mode) == 0o755


def test_what_the_site_serves_to_everybody_may_be_collected_by_another_account(tmp_path):
    env = environment(var=tmp_path / "var", DUBAN_STATIC=str(tmp_path / "static"))
    in_a_careless_shell(sys.executable, "manage.py", "collectstatic", "--no-input", env=env)
    assert stat.S_IMODE((tmp_path / "static" / "duban.css").stat().st_mode) == 0o644
