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
from .errors import UnreadableDocument
from .sniff import file_kind, refuse_too_big, safe_name

_PACKAGES = str(Path(__file__).resolve().parents[2])
# The child imports the folder `reading` by itself: it needs neither Django nor settings.
_CHILD = (
    "import sys; sys.path.append(sys.argv[1]); from reading.readers.guard import child; "
    "child(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))"
)
_TOO_BIG = "文件太大或结构异常，读取时超出了内存上限：请拆成几个小文件，或另存后重新上传。"


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
    file_kind(data, filename)  # what is refused at first sight needs no process
    command = [sys.executable, "-I", "-c", _CHILD, _PACKAGES, filename, str(seconds), str(memory)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=seconds + 10, check=False, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableDocument(
            f"文件读了{seconds}秒还没有读完，已停止：请拆成几个小文件后重新上传。"
        ) from error
    return _answer(done, seconds)


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
        raise UnreadableDocument(_TOO_BIG)
    if "error" in plain:
        raise UnreadableDocument(plain["error"])
    return Document.from_plain(plain)


def child(filename: str, seconds: int, memory: int) -> None:
    """Entrance of the reading process."""
    import gc
    import os
    import resource

    gc.disable()  # the process lives for one file
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from .reading import read_here

    data = sys.stdin.buffer.read()
    try:
        answer = read_here(data, filename).to_plain()
    except UnreadableDocument as error:
        answer = {"error": str(error)}
    except (MemoryError, RecursionError, ImportError):  # a library that finds no room fails to load
        answer = {"error": _TOO_BIG}
    except Exception as error:  # a library met a file that its authors never thought of
        answer = {
            "error": f"文件结构异常，读不下去（{type(error).__name__}）：请用办公软件打开，另存后重新上传。"
        }
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # taking the XML library down costs more than loading it, and there is nothing to tidy up
