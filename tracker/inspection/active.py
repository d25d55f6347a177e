"""What does more than being read: programs, scripts, fields and formulas that ask another machine, files within the file.
Evidence, an office's letter pages and documents to be imported are for reading; whoever opens them runs what they bring."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from tracker.inspection import office, ole, packed, pdf
from tracker.inspection.kinds import kind_of
from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.textfile import decode

# A cell of a table without format that Excel would take for a program's name and its words, or for a question to a machine.
# Each part of the pattern ends before the next begins: a cell is gone through once.
MOST_TABLE = 10 * 1024 * 1024  # bytes of a table without format, which is gone through here
_BEGINS = r"(?:^|[,;\t\r\n])[ \x0b\x0c\"'\xa0\u3000\ufeff]*[=+\-@＝＋－＠]"
CELL = re.compile(
    _BEGINS
    + r"(?:[^,;\t\r\n|]*\|[^,;\t\r\n!]*!|[^,;\t\r\n]*(?:WEBSERVICE|IMAGE|RTD|CALL|REGISTER|EXEC)\s*\()",
    re.IGNORECASE,
)


def why_not(name: str, content: bytes) -> str:
    """A sentence that names it; empty where there is nothing but a document."""
    try:
        found = _found(name, content)
    except UnreadableDocument as error:
        return _("“%(name)s”不能收：%(why)s") % {"name": name, "why": error}
    if not found:
        return ""
    return _(
        "“%(name)s”不能收：文件里有%(what)s。请删去后另存，或打印为PDF再传；附在里面的文件请单独上传。"
    ) % {"name": name, "what": found}


def _found(name: str, content: bytes) -> str:
    kind = kind_of(content)
    if kind in ("docx", "xlsx", "pptx", "ofd"):
        return packed.why_not(kind, content) or (office.why_not(kind, content) if kind != "ofd" else "")
    if kind == "ole":
        return ole.why_not(content)
    if kind == "pdf":
        return pdf.why_not(content)
    if not name.lower().endswith(".csv"):
        return ""
    if len(content) > MOST_TABLE:
        raise UnreadableDocument(_("表格超过10MB，不能逐格查看：请另存为xlsx，或拆成几个文件后再传。"))
    if CELL.search(decode(content)[0]):
        return _("会取外部内容的公式 %(formula)s") % {"formula": "|"}
    return ""
