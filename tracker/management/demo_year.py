"""The demo's past, kept as a file: the year that `make demo-year` has played once, so that nobody waits for it again.

It is an archive of the embedded database with the key of its history and its files. Migrations that came later find it
as they find any database of before.
"""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

ARCHIVE = Path(settings.BASE_DIR, "seeds", "year-2025.zip")
DATABASE, KEY, FILES = "demo.sqlite3", "demo-history.key", "demo-files"
EPOCH = (2025, 12, 3, 0, 0, 0)  # the same bytes for the same content, whenever it is packed


def unpack() -> bool:
    """Put the played year in place of an embedded database that is still empty. Says whether it did."""
    place = Path(connection.settings_dict["NAME"])
    if not (settings.DEMO and ARCHIVE.exists() and place == Path(settings.VAR_DIR, DATABASE)):
        return False
    if settings.HISTORY_KEYS or connection.introspection.table_names():
        return False
    connection.close()
    for older in (place, *(place.with_name(place.name + end) for end in ("-wal", "-shm"))):
        older.unlink(missing_ok=True)
    with zipfile.ZipFile(ARCHIVE) as archive:
        archive.extractall(settings.VAR_DIR)
    return True


def pack(var: Path, archive: Path) -> None:
    """Write what was played in `var` (nobody has it open any more) into `archive`."""
    copy = var / "packed.sqlite3"
    with closing(sqlite3.connect(var / DATABASE)) as link:
        link.execute("DELETE FROM django_session")
        link.commit()
        link.execute("VACUUM INTO ?", (str(copy),))
    paths = {DATABASE: copy, KEY: var / KEY}
    paths |= {str(path.relative_to(var)): path for path in sorted((var / FILES).rglob("*")) if path.is_file()}
    with zipfile.ZipFile(archive, "w") as out:
        for name, path in paths.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            out.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)
