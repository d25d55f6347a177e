"""Uploads are hostile: stored under their hash, outside the web root, never under the sender's file name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

CHUNK = 1 << 20


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
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return StoredFile(name, bare_name(filename), digest, len(content))


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
