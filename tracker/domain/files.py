"""Uploads are hostile: stored under their hash, outside the web root, never under the sender's file name."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.core.files.storage import default_storage

CHUNK = 1 << 20
HALF = ".part"  # ends the name of what is still being written
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredFile:
    name: str  # path within the storage
    filename: str  # the sender's name, without any folder, for display only
    sha256: str
    size: int


def store(folder: str, filename: str, content: bytes) -> StoredFile:
    """Keep bytes once, however often they are sent. `folder`: "sources", "evidence" or "drafts"."""
    digest = sha256(content)
    name = f"{folder}/{digest[:2]}/{digest}"
    if not _is_kept(name, digest):
        _write(Path(default_storage.path(name)), content)
    return StoredFile(name, bare_name(filename), digest, len(content))


def _is_kept(name: str, digest: str) -> bool:
    """Whether these very bytes lie there. A full disk or a killed process once left half a file under the name of the whole:
    it would have been taken for the file for ever after."""
    if not default_storage.exists(name):
        return False
    if is_as_stored(name, digest):
        return True
    log.error("the stored file %s was not what was taken in; it is replaced by what came now", name)
    return False


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and still there after a power cut: a row is about to name it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{secrets.token_hex(8)}{HALF}")
    try:
        with half.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def sha256(content: bytes) -> str:
    """The hash in hex, as `sha256sum` prints it."""
    return hashlib.sha256(content).hexdigest()


def is_as_stored(name: str, expected: str) -> bool:
    """Whether the bytes on the disk are those that were taken in: somebody may have exchanged the file since."""
    digest = hashlib.sha256()
    with default_storage.open(name, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest() == expected


def bare_name(filename: str) -> str:
    """Only the last part, whatever system it came from, without control characters."""
    last = PureWindowsPath(PurePosixPath(filename).name).name
    return "".join(c for c in last if c.isprintable())[:255] or "未命名"
