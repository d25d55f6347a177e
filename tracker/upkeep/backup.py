"""A backup: a folder with the database, the uploaded files and a manifest. It counts only after it was put back once."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tracker.domain.files import HALF
from tracker.domain.history import verify_history
from tracker.models import Installation
from tracker.models.history_key import keys
from tracker.upkeep import manifest as manifests
from tracker.upkeep import tables
from tracker.upkeep.manifest import Manifest, Unusable

PREFIX = "duban-"
FILES = "files"


def make(folder: Path, *, now: datetime) -> Path:
    """Write a new backup below `folder` and return its own folder. Raises Unusable; then nothing is left behind.

    The database comes first: a file is stored before its row is written and never changes, so that each row of the
    copy finds its file.
    """
    target = folder / f"{PREFIX}{now:%Y%m%d-%H%M%S}"
    unfinished = folder / f".{target.name}"
    try:
        unfinished.mkdir(parents=True)
        _fill(unfinished, now=now)
        unfinished.rename(target)
    except OSError as error:
        raise Unusable(f"备份不能写入 {folder}：{error.strerror}。请检查权限和磁盘空间。") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _fill(folder: Path, *, now: datetime) -> None:
    history = verify_history()
    if history.complaint:
        raise Unusable(f"履历已被破坏：{history.complaint}。请保留数据库现状，通知审计员；此时不作备份。")
    rows = {}
    if connection.vendor == "sqlite":
        tables.save_sqlite(folder)
    else:
        rows = tables.save_postgresql(folder)
    if Path(settings.MEDIA_ROOT).is_dir():
        _copy_files(Path(settings.MEDIA_ROOT), folder / FILES)
    Manifest(
        engine=connection.vendor,
        is_demo=Installation.objects.current().is_demo,
        made_at=now.isoformat(timespec="seconds"),
        migrations=[list(key) for key in MigrationRecorder(connection).applied_migrations()],
        events=history.count,
        head=history.head,
        tables=rows,
        files=manifests.hashes(folder),
    ).write(folder)


def _copy_files(source: Path, target: Path) -> None:
    """While people work: a file of a form that was just sent goes away meanwhile, another is still being written; no row of the
    copy waits for either."""

    def copy(name: str, to: str) -> str:
        with suppress(FileNotFoundError):
            return str(shutil.copy2(name, to))
        return to

    try:
        shutil.copytree(source, target, copy_function=copy, ignore=shutil.ignore_patterns(f"*{HALF}"))
    except shutil.Error as error:  # of many files at once, with a list instead of a reason
        raise Unusable(f"备份时有文件读不了：{error.args[0][0][0]}（{error.args[0][0][2]}）。") from error


def try_out(backup: Path) -> None:
    """Put it back into a scratch database, by the command that people will use, which verifies the history there.

    Raises Unusable with what that command said.
    """
    with (
        tempfile.TemporaryDirectory(prefix="duban-", dir=backup.parent) as scratch,
        _scratch_url(scratch) as url,
    ):
        env = os.environ | {"DATABASE_URL": url, "DUBAN_VAR": str(Path(scratch, "var"))}
        env["DUBAN_HISTORY_KEY"] = ",".join(
            key.decode() for key in keys().values()
        )  # its file stays where it is
        command = [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "restore",
            str(backup),
            "--database-only",
        ]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unusable(f"备份 {backup} 试恢复失败，不能使用：{done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def _scratch_url(folder: str) -> Iterator[str]:
    if connection.vendor == "sqlite":
        yield f"sqlite:///{Path(folder, 'scratch.sqlite3')}"
        return
    # What one that was killed has left behind has another name.
    name = f"duban_scratch_{secrets.token_hex(6)}"
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as link:
        try:
            link.execute(f'CREATE DATABASE "{name}"')
        except psycopg.errors.InsufficientPrivilege as error:
            raise Unusable(
                "备份已写好，但没有试恢复：数据库账号不能建库。请由数据库管理员执行 ALTER ROLE … CREATEDB，"
                "或在另一台机器上用 restore 试恢复。"
            ) from error
        try:
            yield _url_of(name)
        finally:
            link.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _url_of(name: str) -> str:
    """The address of another database of the same server, for the same account."""
    from urllib.parse import quote, urlencode

    s = connection.settings_dict
    options = {k: v for k, v in s["OPTIONS"].items() if isinstance(v, str)}
    query = f"?{urlencode(options)}" if options else ""
    login = f"{quote(s['USER'], safe='')}:{quote(s['PASSWORD'], safe='')}@" if s["USER"] else ""
    port = f":{s['PORT']}" if s["PORT"] else ""
    return f"postgres://{login}{s['HOST']}{port}/{name}{query}"


def tidy(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups; what is no backup of ours is left alone. Returns what went."""
    ours = sorted(path for path in folder.glob(f"{PREFIX}*") if (path / manifests.NAME).is_file())
    old = ours[:-keep]
    for path in old:
        shutil.rmtree(path)
    return old
