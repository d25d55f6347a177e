"""Files of Word, Excel and PowerPoint, looked through by `reading.readers.officeacts`: twenty kilobytes of them may unpack to
hundreds of megabytes, so what is not small is looked at in the guarded process."""

from __future__ import annotations

from tracker.reading.readers.acts import Act
from tracker.reading.readers.guard import look_at
from tracker.reading.readers.zipfiles import open_zip

SECONDS = 30
SMALL, FEW = 512 * 1024, 300  # bytes unpacked, and parts, that are looked through here


def found_in(content: bytes) -> Act:
    """Raises UnreadableDocument for what nobody can look through, and for a mark of secrecy."""
    parts = open_zip(content).infolist()
    if len(parts) <= FEW and sum(part.file_size for part in parts) <= SMALL:
        from tracker.reading.readers import officeacts  # loads lxml, which no other page needs

        return officeacts.found_in(content)
    return Act.told(look_at(content, "officeacts", seconds=SECONDS))
