"""A Word file with placeholders such as {标题}, filled in with what a letter says.

Only the names below are placeholders: they are replaced as text, nothing is looked up in objects and nothing is run, so a
file from anywhere can say no more than these. Word cuts a paragraph into runs as it likes; a placeholder takes the look of
the run in which it begins.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document as open_docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from tracker.domain.formal.wordings import BRACED
from tracker.papers.docx_parts import fill, fix_widths, writable
from tracker.papers.fonts import FANGSONG, HEITI
from tracker.papers.model import Block, Boxes, Document, Heading, Table, Text
from tracker.papers.placeholders import BODY, NAMES
from tracker.reading.readers import wordfields
from tracker.reading.readers.officeacts import field_instructions
from tracker.reading.readers.parts import is_markup
from tracker.reading.readers.zipfiles import open_zip
from tracker.rules.wording import day

# What a page brings along, or fetches, besides words and pictures of its own.
OBJECTS = {"oleObject", "package", "control", "aFChunk", "subDocument", "frame"}
# A page is filled in anew for every letter, while somebody waits.
MOST_NAME, MOST_UNKNOWN = 20, 10  # of a complaint: characters, names
MOST_BYTES, MOST_PARAGRAPHS, MOST_PLACES = 20 * 1024 * 1024, 2_000, 100
MOST_TAGS = 200_000  # of all its markup: each takes a hundred times its bytes, and the page is filled in where pages are served


def why_not_template(content: bytes) -> str:
    """The sentence that names the first wrong placeholder and where it stands; otherwise nothing."""
    try:
        if sum(part.file_size for part in open_zip(content).infolist()) > MOST_BYTES:
            return _("模板太大：解开后不能超过%(n)d MB，请把图片压缩后再传。") % {
                "n": MOST_BYTES // 1024 // 1024
            }
        if _tags(content) > MOST_TAGS:
            return _("模板的内部结构太复杂，请用 Word 或 WPS 新建文档、把文字粘贴进去，另存后再传。")
        docx = open_docx(BytesIO(content))
        does_more = _does_more(docx)
    except Exception:  # python-docx and zipfile raise whatever they meet
        return _("这不是可以打开的 Word 文件（docx），请用 Word 或 WPS 另存为 docx 后再传。")
    if does_more:
        return _(
            "模板里只能有文字、表格和存进文件的图片，请删去嵌入的对象、链接的文件和会取外部内容的域后再传。"
        )
    return _wrong_places(docx)


def _tags(content: bytes) -> int:
    archive = open_zip(content)
    return sum(archive.read(part).count(b"<") for part in archive.infolist())


def _wrong_places(docx: Docx) -> str:
    found: Counter[str] = Counter()
    unknown: dict[str, str] = {}  # each with the words around it
    for n, paragraph in enumerate(_paragraphs(docx)):
        if n >= MOST_PARAGRAPHS or found.total() > MOST_PLACES:
            return _("模板太长：最多%(paragraphs)d段、%(places)d个占位符。") % {
                "paragraphs": MOST_PARAGRAPHS,
                "places": MOST_PLACES,
            }
        text = _text(paragraph)
        if text.count("{") + text.count("｛") > MOST_PLACES:
            return _("“%(text)s”里的占位符太多。") % {"text": text.strip()[:30]}
        for match in BRACED.finditer(text):
            name = match[1].strip()
            if name not in NAMES:
                unknown.setdefault(match[1][:MOST_NAME], text.strip()[:30])
                continue
            if name == BODY and (text.strip() != match[0] or not _is_in_body(paragraph)):
                return _("“{正文}”要单独成段，不能放在表格、页眉或别的文字旁边。")
            found[name] += 1
        rest = BRACED.sub("", text)
        if any(brace in rest for brace in "{}｛｝"):
            return _("“%(text)s”里的大括号没有成对，占位符要写成{标题}的样子。") % {"text": text.strip()[:30]}
    if unknown:
        return _unknown(unknown)
    if BODY not in found:
        return _("模板里没有“{正文}”，函件的内容没有地方写。")
    return ""


def _unknown(unknown: Mapping[str, str]) -> str:
    """All of them at once: who mends one after the other uploads as often."""
    names = "、".join(f"{{{name}}}" for name in NAMES)
    if len(unknown) == 1:
        ((name, text),) = unknown.items()
        said = {"text": text, "name": name, "names": names}
        return _("“%(text)s”里的“{%(name)s}”不是可用的占位符，可以用：%(names)s。") % said
    shown = "、".join(f"{{{name}}}（“{text}”）" for name, text in [*unknown.items()][:MOST_UNKNOWN])
    more = {"n": len(unknown), "shown": shown, "names": names}
    return _("有%(n)d个占位符不能用：%(shown)s。可以用：%(names)s。") % more


def places_of(content: bytes) -> Counter[str]:
    """How often each name stands in a file that was taken."""
    texts = (_text(paragraph) for paragraph in _paragraphs(open_docx(BytesIO(content))))
    return Counter(match[1].strip() for text in texts for match in BRACED.finditer(text))


def from_template(template: bytes, of: Document) -> bytes:
    """The letter on the office's own page; a form to be sent back stands behind it."""
    docx = open_docx(BytesIO(template))
    values = {
        "标题": of.title,
        "文号": of.number,
        "主送": of.addressee,
        "附件": "；".join(of.listed_titles),
        "落款": of.agency,
        "日期": day(of.signed_on) if of.signed_on else "",
        "联系": of.contact,
        "抄送": of.copies,
    }
    body: Paragraph | None = None
    for paragraph in list(_paragraphs(docx)):
        names = [match[1].strip() for match in BRACED.finditer(_text(paragraph))]
        if BODY in names:
            body = paragraph
        elif names:
            _replace(paragraph, values)
    if body is not None:
        _write(docx, body, of)
    out = BytesIO()
    docx.save(out)
    return out.getvalue()


# --- Finding ---------------------------------------------------------------------------------------
def _paragraphs(docx: Docx) -> Iterator[Paragraph]:
    """Everywhere that text stands: the body, cells, heads and feet."""
    yield from _within(docx)
    for section in docx.sections:
        for part in (
            section.header, section.footer, section.first_page_header, section.first_page_footer,
            section.even_page_header, section.even_page_footer,
        ):  # fmt: skip
            if not part.is_linked_to_previous:
                yield from _within(part)


def _within(place: Any) -> Iterator[Paragraph]:
    yield from place.paragraphs
    for table in place.tables:
        for cell in _cells(table):
            yield from _within(cell)


def _cells(table: WordTable) -> Iterator[Any]:
    """As they are written: `row.cells` repeats one that says to be twenty million columns wide as often."""
    for row in table._tbl.tr_lst:
        yield from (_Cell(cell, table) for cell in row.tc_lst)


def _text(paragraph: Paragraph) -> str:
    """What its runs say: words of a link are no place for a placeholder."""
    return "".join(run.text for run in paragraph.runs)


def _does_more(docx: Docx) -> bool:
    """Whether it is more than a page: every unit opens what is written on it, and so does what makes a PDF of it here."""
    for part in docx.part.package.iter_parts():
        for link in part.rels.values():
            kind = link.reltype.rpartition("/")[2]
            is_fetched = link.is_external and kind not in (
                "hyperlink",
                "attachedTemplate",
            )  # of the latter: `readers.officeacts`
            if kind in OBJECTS or is_fetched:
                return True
        # Wherever it lies and whatever it is called: Word goes by the relationships, and not by names.
        if is_markup(part.blob) and any(map(wordfields.does_more, field_instructions(part.blob))):
            return True
    return False


def _is_in_body(paragraph: Paragraph) -> bool:
    return bool(paragraph._p.getparent().tag == qn("w:body"))


# --- Filling ---------------------------------------------------------------------------------------
def _replace(paragraph: Paragraph, values: Mapping[str, str]) -> None:
    """Each placeholder from its last to its first, so that the places before it stay where they are."""
    runs = paragraph.runs
    for match in reversed(list(BRACED.finditer(_text(paragraph)))):
        said = writable(values.get(match[1].strip(), ""))
        at = 0
        for run in runs:
            start, end = at, at + len(run.text)
            at = end
            cut = slice(max(match.start(), start) - start, min(match.end(), end) - start)
            if cut.start < cut.stop:
                whole = run.text
                run.text = f"{whole[: cut.start]}{said}{whole[cut.stop :]}"
                said = ""


def _write(docx: Docx, place: Paragraph, of: Document) -> None:
    """The blocks in the place's own look, one after another; then the place goes."""
    last = place._p
    blocks: list[Block] = [*of.blocks]
    for annex in of.annexes:
        blocks += [Heading(annex.title), *annex.blocks]
    for block in blocks:
        for element in _elements(docx, place, block):
            last.addnext(element)
            last = element
    place._p.getparent().remove(place._p)


def _elements(docx: Docx, place: Paragraph, block: Block) -> list[Any]:
    if isinstance(block, Table):
        return [_table(docx, block)._tbl]
    if isinstance(block, Boxes):
        return [_like(place, f"{name}：") for name in block.names]
    if isinstance(block, Heading):
        return [_like(place, block.text)]
    return [_like(place, line.strip()) for line in _said(block).splitlines() if line.strip()]


def _said(block: Text) -> str:
    return f"{block.text}（{block.mark}）" if block.mark else block.text


def _like(place: Paragraph, text: str) -> Any:
    """A paragraph of the place's look, and of its first run's."""
    element = copy.deepcopy(place._p)
    made = Paragraph(element, place._parent)
    for run in made.runs[1:]:
        run._r.getparent().remove(run._r)
    if made.runs:
        made.runs[0].text = writable(text)
    else:
        made.add_run(writable(text))
    return element


def _table(docx: Docx, of: Table) -> WordTable:
    table: WordTable = docx.add_table(rows=1 + len(of.rows), cols=len(of.columns))
    table.autofit = False
    if "Table Grid" in [style.name for style in docx.styles]:
        table.style = "Table Grid"
    fix_widths(table, [column.mm for column in of.columns])
    fill(table.rows[0], table, [column.name for column in of.columns], font=HEITI)
    for row, cells in zip(list(table.rows)[1:], of.rows, strict=True):
        fill(row, table, [str(cell) for cell in cells], font=FANGSONG)
    return table


def sample() -> Document:
    """What a preview shows."""
    return Document(
        title=NAMES["标题"],
        made_on=date(2025, 12, 3),
        number=NAMES["文号"],
        addressee=NAMES["主送"],
        blocks=[
            Text("你单位承担的“修订实施方案”应于2025年11月28日前办结，至今未报送。"),
            Text("请抓紧办理。"),
        ],
        agency=NAMES["落款"],
        signed_on=date(2025, 12, 3),
        contact=NAMES["联系"],
        copies=NAMES["抄送"],
        enclosed=(NAMES["附件"],),
    )


def preview(template: bytes) -> list[str]:
    """The lines of the sample on this page."""
    docx = open_docx(BytesIO(from_template(template, sample())))
    return [line for paragraph in _paragraphs(docx) if (line := paragraph.text.strip())]
