"""The translations as gettext reads them: each .po of ours becomes a .mo beside it."""

import os
import tempfile
from pathlib import Path

import polib
from django.conf import settings


def compile_catalogs() -> list[Path]:
    """Compile every .po that is newer than its .mo; returns the files written."""
    written = []
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            _write_whole(target, polib.pofile(str(source), encoding="utf-8").to_binary())
            written.append(target)
    return written


def _write_whole(target: Path, content: bytes) -> None:
    """Another process may be reading: it sees the old file or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    os.chmod(name, 0o644)
    os.replace(name, target)
