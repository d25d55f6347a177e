"""What the styles and the shared texts of a workbook say: how cells show their values, and which texts are struck out."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.etree import _Element as Element

from ..text.characters import clean
from .formats import Shape, shape_of
from .ooxml import S

_OFF = ("0", "false", "off")


@dataclass(slots=True, frozen=True)
class Look:
    shape: Shape | None = None
    struck: bool = False


PLAIN = Look()


def looks(root: Element | None) -> list[Look]:
    """The look of cells by the number of their style."""
    if root is None:
        return []
    codes = {_int(e, "numFmtId"): e.get("formatCode", "") for e in root.iterfind(f"{S}numFmts/{S}numFmt")}
    struck = [_is_struck(font) for font in root.iterfind(f"{S}fonts/{S}font")]
    return [_look(xf, codes, struck) for xf in root.iterfind(f"{S}cellXfs/{S}xf")]


def _look(xf: Element, codes: dict[int, str], struck: list[bool]) -> Look:
    number, font = _int(xf, "numFmtId"), _int(xf, "fontId")
    made = Look(shape_of(number, codes.get(number, "")), font < len(struck) and struck[font])
    return PLAIN if made == PLAIN else made


def texts(root: Element | None) -> list[str]:
    """Shared texts: rich ones without what is struck out, readings of characters left away."""
    return [rich_text(item) for item in root.iterfind(S + "si")] if root is not None else []


def rich_text(item: Element) -> str:
    out = []
    for part in item:
        if part.tag == S + "t":
            out.append(part.text or "")
        elif part.tag == S + "r" and not _is_struck(part.find(S + "rPr")):
            out += [t.text or "" for t in part.iterfind(S + "t")]
    return clean(_escaped("".join(out))).strip()


def _escaped(text: str) -> str:
    """_x000D_ is how a sheet writes a character that XML cannot hold."""
    return text.replace("_x000D_", "").replace("_x000B_", "\n") if "_x0" in text else text


def _is_struck(font: Element | None) -> bool:
    mark = font.find(S + "strike") if font is not None else None
    return mark is not None and mark.get("val", "1") not in _OFF


def _int(element: Element, name: str) -> int:
    value = element.get(name, "0")
    return int(value) if value.isdigit() and len(value) < 10 else 0
