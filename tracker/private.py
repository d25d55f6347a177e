"""Files of this program are for its own account alone: a copy of the database is a log-in as anybody.

Called by the settings, so that every process (web, worker, beat, each command, the demo's too) keeps to it, whatever
the shell or the service manager that started it thinks of other people.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

UMASK = 0o077
OTHERS = 0o077  # the rights of group and everybody
FOLDER, FILE = 0o700, 0o600
OURS = frozenset(
    {
        "duban.sqlite3",
        "demo.sqlite3",
        "files",
        "demo-files",
        "mail",
        "demo-mail",
        "log",
        "static",
        ".up.lock",
        "history.key",
        "demo-history.key",
        "anchors.txt",
        "demo-anchors.txt",
    }
)


def keep_private(folder: Path) -> None:
    """From here on nothing that is written can be read by another account. Data that lies open is closed if it is
    plainly ours; otherwise nothing starts."""
    os.umask(UMASK)
    if not folder.is_dir() or not is_open(folder):
        return
    if not _is_ours(folder):
        raise ImproperlyConfigured(_refusal(folder))
    close(folder)


def keep_file_private(file: Path) -> None:
    """For a database that lies elsewhere; SQLite makes what belongs to it after the file's own rights."""
    if not file.parent.is_dir():
        return  # there is no database yet; migrate makes the folder, or says why it cannot
    for path in (file, *file.parent.glob(f"{file.name}-*")):
        _close(path)
    if file.exists() and is_open(file):
        raise ImproperlyConfigured(_refusal(file))


def close(folder: Path) -> None:
    """The folder first: once it is closed, nobody reaches what is in it."""
    _close(folder)
    for root, folders, files in os.walk(folder):
        for name in (*folders, *files):
            _close(Path(root, name))


def _close(path: Path) -> None:
    """What others than the owner may touch, if we are the owner."""
    with suppress(FileNotFoundError):  # another process has just tidied it away
        if is_open(path) and path.stat().st_uid == os.geteuid():
            path.chmod(FOLDER if path.is_dir() else FILE)


def is_open(path: Path) -> bool:
    """Whether others than the owner have any right to it. A link has none of its own."""
    status = path.lstat()
    return not stat.S_ISLNK(status.st_mode) and bool(status.st_mode & OTHERS)


def _is_ours(folder: Path) -> bool:
    """Our own account's, shared with nobody (/tmp is), and holding our data or nothing yet."""
    status = folder.stat()
    held = {path.name for path in folder.iterdir()}
    is_shared = bool(status.st_mode & stat.S_ISVTX)
    return status.st_uid == os.geteuid() and not is_shared and (not held or bool(held & OURS))


def _refusal(path: Path) -> str:
    return (
        f"{path} 对其他账号开放，其中的账号、会话和信件会被本机其他人读走，因此没有启动。"
        f"请确认其中只有本系统的数据（DUBAN_VAR、DATABASE_URL），然后运行：chmod -R go-rwx '{path}'；"
        f"所有者不是运行账号的，先运行：chown -R {os.geteuid()} '{path}'。"
        " It is open to other accounts: close it with the command above."
    )
