"""What was asked for last, kept in a process: a dictionary with room for so much, from which the one goes that nobody has
asked for longest. For all threads of the process."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """`room`: how much may be kept; `takes`: how much of it a value takes, one if nothing is said."""

    def __init__(self, room: int, takes: Callable[[Any], int] = lambda value: 1) -> None:
        self._room, self._takes = room, takes
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._taken = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key] = value
            self._taken += self._takes(value)
            while self._taken > self._room:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._taken = 0

    def _drop(self, key: Hashable) -> None:
        if key in self._kept:
            self._taken -= self._takes(self._kept.pop(key))


def believed(
    kept: Recent[tuple[Value, float]],
    key: Hashable,
    read: Callable[[], Value],
    *,
    seconds: int,
    when: Callable[[Value], bool],
) -> Value:
    """What was read at most so many seconds ago, or what is read now: kept so long where `when` says it may be believed."""
    known = kept.get(key)
    if known and monotonic() < known[1]:
        return known[0]
    found = read()
    if when(found):
        kept.put(key, (found, monotonic() + seconds))
    return found
