"""Plain text: encodings found out, lines with their numbers."""

from __future__ import annotations

import codecs

from ..blocks import Document, Paragraph
from ..text.characters import clean
from .errors import UnreadableDocument

_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]  # fmt: skip
_COMMON = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严龙飞"


def decode(data: bytes) -> tuple[str, list[str]]:
    """The text and what had to be guessed. UTF-8, UTF-16 and GB18030 in any mixture of BOM and no BOM.

    Raises UnreadableDocument when no encoding gives Chinese text."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return _decoded(data, codec)
    if _looks_like_utf16(data):
        return _decoded(data, "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be")
    for codec in ("utf-8", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if codec == "utf-8" or _is_chinese(text):
            return text, []
    return _mixed(data)


def _decoded(data: bytes, codec: str) -> tuple[str, list[str]]:
    try:
        return data.decode(codec), []
    except UnicodeDecodeError:
        return data.decode(codec, errors="replace").replace("\ufffd", ""), [
            "文件里有些字节不是文字，已略去，请核对。"
        ]


def _looks_like_utf16(data: bytes) -> bool:
    """Without a BOM, UTF-16 shows by its line ends and digits: every other byte is zero there."""
    head = data[:4000]
    if len(head) < 4 or len(data) % 2:
        return False
    zeros = max(head[::2].count(0), head[1::2].count(0))
    return (
        zeros > 0
        and min(head[::2].count(0), head[1::2].count(0)) <= zeros // 10
        and _is_chinese(
            data[: len(data) // 2 * 2].decode(
                "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be", errors="replace"
            )
        )
    )


def _is_chinese(text: str) -> bool:
    """Wrongly decoded bytes give rare characters; real Chinese text is full of the common ones."""
    sample = [c for c in text[:20_000] if "\u4e00" <= c <= "\u9fff"]
    if not sample:
        return text.isascii() or (
            "\ufffd" not in text[:20_000] and not any("\ue000" <= c <= "\uf8ff" for c in text[:20_000])
        )
    common = set(_COMMON)
    return sum(1 for c in sample if c in common) >= 0.25 * len(sample)


def _mixed(data: bytes) -> tuple[str, list[str]]:
    """Lines in several encodings (pasted together): each line is read by itself."""
    lines, bad = [], 0
    for line in data.split(b"\n"):
        for codec in ("utf-8", "gb18030"):
            try:
                lines.append(line.decode(codec))
                break
            except UnicodeDecodeError:
                continue
        else:
            bad += 1
            lines.append(line.decode("utf-8", errors="ignore"))
    text = "\n".join(lines)
    if bad * 2 > len(lines) or not _is_chinese(text):
        from charset_normalizer import from_bytes  # where it is needed: not one file in a hundred

        guess = from_bytes(data[:50_000]).best()
        if guess is not None and guess.encoding in ("big5", "big5hkscs", "cp950") and _is_chinese(str(guess)):
            return data.decode(guess.encoding, errors="ignore"), ["文件是繁体编码，已按其读入，请核对。"]
        raise UnreadableDocument("看不懂这个文本文件的编码：请用记事本打开，另存为UTF-8编码后重新上传。")
    note = "文件混用了几种编码，已逐行读入，请核对有没有乱码。"
    return text, [note]


def read(data: bytes) -> Document:
    text, warnings = decode(data)
    lines = clean(text).split("\n")
    return Document(
        [Paragraph(line, f"第{n}行") for n, line in enumerate(lines, 1)], warnings, "txt", wrapped=True
    )
