"""Web pages: headings, paragraphs and tables; scripts, styles and hidden parts are left out."""

from __future__ import annotations

import re

from lxml import etree, html

from ..blocks import Document, Paragraph, Table
from ..text.characters import clean
from .errors import UnreadableDocument
from .htmlframe import is_frame, is_frame_line, without_foot
from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from .textfile import decode

_SKIP = {
    "script",
    "style",
    "noscript",
    "head",
    "template",
    "iframe",
    "svg",
    "select",
    "button",
    "form",
    "nav",
    "object",
    "footer",
    "aside",
}
_INLINE = {
    "a",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "span",
    "font",
    "sub",
    "sup",
    "small",
    "big",
    "mark",
    "s",
    "label",
    "o:p",
    "st1:chsdate",
    "abbr",
    "code",
    "ins",
    "bdo",
    "bdi",
    "wbr",
    "q",
    "cite",
    "time",
}


def read(data: bytes) -> Document:
    text, warnings = _decode(data)
    parser = html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding=None
    )
    try:
        root = html.document_fromstring(clean(text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("网页文件读不懂：请在浏览器里打开，把正文复制到Word后上传。") from error
    walker = _Walker()
    walker.walk(root.find("body") if root.find("body") is not None else root)
    walker.flush()
    if not walker.titled and (title := (root.findtext(".//title") or "").strip()):
        walker.blocks.insert(0, Paragraph(title, "网页标题", 9))
    return Document(without_foot(walker.blocks), warnings, "html")


def _decode(data: bytes) -> tuple[str, list[str]]:
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]+)", data[:4000], re.I)
    name = declared.group(1).decode("ascii", "ignore").lower() if declared else ""
    if name in ("gb2312", "gbk"):
        name = "gb18030"
    if name and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = data.decode(name)
        except (LookupError, UnicodeDecodeError):
            text = ""
        if text:
            return re.sub(r"^\s*<\?xml[^>]*\?>", "", text), []
    text, warnings = decode(data)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text), warnings


class _Walker:
    def __init__(self):
        self.blocks: list[Paragraph | Table] = []
        self._words: list[str] = []
        self._linked = 0  # characters of these words that are links
        self._level = 0
        self.titled, self._count, self._tables = False, 0, 0

    def walk(self, element) -> None:
        if element.text:
            self._words.append(element.text)
        for child in element:
            self._child(child)
            if child.tail:
                self._words.append(child.tail)

    def _child(self, child) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in _SKIP or _is_hidden(child) or is_frame(child):
            return
        if tag == "br":
            self.flush()
        elif tag == "table" and not _is_layout(child):
            self.flush()
            self._tables += 1
            table = _table(child, self._tables)
            if table.rows:
                self.blocks.append(table)
        elif tag in _INLINE:
            start = len(self._words)
            self.walk(child)
            if tag == "a" and child.get("href"):
                self._linked += len("".join(self._words[start:]).strip())
        else:
            self.flush()
            self._level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else 0
            if tag == "h1" and not self.titled:
                self._level, self.titled = 9, True
            if tag == "li" and (number := _list_number(child)):
                self._words.append(number)
            self.walk(child)
            self.flush()

    def flush(self) -> None:
        text = re.sub(r"[ \t\r\n\xa0]+", " ", "".join(self._words)).strip()
        text = re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text)
        if text.strip("\u3000 ") and not self._frames(text):
            self._count += 1
            self.blocks.append(
                Paragraph(
                    text, f"第{self._count}段", self._level if len(text) <= 60 or self._level == 9 else 0
                )
            )
        self._words, self._level, self._linked = [], 0, 0

    def _frames(self, text: str) -> bool:
        """Menus, paths and lists of other articles consist of links; what an office orders does not."""
        return bool(is_frame_line(text)) or (
            self._level != 9 and self._linked >= 0.9 * len(text.replace(" ", ""))
        )


def _is_hidden(element) -> bool:
    return (
        bool(re.search(r"display\s*:\s*none", element.get("style", ""), re.I))
        or element.get("hidden") is not None
    )


def _list_number(item) -> str:
    parent = item.getparent()
    if (
        parent is None
        or parent.tag != "ol"
        or re.match(r"\s*[(（]?[\d一二三四五六七八九十]", "".join(item.itertext())[:4])
    ):
        return ""
    siblings = [e for e in parent if e.tag == "li"]
    start = parent.get("start", "1")
    return f"{(int(start) if start.isdigit() else 1) + siblings.index(item)}."


def _is_layout(table) -> bool:
    """A table that only arranges the page: it has a single cell, or holds tables and few rows of its own."""
    cells = sum(1 for _ in table.iter("td", "th"))
    if cells <= 1 or next(table.iterfind(".//table"), None) is None:
        return cells <= 1
    return sum(1 for tr in _rows(table) if sum(1 for c in tr if c.tag in ("td", "th")) >= 3) < 3


def _rows(table):
    """Rows of the table itself, not of tables within its cells."""
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (tr for tr in child if tr.tag == "tr")


def _table(element, number: int) -> Table:
    rows: list[list[str]] = []
    merges: list[tuple[int, int, int, int]] = []
    taken: set[tuple[int, int]] = set()
    visible = (tr for tr in _rows(element) if not _is_hidden(tr))
    for r, tr in enumerate(visible):
        if r >= MAX_ROWS:
            raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
        row: list[str] = []
        column = 0
        for cell in tr:
            if cell.tag not in ("td", "th"):
                continue
            while (r, column) in taken:
                row.append("")
                column += 1
            down, across = _span(cell, "rowspan", 5000), _span(cell, "colspan", MAX_COLUMNS)
            row += [_cell_text(cell)] + [""] * (across - 1)
            if len(taken) + down * across > MAX_CELLS:
                raise UnreadableDocument("网页里的表格大得不正常：请把需要的部分复制到Excel后上传。")
            if down > 1 or across > 1:
                merges.append((r, column, r + down - 1, column + across - 1))
                taken |= {(r + i, column + j) for i in range(1, down) for j in range(across)}
            column += across
        rows.append(row)
    caption = element.findtext("caption") or ""
    last = len(rows) - 1
    return Table(rows, f"第{number}个表", caption.strip(), [(a, b, min(c, last), d) for a, b, c, d in merges])


def _span(cell, name: str, most: int) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(most, int(value))) if value.isdigit() else 1


def _cell_text(cell) -> str:
    """Text of a cell; <p>, <br>, <div> and <li> end a line."""
    out: list[str] = []

    def walk(element) -> None:
        if element.text:
            out.append(re.sub(r"\s+", " ", element.text))
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in ("p", "div", "br", "li", "tr"):
                out.append("\n")
            if tag and tag not in _SKIP:
                walk(child)
            if tag in ("p", "div", "li"):
                out.append("\n")
            if child.tail:
                out.append(re.sub(r"\s+", " ", child.tail))

    walk(cell)
    return re.sub(r"\s*\n\s*", "\n", "".join(out)).strip()
