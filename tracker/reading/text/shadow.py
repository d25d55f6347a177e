"""The text that recognition reads: the words of the document in one spelling.

Look-alike code points become the characters they look like, and blanks that a layout put between figures and Chinese
characters, or between all characters of a word, are closed. What people are shown stays as it was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from ..blocks import Paragraph, Table
from .characters import close_up, gaps
from .numbering import find_label

# Radicals and compatibility ideographs that fonts put in place of the character itself (⽬ for 目).
_LOOK_ALIKE = {
    code: folded
    for code in (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAD9))
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1 and ord(folded) != code
}
_LOOK_ALIKE |= {ord(a): b for a, b in zip("⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻰⻮⺎", "母民西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐龙齿尣", strict=True)}  # fmt: skip
_ODD = re.compile("[\u2e80-\u2fdf\uf900-\ufad9]")

_CJK = "\u4e00-\u9fff〇"
_BLANK = "[ \u3000\u00a0\u2002-\u200a]"
# 2025 年 6 月 20 日: a blank on either side of a figure within a sentence.
_BESIDE_FIGURE = re.compile(rf"(?<=[{_CJK}，。；：、（]){_BLANK}+(?=\d)|(?<=\d){_BLANK}+(?=[{_CJK}%％])")
_NO_LABEL = re.compile(
    rf"\s*\d+{_BLANK}+(?:[年月日季个项家所名户万亿余次人件分小天周元亩公米吨台套条场期批类种处座倍岁篇]|平方|立方)"
)
# 市 司 法 局: single characters set apart.
_SINGLES = re.compile(rf"(?<![{_CJK}])[{_CJK}](?:{_BLANK}+[{_CJK}]){{2,}}(?![{_CJK}])")
_BLANKS = re.compile(f"{_BLANK}+")
# 牵头单位 市司法局, without the colon.
_NO_COLON = re.compile(
    rf"^((?:牵头|责任|配合|协办|主办|承办|落实|参与)(?:单位|部门|科室|处室)|(?:完成|整改|办结)(?:时限|时间|期限)){_BLANK}+(?=[{_CJK}\d][{_CJK}\d年月日、，；,;（）() ]+$)"
)


_ANGLES = re.compile(rf"<([{_CJK}、]{{1,10}})>")


def shadow(text: str) -> str:
    """The text in one spelling."""
    if _ODD.search(text):
        text = text.translate(_LOOK_ALIKE)
    if "<" in text:
        text = _ANGLES.sub(r"（\1）", text)  # 各县<市、区>政府
    if not _BLANKS.search(text.strip()):
        return text
    text = _NO_COLON.sub(r"\1：", text)
    label = (
        None if _NO_LABEL.match(text) else find_label(text)
    )  # 1 加强…: this blank is all that ends the number
    start = label.end if label else 0
    rest = _BESIDE_FIGURE.sub("", text[start:])
    return text[:start] + _SINGLES.sub(lambda m: _BLANKS.sub("", m.group()), rest)


def shadowed(blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    """The blocks in one spelling, without the blanks that a scanner put between all characters: of the whole document
    when most of it is like that, else of the paragraphs that are."""
    counts = [_gaps(block) for block in blocks]
    whole = 2 * sum(apart for apart, _ in counts) > sum(touching for _, touching in counts)
    return [
        _shadowed(block, apart=bool(apart) and (whole or (apart > 3 and apart >= touching)))
        for block, (apart, touching) in zip(blocks, counts, strict=True)
    ]


def _gaps(block: Paragraph | Table) -> tuple[int, int]:
    text = block.text if isinstance(block, Paragraph) else ""
    return gaps(text) if " " in text else (0, len(text))


def _shadowed(block: Paragraph | Table, *, apart: bool) -> Paragraph | Table:
    if isinstance(block, Table):
        rows = [[shadow(cell) if _MAY_DIFFER.search(cell) else cell for cell in row] for row in block.rows]
        return replace(block, rows=rows)
    text = shadow(close_up(block.text) if apart else block.text)
    return block if text == block.text else replace(block, text=text, written=block.text)


_MAY_DIFFER = re.compile(f"[<\u2e80-\u2fdf\uf900-\ufad9]|{_BLANK}")
