"""Records told line by line, one field a line, and again for the next case (反映问题：… / 化解措施：… / 责任单位：…), as the
table that they are."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..blocks import Paragraph, Table
from ..text.numbering import find_label
from .columns import OWNER_ROLES, column_role
from .grids import TEXT_ROLES

_FIELD = re.compile(r"\s*(?P<key>[\u4e00-\u9fff]{2,8})\s*[:：]\s*(?P<value>\S.*)$", re.S)
_SEPARATOR = 16  # characters; 案件一 between two records
_FIELDS = 3  # fewer fields make no record


@dataclass(slots=True)
class _Record:
    values: dict[str, str] = field(default_factory=dict)
    name: str = ""  # the line that stands before the record
    first: Paragraph = field(default_factory=lambda: Paragraph(""))


def with_records(blocks: list[Paragraph | Table]) -> list[Paragraph | Table]:
    """The blocks, with each run of such records as a table."""
    out: list[Paragraph | Table] = []
    run: list[Paragraph] = []
    for block in [*blocks, None]:
        if (
            isinstance(block, Paragraph)
            and block.level == 0
            and (_fielded(block) or (run and _may_stand(block)))
        ):
            run.append(block)
            continue
        out += _as_table(run, out)
        run = []
        if block is not None:
            out.append(block)
    return out


def _fielded(paragraph: Paragraph) -> re.Match | None:
    return None if find_label(paragraph.text) else _FIELD.match(paragraph.text)


def _may_stand(paragraph: Paragraph) -> bool:
    return not find_label(paragraph.text) and bool(paragraph.text.strip())


def _as_table(run: list[Paragraph], before: list[Paragraph | Table]) -> list[Paragraph | Table]:
    """A table for the run where it is a list of records, else its paragraphs. What stands behind the last field goes on."""
    stop = max((i + 1 for i, p in enumerate(run) if _fielded(p)), default=0)
    records = _records(run[:stop])
    if records is None:
        return list(run)
    above = before[-1] if before else None
    if isinstance(above, Paragraph) and _separates(above) and any(r.name for r in records[1:]):
        records[0].name = above.text.strip()
        before.pop()
    return [_table(records), *run[stop:]]


def _table(records: list[_Record]) -> Table:
    keys = list(dict.fromkeys(k for r in records for k in r.values))
    rows = [[r.values.get(k, "") for k in keys] for r in records]
    if any(r.name for r in records):
        keys = ["类别", *keys]
        rows = [[r.name, *row] for r, row in zip(records, rows, strict=True)]
    lines = [_line(r.first) for r in records]
    return Table([keys, *rows], numbers=[lines[0], *lines])


def _separates(paragraph: Paragraph) -> bool:
    text = paragraph.text.strip()
    return 0 < len(text) <= _SEPARATOR and not re.search("[。；：:，,]", text) and not find_label(text)


def _records(run: list[Paragraph]) -> list[_Record] | None:
    first = _fielded(run[0]) if run else None
    if first is None:
        return None
    out: list[_Record] = []
    name = key = ""
    for paragraph in run:
        match = _fielded(paragraph)
        if match is None:
            if _separates(paragraph):
                name = paragraph.text.strip()
            elif out and not name:
                out[-1].values[key] += paragraph.text.strip()  # the rest of a long value
            else:
                return None
            continue
        if match.group("key") == first.group("key"):
            out.append(_Record(name=name, first=paragraph))
            name = ""
        key = match.group("key")
        if name or key in out[-1].values:
            return None
        out[-1].values[key] = match.group("value").strip()
    return out if len(out) > 1 and all(map(_complete, out)) else None


def _complete(record: _Record) -> bool:
    """Whether it says what and who or when, in words that stand for columns."""
    roles = {column_role(key) for key in record.values}
    return (
        len(record.values) >= _FIELDS
        and bool(roles & set(TEXT_ROLES))
        and bool(roles & {*OWNER_ROLES, "due"})
    )


def _line(paragraph: Paragraph) -> int:
    found = re.search(r"\d+", paragraph.place)
    return int(found.group()) if found else 1
