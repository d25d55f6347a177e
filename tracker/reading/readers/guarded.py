"""The reading process itself: it gives away what it does not need and answers with JSON."""

from __future__ import annotations

import gc
import json
import os
import resource
import sys

from .errors import TOO_BIG, UnreadableDocument


def child(reader: str, seconds: int, memory: int) -> None:
    """Entrance of the reading process. `reader` was chosen by the name and the bytes of the file before."""
    gc.disable()  # the process lives for one file
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from .reading import read_with  # loads within the limits

    data = sys.stdin.buffer.read()
    try:
        answer = read_with(reader, data).to_plain()
    except UnreadableDocument as error:
        answer = {"error": str(error)}
    except (MemoryError, RecursionError, ImportError):  # a library that finds no room fails to load
        answer = {"error": TOO_BIG}
    except Exception as error:  # a library met a file that its authors never thought of
        answer = {
            "error": f"文件结构异常，读不下去（{type(error).__name__}）：请用办公软件打开，另存后重新上传。"
        }
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    sys.stdout.flush()
    os._exit(0)  # taking the XML library down costs more than loading it, and there is nothing to tidy up
