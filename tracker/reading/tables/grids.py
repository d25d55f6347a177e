"""A table as a grid: merged areas resolved, header rows found, columns given roles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..blocks import Table
from ..dates.engine import parse_dates
from ..owners.units import looks_like_unit, split_units
from .columns import (
    LAST_OWNERS,
    NO_OWNER,
    OWNER_ROLES,
    column_role,
    combined_role,
    is_held,
    is_period,
    tells_manner,
)

TEXT_ROLES = ("task", "content", "problem")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_POINTS = re.compile(r"(?:[\d一二三四五六七八九十]{1,3}[、,，;；~-]?)+")
_FORM_MOST = 30  # rows of a sheet about one task
_MERGED_MOST = 1_000_000  # cells of all merged areas
_WORDY = 3.0  # fewer Chinese characters in a cell tell no task


@dataclass(slots=True)
class Part:
    """The rows under one header."""

    header: tuple[int, int]  # first and last header row; (-1, -1) when there is none
    first: int
    last: int  # exclusive
    roles: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    repeats: set[int] = field(default_factory=set)  # rows of the same header on later pages
    _columns: dict[tuple[str, ...], list[int]] = field(default_factory=dict)

    def columns(self, *roles: str) -> list[int]:
        if roles not in self._columns:
            self._columns[roles] = [c for c, role in enumerate(self.roles) if role in roles]
        return self._columns[roles]

    @property
    def is_task_list(self) -> bool:
        """Tasks and somebody or some time for them; a table of mere numbers is none."""
        has_text = bool(self.columns(*TEXT_ROLES))
        return has_text and bool(
            self.columns(*OWNER_ROLES, "due") or (self.columns("number") and self.columns("task", "problem"))
        )


class Grid:
    """Cell texts with merged areas filled."""

    def __init__(self, table: Table, *, plans: bool = False):
        """`plans`: the document says what is to come, so the day of an inspection is when it is due."""
        self.plans = plans
        self.table, self.rows = table, table.rows
        self.width = max((len(r) for r in table.rows), default=0)
        self.origin: dict[tuple[int, int], tuple[int, int]] = {}
        self.area: dict[tuple[int, int], tuple[int, int]] = {}  # first cell -> (rows, columns)
        for top, left, bottom, right in table.merges:
            bottom, right = min(bottom, len(self.rows) - 1), min(right, self.width - 1)
            cells = (bottom - top + 1) * (right - left + 1)
            # Areas never overlap in a sound file; in any other, only so many cells are looked at.
            if (top, left) in self.origin or len(self.origin) + cells > _MERGED_MOST:
                continue
            self.area[top, left] = (bottom - top + 1, right - left + 1)
            for r in range(top, bottom + 1):
                for c in range(left, right + 1):
                    if (r, c) != (top, left):
                        self.origin[r, c] = (top, left)

    def own(self, r: int, c: int) -> str:
        row = self.rows[r]
        return row[c].strip() if c < len(row) else ""

    def text(self, r: int, c: int) -> str:
        """The text of the cell, or of the merged area that it lies in."""
        if self.origin and (r, c) in self.origin:
            r, c = self.origin[r, c]
        return self.own(r, c)

    def continues(self, r: int, c: int) -> bool:
        """Whether the cell belongs to a merged area that began in a row above."""
        return bool(self.origin) and self.origin.get((r, c), (r, c))[0] < r

    def spans_rows(self, r: int, c: int) -> bool:
        return bool(self.area) and self.area.get(self.origin.get((r, c), (r, c)), (1, 1))[0] > 1

    def blank(self, r: int) -> bool:
        return not any(self.rows[r]) or not any(cell.strip() for cell in self.rows[r])

    def parts(self) -> list[Part]:
        """The table cut at every new header row; none when it has no header."""
        found: list[Part] = []
        r, count = 0, len(self.rows)
        while r < count:
            if found and self.rows[r] == self.rows[found[-1].header[0]] and any(self.rows[r]):
                height = found[-1].header[1] - found[-1].header[0] + 1
                found[-1].repeats.update(range(r, min(r + height, count)))
                r += height
            elif self._maybe_header(r) and (header := self._header(r)):
                end, roles, names = header
                if found and found[-1].names == names:
                    found[-1].repeats.update(range(r, end + 1))
                else:
                    if found:
                        found[-1].last = self._end_before(r, found[-1])
                    found.append(Part((r, end), end + 1, count, roles, names))
                r = end + 1
            else:
                r += 1
        return found

    def _end_before(self, header: int, part: Part) -> int:
        """Where the rows above the header end: titles directly above it belong to what follows."""
        r = header
        while r > part.first and (self.blank(r - 1) or (self.is_single(r - 1) and self.text(r - 1, 0))):
            r -= 1
        return r

    def is_single(self, r: int) -> bool:
        """Whether the row says only one thing, in one cell or across a merged area."""
        return len({t for c in range(self.width) if (t := self.text(r, c))}) == 1

    def goes_on_from(self, part: Part) -> Part | None:
        """This table, which has no header, as more rows of `part`; None when its columns hold something else."""
        if self.width != len(part.roles) or not self.rows:
            return None
        for c in part.columns(*OWNER_ROLES):
            cells = [t for r in range(len(self.rows)) if (t := self.text(r, c))]
            named = sum(1 for t in cells if any(looks_like_unit(n) for n in split_units(t)))
            if 2 * named < len(cells):
                return None
        return Part((-1, -1), 0, len(self.rows), list(part.roles), list(part.names))

    def _maybe_header(self, r: int) -> bool:
        """A cheap look: the first filled cell of a header is a short word."""
        for cell in self.rows[r]:
            if stripped := cell.strip():
                return len(stripped) <= 26 and not stripped[0].isdigit()
        return False

    def _header(self, r: int) -> tuple[int, list[str], list[str]] | None:
        if not _heads([t for c in range(self.width) if (t := self.text(r, c))]):
            return None
        end = r
        while end - r < 3 and end + 1 < len(self.rows) and self._goes_on(end + 1, r):
            end += 1
        names, final = [], []
        for c in range(self.width):
            parts = list(dict.fromkeys(p for p in (self.text(k, c) for k in range(r, end + 1)) if p))
            names.append("".join(parts))
            final.append("stage" if parts and is_period(parts[-1]) else combined_role(parts) if parts else "")
        self._check_cells(final, names, end + 1)
        self._check_owners(final, names, end + 1)
        return (
            end,
            _final_roles(final, names, [self._wordiness(c, end + 1) for c in range(self.width)]),
            names,
        )

    def _check_cells(self, roles: list[str], names: list[str], first: int) -> None:
        """What the cells tell where the header does not: units, and in a plan the days on which things are held."""
        self._check_stages(roles, names, first)
        if self.plans and "due" not in roles:
            roles[:] = [
                "due" if is_held(n) and r in ("", "note") else r for r, n in zip(roles, names, strict=True)
            ]
        if "due" not in roles:
            self._find_dates(roles, first)
        if not OWNER_ROLES & set(roles):
            self._find_owners(roles, names, first)

    def _cells(self, c: int, first: int) -> list[str]:
        """The filled cells at the beginning of a column."""
        return self._of_rows(c, range(first, min(first + 40, len(self.rows))))

    def _find_owners(self, roles: list[str], names: list[str], first: int) -> None:
        for c, role in enumerate(roles):
            known = role or not names[c] or NO_OWNER.search(names[c]) or LAST_OWNERS.match(names[c])
            if not known and _guess_role(self._cells(c, first), 1) == "co":
                roles[c] = "co"

    def _find_dates(self, roles: list[str], first: int) -> None:
        """月份 1月 / 3月, 完成要求 6月底前: a column of dates under a header that names none."""
        for c, role in enumerate(roles):
            if role in ("", "content", "category") and roles.count(role) + (not role) > 1:
                cells = self._cells(c, first)
                if cells and _guess_role(cells, len(cells)) == "due":
                    roles[c] = "due"
                    return

    def _check_stages(self, roles: list[str], names: list[str], first: int) -> None:
        """One period alone says nothing of an end; a column of 主办, 会办 says what the units beside it do."""
        if roles.count("stage") == 1:
            c = roles.index("stage")
            aims = "目标" in names[c] and bool(set(roles) & set(TEXT_ROLES))
            roles[c] = "stage" if aims else column_role(names[c])
        for c, role in enumerate(roles):
            if role in ("", "note", "category", "task"):
                roles[c] = "manner" if tells_manner(self._cells(c, first)) else role
            if role in TEXT_ROLES and self._only_numbers(c, first):
                roles[c] = "refers"

    def _only_numbers(self, c: int, first: int) -> bool:
        """对应任务 1、2: the cells point to the numbers of another list."""
        cells = [t for r in range(first, len(self.rows)) if (t := self.text(r, c))]
        return bool(cells) and all(_POINTS.fullmatch(t) for t in cells)

    def _wordiness(self, c: int, first: int) -> float:
        """Chinese characters in a filled cell of the column."""
        cells = [t for r in range(first, min(first + 20, len(self.rows))) if (t := self.text(r, c))]
        return sum(len(_CHINESE.findall(t)) for t in cells) / max(1, len(cells))

    def _check_owners(self, roles: list[str], names: list[str], first: int) -> None:
        """A column headed only 单位 may hold 件 and 万元."""
        for c, role in enumerate(roles):
            if role != "co" or names[c] not in ("单位", "部门", "主体", "完成单位"):
                continue
            cells = [t for r in range(first, min(first + 20, len(self.rows))) if (t := self.text(r, c))]
            if (
                sum(1 for t in cells if any(looks_like_unit(n) for n in split_units(t))) * 2 < len(cells)
                or not cells
            ):
                roles[c] = "note"

    def _goes_on(self, r: int, top: int) -> bool:
        """A further row of the header; 一、续建项目（3个） across the whole width is a section."""
        return not self.is_single(r) and self._second_header(r, top)

    def _second_header(self, r: int, top: int) -> bool:
        cells = [self.text(r, c) for c in range(self.width)]
        fresh = [c for i, c in enumerate(cells) if c and not self.continues(r, i)]
        if not fresh or any(len(c) > 16 or (c[0].isdigit() and not is_period(c)) for c in fresh):
            return False
        known = sum(1 for c in fresh if column_role(c) or is_period(c))
        return known > 0 and known * 2 >= len(fresh) and self._is_open_above(r, top)

    def _is_open_above(self, r: int, top: int) -> bool:
        """A header cell above spans several columns, or is empty where this row is not."""
        columns = range(self.width)
        return any(self.area.get((top, c), (1, 1))[1] > 1 for c in columns) or any(
            not self.own(top, c) and self.own(r, c) for c in columns
        )

    def form(self) -> Table | None:
        """A sheet about one task, with what is asked beside each answer (牵头单位 | 市司法局 | 完成时限 | 6月底前), as a
        table of one row; None when it is no such sheet."""
        if len(self.rows) > _FORM_MOST:
            return None
        answers: dict[str, str] = {}
        for r in range(len(self.rows)):
            cells = [t for c in range(self.width) if (t := self.own(r, c))]
            if len(cells) % 2 == 0:
                answers |= dict(zip(cells[::2], cells[1::2], strict=True))
        roles = [column_role(name) for name in answers]
        if sum(map(bool, roles)) * 3 < len(roles) * 2 or not set(roles) & set(TEXT_ROLES):
            return None
        heads = {*OWNER_ROLES, "number", "due"}
        if not set(roles) & OWNER_ROLES or any(column_role(answer) in heads for answer in answers.values()):
            return None
        return Table([list(answers), list(answers.values())], self.table.place, self.table.name)

    def guess(self) -> Part | None:
        """A table without header: units and dates give their columns away, the longest texts are the tasks."""
        rows = [r for r in range(len(self.rows)) if not self.blank(r)]
        while rows and self.is_single(rows[0]):
            rows.pop(0)  # titles
        heads = self._unknown_heads(rows)
        rows = rows[bool(heads) :]
        if self.width < 2 or len(rows) < 2 - bool(heads):
            return None
        names = heads or [""] * self.width
        columns = [self._of_rows(c, rows[:200]) for c in range(self.width)]
        roles = [
            column_role(n) or _guess_role(cells, len(rows[:200]))
            for n, cells in zip(names, columns, strict=True)
        ]
        if not {*OWNER_ROLES, "due"} & set(roles) or not _with_text(roles, columns):
            return None
        if not heads:
            return Part((-1, -1), 0, len(self.rows), roles, names)
        return Part((rows[0] - 1, rows[0] - 1), rows[0], len(self.rows), roles, names)

    def _of_rows(self, c: int, rows: Sequence[int]) -> list[str]:
        return [t for r in rows if (t := self.text(r, c))]

    def _unknown_heads(self, rows: list[int]) -> list[str]:
        """The cells of a first row that no list of headers knows: short words, another in each column, neither units nor
        dates nor numbers."""
        cells = [self.text(rows[0], c) for c in range(self.width)] if rows else []
        if len(cells) < 3 or len(set(cells)) < len(cells) or not all(map(_HEAD_SHAPE.fullmatch, cells)):
            return []
        told = any(_guess_role([c], 1) for c in cells if not (column_role(c) or _KIND.search(c)))
        return [] if told else cells


def _with_text(roles: list[str], columns: list[list[str]]) -> bool:
    """Whether one column holds the tasks; where no header says which, the one with the longest words."""
    if set(roles) & set(TEXT_ROLES):
        return True
    unknown = [c for c, role in enumerate(roles) if not role]
    longest = max(unknown, key=lambda c: _mean_length(columns[c]), default=-1)
    if longest < 0 or _mean_length(columns[longest]) < 6:
        return False
    roles[longest] = "task"
    return True


_KIND = re.compile(
    "(?:单位|部门|企业|科室|股室|处室|机构|主体|对象|月份|时间|时段)$"
)  # words for what a column holds
_HEAD_SHAPE = re.compile(r"[\u4e00-\u9fff（）()、/]{2,10}")


def _mean_length(cells: list[str]) -> float:
    return sum(map(len, cells)) / max(1, len(cells))


def _heads(filled: list[str]) -> bool:
    """Whether these cells are a header: several short words, most of them known, that ask for more than numbers."""
    if len(set(filled)) < 2 or any(len(c) > 40 for c in filled):
        return False
    roles = [role for c in filled if (role := column_role(c))]
    known = set(roles)
    if len(known) < 2 or len(roles) * 2 < len(filled):
        return False
    if not known & {*TEXT_ROLES, *OWNER_ROLES, "due", "category"}:
        return False
    return len(filled) > 2 or bool(known & {"number", *OWNER_ROLES, "due", "note"})


def _tells_when(cell: str) -> bool:
    return any(d.due_on or d.recurrence or d.relative for d in parse_dates(cell, year=2000))


def _guess_role(cells: list[str], rows: int) -> str:
    if len(cells) * 2 < rows:
        return ""
    if sum(1 for c in cells if re.fullmatch(r"\d{1,4}[.、]?", c)) * 5 > len(cells) * 4:
        return "number"
    if (
        sum(1 for c in cells if all(looks_like_unit(n, strict=True) for n in split_units(c))) * 5
        > len(cells) * 3
    ):
        return "co"
    dated = sum(1 for c in cells if len(c) < 30 and _tells_when(c))
    return "due" if dated * 5 > len(cells) * 3 else ""


def _final_roles(roles: list[str], names: list[str], wordiness: list[float]) -> list[str]:
    """Every list has a text column, the fullest one when no header says (a table of mere numbers has none); one column
    numbers the rows; with 责任单位 beside 配合单位 the first one leads."""
    if not OWNER_ROLES & set(roles):
        roles = ["co" if not r and LAST_OWNERS.match(n) else r for r, n in zip(roles, names, strict=True)]
    _only_watch(roles, names)
    if not set(roles) & set(TEXT_ROLES):
        _final_text(roles, names, wordiness)
    for c in [c for c, role in enumerate(roles) if role == "number"][1:]:
        roles[c] = ""
    if "lead" not in roles and "both" not in roles:
        _final_lead(roles, names)
    return roles


def _only_watch(roles: list[str], names: list[str]) -> None:
    """考核部门 beside 责任单位: who assesses does not owe the work, unless nobody else is named."""
    watching = [
        c
        for c, role in enumerate(roles)
        if role in OWNER_ROLES and re.search("考核|评价|监测|督查", names[c])
    ]
    if len(watching) < sum(role in OWNER_ROLES for role in roles):
        for c in watching:
            roles[c] = "note"


def _final_text(roles: list[str], names: list[str], wordiness: list[float]) -> None:
    unknown = [c for c, role in enumerate(roles) if not role and names[c] and wordiness[c] >= _WORDY]
    categories = [c for c, role in enumerate(roles) if role == "category"]
    if unknown:
        roles[max(unknown, key=lambda c: wordiness[c])] = "task"
    elif categories:
        roles[categories[-1]] = "task"


def _final_lead(roles: list[str], names: list[str]) -> None:
    owners = [c for c, role in enumerate(roles) if role == "co"]
    main = [c for c in owners if not re.search("配合|协办|协助|参与|参加", names[c])]
    if len(main) == 1 and len(owners) > 1:
        roles[main[0]] = "lead"
