"""Rows of task tables -> items: section rows and category columns give the path, merged cells one task with
several measures. A table that goes on from the one before it is read on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..blocks import Table
from ..owners.finding import heading_clauses
from ..proposed import ProposedItem
from ..text.numbering import Label, find_label
from .beside import goes_on, more_of_row, problem_of_row
from .grids import TEXT_ROLES, Grid, Part
from .task_rows import Row, State, item_of_row, owners_within

__all__ = ["Row", "TableReader"]

_NOTE = re.compile(r"^(?:注|备注|说明|填表|填报|制表|单位(?:名称|盖章)?[:：]|审核|联系人)")
_SIGNED = re.compile(
    r"^(?:填表|填报|制表|审核|复核|审批|签[发字]|联系|经办|分管|负责人|日期)[^:：]{0,8}[:：]"
)
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|总\s*分|共\s*计)$")
_SECTIONS = ("cn", "cn_paren", "chapter", "section", "part")


class TableReader:
    """Reads the tables of one document in their order."""

    def __init__(self, *, year: int | None, first_leads: bool = False, plans: bool = False):
        self.year, self.first_leads, self.plans = year, first_leads, plans
        self._part: Part | None = None
        self._state = State()
        self._numbered: dict[
            str, ProposedItem
        ] = {}  # the tasks of the list before, for lists that point to them

    def read(self, table: Table, *, follows: bool = False) -> tuple[list[Row], list[str]]:
        """Rows of the table in order, and warnings about cells that could not be read.

        `follows`: nothing stands between this table and the one read before, so it may be its next page."""
        grid = Grid(table, plans=self.plans)
        if form := grid.form():
            grid = Grid(form)
        rows: list[Row] = []
        warnings: list[str] = []
        position = 0
        before = self._part if follows else None
        for part in self._parts(grid, before):
            if before is None or part.names != before.names:
                self._state = State()
            before = None
            rows += self._between(grid, part, position, max(part.header[0], 0))
            rows += self._rows(grid, part, warnings)
            self._part, position = part, part.last
        rows += [_plain(grid, r, "row") for r in range(position, len(grid.rows)) if not grid.blank(r)]
        return rows, warnings

    def _parts(self, grid: Grid, before: Part | None) -> list[Part]:
        parts = grid.parts()
        if not parts:
            part = (before and grid.goes_on_from(before)) or grid.guess()
            parts = [part] if part else []
        return parts

    def _between(self, grid: Grid, part: Part, first: int, last: int) -> list[Row]:
        """Titles and notes above a header; a numbered heading there holds for the rows below."""
        out = []
        for r in range(first, last):
            if grid.blank(r):
                continue
            row = _plain(grid, r, "note")
            out.append(row)
            label = find_label(row.text)
            if label and label.kind in _SECTIONS and grid.is_single(r):
                row.kind = "heading"
                _open_section(self._state, grid, part, r, row)
        return out

    def _rows(self, grid: Grid, part: Part, warnings: list[str]) -> list[Row]:
        out: list[Row] = []
        takes = part.is_task_list or _cells_name_owners(grid, part)
        first_leads = self.first_leads or (part.header[0] >= 0 and "both" in part.roles)
        for r in range(part.first, part.last):
            if grid.blank(r):
                continue
            row = _plain(grid, r, "row")
            kind = self._kind(grid, part, r, takes=takes)
            last = out[-1] if out else None
            if kind == "item" and last and last.item and goes_on(grid, part, r):
                last.text += f"\n{row.text}"
                more_of_row(grid, part, r, self._state, last.item, year=self.year, first_leads=first_leads)
                continue
            out.append(row)
            if kind == "section":
                row.kind = "heading"
                _open_section(self._state, grid, part, r, row)
            elif kind == "note":
                row.kind = "note"
            elif kind == "points":
                self._pointed(grid, part, r, row)
            elif takes:
                self._take(grid, part, r, row, warnings, first_leads=first_leads)
        return out

    def _kind(self, grid: Grid, part: Part, r: int, *, takes: bool) -> str:
        """section, note, item, row, or points: a row of a list of duties."""
        points = bool(part.columns("refers")) and not takes
        if r in part.repeats:
            return "note"
        kind = _row_kind(grid, part, r) if takes or points else "row"
        return "points" if points and kind == "item" else kind

    def _take(
        self, grid: Grid, part: Part, r: int, row: Row, warnings: list[str], *, first_leads: bool
    ) -> None:
        """The item of the row, and the problem beside it."""
        item = item_of_row(grid, part, r, self._state, warnings, year=self.year, first_leads=first_leads)
        row.item, row.label = item, item.label if item else ""
        row.mends = bool(part.columns("problem") and part.columns("task", "content"))
        if item is None:
            return
        row.problem = problem_of_row(grid, part, r, item)
        if item.number and item.kind == "task":
            self._numbered[item.number] = item

    def _pointed(self, grid: Grid, part: Part, r: int, row: Row) -> None:
        """A row of a list of duties that points to the numbers of the tasks before it."""
        for c in part.columns("refers"):
            for number in re.findall(r"\w+", grid.text(r, c)):
                if item := self._numbered.get(number):
                    row.kind = "note"
                    more_of_row(grid, part, r, State(), item, year=self.year, first_leads=self.first_leads)


def _plain(grid: Grid, r: int, kind: str) -> Row:
    return Row(grid.table.row_number(r), "　".join(c.strip() for c in grid.rows[r] if c.strip()), kind)


def _cells_name_owners(grid: Grid, part: Part) -> bool:
    """序号 and 任务内容 alone are a task list when the owners stand within the cells."""
    columns = part.columns(*TEXT_ROLES)
    rows = [r for r in range(part.first, min(part.last, part.first + 40)) if not grid.blank(r)]
    if not columns or not rows:
        return False
    named = sum(1 for r in rows if any(owners_within(grid.text(r, c)) for c in columns))
    return 2 * named >= len(rows)


def _row_kind(grid: Grid, part: Part, r: int) -> str:
    """section, note or item."""
    filled = [c for c in range(grid.width) if grid.text(r, c)]
    words = list(dict.fromkeys(grid.text(r, c) for c in filled))
    if _is_note(words):
        return "note"
    number = next((grid.text(r, c) for c in part.columns("number")), "")
    label = _label(number)
    if number and number[0].isdigit() and len(words) != 1:
        above = not _has_facts(grid, part, r) and _is_split_below(grid, part, r, number)
    elif label and label.kind in ("cn", "cn_paren", "chapter", "section"):
        above = _followed_by_items(grid, part, r, label.kind)
    else:
        above = len(words) == 1 and _stands_alone(grid, part, r, filled, words[0])
    return "section" if above else "item"


def _has_facts(grid: Grid, part: Part, r: int) -> bool:
    return any(grid.text(r, c) for c in part.columns("lead", "co", "both", "due"))


def _stands_alone(grid: Grid, part: Part, r: int, filled: list[int], words: str) -> bool:
    """The only words of a row are a heading: across the table, or in one cell that continues nothing and is no measure
    of the task above."""
    if len(filled) > 2 or grid.area.get((r, filled[0]), (1, 1))[1] > 2:
        return True
    if filled[0] > max(part.columns("number", "category", *TEXT_ROLES)[:2]) or _has_facts(grid, part, r):
        return False
    continued = any(grid.continues(r, c) for c in part.columns("number", *TEXT_ROLES))
    return not continued and _is_title(grid, part, r, words)


def _label(number: str) -> Label | None:
    return find_label(number + "、") if number and not number.isdigit() else None


def _is_note(words: list[str]) -> bool:
    """A remark, a total, or a row whose only text lies hidden under a merged area."""
    if not words or (len(words) == 1 and _NOTE.match(words[0])) or all(map(_SIGNED.match, words)):
        return True
    return any(_TOTAL.match(t) for t in words[:2])


def _is_title(grid: Grid, part: Part, r: int, words: str) -> bool:
    headed = find_label(words)
    if headed and headed.kind in _SECTIONS:
        return True
    return len(words) <= 40 and _followed_by_items(grid, part, r, "")


def _is_split_below(grid: Grid, part: Part, r: int, number: str) -> bool:
    """Row 1 is a heading when the next one is 1.1."""
    below = next(_rows_below(grid, part, r), None)
    return below is not None and any(
        grid.text(below, c).startswith(number.rstrip(".、．") + ".") for c in part.columns("number")
    )


def _rows_below(grid: Grid, part: Part, r: int) -> Iterator[int]:
    return (k for k in range(r + 1, part.last) if k not in part.repeats and not grid.blank(k))


def _followed_by_items(grid: Grid, part: Part, r: int, rank: str) -> bool:
    """Whether the next filled row is a finer one than this."""
    for below in _rows_below(grid, part, r):
        number = next((grid.text(below, c) for c in part.columns("number")), "")
        label = find_label(number + "、") if number else None
        if not rank:
            return bool(number) or len({t for t in (grid.text(below, c) for c in range(grid.width)) if t}) > 1
        return label is None or (label.kind != rank and not (rank == "cn_paren" and label.kind == "cn"))
    return False


def _numbered(number: str) -> str:
    """A number as it stands before a heading: 一 -> 一、, 1 -> 1., （一） as it is."""
    if number[0].isdigit():
        return f"{number.rstrip('.、．')}."
    label = find_label(f"{number}、")
    is_bare = label is not None and label.end == len(number) + 1
    return f"{number}、" if is_bare and number[-1] not in "、)）" else number


def _open_section(state: State, grid: Grid, part: Part, r: int, row: Row) -> None:
    number = next((grid.text(r, c) for c in part.columns("number")), "")
    words = [
        t
        for c in range(grid.width)
        if (t := grid.text(r, c)) and part.roles[c] in (*TEXT_ROLES, "category", "number", "")
    ]
    words = list(dict.fromkeys(words)) or [row.text]
    heading = words[0]
    if number and words[0] == number:
        heading = _numbered(number) + "".join(words[1:2])
    heading = re.sub(r"\s+", "", heading)
    label = find_label(heading) or find_label(number + "、")
    said = heading_clauses(heading[label.end :] if label and heading.startswith(label.text) else heading)
    state.open_section(label.kind if label else "plain", heading, said)
    row.label, row.level = label.text if label else "", len(state.path)
