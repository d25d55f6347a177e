"""Office's old files (doc, xls, ppt and those of WPS), looked through by `reading.readers.oleacts`."""

from __future__ import annotations

from tracker.reading.readers import oleacts
from tracker.reading.readers.acts import Act
from tracker.reading.readers.guard import look_at

SECONDS = 20
SMALL = 1024 * 1024  # bytes that are looked through here; more of them, in the guarded process


def found_in(content: bytes) -> Act:
    """Raises UnreadableDocument for what nobody can look through, and for a mark of secrecy."""
    if len(content) <= SMALL:
        return oleacts.found_in(content)
    return Act.told(look_at(content, "oleacts", seconds=SECONDS))
