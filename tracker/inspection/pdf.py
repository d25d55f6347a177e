"""What a PDF does beside being read, in words (`reading.readers.pdfactions` finds it, in the guarded process)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.reading.readers.guard import look_at
from tracker.reading.readers.pdfactions import HELD, ITSELF, NOTHING, OPENED, SPACE, THREAD

SECONDS = 20
ATTACHED, ELSEWHERE, MEDIA = _("嵌入的附件"), _("打开别的文件的动作"), _("嵌入的媒体")
OUTSIDE = _("放在别处的内容")
WORDS = {
    b"JavaScript": _("脚本"),
    b"Launch": _("启动程序的动作"),
    b"EmbeddedFile": ATTACHED,
    b"EmbeddedFiles": ATTACHED,
    b"FileAttachment": ATTACHED,
    HELD: ATTACHED,
    b"SubmitForm": _("自动提交的表单"),
    b"ImportData": _("自动取数的表单"),
    b"XFA": _("动态表单"),
    b"RichMedia": MEDIA,
    b"RichMediaExecute": MEDIA,
    b"Rendition": MEDIA,
    b"Movie": MEDIA,
    b"Sound": MEDIA,
    b"OnInstantiate": MEDIA,
    b"3DD": MEDIA,
    SPACE: MEDIA,
    b"GoToE": ELSEWHERE,
    b"GoToR": ELSEWHERE,
    THREAD: ELSEWHERE,
    b"FFilter": OUTSIDE,
    b"Filespec": OUTSIDE,
    b"URL": OUTSIDE,
    b"Ref": OUTSIDE,
    ITSELF: _("自动运行的动作"),
    OPENED: _("自动运行的动作"),
}


def why_not(content: bytes) -> str:
    """The thing that makes it more than a document; empty if there is none. Raises UnreadableDocument for what cannot be
    looked into."""
    said = look_at(content, "pdfactions", seconds=SECONDS).blocks[0].text
    return "" if said == NOTHING else str(WORDS[said.encode()])
