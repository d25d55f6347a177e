"""A public list as a file: json in the open commitment format, csv for a spreadsheet, ics to follow its dates."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracker.models import TaskState
from tracker.papers.sheets import as_csv
from tracker.publishing.commitments import Plain
from tracker.publishing.edition import Shown, dates_of

FOLD = 74  # bytes of a line of a calendar


def as_json(document: Plain) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def table(document: Plain, rows: Iterable[Shown]) -> bytes:
    """One line for each commitment."""
    about = document["list"]
    head = [f"{about['name']}（{_('截至')}{document['as_of']}）"]
    columns = [
        _("序号"), _("承诺"), _("要求"), _("章节"), _("牵头单位"), _("配合单位"), _("时限"), _("状态"),
        _("办结日期"), _("办理结果"), _("依据"), _("编号"),
    ]  # fmt: skip
    cells = (
        (
            row.said.get("number", ""), row.said["title"], row.said["requirement"], row.chapter, row.lead, row.support,
            row.limits, row.state, row.said.get("done_on", ""), results_of(row.said), row.basis, row.said["id"],
        )
        for row in rows
    )  # fmt: skip
    return as_csv(head, columns, cells)


def results_of(said: Plain) -> str:
    return "\n".join(f"{one['unit']}：{one['text']}" for one in said["results"])


# --- Calendars (RFC 5545) --------------------------------------------------------------------------
def calendar(name: str, as_of: str, rows: Iterable[Shown], page: str = "") -> bytes:
    """All-day events for what is still owed; they make nobody busy. `page`: where more is said, for the one commitment."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Duban//commitments//ZH", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]  # fmt: skip
    stamp = f"{as_of.replace('-', '')}T000000Z"
    for row in rows:
        if not TaskState(row.said["state"]).is_ended:
            lines += [line for day in dates_of(row.said) for line in _event(row, day, stamp, page)]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(row: Shown, day: date, stamp: str, page: str) -> list[str]:
    until = day + timedelta(days=1)
    about = _("%(title)s（%(unit)s）到期") % {"title": row.said["title"], "unit": row.lead or row.support}
    return [
        "BEGIN:VEVENT",
        f"UID:{row.said['id']}#{day.isoformat()}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{until:%Y%m%d}",
        f"SUMMARY:{_escaped(about)}",
        f"DESCRIPTION:{_escaped(row.said['requirement'])}",
        *([f"URL:{page}"] if page else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line is longer than 75 bytes, and no character is cut."""
    parts, length = [""], 0
    for char in line:
        size = len(char.encode())
        if length + size > FOLD:
            parts.append(" ")
            length = 1
        parts[-1] += char
        length += size
    return "\r\n".join(parts)
