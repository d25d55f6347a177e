"""Readers: the bytes of a file -> blocks (paragraphs and tables). One module per format, all of them listed in `kinds`.

`read_document` reads in a guarded process of its own; `read_here` does the same in this process, for trusted bytes
and tests.
"""

from importlib import import_module
from typing import Any

# Imported when first asked for: the reading process imports this package too, and has to start fast.
_HOMES = {
    "ENDINGS": "kinds",
    "NAMES": "kinds",
    "UnreadableDocument": "errors",
    "read_document": "guard",
    "read_here": "guard",
    "safe_name": "sniff",
}
__all__ = ["ENDINGS", "NAMES", "UnreadableDocument", "read_document", "read_here", "safe_name"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
