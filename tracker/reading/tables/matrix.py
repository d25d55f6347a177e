"""A matrix of duties: units head the columns, and a sign says who leads and who supports.

| 重点任务 | 市住建局 | 市财政局 |      | 重点任务 | 牵头单位 | 配合单位 |
| 改造小区 |    ★    |    △    |  ->  | 改造小区 | 市住建局 | 市财政局 |
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from ..blocks import Table
from ..owners.units import is_group, looks_like_unit
from ..text.characters import fold

_FILLED, _OPEN = "★●◎▲◆■", "☆○△◇□"
_SIGN = re.compile(f"[{_FILLED}{_OPEN}√✓✔]|(?:牵头|主办|主责|配合|协办|参与)")
_LEADING, _HELPING = re.compile("牵头|主办|主责"), re.compile("配合|协办|参与|协助")
_LEGEND = re.compile(
    rf"([{_FILLED}{_OPEN}√✓✔])[”\"]?\s*(?:[:=-]|为|是|表示|代表)?\s*((?:牵头|主办|主责|责任|负责|配合|协办|参与|协助))"
)
_HEADERS = 6  # rows in which the header stands
_LEAST = 2  # columns of units, and rows


def told(table: Table) -> Table:
    """The matrix as the table of leading and supporting units that it is; any other table as it stands."""
    for top in range(min(_HEADERS, len(table.rows))):
        columns = _unit_columns(table.rows, top)
        if len(columns) >= _LEAST:
            return _told(table, top, columns)
    return table


def _unit_columns(rows: list[list[str]], top: int) -> list[int]:
    """Columns headed by a unit, in which nothing but signs stands below."""
    header = rows[top]
    below = [row for row in rows[top + 1 :] if sum(map(bool, row)) > 1]
    if len(below) < _LEAST:
        return []
    found = [c for c, name in enumerate(header) if _is_unit(name)]
    cells = {c: [row[c].strip() for row in below if c < len(row) and row[c].strip()] for c in found}
    return (
        [c for c in found if all(_SIGN.fullmatch(cell) for cell in cells[c])] if any(cells.values()) else []
    )


def _is_unit(name: str) -> bool:
    bare = re.sub(r"\s", "", name)
    return looks_like_unit(bare, strict=True) or is_group(bare)


def _told(table: Table, top: int, columns: list[int]) -> Table:
    signs = _signs(table.rows)
    names = {c: re.sub(r"\s", "", table.rows[top][c]) for c in columns}
    first = columns[0]

    def row_of(r: int, row: list[str]) -> list[str]:
        row = [*row, *[""] * (len(table.rows[top]) - len(row))]
        rest = [cell for c, cell in enumerate(row) if c not in names]
        if r == top:
            said = ["牵头单位", "配合单位"]
        elif r < top:
            said = [next((row[c] for c in columns if row[c]), ""), ""]
        else:
            marked = [(names[c], signs(row[c].strip())) for c in columns]
            said = ["、".join(n for n, role in marked if role == wanted) for wanted in ("lead", "co")]
        at = sum(c not in names for c in range(first))
        return [*rest[:at], *said, *rest[at:]]

    # Areas beside the units stay; those across them only held titles.
    merges = [m for m in table.merges if m[3] < first]
    return replace(table, rows=[row_of(r, row) for r, row in enumerate(table.rows)], merges=merges)


def _signs(rows: list[list[str]]) -> Callable[[str], str]:
    """What a sign says: as the legend has it, else the filled one leads; one that stands alone says who is responsible."""
    legend = {
        sign: _role(words) for row in rows for cell in row for sign, words in _LEGEND.findall(fold(cell))
    }
    used = {c for row in rows for cell in row if _SIGN.fullmatch(c := cell.strip())}

    def role(sign: str) -> str:
        if not _SIGN.fullmatch(sign):
            return ""
        return legend.get(sign) or _role(sign) or ("lead" if sign in _FILLED and len(used) > 1 else "co")

    return role


def _role(words: str) -> str:
    return (
        "lead"
        if _LEADING.match(words)
        else "co"
        if _HELPING.match(words) or words in ("责任", "负责")
        else ""
    )
