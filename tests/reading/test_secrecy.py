"""One spelling of the marks of secrecy: what is refused when read is refused as evidence and stops a publication."""

from __future__ import annotations

from pathlib import Path

import pytest

import tracker
from tracker.inspection.marks import why_not
from tracker.publishing.checking import PATTERNS, Mark
from tracker.reading.blocks import Document, Paragraph
from tracker.reading.readers.errors import UnreadableDocument
from tracker.reading.readers.marks import refuse_classified
from tracker.reading.secrecy import spelt

LEVELS = ("绝密", "机密", "秘密", "機密", "絕密", "秘 密", "机\u200b密")
SHAPES = ("{}★1年", "{}☆5年", "{}✭", "★{}", "☆{}", "{}＊10年", "密级：{}", "{}")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_mark_is_one_in_every_room(level, shape):
    mark = shape.format(level)
    with pytest.raises(UnreadableDocument):
        refuse_classified(Document([Paragraph(mark)]))
    assert PATTERNS[Mark.SECRET].search(spelt(mark))
    assert why_not(f"{mark}.png", b"")


@pytest.mark.parametrize(
    "words", ["保守国家秘密", "不得泄露商业秘密", "机密工作条例", "秘密投票", "机械密封"]
)
def test_the_word_alone_is_none_anywhere(words):
    refuse_classified(Document([Paragraph(f"各单位要{words}。")]))
    assert not PATTERNS[Mark.SECRET].search(spelt(f"各单位要{words}。"))


def test_the_levels_are_spelt_in_one_place():
    spelling = [
        path.name
        for path in Path(tracker.__file__).parent.rglob("*.py")
        if "机\\s*密" in (code := path.read_text(encoding="utf-8")) or "[绝机秘]" in code
    ]
    assert spelling == ["secrecy.py"]
