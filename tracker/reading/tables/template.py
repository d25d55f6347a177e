"""The columns of our own table: the blank template, the export and the import of either share them.

A table that has our columns is read cell by cell, so that export -> wipe -> import gives the same tasks; every other
table goes the general way (`tables`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..blocks import Table
from ..dates.engine import parse_dates
from ..dates.notes import read_dates, wording_of, write_dates
from ..outline.tree import first_words
from ..owners.clause import parse_owner_cell
from ..owners.units import shared_suffix_group
from ..proposed import DECIDED, INFERRED, STATED, ProposedDate, ProposedItem, ProposedOwner
from ..text.characters import split_outside
from .grids import Grid
from .reader import Row

NUMBER, FIRST, SECOND, TASK = "序号", "一级指标", "二级指标", "任务"
LEAD, SUPPORT, DUTY, DUE = "牵头单位", "责任单位", "承担方式", "完成时限"
LIST_BASIS, OWNER_BASIS, DATE_BASIS, REMARK = "清单依据", "单位依据", "时限依据", "备注"
EXACT, TITLE, STANDARD = "具体日期", "标题", "完成标准"
COLUMNS = (
    NUMBER, FIRST, SECOND, TASK, LEAD, SUPPORT, DUTY, DUE, LIST_BASIS, OWNER_BASIS, DATE_BASIS, REMARK,
    EXACT, TITLE, STANDARD,
)  # fmt: skip
TELLING = {TASK, LEAD, SUPPORT, EXACT}  # a header with all of these is ours
BASES = {STATED: "原文", INFERRED: "推断", DECIDED: "核定"}
DUTIES = {"lead": "牵头单位", "each": "各单位分别"}
LIST_BASES = {"official": "公开清单", "official_part": "公开清单（部分）", "compiled": "由报告整理"}
HELP = {
    NUMBER: "编号，清单内不重复；再次导入时凭它找到原来的任务。",
    FIRST: "所属章节，每行都填。",
    TASK: "任务要求的原文。",
    LEAD: "多个单位用“；”分开，按文件的写法填，如：市司法局；市财政局",
    SUPPORT: "配合单位或其他责任单位，多个用“；”分开。",
    DUTY: "牵头单位：只由牵头单位报送办结；各单位分别：每个责任单位各自报送办结。",
    DUE: "按文件的写法填，如：2025年6月底前、每年3月1日前、持续推进。",
    LIST_BASIS: "公开清单、公开清单（部分）或由报告整理；不是这几种的留空。",
    OWNER_BASIS: "原文：文件写明；推断：由文件推得；核定：督办机构确定。各单位不同的，按单位的顺序用“；”分开。",
    DATE_BASIS: "同上，各时限不同的，按时限的顺序用“；”分开。",
    EXACT: "可以不填。写法：2025-12-31、每年3月1日（报送）、每季度、常态；多个用“；”分开。",
    TITLE: "任务的简称，可以不填。",
}
HELPING = "（配合）"  # behind the name of a supporter where nobody is named whom it supports
_CODES = {label: code for code, label in BASES.items()}
_DUTY_CODES = {label: code for code, label in DUTIES.items()}


@dataclass(slots=True)
class Record:
    """One task as the table shows it: what the export fills in."""

    number: str = ""
    chapter: str = ""
    text: str = ""
    title: str = ""
    standard: str = ""
    lead: list[ProposedOwner] = field(default_factory=list)
    co: list[ProposedOwner] = field(default_factory=list)
    duty: str = ""
    dates: list[ProposedDate] = field(default_factory=list)
    list_basis: str = ""
    notes: dict[str, str] = field(default_factory=dict)

    def cells(self, extra: Iterable[str] = ()) -> list[str]:
        """The cells in the order of COLUMNS, then those of the extra note columns."""
        first, _, rest = self.chapter.partition(" / ")
        own = {
            NUMBER: self.number,
            FIRST: first,
            SECOND: rest,
            TASK: self.text,
            LEAD: write_owners(self.lead),
            SUPPORT: write_owners(self.co),
            DUTY: DUTIES.get(self.duty, ""),
            DUE: wording_of(self.dates),
            LIST_BASIS: LIST_BASES.get(self.list_basis, ""),
            OWNER_BASIS: _bases([o.basis for o in (*self.lead, *self.co)]),
            DATE_BASIS: _bases([d.basis for d in self.dates]),
            REMARK: self.notes.get(REMARK, ""),
            EXACT: write_dates(self.dates),
            TITLE: self.title,
            STANDARD: self.standard,
        }
        return [own[name] for name in COLUMNS] + [self.notes.get(name, "") for name in extra]


def extra_columns(records: Iterable[Record]) -> list[str]:
    """Columns nobody asked for, in the order of their first appearance."""
    return list(dict.fromkeys(name for r in records for name in r.notes if name not in COLUMNS))


def write_owners(owners: list[ProposedOwner]) -> str:
    """Names separated by ；. One that holds a separator itself is quoted, unless reading knows it as one group; one
    that the general reading would change is marked as it is by a ； at the end."""
    names = [f"“{o.name}”" if _holds_separator(o.name) else o.name for o in owners]
    if owners and all(o.only_helps for o in owners):
        return "；".join(name + HELPING for name in names) + "；"
    is_plain = len(names) != 1 or [o.name for o in read_owners(names[0], "co")] == [owners[0].name]
    return "；".join(names) + ("" if is_plain else "；")


def _holds_separator(name: str) -> bool:
    if any(mark in name for mark in "；;\n“"):
        return True
    return len(split_outside(name, "、，,")) > 1 and not shared_suffix_group(name)


def _bases(found: list[str]) -> str:
    labels = [BASES[basis] for basis in found]
    return "；".join(labels) if len(set(labels)) > 1 else "".join(labels[:1])


# --- Reading ---------------------------------------------------------------------------------------
def header_of(table: Table) -> int | None:
    """Index of our header row, or None when the table is somebody else's."""
    for index, row in enumerate(table.rows[:10]):
        if {cell.strip() for cell in row} >= TELLING:
            return index
    return None


def read_own_table(table: Table, header: int, *, year: int | None) -> tuple[list[Row], list[str]]:
    """Rows and warnings, like `tables.read_table`."""
    grid = Grid(table)
    warnings: list[str] = []
    names = [grid.text(header, c) for c in range(grid.width)]
    rows = []
    for r in range(len(grid.rows)):
        if grid.blank(r):
            continue
        line = table.row_number(r)
        cells = {name: grid.text(r, c) for c, name in enumerate(names) if name}
        row = Row(line, "　".join(t for c in range(grid.width) if (t := grid.text(r, c))), "note")
        rows.append(row)
        if r > header and cells.get(TASK):
            row.kind, row.item = "row", _item(cells, year, warnings, f"第{line}行")
            row.item.place = f"工作表“{table.name}”第{line}行" if table.name else f"第{line}行"
            row.label = row.item.number
    return rows, warnings


def _item(cells: dict[str, str], year: int | None, warnings: list[str], place: str) -> ProposedItem:
    text = cells[TASK]
    item = ProposedItem(
        text, cells.get(NUMBER, ""), cells.get(NUMBER, ""), cells.get(TITLE) or first_words(text, 60)
    )
    item.path = [cells[name] for name in (FIRST, SECOND) if cells.get(name)]
    item.lead, item.co = read_owners(cells.get(LEAD, ""), "lead"), read_owners(cells.get(SUPPORT, ""), "co")
    _set_bases([*item.lead, *item.co], cells.get(OWNER_BASIS, ""), warnings, f"{place}“{OWNER_BASIS}”")
    item.duty = _DUTY_CODES.get(cells.get(DUTY, ""), "")
    item.list_basis = cells.get(LIST_BASIS, "")
    item.dates = _dates(item, cells, year)
    _set_bases(item.dates, cells.get(DATE_BASIS, ""), warnings, f"{place}“{DATE_BASIS}”")
    item.tell_due()
    own = set(COLUMNS) - {REMARK, STANDARD}
    item.notes = {name: value for name, value in cells.items() if name not in own and value}
    if not item.lead and not item.co:
        item.doubts.append("这一行没有写责任单位。")
    if item.doubts:
        item.confidence = 0.6
    return item


def read_owners(cell: str, role: str) -> list[ProposedOwner]:
    """Owners of a cell: separated by ；, or, without any, read like a cell of any other table."""
    if not cell:
        return []
    if "；" not in cell and ";" not in cell and "“" not in cell:
        clause = parse_owner_cell(cell, role)
        return clause.lead + clause.co if clause.has_owner else [ProposedOwner(cell, source="cell")]
    found = []
    for part in _parts(cell):
        helps = part.endswith(HELPING)
        part = part.removesuffix(HELPING)
        quoted = part.startswith("“") and part.endswith("”") and len(part) > 2
        name = part[1:-1] if quoted else part
        members = [] if quoted else shared_suffix_group(name)
        found.append(ProposedOwner(name, source="cell", is_group=bool(members), members=members))
        if helps and role == "co":
            found[-1].mark_helping()
    return list({o.name: o for o in found}.values())


def _parts(cell: str) -> list[str]:
    """Split at ；, but not between quotation marks; a line break is a separator too."""
    parts, depth = [""], 0
    for char in cell:
        depth += (char == "“") - (char == "”")
        if depth <= 0 and char in "；;\n":
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


def _dates(item: ProposedItem, cells: dict[str, str], year: int | None) -> list[ProposedDate]:
    """The exact column goes first, as long as the words beside it were not changed since the export."""
    words, exact = cells.get(DUE, ""), cells.get(EXACT, "")
    if exact:
        try:
            dates = read_dates(exact, year=year, basis=STATED)
        except ValueError as error:
            item.doubts.append(str(error))
            dates = []
        if dates and words in ("", wording_of(dates)):
            return dates
        if dates:
            item.doubts.append(f"完成时限“{words}”与具体日期“{exact}”不一致，按完成时限读取，请核对。")
    return parse_dates(words, year=year, source="cell") if words else []


def _set_bases(rows: list, cell: str, warnings: list[str], where: str) -> None:
    """One word for all, or one for each in order."""
    if not cell or not rows:
        return
    codes = [_CODES.get(word.strip()) for word in cell.replace(";", "；").split("；") if word.strip()]
    if len(codes) == 1:
        codes *= len(rows)
    if None in codes or len(codes) != len(rows):
        warnings.append(
            f"{where}应写原文、推断或核定，各不相同时要与前面的个数一致；现在是“{cell}”，没有采用。"
        )
        return
    for row, code in zip(rows, codes, strict=True):
        row.basis = code
