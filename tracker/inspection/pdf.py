"""What a PDF does beside being read, in words (`reading.readers.pdfactions` finds it)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.reading.readers.guard import look_at
from tracker.reading.readers.pdfactions import ENCRYPTED, FETCHES, NOTHING, looked_through

ATTACHED, ELSEWHERE = _("嵌入的附件"), _("打开别的文件的动作")
WORDS = {
    b"JavaScript": _("脚本"),
    b"Launch": _("启动程序的动作"),
    b"EmbeddedFile": ATTACHED,
    b"EmbeddedFiles": ATTACHED,
    b"SubmitForm": _("自动提交的表单"),
    b"ImportData": _("自动取数的表单"),
    b"XFA": _("动态表单"),
    b"RichMedia": _("嵌入的媒体"),
    b"GoToE": ELSEWHERE,
    b"GoToR": ELSEWHERE,
    FETCHES: _("自动打开网址的动作"),
}


def why_not(content: bytes) -> str:
    """The thing that makes it more than a document; empty if there is none. Raises UnreadableDocument for what cannot be
    looked into."""
    if not ENCRYPTED.search(content):
        found = looked_through(content)
    else:
        said = look_at(content, "pdfactions").blocks[0].text
        found = b"" if said == NOTHING else said.encode()
    return str(WORDS[found]) if found else ""
