"""The open commitment format (docs/commitments.schema.json): another office's list, as a table with our own columns.

So its commitments go the way of every import: proposal, diff, an officer's word. Where each comes from stands in a column of
its own, and goes back with the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from ..blocks import Document, Paragraph, Table
from ..proposed import INFERRED, STATED, ProposedDate, ProposedOwner
from ..text.characters import clean, one_line
from .errors import UnreadableDocument
from .limits import MAX_CELL, MAX_ROWS
from .marks import refuse_marked

FORMAT, VERSION = "duban-commitments", "1.0"
ORIGIN, FROM = "来源编号", "来源清单"
_RULES = {"half_yearly": "half-yearly"}
_MANY_LINES = {
    "requirement",
    "sentence",
    "standard",
    "text",
    "found",
    "explanation",
}  # all else is a name or a title


def load(data: bytes) -> dict:
    """The file, if it is of this format and version. Strangers wrote it, and JSON spells any character without showing it:
    its words are cleaned as those of every document are, and all of them are looked through for marks of secrecy, also
    those that we read nothing of."""
    try:
        found = _cleaned(json.loads(data.decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        raise UnreadableDocument("不是完整的JSON文件：请向发来文件的单位重新索取。") from error
    refuse_marked(_texts(found))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UnreadableDocument("这个JSON文件不是承诺公开格式：能读取的是督办系统“公开数据”里下载的清单。")
    if str(found.get("version", "")).partition(".")[0] != VERSION.partition(".")[0]:
        raise UnreadableDocument(
            f"承诺公开格式的版本是“{_cut(found.get('version'), 20)}”，本系统只能读取{VERSION}版：请升级本系统后再导入。"
        )
    rows = found.get("commitments")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableDocument("文件里没有承诺（commitments）：请向发来文件的单位重新索取。")
    if len(rows) > MAX_ROWS:
        raise UnreadableDocument(f"表格超过{MAX_ROWS}行：请拆成几个文件分别导入。")
    return found


def _cleaned(value: Any, name: str = "") -> Any:
    if isinstance(value, str):
        return clean(value) if name in _MANY_LINES else " ".join(one_line(clean(value)).splitlines())
    if isinstance(value, list):
        return [_cleaned(each, name) for each in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(each, key) for key, each in value.items()}
    return value


def _texts(value: Any) -> Iterator[str]:
    """Every text in it, names of properties included."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            left += [*one, *one.values()]
        elif isinstance(one, list):
            left += one


def read(data: bytes) -> Document:
    from ..tables.template import COLUMNS  # not above: who only names the format needs none of its patterns

    found = load(data)
    rows = found["commitments"]
    about, publisher = _object(found, "list"), _object(found, "publisher")
    name, year = _text(about, "name"), about.get("year")
    title = name if not isinstance(year, int) or str(year) in name else f"{year}年{name}"
    whence = f"{_text(publisher, 'office') or _text(publisher, 'name')}《{name}》"
    table = [[*COLUMNS, ORIGIN, FROM], *(_row(row, n, whence) for n, row in enumerate(rows, 1))]
    warnings = [f"来自{whence}，状态截至{_text(found, 'as_of')}；责任单位请按本地分工核定。"]
    return Document([Paragraph(title, level=9), Table(table, name="承诺")], warnings, "json")


def _row(row: dict, number: int, whence: str) -> list[str]:
    from ..tables.template import Record

    where = f"第{number}项承诺"
    requirement = _text(row, "requirement", where) or _text(row, "title", where)
    if not requirement or not _text(row, "id", where):
        raise UnreadableDocument(
            f"{where}没有编号（id）或任务要求（requirement）：请向发来文件的单位重新索取。"
        )
    owners = _owners(row, where)
    record = Record(
        number=_text(row, "number", where),
        chapter=" / ".join(part for part in _list(row, "chapter", where) if isinstance(part, str)),
        text=requirement,
        title=_text(row, "title", where),
        standard=_text(row, "standard", where),
        lead=owners["lead"],
        co=owners["support"],
        duty=row["duty"] if row.get("duty") in ("lead", "each") else "",
        dates=_dates(row, where),
        list_basis=_text(_object(row, "basis"), "kind", where),
        notes={ORIGIN: _text(row, "id", where), FROM: whence},
    )
    return record.cells((ORIGIN, FROM))


def _owners(row: dict, where: str) -> dict[str, list[ProposedOwner]]:
    owners: dict[str, list[ProposedOwner]] = {"lead": [], "support": []}
    for unit in _list(row, "units", where):
        if isinstance(unit, dict) and unit.get("role") in owners and _text(unit, "name", where):
            name = _text(unit, "written", where) or _text(unit, "name", where)
            owners[unit["role"]].append(ProposedOwner(name, basis=_basis(unit)))
    if not owners["lead"] and row.get("duty") != "each":
        for owner in owners["support"]:
            owner.mark_helping()
    return owners


def _dates(row: dict, where: str) -> list[ProposedDate]:
    dates = []
    for limit in _list(row, "limits", where):
        if not isinstance(limit, dict):
            continue
        repeats = _text(limit, "repeats", where)
        dates.append(
            ProposedDate(
                _text(limit, "wording", where),
                _day(limit.get("due_on"), where),
                _RULES.get(repeats, repeats) or "once",
                _whole(limit.get("month"), 12),
                _whole(limit.get("day"), 31),
                _text(limit, "label", where),
                basis=_basis(limit),
            )
        )
    if row.get("standing") is True and not any(d.rule == "ongoing" for d in dates):
        dates.append(ProposedDate(_text(row, "limit_wording", where) if not dates else "", rule="ongoing"))
    if not dates and _text(row, "limit_wording", where):
        dates.append(ProposedDate(_text(row, "limit_wording", where), rule=""))
    return dates


def _basis(row: dict) -> str:
    """What another office has decided is decided there, and here a proposal like any other."""
    return STATED if row.get("basis") == STATED else INFERRED


def _day(value: object, where: str) -> date | None:
    if value in (None, ""):
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise UnreadableDocument(
            f"{where}的日期“{_cut(value, 20)}”不是日期：请向发来文件的单位核对。"
        ) from error


def _whole(value: object, most: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most else None


def _object(row: dict, name: str) -> dict:
    value = row.get(name)
    return value if isinstance(value, dict) else {}


def _list(row: dict, name: str, where: str) -> list:
    value = row.get(name, [])
    if not isinstance(value, list):
        raise UnreadableDocument(f"{where}的“{name}”不是列表：请向发来文件的单位重新索取。")
    return value


def _text(row: dict, name: str, where: str = "文件") -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or len(value) > MAX_CELL:
        raise UnreadableDocument(f"{where}的“{name}”不是文字：请向发来文件的单位重新索取。")
    return value.strip()


def _cut(value: object, most: int) -> str:
    return str(value)[:most]
