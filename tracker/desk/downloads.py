"""Stored files leave only through here: as attachments, with a type from a short list, never run in a page."""

from __future__ import annotations

import logging
import re
from pathlib import PurePath

from csp.constants import NONE
from django.core.exceptions import PermissionDenied
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from tracker.domain.files import is_as_stored

log = logging.getLogger(__name__)
NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]')  # what no file may be called on somebody's machine

SAFE_TYPES = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
# What we made ourselves may also be a page; what people sent never is.
MADE_TYPES = SAFE_TYPES | {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".ics": "text/calendar; charset=utf-8",
}


def made(content: bytes, filename: str) -> HttpResponse:
    """A file that was made for this answer."""
    name = NO_NAME.sub("_", filename)  # it is made of titles, and a title may be a stroke
    response = HttpResponse(content, content_type=MADE_TYPES[f".{name.rpartition('.')[2]}"])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def attachment(file: FieldFile, filename: str, *, sha256: str) -> FileResponse:
    """The file under the sender's name. 404 when the row is there but the file is gone from the disk; 403 with a
    sentence when it is not the one that was taken in: nobody is handed what somebody has put in its place."""
    if not file.name or not file.storage.exists(file.name):
        raise Http404
    if not is_as_stored(file.name, sha256):
        log.error("the stored file %s is not what was taken in", file.name)
        raise PermissionDenied(
            _(
                "文件“%(name)s”与登记的校验值不符，可能被替换或损坏，因此不提供下载。请报告系统管理员和审计员。"
            )
            % {"name": filename}
        )
    kind = SAFE_TYPES.get(PurePath(filename).suffix.lower(), "application/octet-stream")
    response = FileResponse(file.open("rb"), as_attachment=True, filename=filename, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_replace = {"default-src": [NONE], "sandbox": []}  # type: ignore[attr-defined]
    return response
