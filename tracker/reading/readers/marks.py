"""Classification marks: the system is for open material only, so a marked document is refused.

A mark is the word in the place of a mark (秘密★1年, 密级：机密, 绝密 alone on a line); 商业秘密 or 保守秘密 in a
sentence is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..blocks import Document, Paragraph, Table
from ..secrecy import ALONE, KEYED, STARRED, TYPED, is_named, spelt
from ..text.characters import fold
from .errors import UnreadableDocument

_ALONE = re.compile(rf"^\W*{ALONE}\W*$")
_KEYED = re.compile(rf"^\W*{KEYED}")
_STARRED = re.compile(rf"(?<![“\"‘《]){TYPED}")
_HEAD = 30


def refuse_classified(document: Document) -> None:
    """Raises UnreadableDocument when the document carries a mark; one with its star, in whichever row of a table it stands."""
    for position, text in enumerate(_texts(document)):
        folded = fold(spelt(text)).strip()
        if not folded or len(folded) > 60:
            continue
        head = position < _HEAD
        if (head and (_ALONE.match(folded) or _KEYED.match(folded))) or (
            _STARRED.search(folded) and (head or _ALONE.match(folded))
        ):
            raise UnreadableDocument(
                f"文件标有密级“{folded[:20]}”：本系统只处理公开材料，已拒绝读取，文件没有保存。"
            )
    _refuse_starred_cells(document)


def _refuse_starred_cells(document: Document) -> None:
    for block in document.blocks:
        for row in block.rows if isinstance(block, Table) else ():
            for cell in row:
                if cell and "密" in cell:
                    refuse_starred(cell)


def refuse_starred(text: str) -> None:
    """The same of words without lines: a mark that nobody writes by chance, wherever it stands in them."""
    if mark := STARRED.search(spelt(text)):
        refuse_classified(Document([Paragraph(mark[0])]))


def refuse_marked(texts: Iterable[str]) -> None:
    """The same of what has no beginning and no place for a mark, such as the words of a JSON file: wherever it stands."""
    for text in texts:
        if not is_named(text):
            continue
        folded = fold(spelt(text)).strip()
        if STARRED.search(folded) or _ALONE.match(folded) or _KEYED.match(folded):
            raise UnreadableDocument(
                f"文件标有密级“{folded[:20]}”：本系统只处理公开材料，已拒绝读取，文件没有保存。"
            )


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            for row in block.rows[:6]:
                yield from (cell for cell in row if cell)
