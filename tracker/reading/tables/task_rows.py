"""One row of a task table -> an item: whose, by when, under which headings; columns nobody asked for become notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from ..dates.engine import DONE, parse_dates
from ..outline.tree import first_words
from ..owners.clause import Clause, parse_owner_cell
from ..owners.finding import find_clauses
from ..owners.words import HELP_WORD
from ..proposed import DECIDED, INFERRED, ONLY_HELP, STATED, ProposedDate, ProposedItem, ProposedOwner
from ..text.characters import squeeze
from ..text.numbering import find_label
from .cells import date_words, flat, lines, owner_words, said, without_people
from .columns import OWNER_ROLES, names_people, period_end
from .grids import TEXT_ROLES, Grid, Part

_DITTO = {"同上", "〃", "″", '"', "同前"}
_BASIS = {"原文": STATED, "推断": INFERRED, "核定": DECIDED}
_ERRORS = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!)")
_OWNERS_MOST = 5_000  # characters of a cell of units; reading more would take for ever
_DATE_MOST = 1_000
_NUMBERED = re.compile(r"^(\d+)[.、．]$")
_TITLE_ENOUGH = 12  # shorter titles are shown beside the text, longer ones open it


@dataclass(slots=True)
class Row:
    """One row as passage and perhaps item."""

    number: int  # row in the file
    text: str
    kind: str  # heading, row, note
    item: ProposedItem | None = None
    problem: ProposedItem | None = None  # what the measures of the row are to mend
    more: list[ProposedItem] = field(default_factory=list)  # further tasks that its words hold
    label: str = ""
    level: int = 0
    mends: bool = False  # the words are the measures against a problem beside them


@dataclass(slots=True)
class State:
    path: list[tuple[str, str, list[Clause]]] = field(
        default_factory=list
    )  # open sections: rank, heading, owners
    categories: dict[int, str] = field(default_factory=dict)
    text: dict[int, str] = field(default_factory=dict)
    previous: dict[int, str] = field(default_factory=dict)
    number: str = ""
    above: dict[int, str] = field(default_factory=dict)  # the last words of each column of units

    def open_section(self, rank: str, heading: str, owners: list[Clause]) -> None:
        ranks = [x for x, _, _ in self.path]
        if rank in ranks:
            del self.path[ranks.index(rank) :]
        elif rank == "cn" or (rank == "plain" and not ranks):
            self.path.clear()
        self.path.append((rank, heading, owners))
        self.categories.clear()
        self.text.clear()
        self.previous.clear()
        self.above.clear()

    @property
    def heading_owners(self) -> list[ProposedOwner]:
        """Who leads what stands below the nearest heading that names a unit."""
        said = (o for _, _, owners in reversed(self.path) for o in owners if o.has_owner)
        return next((o.lead for o in said), [])


def item_of_row(
    grid: Grid, part: Part, r: int, state: State, warnings: list[str], *, year: int | None, first_leads: bool
) -> ProposedItem | None:
    number = _NUMBERED.sub(r"\1", _cell(grid, part, r, "number"))
    same = is_same(grid, part, r)
    _categories(grid, part, r, state)
    texts, above, fault = _texts(grid, part, r, state)
    if not any(_WORDS.search(t) for t in texts):
        return None
    item = _words_of_row(state, texts, above, number or (state.number if same else ""))
    state.number = number or state.number
    item.place = _place(grid, r)
    clause = owners_of_row(grid, part, r, state, same=same, first_leads=first_leads)
    if not clause.has_owner and not part.columns("lead", "co", "both"):
        _add_inner(clause, texts)
    inferred = _from_above(grid, part, r, state, clause, first_leads=first_leads)
    _inherit(clause, part, state)
    item.lead, item.co, item.duty = clause.lead, clause.co, clause.duty
    item.notes.update(clause.notes)
    item.dates = dates_of_row(grid, part, r, state, clause, texts, same=same, year=year)
    _extras(grid, part, r, item)
    item.tell_due()
    if inferred:
        item.doubts.append("这一行的责任单位是空的，按上面合并的单元格取自上一行，请核对。")
        item.confidence = min(item.confidence, 0.8)
    _check(item, grid, part, r, warnings)
    if fault or not part.columns("task", "content"):
        item.kind = "task" if fault else "problem"
    return item


_WORDS = re.compile("[\u4e00-\u9fff]|[A-Za-z]{3}")


def is_same(grid: Grid, part: Part, r: int) -> bool:
    """Whether the row goes on with the task above: no number of its own."""
    number = _cell(grid, part, r, "number")
    return not number or grid.continues(r, part.columns("number")[0]) if part.columns("number") else False


def _categories(grid: Grid, part: Part, r: int, state: State) -> None:
    """A new category ends the finer ones beside it."""
    for c in part.columns("category"):
        if value := grid.text(r, c):
            if state.categories.get(c) != value:
                for later in [k for k in state.categories if k > c]:
                    del state.categories[later]
            state.categories[c] = value


def _words_of_row(state: State, texts: list[str], above: list[str], label: str) -> ProposedItem:
    path = [heading for _, heading, _ in state.path]
    path += [flat(state.categories[c]) for c in sorted(state.categories)]
    title, text = title_and_text(texts)
    found = find_label(text) if not label else None
    words, shown = (text[found.end :], found.text) if found else (text, label)
    return ProposedItem(words, shown, label, first_words(title, 60), path + above)


def _add_inner(clause: Clause, texts: list[str]) -> None:
    """The owners that stand within the words of the cells."""
    for inner in (c for t in texts for c in owners_within(t)):
        clause.add("lead", [copy_of(o) for o in inner.lead])
        clause.add("co", [copy_of(o) for o in inner.co])
        clause.date_words += inner.date_words


def _inherit(clause: Clause, part: Part, state: State) -> None:
    """一、市公安局牵头任务 above rows that name nobody, or only who supports."""
    mains = [c for c in part.columns("co") if not HELP_WORD.search(part.names[c])]
    if not clause.lead and not part.columns("lead", "both") and not (mains and clause.co):
        clause.add("lead", [copy_of(o) for o in state.heading_owners])


def owners_within(text: str) -> list[Clause]:
    """Owner clauses in the words of a cell."""
    return [c for c in find_clauses(text) if c.has_owner and not c.plain]


def _cell(grid: Grid, part: Part, r: int, role: str) -> str:
    return next((t for c in part.columns(role) if (t := grid.text(r, c))), "")


def _texts(grid: Grid, part: Part, r: int, state: State) -> tuple[list[str], list[str], str]:
    """Texts of the item itself, texts of wider cells above it (a task with several measures), and the problem that its
    measures are to mend."""
    columns = part.columns(*TEXT_ROLES)
    values, wide = _values(grid, part, r, state)
    state.text.update(values)
    faults = _faults(part, values)
    plain = [c for c in columns if c in values and c not in faults]
    texts = [values[c] for c in plain if c not in wide] or ([values[plain[-1]]] if faults else [])
    fault = "；".join(flat(values[c]) for c in faults)
    return texts, [flat(values[c]) for c in columns if c in wide or c in faults], fault


def _values(grid: Grid, part: Part, r: int, state: State) -> tuple[dict[int, str], set[int]]:
    """The words of each text column, and which columns hold for more rows than this."""
    columns = part.columns(*TEXT_ROLES)
    values: dict[int, str] = {}
    wide: set[int] = set()
    for i, c in enumerate(columns):
        value = said(grid.text(r, c))
        has_finer = any(grid.text(r, k) for k in columns[i + 1 :])
        if value:
            values[c] = value
            if has_finer and (grid.spans_rows(r, c) or _blank_below(grid, part, r, c, columns[i + 1 :])):
                wide.add(c)
        elif has_finer and state.text.get(c):
            values[c] = state.text[c]
            wide.add(c)
    return values, wide


def _faults(part: Part, values: dict[int, str]) -> list[int]:
    """The columns that tell what the measures beside them are to mend."""
    mended = any(c in values for c in part.columns("task", "content"))
    return [c for c in part.columns("problem") if c in values] if mended else []


def _blank_below(grid: Grid, part: Part, r: int, c: int, finer: list[int]) -> bool:
    """The next row leaves this column empty but goes on in a finer one: the cell covers both."""
    below = r + 1
    if below >= part.last or grid.blank(below) or below in part.repeats:
        return False
    return (
        not grid.text(below, c)
        and any(grid.text(below, k) for k in finer)
        and not _cell(grid, part, below, "number")
    )


def title_and_text(texts: list[str]) -> tuple[str, str]:
    if len(texts) == 1:
        return flat(texts[0]), lines(texts[0])
    title, rest = flat(texts[0]), "\n".join(lines(t) for t in texts[1:])
    return title, rest if len(squeeze(title)) < _TITLE_ENOUGH else f"{lines(texts[0])}\n{rest}"


@lru_cache(maxsize=20_000)
def _cell_clause(text: str, role: str, *, first_leads: bool, people: bool) -> Clause:
    words = without_people(text) if people else owner_words(text)
    return parse_owner_cell(words, role, first_leads=first_leads)


def owners_of_row(grid: Grid, part: Part, r: int, state: State, *, same: bool, first_leads: bool) -> Clause:
    clause, first = Clause(), min(part.columns(*TEXT_ROLES), default=0)
    manner = _manner(grid, part, r) if part.columns("manner") else ""
    for c in part.columns("lead", "co", "both"):
        role, groups = part.roles[c], c < first  # a list by units names each only once
        value = _or_above(grid, r, c, state, same=same or groups)
        if not value or len(value) > _OWNERS_MOST:
            continue
        people = names_people(part.names[c])
        said = manner or role
        cell = _cell_clause(value, said, first_leads=first_leads and said == "both", people=people)
        clause.add("lead", [copy_of(o) for o in cell.lead])
        support = _support(cell, part.names[c])
        if role == "co" and part.columns("lead"):  # two columns may say the same name, each on purpose
            clause.co += [o for o in support if o.name not in {c.name for c in clause.co}]
        else:
            clause.add("co", support)
        clause.date_words += cell.date_words
        clause.notes.update(cell.notes)
    return clause


def _manner(grid: Grid, part: Part, r: int) -> str:
    """承办方式 主办 / 会办 beside the unit: what the unit of this row does."""
    words = _cell(grid, part, r, "manner")
    return "" if not words else "lead" if re.match("牵头|主|单|独", words) else "co"


def _or_above(grid: Grid, r: int, c: int, state: State, *, same: bool) -> str:
    """The cell, or the one above where it says 同上 or, in a row of the `same` task, nothing."""
    value = grid.text(r, c)
    if value in _DITTO or (not value and same):
        value = state.previous.get(c, "")
    state.previous[c] = value
    return value


def _support(cell: Clause, header: str) -> list[ProposedOwner]:
    """Who stands in a column of supporters never comes to lead."""
    owners = [copy_of(o) for o in cell.co]
    if HELP_WORD.search(header) and not re.search("责任|牵头", header):
        for owner in owners:
            owner.mark_helping()
    return owners


def _from_above(
    grid: Grid, part: Part, r: int, state: State, clause: Clause, *, first_leads: bool
) -> list[ProposedOwner]:
    """Main owners of a row that names none, from the nearest row above that does: CSV forgets which cells were merged,
    and a task that has only supporters must have somebody to support. An inference."""
    mains = [c for c in part.columns(*OWNER_ROLES) if not HELP_WORD.search(part.names[c])]
    here = {c: t for c in mains if (t := grid.text(r, c))}
    if here:
        state.above |= {c: t for c, t in here.items() if t not in _DITTO and len(t) <= _OWNERS_MOST}
        return []
    only_mains = len(mains) == len(part.columns(*OWNER_ROLES))
    if grid.table.knows_merges or clause.lead or (clause.co and only_mains):
        return []
    taken = []
    for c in sorted(state.above.keys() & set(mains)):
        words = state.above[c]
        leads = first_leads and part.roles[c] == "both"
        above = _cell_clause(words, part.roles[c], first_leads=leads, people=names_people(part.names[c]))
        taken += _infer(clause, above)
    return taken


def _infer(clause: Clause, above: Clause) -> list[ProposedOwner]:
    taken = []
    for kind, owners in (("lead", above.lead), ("co", above.co)):
        copies = [copy_of(o) for o in owners]
        for owner in copies:
            owner.basis = INFERRED
        clause.add(kind, copies)
        taken += copies
    return taken


def copy_of(owner: ProposedOwner) -> ProposedOwner:
    return ProposedOwner(
        owner.name,
        owner.full_name,
        owner.basis,
        owner.source,
        owner.is_group,
        list(owner.members),
        list(owner.rules),
    )


def dates_of_row(
    grid: Grid,
    part: Part,
    r: int,
    state: State,
    clause: Clause,
    texts: list[str],
    *,
    same: bool,
    year: int | None,
) -> list[ProposedDate]:
    found: list[ProposedDate] = []
    for c in part.columns("due"):
        value = _or_above(grid, r, c, state, same=same)
        if value and len(value) <= _DATE_MOST:
            found += parse_dates(date_words(value), year=year, source="cell")
    for words in clause.date_words:
        found += parse_dates(words, year=year, source="cell")
    if not found:
        found = _stages(grid, part, r, year=year)
    if not any(d.due_on or d.recurrence or d.relative for d in found):
        for text in texts:
            found += parse_dates(text.replace("\n", ""), year=year, source="text", loose=False)
    return found


def _stages(grid: Grid, part: Part, r: int, *, year: int | None) -> list[ProposedDate]:
    """上半年 | 全年, 2024年 | 2025年: columns of stages; the last one that is filled says when all is done."""
    filled = [(c, t) for c in part.columns("stage") if (t := grid.text(r, c)).strip("-—/ ")]
    if not filled:
        return []
    c, words = filled[-1]
    inner = parse_dates(date_words(words), year=year, source="cell", loose=False)
    if any(d.due_on for d in inner):
        return inner
    return parse_dates(period_end(part.names[c]), year=year, source="cell")


def _extras(grid: Grid, part: Part, r: int, item: ProposedItem) -> None:
    for c, role in enumerate(part.roles):
        value = grid.text(r, c) if role in _EXTRA_ROLES else ""
        if not value:
            continue
        if role in ("owner_basis", "date_basis") and value in _BASIS:
            rows = item.dates if role == "date_basis" else [*item.lead, *item.co]
            for row in rows:
                row.basis = _BASIS[value]
        elif role == "list_basis":
            item.list_basis = value
        elif role == "duty":
            item.duty = _duty_of(value) or item.duty
        else:
            item.notes[flat(part.names[c]) or f"第{c + 1}列"] = value


_EXTRA_ROLES = ("note", "", "stage", "manner", "passage", "owner_basis", "date_basis", "list_basis", "duty")


def _duty_of(value: str) -> str:
    if "分别" in value or "各单位" in value:
        return "each"
    return "lead" if "牵头" in value else ""


def _check(item: ProposedItem, grid: Grid, part: Part, r: int, warnings: list[str]) -> None:
    place = _place(grid, r)
    for roles, most in ((OWNER_ROLES, _OWNERS_MOST), (("due",), _DATE_MOST)):
        for c in part.columns(*roles):
            if len(grid.text(r, c)) > most:
                warnings.append(f"{place}“{flat(part.names[c])}”一栏超过{most}字，没有读取，请检查原表。")
    if any(_ERRORS.search(cell) for cell in grid.rows[r] if "#" in cell):
        warnings.append(f"{place}：单元格里是公式错误值，请在原表中改正后重新导入。")
        item.confidence = min(item.confidence, 0.5)
    asked = item.undated
    item.doubts += asked
    item.confidence = min(item.confidence, 0.7 if asked else 1.0)
    item.ticked = item.ticked and not any(DONE in words for words in asked)
    if item.lacks_lead:
        item.doubts.append(ONLY_HELP)
        item.confidence = min(item.confidence, 0.7)
    if not item.lead and not item.co:
        item.doubts.append("这一行没有写责任单位。")
        item.confidence = min(item.confidence, 0.6)


def _place(grid: Grid, r: int) -> str:
    name = f"工作表“{grid.table.name}”" if grid.table.name else grid.table.place
    return f"{name}第{grid.table.row_number(r)}行"
