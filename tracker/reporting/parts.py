"""Sums kept by stretches of tasks: after a change only the stretches are counted again that it may have touched (ADR 87).

    with reading_at(version()):
        found = in_parts(question, rows, count, task="task")    # {group: [values]}, as `count(rows(), "group")` would say

What was touched is read from the history, which every verb writes into last and one after the other: an event names its
task. Where one names none and is not among those that change no work, everything is counted again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db.models import ExpressionWrapper, F, IntegerField, Q, QuerySet, Value

from tracker.domain.actor import Actor
from tracker.domain.composed import kept_numbers
from tracker.domain.recent import Recent
from tracker.models import Event, Notice, NoticeState, Obligation, Verb

PARTS = 32  # one of them is counted in 4 to 8 ms at 100,000 tasks; all are added up in a few
NARROWEST = 100  # tasks: smaller offices have fewer parts
MOST_TOUCHED = PARTS // 2  # beyond, everything is read at once
MOST_CHANGES = 2_000  # events looked through
MOST_NOTICES = 5_000
LATE_NUMBERS = 1_000  # a transaction that took its numbers early may commit after one that took them late
MOST_ROWS = 100_000  # sums of a process, some 200 bytes each

# Without a task they change nothing of what units owe as work: neither its rows nor what is said of them.
QUIET = frozenset(
    verb.value
    for verb in (
        Verb.REMARKED, Verb.REGISTER_NOTED, Verb.REGISTER_FROZEN, Verb.NOTICE_TOLD, Verb.SWEPT,
        Verb.DISPATCH_DRAFTED, Verb.DISPATCH_CHANGED, Verb.DISPATCH_SIGNED, Verb.DISPATCH_REFUSED,
        Verb.DISPATCH_SIGNED_FOR, Verb.ANNUAL_STARTED, Verb.ANNUAL_ASSEMBLED, Verb.ANNUAL_CHANGED,
        Verb.ANNUAL_COMMENTED, Verb.ANNUAL_SUBMITTED, Verb.ANNUAL_AGREED, Verb.ANNUAL_APPROVED,
        Verb.ANNUAL_RETURNED, Verb.ANNUAL_UNAPPROVED, Verb.INDICATOR_DEFINED, Verb.FIGURE_GIVEN,
        Verb.LETTER_FAILED, Verb.LETTER_RETRIED, Verb.PERSON_CHANGED, Verb.ABSENCE_RECORDED, Verb.CHANGE_ASKED,
        Verb.CHANGE_REFUSED, Verb.CHANGE_WITHDRAWN, Verb.INSTRUCTION_GIVEN, Verb.ACCOUNT_HANDED_IN,
    )
)  # fmt: skip
# Nor do these; but that letters were sent or answered, the ladder counts.
OF_LETTERS = frozenset(
    verb.value
    for verb in (
        Verb.DISPATCH_SERVED, Verb.OBLIGATION_SIGNED_FOR, Verb.PROGRESS_DRAFTED, Verb.EVIDENCE_ATTACHED,
        Verb.PROGRESS_RELEASED, Verb.PROGRESS_WITHDRAWN, Verb.PROGRESS_RECORDED, Verb.PROGRESS_ACCEPTED,
        Verb.PROGRESS_RETURNED,
    )
)  # fmt: skip

Sums = dict[Any, list[Any]]
Parts = dict[int | None, Sums]
Count = Callable[..., QuerySet[Any, tuple] | Iterable[tuple]]
Rows = Callable[[], QuerySet[Any]]  # asked for only where its statement is not there yet


@dataclass(frozen=True, slots=True)
class Notices:
    """Which notices had left: those owed may since, and of the newest numbers others may have."""

    low: int
    sent: Mapping[int, int | None]  # of those after `low`: their tasks
    owed: Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far was read."""

    seq: int
    obligation: int
    task: int
    notices: Notices | None = None


@dataclass(slots=True)
class _Kept:
    mark: Mark
    width: int
    parts: Parts

    @property
    def size(self) -> int:
        return sum(len(sums) for sums in self.parts.values())


_kept: Recent[_Kept] = Recent(MOST_ROWS, takes=lambda kept: 1 + kept.size)
_last_told: tuple[Hashable, list[tuple]] = (None, [])
_now: ContextVar[Mark | None] = ContextVar("how_far_this_reading_sees", default=None)


def forget() -> None:
    global _last_told
    _kept.clear()
    _last_told = None, []


@contextmanager
def reading_at(mark: Mark) -> Iterator[None]:
    """Inside, sums are kept; what is written after the mark was read is counted again the next time."""
    token = _now.set(mark)
    try:
        yield
    finally:
        _now.reset(token)


def is_reading() -> bool:
    """Whether this is inside of a `reading_at`."""
    return _now.get() is not None


def sees(actor: Actor) -> Hashable:
    """Whoever has the same sees the same tasks and what is owed of them, on that day."""
    return actor.on, actor.is_business, actor.units_seen, actor.offices, actor.offices_led


def in_parts(
    question: Hashable,
    rows: Rows,
    count: Count,
    *,
    task: str = "task",
    counts_letters: bool = False,
    has_orphans: bool = False,
) -> Sums:
    """What `count(rows(), *by)` says by group: it gives (values of `by`, group, values …). `question`: all that the numbers
    depend on, and so how they are asked for, but the rows' own changes; `task`: where a row has its task; `counts_letters`: whether notices and replies
    are among what is counted; `has_orphans`: whether rows without a task are, which are counted each time."""
    now = _now.get()
    if now is None:
        return {group: values for group, *values in count(rows())}
    known = _kept.get(question)
    if known is None:
        found = _whole(rows, count, task, _mark(now, counts_letters=counts_letters))
    else:
        low = known.mark.notices.low if known.mark.notices else None
        mark = _mark(now, low, counts_letters=counts_letters)
        found = _again(question, known, rows, count, task, mark, has_orphans=has_orphans)
    _kept.put(question, found)
    return _joined(found.parts.values())


def _mark(now: Mark, low: int | None = None, *, counts_letters: bool) -> Mark:
    return replace(now, notices=_notices(low)) if counts_letters else now


def _whole(rows: Rows, count: Count, task: str, mark: Mark) -> _Kept:
    width = max(NARROWEST, -(-mark.task // PARTS))
    return _Kept(mark, width, _by_part(count(_parted(rows, task, width), "part")))


def _again(
    question: Hashable, known: _Kept, rows: Rows, count: Count, task: str, mark: Mark, *, has_orphans: bool
) -> _Kept:
    """What was kept, with those parts counted again that were touched since."""
    touched = _touched(known.mark, mark)
    if touched is None:
        fresh = replace(mark, notices=_notices()) if mark.notices else mark
        return _whole(rows, count, task, fresh)
    parts: set[int | None] = {each // known.width for each in touched}
    if len(parts) > MOST_TOUCHED:
        return _whole(rows, count, task, mark)
    if has_orphans:
        parts.add(None)
    if not parts:
        return _Kept(mark, known.width, known.parts)
    read = _read(question, rows, count, task, known.width, parts)
    kept = {part: sums for part, sums in known.parts.items() if part not in parts}
    return _Kept(mark, known.width, kept | read)


def _read(
    question: Hashable, rows: Rows, count: Count, task: str, width: int, parts: set[int | None]
) -> Parts:
    """These parts counted. Django takes longer to write the statement than the database to answer it, so it is written
    once for each question and number of parts."""
    some = sorted(each for each in parts if each is not None)

    def counted(ends: list[int]) -> QuerySet[Any, Any]:
        wanted = _within(task, zip(ends[::2], ends[1::2], strict=True), orphans=None in parts)
        return cast(QuerySet[Any, Any], count(_parted(rows, task, width).filter(wanted), "part"))

    ends = [end for part in some for end in (part * width, (part + 1) * width)]
    try:
        return _by_part(kept_numbers((question, task, width, None in parts), counted, ends))
    except EmptyResultSet:  # whoever asks sees nothing
        return {}


def _parted(rows: Rows, task: str, width: int) -> QuerySet[Any]:
    part = ExpressionWrapper(F(task) / Value(width), output_field=IntegerField())
    return cast(QuerySet[Any], rows().annotate(part=part))


def _by_part(counted: Iterable[tuple]) -> Parts:
    found: Parts = {}
    for at, group, *values in counted:
        found.setdefault(at, {})[group] = values
    return found


def _within(task: str, limits: Iterable[tuple[int, int]], *, orphans: bool) -> Q:
    found = Q(**{f"{task}__isnull": True}) if orphans else Q()
    for low, high in limits:
        found |= Q(**{f"{task}__gte": low, f"{task}__lt": high})
    return found


def _joined(parts: Iterable[Sums]) -> Sums:
    found: Sums = {}
    for sums in parts:
        for group, values in sums.items():
            known = found.get(group)
            if known is None:
                found[group] = list(values)
                continue
            for n, value in enumerate(values):
                if value:
                    known[n] = known[n] + value if known[n] else value
    return found


# --- What was touched ------------------------------------------------------------------------------
def _touched(then: Mark, now: Mark) -> set[int] | None:
    """Ids of the tasks that were written since; None: it may be any."""
    told = _told((then.seq, then.obligation, now.seq, now.obligation))
    if len(told) > MOST_CHANGES or any(_may_be_any(task, verb) for task, _dispatch, verb in told):
        return None
    found: set[int | None] = {task for task, _dispatch, _verb in told}
    if then.notices is not None and now.notices is not None:
        left = _left(then.notices, now.notices)
        if left is None:
            return None
        found |= left | _of_letters(told)
    return {task for task in found if task}


def _may_be_any(task: int | None, verb: str) -> bool:
    return not task and bool(verb) and verb not in QUIET | OF_LETTERS


def _of_letters(told: list[tuple]) -> set[int | None]:
    """The tasks that letters are about to which something happened."""
    letters = {dispatch for task, dispatch, verb in told if dispatch and not task and verb in OF_LETTERS}
    if not letters:
        return set()
    return set(Notice.objects.filter(dispatch__in=letters).values_list("obligation__task", flat=True))


def _told(ends: tuple[int, int, int, int]) -> list[tuple]:
    """(task, letter, verb) of what was written between two marks; a page that asks several questions reads it once."""
    global _last_told
    known = _last_told
    if known[0] != ends:
        after, opened_after, _seq, _obligation = ends
        opened = Obligation.objects.filter(pk__gt=opened_after).order_by()
        news = Event.objects.filter(seq__gt=after).order_by().values_list("task", "dispatch", "verb")
        found = news.union(opened.values_list("task", "dispatch", Value("")), all=True)[: MOST_CHANGES + 1]
        known = _last_told = ends, list(found)
    return known[1]


def _notices(low: int | None = None) -> Notices:
    """What is owed, and what has left of the notices numbered after `low`; without one, of the newest."""
    if low is None:
        last = Notice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        low = last - LATE_NUMBERS
    columns = ("pk", "state", "obligation__task")
    owed = Notice.objects.owed().order_by().values_list(*columns)
    sent = Notice.objects.sent().filter(pk__gt=low).order_by().values_list(*columns)
    found: dict[str, dict[int, int | None]] = {NoticeState.OWED: {}, NoticeState.SENT: {}}
    for pk, state, task in owed.union(sent, all=True)[: MOST_NOTICES + 1]:
        found[state][pk] = task
    return Notices(low, found[NoticeState.SENT], found[NoticeState.OWED])


def _left(then: Notices, now: Notices) -> set[int | None] | None:
    """Tasks of the notices that left between the two; None: there are too many to tell."""
    if any(len(each.sent) + len(each.owed) > MOST_NOTICES for each in (then, now)):
        return None
    gone = {task for pk, task in then.owed.items() if pk not in now.owed}
    return gone | {task for pk, task in now.sent.items() if pk not in then.sent}
