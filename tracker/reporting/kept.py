"""Figures that were reckoned once are kept until something that they may count has been written (ADR 64); then only what
was touched is counted again (ADR 87, `parts`).

Only where `keep()` was called, which web processes do: everybody else reckons anew. What is kept is what was reckoned, so that
a number and the list behind it are the same conditions over the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, TypeVar, cast

from django.db.models import Count, QuerySet, Subquery
from django.utils.translation import get_language

from tracker.domain.composed import kept_rows
from tracker.domain.recent import Recent
from tracker.models import Event, Installation, Letter, LetterState, Notice, NoticeState, Obligation, Task
from tracker.reporting.parts import Mark, forget, is_reading, reading_at

Answer = TypeVar("Answer")
KEPT = 128  # answers of a process; one has a row for each unit at the most
_kept: Recent[tuple[tuple, Any]] = Recent(KEPT)
_is_on = False


def keep(*, on: bool = True) -> None:
    """From here on in this process; what was kept before is forgotten."""
    global _is_on
    _is_on = on
    _kept.clear()
    forget()


def version() -> tuple:
    """Changes with all that a figure may count. Whatever a person or the clock does to tasks, dates, reports, owners and
    rights ends in an event; periods are opened, notices owed and mails written as new rows; and what leaves is owed, or
    queued, no more. One query, over the ends of indexes."""
    (ends,) = kept_rows("the ends of all tables", lambda _n: _ends())
    return cast(tuple, ends)


def _ends() -> QuerySet[Installation, tuple]:
    last = (
        Event.objects.order_by("-seq").values("seq")[:1],
        *(model.objects.order_by("-pk").values("pk")[:1] for model in (Obligation, Task, Notice, Letter)),
        _counted(Notice.objects.filter(state=NoticeState.OWED)),
        _counted(Letter.objects.filter(state=LetterState.QUEUED)),
        _counted(Letter.objects.filter(state=LetterState.SENDING)),
    )
    return Installation.objects.values_list(*(Subquery(one) for one in last))


def _counted(rows: Any) -> Any:
    return rows.order_by().values("state").annotate(n=Count("pk")).values("n")


def kept(reckon: Callable[..., Answer]) -> Callable[..., Answer]:
    """For a function of a `Chosen` and measures that only reads."""

    @wraps(reckon)
    def read(chosen: Any, *measures: Any) -> Answer:
        if not _is_on or is_reading():
            return reckon(chosen, *measures)
        key = (reckon.__qualname__, chosen.by.rights, _what(chosen), _codes(measures), get_language())
        now = version()
        found = _kept.get(key)
        if found is not None and found[0] == now:
            return cast(Answer, found[1])
        event, obligation, task, *_others = now
        with reading_at(Mark(event or 0, obligation or 0, task or 0)):
            answer = reckon(chosen, *measures)
        _kept.put(key, (now, answer))
        return answer

    return read


def _what(chosen: Any) -> Hashable:
    task_list = chosen.task_list.pk if chosen.task_list else None
    return chosen.as_of, chosen.year, chosen.by_what, task_list, chosen.group


def _codes(measures: tuple) -> Hashable:
    return tuple(tuple(m.code for m in some) for some in measures)
