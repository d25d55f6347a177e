"""Letters as files, where there is no mail server."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from tracker.outbox.channels.errors import Permanent, Temporary, Unreachable


class FileChannel:
    """`.eml` files in a folder, each written whole or not at all; a repeated letter replaces its own file."""

    is_open = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unreachable(f"邮件目录 {self.folder} 无法使用：{error.strerror}。") from error

    def announce(self, *, sender: str, recipient: str) -> None:
        """A file says it in its headers."""

    def send(self, content: bytes) -> str:
        name = _file_name(content)
        half = self.folder / f".{name}.{os.getpid()}.part"
        try:
            self.open()
            with half.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            half.replace(self.folder / name)
            _flush_folder(self.folder)
        except OSError as error:
            with contextlib.suppress(OSError):
                half.unlink(missing_ok=True)
            raise Temporary(f"邮件没有写入 {self.folder}：{error.strerror}。") from error
        return f"已写入 {name}"

    def withdraw(self) -> None:
        """Nothing was written yet."""

    def close(self) -> None:
        """Nothing is kept open."""


def _flush_folder(folder: Path) -> None:
    """The name, too, must survive a power cut: the letter is about to be recorded as sent."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _file_name(content: bytes) -> str:
    """After the Message-ID, which is the same on each attempt."""
    found = re.search(rb"^Message-ID: <([\w.-]+)@", content, re.MULTILINE)
    if found is None:
        raise Permanent("邮件没有 Message-ID，不能保存。")
    return f"{found[1].decode('ascii')}.eml"
