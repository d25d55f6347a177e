"""A task as one story: what was reported, asked, sent and decided, in one line of time; and where its letters stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from tracker.models import (
    UNSETTLED,
    Event,
    Extension,
    Notice,
    Objection,
    Obligation,
    Progress,
    Remark,
    Task,
    Verb,
)

# What is told by a report, a request or a letter of its own stands there with its words and its proof.
TOLD_ELSEWHERE = {
    Verb.PROGRESS_DRAFTED,
    Verb.PROGRESS_RELEASED,
    Verb.PROGRESS_RECORDED,
    Verb.PROGRESS_ACCEPTED,
    Verb.PROGRESS_RETURNED,
    Verb.EXTENSION_ASKED,
    Verb.EXTENSION_DECIDED,
    Verb.OBJECTION_RAISED,
    Verb.OBJECTION_DECIDED,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. `kind` names how it is laid out: report, extension, objection, letters, remark or event."""

    on: date
    kind: str
    what: Any
    order: int = 0  # among the moments of a day
    with_others: tuple[Event, ...] = ()  # what the clock did that day for other units, told in the same line

    @property
    def units(self) -> str:
        """Of an event: the units that it was done for."""
        return few_of(str(event.unit) for event in (self.what, *self.with_others) if event.unit)

    @property
    def more(self) -> int:
        """How many of them say something else."""
        return len({event.note for event in self.with_others} - {self.what.note})


def few_of(names: Iterable[str]) -> str:
    """Three of them by name; of more, the first three and how many."""
    once = list(dict.fromkeys(names))
    if len(once) <= 3:
        return "、".join(once)
    return _("%(names)s等%(n)s个单位") % {"names": "、".join(once[:3]), "n": len(once)}


@dataclass(frozen=True, slots=True)
class Letters:
    """The same step of the ladder to several units on one day, as one line; `times`: as often in a row, the last of them
    is shown, `since` the first."""

    kind: str
    state: str
    is_formal: bool
    notices: tuple[Notice, ...]
    times: int = 1
    since: date | None = None

    @property
    def units(self) -> str:
        return "、".join(dict.fromkeys(n.whom for n in self.notices))

    @property
    def few_units(self) -> str:
        return few_of(n.whom for n in self.notices)

    @property
    def reason(self) -> str:
        return self.notices[0].reason

    @property
    def dispatch_id(self) -> int | None:
        return self.notices[0].dispatch_id


def moments(
    *,
    reports: Iterable[Progress],
    extensions: Iterable[Extension],
    objections: Iterable[Objection],
    notices: Iterable[Notice],
    remarks: Iterable[Remark],
    events: Iterable[Event],
    all_events: bool = False,
) -> list[Moment]:
    """The newest first. `all_events`: also those that a report or a request would tell."""
    found = [Moment(p.released_on or p.drafted_at.date(), "report", p, 3) for p in reports]
    found += [Moment(r.asked_on, "extension", r, 2) for r in extensions]
    found += [Moment(r.asked_on, "objection", r, 2) for r in objections]
    found += [Moment(on, "letters", each, 1) for on, each in gathered(notices)]
    found += [Moment(r.made_on, "remark", r, 2) for r in remarks]
    found += [Moment(e.happened_on, "event", e) for e in events if all_events or e.verb not in TOLD_ELSEWHERE]
    return _without_echoes(sorted(found, key=lambda m: (m.on, m.order), reverse=True))


def _without_echoes(found: list[Moment]) -> list[Moment]:
    """Urging that went on week after week to the same units, with nothing in between, stands once with how often; and
    what the clock did on one day for many units stands once with all of them."""
    shown: list[Moment] = []
    for moment in found:
        last = shown[-1] if shown else None
        if last and _is_echo(moment, last):
            letters = replace(last.what, times=last.what.times + 1, since=moment.on)
            shown[-1] = replace(last, what=letters)
        elif last and _is_of_the_same_sweep(moment, last):
            shown[-1] = replace(last, with_others=(*last.with_others, moment.what))
        else:
            shown.append(moment)
    return shown


def _is_of_the_same_sweep(moment: Moment, last: Moment) -> bool:
    if not (moment.kind == last.kind == "event" and moment.on == last.on):
        return False
    return not (moment.what.actor_id or last.what.actor_id) and moment.what.verb == last.what.verb


def _is_echo(moment: Moment, last: Moment) -> bool:
    if not moment.kind == last.kind == "letters":
        return False
    this, other = moment.what, last.what
    alike = (this.kind, this.state, this.units) == (other.kind, other.state, other.units)
    return alike and this.state == "sent" and not (this.dispatch_id or other.dispatch_id)


def gathered(notices: Iterable[Notice]) -> list[tuple[date, Letters]]:
    """Notices that have gone, or wait to go, by day and kind."""

    def said(notice: Notice) -> tuple:
        on = notice.sent_on or notice.owed_on
        return (on, notice.kind, notice.state, notice.is_formal, notice.dispatch_id or 0)

    # Asked of each notice for itself, what its kind is called costs more than all the rest.
    kinds = {str(code): str(label) for code, label in Notice._meta.get_field("kind").flatchoices}
    shown = sorted((n for n in notices if n.state != "dropped"), key=said)
    return [
        (on, Letters(kinds[kind], state, is_formal, tuple(rows)))
        for (on, kind, state, is_formal, _dispatch), rows in groupby(shown, key=said)
    ]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps that were taken, the day on which the ladder is asked next, and why it stands still, for whom."""

    steps: list[tuple[date, Letters]]
    next_on: date | None
    halts: list[tuple[str, str]]  # (why, units)
    blocked: list[tuple[str, str]]  # the same of letters that cannot leave: the office's own business
    late: int

    @property
    def is_told(self) -> bool:
        return bool(self.steps or self.next_on or self.halts or self.blocked)


def ladder(
    task: Task, owed: Sequence[Obligation], notices: Iterable[Notice], today: date, *, is_ours: bool
) -> Ladder:
    """`is_ours`: the reader works for the office of the task; others read neither of a mute nor of what cannot leave."""
    running = [o for o in owed if o.state == "open"]
    days = [o.next_on for o in running if o.next_on and not halted(task, o, today)]
    if not is_ours:
        days = []
    return Ladder(
        steps=gathered(n for n in notices if n.state == "sent")[-6:],
        next_on=min(days, default=None),
        halts=_by_reason((halted(task, o, today, is_ours=is_ours), o) for o in running),
        blocked=_by_reason((o.blocked_reason, o) for o in running) if is_ours else [],
        late=sum(o.due_on < today and o.is_chased for o in running),
    )


def _by_reason(found: Iterable[tuple[str, Obligation]]) -> list[tuple[str, str]]:
    units: dict[str, list[str]] = {}
    for why, owed in found:
        if why:
            units.setdefault(why, []).append(str(owed.unit))
    return [(why, "、".join(dict.fromkeys(names))) for why, names in units.items()]


def halted(task: Task, owed: Obligation, today: date, *, is_ours: bool = True) -> str:
    """Why nothing is said about it for now; that it is muted is the office's own business. Needs `with_halts`."""
    if task.state == "suspended":
        return _("任务暂缓")
    if not owed.is_chased:
        return _("下达时已过期，未启动催办")
    if owed.is_objected:
        return _("异议待决定")
    if owed.is_waiting:
        return _("等待其他单位")
    if is_ours and owed.muted_until_on and owed.muted_until_on >= today:
        return _("暂停提醒至%(day)s") % {"day": owed.muted_until_on.isoformat()}
    return ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Who owes what by when: a row for each unit, a column for each date that is shown."""

    dates: list[Any]
    rows: list[tuple[Any, list[Obligation | None]]]
    left_out: int  # earlier dates that are all settled

    @property
    def parts(self) -> tuple[list[tuple], list[tuple]]:
        """The rows that are shown, and of many units those that have nothing open: they are folded."""
        if len(self.rows) <= MANY_UNITS:
            return self.rows, []
        is_busy = [any(o and o.state in UNSETTLED for o in cells) for _unit, cells in self.rows]
        pairs = list(zip(self.rows, is_busy, strict=True))
        return [row for row, busy in pairs if busy], [row for row, busy in pairs if not busy]


MOST_DATES = 4
MANY_UNITS = 8


def matrix(owed: Sequence[Obligation]) -> Matrix:
    """The dates that still have something open come first of all, then the latest of the others."""
    dates = {o.deadline_id: o.deadline for o in owed if o.deadline}
    busy = {o.deadline_id for o in owed if o.state in UNSETTLED}
    latest = sorted(dates, key=lambda pk: (pk in busy, dates[pk].due_on, pk), reverse=True)[:MOST_DATES]
    shown = sorted(latest, key=lambda pk: (dates[pk].due_on, pk))
    cells: dict[int, dict[int, Obligation]] = {}
    units: dict[int, Any] = {}
    for each in owed:
        if each.deadline_id in shown:
            units[each.unit_id] = each.unit
            cells.setdefault(each.unit_id, {})[each.deadline_id] = each
    ordered = sorted(
        units.values(),
        key=lambda u: (-max(o.colour for o in cells[u.pk].values()), u.order, u.pk),
    )
    rows = [(unit, [cells[unit.pk].get(pk) for pk in shown]) for unit in ordered]
    return Matrix([dates[pk] for pk in shown], rows, len(dates) - len(shown))
