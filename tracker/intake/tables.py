"""Rows of task tables -> items: section rows and category columns give the path, merged cells one task with
several measures, columns nobody asked for become notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .blocks import Table
from .characters import squeeze
from .clauses import find_clauses
from .deadlines import parse_dates
from .grids import TEXT_ROLES, Grid, Part
from .numbering import find_label
from .outline import first_words
from .owners import Clause, parse_owner_cell
from .proposed import DECIDED, INFERRED, STATED, ProposedDate, ProposedItem, ProposedOwner

_NOTE = re.compile(r"^(?:注|备注|说明|填表|填报|制表|单位(?:名称|盖章)?[:：]|审核|联系人)")
_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|总\s*分|共\s*计)$")
_DITTO = {"同上", "〃", "″", '"', "同前"}
_BASIS = {"原文": STATED, "推断": INFERRED, "核定": DECIDED}
_ERRORS = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_TITLE_ENOUGH = 12  # shorter titles are shown beside the text, longer ones open it


@dataclass(slots=True)
class Row:
    """One row as passage and perhaps item."""

    number: int  # row in the file
    text: str
    kind: str  # heading, row, note
    item: ProposedItem | None = None
    label: str = ""
    level: int = 0


@dataclass(slots=True)
class _State:
    path: list[tuple[str, str]] = field(default_factory=list)  # (rank, heading) of open section rows
    categories: dict[int, str] = field(default_factory=dict)
    text: dict[int, str] = field(default_factory=dict)
    previous: dict[int, str] = field(default_factory=dict)
    number: str = ""


def read_table(table: Table, *, year: int | None, first_leads: bool = False) -> tuple[list[Row], list[str]]:
    """Rows of the table in order, and warnings about cells that could not be read."""
    grid = Grid(table)
    rows: list[Row] = []
    warnings: list[str] = []
    position = 0
    for part in grid.parts():
        rows += [
            _plain(grid, r, "note") for r in range(position, max(part.header[0], 0)) if not grid.blank(r)
        ]
        if part.header[0] >= 0:
            first_leads = first_leads or any(role == "both" for role in part.roles)
        rows += _part(grid, part, warnings, year=year, first_leads=first_leads)
        position = part.last
    rows += [_plain(grid, r, "row") for r in range(position, len(grid.rows)) if not grid.blank(r)]
    return rows, warnings


def _plain(grid: Grid, r: int, kind: str) -> Row:
    return Row(grid.table.first_row + r, "　".join(c.strip() for c in grid.rows[r] if c.strip()), kind)


def _part(grid: Grid, part: Part, warnings: list[str], *, year, first_leads) -> list[Row]:
    state = _State()
    out: list[Row] = []
    takes = part.is_task_list or _cells_name_owners(grid, part)
    for r in range(part.first, part.last):
        if grid.blank(r):
            continue
        row = _plain(grid, r, "row")
        out.append(row)
        kind = _row_kind(grid, part, r) if takes else "row"
        if kind == "section":
            row.kind = "heading"
            _open_section(state, grid, part, r, row)
        elif kind == "note":
            row.kind = "note"
        elif takes:
            row.item = _item(grid, part, r, state, warnings, year=year, first_leads=first_leads)
            if row.item:
                row.label = row.item.label
    return out


def _cells_name_owners(grid: Grid, part: Part) -> bool:
    """序号 and 任务内容 alone are a task list when the owners stand within the cells."""
    columns = part.columns(*TEXT_ROLES)
    rows = [r for r in range(part.first, min(part.last, part.first + 40)) if not grid.blank(r)]
    if not columns or not rows:
        return False
    named = sum(1 for r in rows if any(_within(grid.text(r, c)) for c in columns))
    return 2 * named >= len(rows)


def _within(text: str) -> list[Clause]:
    """Owner clauses in the words of a cell."""
    return [c for c in find_clauses(text) if c.has_owner and not c.plain]


def _row_kind(grid: Grid, part: Part, r: int) -> str:
    filled = [(c, t) for c in range(grid.width) if (t := grid.text(r, c))]
    words = list(dict.fromkeys(t for _, t in filled))
    if not words:  # the only text lies hidden under a merged area
        return "note"
    if (_NOTE.match(words[0]) and len(words) == 1) or any(_TOTAL.match(t) for t in words[:2]):
        return "note"
    number = next((grid.text(r, c) for c in part.columns("number")), "")
    label = find_label(number + "、") if number and not number.isdigit() else None
    facts = any(grid.text(r, c) for c in part.columns("lead", "co", "both", "due"))
    if number and number[0].isdigit() and len(words) != 1:
        return "item"
    if label and label.kind in ("cn", "cn_paren", "chapter", "section"):
        return "section" if _followed_by_items(grid, part, r, label.kind) else "item"
    texts = [
        t for c, t in filled if part.roles[c] in (*TEXT_ROLES, "category", "number", "") or len(words) == 1
    ]
    across = len(words) == 1 and (len(filled) > 2 or grid.area.get((r, filled[0][0]), (1, 1))[1] > 2)
    if across:
        return "section"
    # One filled cell that continues nothing and is no measure of the task above.
    alone = (
        len(words) == 1
        and not facts
        and filled[0][0] <= max(part.columns("number", "category", *TEXT_ROLES)[:2])
    )
    if alone and not any(grid.continues(r, c) for c in part.columns("number", *TEXT_ROLES)):
        headed = find_label(words[0])
        if headed and headed.kind in ("cn", "cn_paren", "chapter", "section", "part"):
            return "section"
        return (
            "section" if texts and _followed_by_items(grid, part, r, "") and len(words[0]) <= 40 else "item"
        )
    return "item"


def _followed_by_items(grid: Grid, part: Part, r: int, rank: str) -> bool:
    """Whether the next filled row is a finer one than this."""
    for below in range(r + 1, part.last):
        if grid.blank(below):
            continue
        number = next((grid.text(below, c) for c in part.columns("number")), "")
        label = find_label(number + "、") if number else None
        if not rank:
            return bool(number) or len({t for t in (grid.text(below, c) for c in range(grid.width)) if t}) > 1
        return label is None or (label.kind != rank and not (rank == "cn_paren" and label.kind == "cn"))
    return False


def _open_section(state: _State, grid: Grid, part: Part, r: int, row: Row) -> None:
    number = next((grid.text(r, c) for c in part.columns("number")), "")
    words = [
        t
        for c in range(grid.width)
        if (t := grid.text(r, c)) and part.roles[c] in (*TEXT_ROLES, "category", "number", "")
    ]
    words = list(dict.fromkeys(words)) or [row.text]
    heading = "".join(words[:2]) if number and words[0] == number else words[0]
    label = find_label(heading) or find_label(number + "、")
    rank = label.kind if label else "plain"
    ranks = [x for x, _ in state.path]
    if rank in ranks:
        del state.path[ranks.index(rank) :]
    elif rank == "cn" or (rank == "plain" and not ranks):
        state.path.clear()
    state.path.append((rank, re.sub(r"\s+", "", heading)))
    row.label, row.level = label.text if label else "", len(state.path)
    state.categories.clear()
    state.text.clear()
    state.previous.clear()


def _item(
    grid: Grid, part: Part, r: int, state: _State, warnings: list[str], *, year, first_leads
) -> ProposedItem | None:
    number = _cell(grid, part, r, "number")
    same = not number or grid.continues(r, part.columns("number")[0]) if part.columns("number") else False
    for c in part.columns("category"):
        if value := grid.text(r, c):
            if state.categories.get(c) != value:
                for later in [k for k in state.categories if k > c]:
                    del state.categories[later]
            state.categories[c] = value
    texts, above = _texts(grid, part, r, state)
    if not texts:
        return None
    path = [h for _, h in state.path] + [_flat(state.categories[c]) for c in sorted(state.categories)] + above
    title, text = _title_and_text(texts)
    label = number or (state.number if same else "")
    state.number = number or state.number
    found = find_label(text) if not label else None
    item = ProposedItem(
        text[found.end :] if found else text,
        found.text if found else label,
        label,
        first_words(title, 60),
        path,
    )
    item.place = _place(grid, r)
    clause = _owners(grid, part, r, state, same=same, first_leads=first_leads)
    if not clause.has_owner and not part.columns("lead", "co", "both"):
        for inner in (c for t in texts for c in _within(t)):
            clause.add("lead", [_copy(o) for o in inner.lead])
            clause.add("co", [_copy(o) for o in inner.co])
            clause.date_words += inner.date_words
    item.lead, item.co, item.duty = clause.lead, clause.co, clause.duty
    item.notes.update(clause.notes)
    item.dates = _dates(grid, part, r, state, clause, texts, same=same, year=year)
    _extras(grid, part, r, item)
    item.settle_dates()
    _check(item, grid, r, warnings)
    return item


def _cell(grid: Grid, part: Part, r: int, role: str) -> str:
    return next((t for c in part.columns(role) if (t := grid.text(r, c))), "")


def _texts(grid: Grid, part: Part, r: int, state: _State) -> tuple[list[str], list[str]]:
    """Texts of the item itself, and texts of wider cells above it (a task with several measures)."""
    columns = part.columns(*TEXT_ROLES)
    values: dict[int, str] = {}
    wide: set[int] = set()
    for i, c in enumerate(columns):
        value = grid.text(r, c)
        has_finer = any(grid.text(r, k) for k in columns[i + 1 :])
        if value:
            values[c] = value
            if has_finer and (grid.spans_rows(r, c) or _blank_below(grid, part, r, c, columns[i + 1 :])):
                wide.add(c)
        elif has_finer and state.text.get(c):
            values[c] = state.text[c]
            wide.add(c)
    for c, value in values.items():
        state.text[c] = value
    texts = [values[c] for c in columns if c in values and c not in wide]
    return texts, [_flat(values[c]) for c in columns if c in wide]


def _blank_below(grid: Grid, part: Part, r: int, c: int, finer: list[int]) -> bool:
    """The next row leaves this column empty but goes on in a finer one: the cell covers both."""
    below = r + 1
    if below >= part.last or grid.blank(below):
        return False
    return (
        not grid.text(below, c)
        and any(grid.text(below, k) for k in finer)
        and not _cell(grid, part, below, "number")
    )


def _title_and_text(texts: list[str]) -> tuple[str, str]:
    if len(texts) == 1:
        return _flat(texts[0]), _lines(texts[0])
    title, rest = _flat(texts[0]), "\n".join(_lines(t) for t in texts[1:])
    return title, rest if len(squeeze(title)) < _TITLE_ENOUGH else f"{_lines(texts[0])}\n{rest}"


def _flat(text: str) -> str:
    return re.sub(r"\s*\n\s*", "", text).strip()


def _lines(text: str) -> str:
    """Lines of a cell; only a new number starts a new line, other breaks come from the column width."""
    if "\n" not in text:
        return text.strip()
    out: list[str] = []
    for line in (piece.strip() for piece in text.split("\n")):
        if not line:
            continue
        if out and not find_label(line) and not out[-1].endswith(("。", "；", ";")):
            out[-1] += line
        else:
            out.append(line)
    return "\n".join(out)


@lru_cache(maxsize=20_000)
def _cell_clause(text: str, role: str, *, first_leads: bool) -> Clause:
    return parse_owner_cell(text, role, first_leads=first_leads)


def _owners(grid: Grid, part: Part, r: int, state: _State, *, same: bool, first_leads: bool) -> Clause:
    clause = Clause()
    for c, role in enumerate(part.roles):
        if role not in ("lead", "co", "both"):
            continue
        value = grid.text(r, c)
        groups = c < min(part.columns(*TEXT_ROLES))  # a list by units names each only once
        if value in _DITTO or (not value and (same or groups)):
            value = state.previous.get(c, "")
        state.previous[c] = value
        if not value:
            continue
        cell = _cell_clause(value, role, first_leads=first_leads and role == "both")
        clause.add("lead", [_copy(o) for o in cell.lead])
        clause.add("co", [_copy(o) for o in cell.co])
        clause.date_words += cell.date_words
        clause.notes.update(cell.notes)
    return clause


def _copy(owner: ProposedOwner) -> ProposedOwner:
    return ProposedOwner(
        owner.name, owner.full_name, owner.basis, owner.source, owner.is_group, list(owner.members)
    )


def _dates(
    grid: Grid, part: Part, r: int, state: _State, clause: Clause, texts, *, same: bool, year
) -> list[ProposedDate]:
    found: list[ProposedDate] = []
    for c in part.columns("due"):
        value = grid.text(r, c)
        if value in _DITTO or (not value and same):
            value = state.previous.get(c, "")
        state.previous[c] = value
        if value:
            found += parse_dates(value.replace("\n", ""), year=year, source="cell")
    for words in clause.date_words:
        found += parse_dates(words, year=year, source="cell")
    if not any(d.due_on or d.recurrence or d.relative for d in found):
        for text in texts:
            found += parse_dates(text.replace("\n", ""), year=year, source="text", loose=False)
    return found


def _extras(grid: Grid, part: Part, r: int, item: ProposedItem) -> None:
    for c, role in enumerate(part.roles):
        value = (
            grid.text(r, c)
            if role in ("note", "", "passage", "owner_basis", "date_basis", "list_basis", "duty")
            else ""
        )
        if not value:
            continue
        if role == "owner_basis" and value in _BASIS:
            for owner in (*item.lead, *item.co):
                owner.basis = _BASIS[value]
        elif role == "date_basis" and value in _BASIS:
            for day in item.dates:
                day.basis = _BASIS[value]
        elif role == "list_basis":
            item.list_basis = value
        elif role == "duty":
            item.duty = (
                "each" if "分别" in value or "各单位" in value else "lead" if "牵头" in value else item.duty
            )
        else:
            item.notes[_flat(part.names[c]) or f"第{c + 1}列"] = value


def _check(item: ProposedItem, grid: Grid, r: int, warnings: list[str]) -> None:
    place = _place(grid, r)
    if any(_ERRORS.search(cell) for cell in grid.rows[r] if "#" in cell):
        warnings.append(f"{place}：单元格里是公式错误值，请在原表中改正后重新导入。")
        item.confidence = min(item.confidence, 0.5)
    for day in item.dates:
        if day.rule == "" or (day.rule == "once" and day.due_on is None and not day.relative):
            item.doubts.append(day.explanation)
            item.confidence = min(item.confidence, 0.7)
    if not item.lead and not item.co:
        item.doubts.append("这一行没有写责任单位。")
        item.confidence = min(item.confidence, 0.6)


def _place(grid: Grid, r: int) -> str:
    name = f"工作表“{grid.table.name}”" if grid.table.name else grid.table.place
    return f"{name}第{grid.table.first_row + r}行"
