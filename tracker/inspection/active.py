"""What does more than being read: programs, scripts, fields and formulas that ask another machine, files within the file.
Evidence, an office's letter pages and documents to be imported are for reading; whoever opens them runs what they bring."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.inspection import office, ole, packed, pdf
from tracker.reading.readers import acts, csvacts
from tracker.reading.readers.acts import Act
from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.guard import look_at
from tracker.reading.readers.realkind import kind_of

MOST_TABLE = 10 * 1024 * 1024  # bytes of a table without format
SMALL = 256 * 1024  # of them, those that are looked through here; more in the guarded process
SECONDS = 20


def why_not(name: str, content: bytes) -> str:
    """A sentence that names it; empty where there is nothing but a document."""
    try:
        found = _found(name, content)
    except UnreadableDocument as error:
        return _("“%(name)s”不能收：%(why)s") % {"name": name, "why": error}
    if isinstance(found, Act):
        if found.kind == acts.ELSEWHERE:
            return _(
                "“%(name)s”不能收：一打开就会从“%(where)s”取内容。请用 Word 或 WPS 断开链接、把图片存进文件（编辑链接→断开链接），不套用外部模板，另存后再传。"
            ) % {"name": name, "where": found.what}
        found = _in_words(found)
    if not found:
        return ""
    return _(
        "“%(name)s”不能收：文件里有%(what)s。请删去后另存，或打印为PDF再传；附在里面的文件请单独上传。"
    ) % {"name": name, "what": found}


def _in_words(found: Act) -> str:
    what = found.what
    return {
        acts.NOTHING: "",
        acts.MACRO: _("宏"),
        acts.CONTROL: _("嵌入的控件或网页"),
        acts.HELD: _("嵌入的文件（%(what)s）") % {"what": what or _("看不了内容")},
        acts.FIELD: _("会取外部内容的域 %(field)s") % {"field": what},
        acts.LINKED: _("外部数据连接"),
        acts.FORMULA: _("会取外部内容的公式 %(formula)s") % {"formula": what},
        acts.ACTION: _("会运行程序的动作"),
    }[found.kind]


def _found(name: str, content: bytes) -> str | Act:
    kind = kind_of(content)
    if kind in ("docx", "xlsx", "pptx", "ofd"):
        return packed.why_not(kind, content) or (office.found_in(content) if kind != "ofd" else "")
    if kind == "ole":
        return ole.found_in(content)
    if kind == "pdf":
        return pdf.why_not(content)
    if not name.lower().endswith(".csv"):
        return ""
    if len(content) > MOST_TABLE:
        raise UnreadableDocument(_("表格超过10MB，不能逐格查看：请另存为xlsx，或拆成几个文件后再传。"))
    return (
        csvacts.found_in(content)
        if len(content) <= SMALL
        else Act.told(look_at(content, "csvacts", seconds=SECONDS))
    )
