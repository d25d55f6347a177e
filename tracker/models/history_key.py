"""The key of the history's chain: beside the database, never in it.

Whoever holds the database alone cannot chain a changed history anew. `DUBAN_HISTORY_KEY` names it (several, parted by
commas, after a change: the first chains, all verify); the embedded database has a file of its own under DUBAN_VAR.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SHORTEST = 32  # of what guards a history; a full disk once left a file without any
PRINT_LENGTH = 12  # of a key's fingerprint, which stands in each record


@lru_cache(maxsize=4)
def _read(path: str) -> bytes:
    """Once for a process: a key does not change while it runs."""
    try:
        key = Path(path).read_bytes().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"履历密钥文件 {path} 读不到（{error.strerror}）：首次启动由 manage.py migrate 建立；"
            "已有数据的，请从备份恢复原文件，换一个密钥就不能再核对履历。"
            " The key of the history is missing: run migrate, or restore the file."
        ) from error
    if len(key) < SHORTEST:
        raise ImproperlyConfigured(
            f"履历密钥文件 {path} 是空的或不完整：已有数据的，请放回另行保存的原文件；还没有数据的，请删去它，再运行 manage.py migrate。"
            " The key of the history is not whole: restore the file, or remove it before the first migrate."
        )
    return key


def keys() -> dict[str, bytes]:
    """By fingerprint; the first is the one that chains. Raises ImproperlyConfigured when there is none."""
    given = [each.encode() for each in settings.HISTORY_KEYS] or [_read(str(settings.HISTORY_KEY_FILE))]
    return {fingerprint(key): key for key in given}


def fingerprint(key: bytes) -> str:
    return hashlib.sha256(b"duban-history " + key).hexdigest()[:PRINT_LENGTH]


def make_file() -> None:
    """A new key where neither a setting nor a file has one; readable by this account alone, from the first byte."""
    if settings.HISTORY_KEYS:
        return
    path = Path(settings.HISTORY_KEY_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink()  # a full disk: no key is better than half a one
        raise
    _read.cache_clear()
