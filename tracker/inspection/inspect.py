"""The order of looking: cheap things first. It may take seconds, so it is done before any row is locked."""

from __future__ import annotations

from pathlib import PurePath

from django.core.files.uploadedfile import UploadedFile

from tracker.inspection import active, kinds, marks, scanner


def why_not_keep(upload: UploadedFile) -> str:
    """Why this piece of evidence is not taken, in a sentence for the sender; empty if it is."""
    name = PurePath(upload.name).name
    content = upload.read()
    upload.seek(0)
    looks = (kinds.why_not, active.why_not, marks.why_not, scanner.why_not)
    return next((why for look in looks if (why := look(name, content))), "")


def why_not_read(name: str, content: bytes) -> str:
    """The same of a document that is to be imported: its kind and its marks are the reader's own matter."""
    return next(
        (why for look in (active.why_not, scanner.why_not) if (why := look(name, content))),
        "",
    )
