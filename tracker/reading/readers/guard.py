"""Reading in a process of its own with little memory and time, so that a hostile file harms nobody.

The child runs isolated, gets the bytes on its standard input and answers with JSON; it cannot write files, and its
environment is empty, so that it knows neither the secret key nor the way to the database.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from ..blocks import Document
from . import limits
from .errors import TOO_BIG, UnreadableDocument
from .reading import read_with
from .sniff import file_kind, refuse_too_big, safe_name

_PACKAGES = str(Path(__file__).resolve().parents[2])
# The child imports the folder `reading` by itself: it needs neither Django nor settings.
_CHILD = (
    "import sys; sys.path.append(sys.argv[1]); from reading.readers.guarded import child; "
    "child(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))"
)


def read_document(
    data: bytes | str | Path,
    filename: str = "",
    *,
    seconds: int = limits.SECONDS,
    memory: int = limits.MEMORY,
) -> Document:
    """Blocks of a file, given its bytes or its path. Raises UnreadableDocument with one Chinese sentence.

    `seconds` limits the time, `memory` the address space (bytes) of the reading process."""
    if isinstance(data, (str, Path)):
        filename = filename or Path(data).name
        data = _from_disk(Path(data))
    filename = safe_name(filename)
    kind = file_kind(data, filename)  # what is refused at first sight needs no process
    return look_at(data, kind.reader, seconds=seconds, memory=memory)


def look_at(
    data: bytes, reader: str, *, seconds: int = limits.SECONDS, memory: int = limits.MEMORY
) -> Document:
    """What this reader (a module of the folder) finds in the bytes, in a process of its own. Raises UnreadableDocument."""
    command = [sys.executable, "-I", "-c", _CHILD, _PACKAGES, reader, str(seconds), str(memory)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=seconds + 10, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            f"文件读了{seconds}秒还没有读完，已停止：请拆成几个小文件后重新上传。"
        ) from error
    return _answer(done, seconds)


def read_here(data: bytes, filename: str) -> Document:
    """The same in this process, for trusted bytes and tests."""
    return read_with(file_kind(data, filename).reader, data)


def _from_disk(path: Path) -> bytes:
    try:
        refuse_too_big(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise UnreadableDocument(
            f"打不开文件“{safe_name(path.name)}”：请检查它是否存在、能否读取。"
        ) from error


def _answer(done: subprocess.CompletedProcess, seconds: int) -> Document:
    try:
        plain = json.loads(done.stdout)
    except ValueError:
        plain = None
    if plain is None:
        if done.returncode in (-24, -9, 152):  # the kernel ended it for its processor time
            raise UnreadableDocument(f"文件读了{seconds}秒还没有读完，已停止：请拆成几个小文件后重新上传。")
        raise UnreadableDocument(TOO_BIG)
    if "error" in plain:
        raise UnreadableDocument(plain["error"])
    return Document.from_plain(plain)
