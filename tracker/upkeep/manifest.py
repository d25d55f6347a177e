"""What a backup says of itself: the program and database it comes from, and the hash of everything in it. It is sealed with
the key of the history, which lies in no backup: whoever can write where copies are kept puts no rows of theirs into one."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from tracker.models.history_key import keys

FORMAT = 1
NAME = "manifest.json"
CHUNK = 1 << 20


class Unusable(Exception):
    """A backup that cannot be made or put back; the message is a Chinese sentence for whoever runs the command."""


@dataclass(frozen=True, slots=True)
class Manifest:
    engine: str  # "sqlite" or "postgresql": a copy is put back into a database of its own kind
    is_demo: bool
    made_at: str  # ISO 8601
    migrations: list[list[str]]  # [app, name], all that had been applied
    events: int  # the history's length and last link, as `verify_events` says them
    head: str
    tables: dict[str, int] = field(default_factory=dict)  # PostgreSQL: rows of each table
    files: dict[str, str] = field(default_factory=dict)  # path in the backup -> sha256
    format: int = FORMAT
    seal: str = ""  # of all the rest; those of older versions have none

    def write(self, folder: Path) -> None:
        body = asdict(self) | {"seal": self._sealed_with(next(iter(keys().values())))}
        (folder / NAME).write_text(json.dumps(body, ensure_ascii=False, indent=1), "utf-8")

    def check_seal(self) -> None:
        """Raises Unusable when this is not what was written by an installation that has the key."""
        if not self.seal:
            raise Unusable(
                "备份没有印记：早于本版本，或被人改动过。确知来历的，核对校验值后加 --unsealed 再恢复。"
            )
        try:
            ours = [self._sealed_with(key) for key in keys().values()]
        except ImproperlyConfigured as error:
            raise Unusable(f"核对备份的印记要用履历密钥：{error}") from error
        if not any(hmac.compare_digest(self.seal.encode(), each.encode()) for each in ours):
            raise Unusable(
                "备份的印记不符：清单在备份之后被改动，或不是本系统的备份，或履历密钥不是原来的。请换一份备份，并通知审计员。"
            )

    def _sealed_with(self, key: bytes) -> str:
        said = {name: value for name, value in asdict(self).items() if name != "seal"}
        plain = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hmac.new(key, f"duban-backup {plain}".encode(), hashlib.sha256).hexdigest()


def read(folder: Path) -> Manifest:
    """Raises Unusable for what is no backup of ours, or one of a newer format."""
    try:
        body: Any = json.loads((folder / NAME).read_text("utf-8"))
    except FileNotFoundError as error:
        raise Unusable(f"{folder} 不是备份：其中没有 {NAME}。请给出一份备份所在的文件夹。") from error
    except (OSError, ValueError, RecursionError) as error:
        raise Unusable(f"{folder / NAME} 无法读取，备份可能不完整：请换一份备份。") from error
    if not isinstance(body, dict):
        raise Unusable(f"{folder / NAME} 不是备份的说明：请换一份备份。")
    if body.get("format") != FORMAT:
        raise Unusable(
            f"{folder} 的备份格式是 {body.get('format')}，本版本只认识 {FORMAT}：请用更新的版本恢复。"
        )
    try:
        found = Manifest(**body)
        is_whole = all(isinstance(each, dict) for each in (found.files, found.tables))
        is_whole = is_whole and isinstance(found.seal, str) and _are_pairs(found.migrations)
    except TypeError as error:
        raise Unusable(f"{folder / NAME} 缺少栏目或有多余的栏目：请换一份备份。") from error
    if not is_whole:
        raise Unusable(f"{folder / NAME} 的栏目不对：请换一份备份。")
    return found


def _are_pairs(migrations: Any) -> bool:
    return isinstance(migrations, list) and all(
        isinstance(each, list) and len(each) == 2 and all(isinstance(word, str) for word in each)
        for each in migrations
    )


def hashes(folder: Path) -> dict[str, str]:
    """Path -> sha256 of every file below a folder but the manifest."""
    return {name: sha256(folder / name) for name in sorted(_names(folder))}


def check(folder: Path, manifest: Manifest) -> None:
    """Raises Unusable naming the first file that is missing, added or changed."""
    found = hashes(folder)
    for name in sorted(found.keys() | manifest.files.keys()):
        if name not in found:
            raise Unusable(f"备份不完整：缺少 {name}。请换一份备份。")
        if found[name] != manifest.files.get(name):
            raise Unusable(f"备份中的 {name} 与备份时不一致，可能已损坏或被改动：请换一份备份。")


def sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _names(folder: Path) -> Iterator[str]:
    """Raises Unusable for a link: what it points to was never in the backup; and for a pipe or a socket, which never was one
    of its files."""
    for path in folder.rglob("*"):
        if path.is_symlink():
            raise Unusable(f"备份中的 {path.relative_to(folder)} 是指向别处的链接：请换一份备份。")
        if not (path.is_file() or path.is_dir()):
            raise Unusable(f"备份中的 {path.relative_to(folder)} 不是文件：请换一份备份。")
        if path.is_file() and path != folder / NAME:
            yield path.relative_to(folder).as_posix()
