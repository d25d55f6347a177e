"""What lies in a container (OFD, and Office's files) and belongs to no document: programs, and names that lead out of it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.guard import look_at
from tracker.reading.readers.parts import ADDRESS, ATTACHED, MEDIA, NOTHING
from tracker.reading.readers.zipfiles import BROKEN, DAMAGED, open_zip

SECONDS = 20
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"L\x00\x00\x00\x01\x14\x02\x00")
RUN = re.compile(
    r"\.(?:exe|com|scr|pif|dll|cpl|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|lnk|msi|jar|sh|url|chm|reg|html?|mht|py|swf)\s*$",
    re.IGNORECASE,
)
LEADS_OUT = re.compile(r"^[\\/]|^[a-z]:|(?:^|[\\/])\.\.(?:[\\/]|$)|[\x00-\x1f]", re.IGNORECASE)
FOUND = {
    ATTACHED: gettext_lazy("嵌入的附件"),
    MEDIA: gettext_lazy("嵌入的媒体"),
    ADDRESS: gettext_lazy("自动打开网址的动作"),
}


def why_not(kind: str, content: bytes) -> str:
    """The thing that makes it more than a document, in words; empty if there is none. Raises UnreadableDocument."""
    archive = open_zip(content)
    for part in archive.infolist():
        try:
            with archive.open(part) as file:
                head = file.read(8)
        except DAMAGED as error:
            raise UnreadableDocument(BROKEN) from error
        if LEADS_OUT.search(part.orig_filename) or RUN.search(part.filename) or head.startswith(PROGRAMS):
            return _("嵌入的文件（%(what)s）") % {"what": part.filename[-40:]}
    if kind != "ofd":
        return ""
    said = look_at(content, "parts", seconds=SECONDS).blocks[0].text
    return "" if said == NOTHING else str(FOUND[said])
