"""What a file of Word, Excel or PowerPoint fetches from elsewhere as soon as somebody opens it: a template with programs, a
picture that tells its owner who reads, an object behind a link. A link that is clicked, and another workbook whose
figures are only brought in when its reader says so, are no such thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from django.utils.translation import gettext as _

from tracker.inspection.kinds import kind_of
from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.zipfiles import open_zip

CLICKED = ("hyperlink", "externalLinkPath")
# A path of the writer's own computer, as Word notes it of every template: nobody else has anything there.
LOCAL = re.compile(
    r"(?:file:/{0,3})?[a-z]:[\\/]|file:///[^\\/]|(?![a-z][a-z0-9+.-]+:)(?![\\/]{2})", re.IGNORECASE
)


def why_not(name: str, content: bytes) -> str:
    try:
        if kind_of(content) not in ("docx", "xlsx", "pptx"):
            return ""
        where = next((target for target in _targets(content) if not LOCAL.match(target)), "")
    except UnreadableDocument as error:
        return _("“%(name)s”不能收：%(why)s") % {"name": name, "why": error}
    if not where:
        return ""
    return _(
        "“%(name)s”不能收：一打开就会从“%(where)s”取内容。请用 Word 或 WPS 断开链接、把图片存进文件（编辑链接→断开链接），不套用外部模板，另存后再传。"
    ) % {"name": name, "where": where[:80]}


def _targets(content: bytes) -> Iterator[str]:
    from tracker.reading.readers.ooxml import Package  # loads lxml, which no other page needs

    package = Package(content)
    for part in open_zip(content).namelist():
        root = package.tree(part) if part.lower().endswith(".rels") else None
        for link in root if root is not None else ():
            is_clicked = link.get("Type", "").rpartition("/")[2] in CLICKED
            if link.get("TargetMode", "").lower() == "external" and not is_clicked:
                yield unquote(link.get("Target", "")).strip()
