"""What the ladder must know of many Obligations, read with a constant number of queries."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from tracker.domain.composed import composed
from tracker.domain.halts import COLUMNS as HALT_COLUMNS
from tracker.domain.halts import halts_of, with_halts
from tracker.models import Dispatch, DispatchItem, DispatchKind, DispatchState, Notice, Obligation, Receipt
from tracker.rules.ladder import Facts, PastNotice
from tracker.rules.workdays import add_months, within_reach

COLUMNS = (
    "pk",
    "unit_id",
    "office_id",
    "kind",
    "state",
    "round",
    "due_on",
    "opened_on",
    "next_on",
    "blocked_since_on",
    "blocked_reason",
    "alerted_on",
    "alerts",
    "promised_on",
    "returned_on",
    *HALT_COLUMNS,
)
LONG_AGO = date(1900, 1, 1)  # no day of ours is
Row = namedtuple("Row", COLUMNS)  # type: ignore[misc]  # they are written once, above


@dataclass(frozen=True, slots=True)
class Case:
    """One Obligation as the sweep sees it: its row (COLUMNS) and the ladder's facts."""

    row: Any
    facts: Facts


def due_ids(today: date, *, after: tuple[date, int] | None, limit: int) -> list[tuple[date, int]]:
    """(next_on, id) of the Obligations to look at, longest due first, locked until the transaction ends.

    Both columns are those of the partial index `obligation_next`, so this costs what it returns. Rows that
    somebody else holds are left out: another sweep deals with them, or the next one does.
    """
    return _due_after(limit)(today, *(after or (LONG_AGO, 0)))


@lru_cache(maxsize=8)
def _due_after(limit: int) -> Callable[..., list[tuple[date, int]]]:
    @composed
    def due(today: date, next_on: date, pk: int) -> QuerySet[Obligation, tuple]:
        rows = Obligation.objects.due_for_sweep(today).filter(next_on__gte=next_on)
        rows = rows.filter(Q(next_on__gt=next_on) | Q(pk__gt=pk)).order_by("next_on", "pk")
        return rows.select_for_update(skip_locked=True).values_list("next_on", "pk")[:limit]

    return due


def read_cases(obligations: QuerySet[Obligation], today: date, *, also: Sequence[str] = ()) -> list[Case]:
    """The facts of these Obligations in three queries, whatever their number. `also`: columns more of the rows."""
    rows = with_halts(obligations, today).order_by("next_on", "pk")
    return _cases(list(rows.values_list(*COLUMNS, *also, named=True)), today)


def cases_of(obligations: Sequence[int], today: date) -> list[Case]:
    """The same of those with these ids."""
    return _cases(list(map(Row._make, _rows(list(obligations), today))), today)


@composed
def _rows(obligations: list[int], today: date) -> QuerySet[Obligation, tuple]:
    rows = with_halts(Obligation.objects.filter(pk__in=obligations), today)
    return rows.order_by("next_on", "pk").values_list(*COLUMNS)


def _cases(rows: Sequence[Any], today: date) -> list[Case]:
    sent = past_notices([row.pk for row in rows])
    ordered = _ordered_in_month(today)
    orders_from = add_months(today.replace(day=1), 1)
    return [
        Case(
            row,
            _facts(
                row, sent.get(row.pk, ()), orders_from if (row.office_id, row.unit_id) in ordered else None
            ),
        )
        for row in rows
    ]


def _ordered_in_month(today: date) -> set[tuple[int, int]]:
    """(office, unit) to which an order of the clock's drafting has been signed this month. An order for one matter
    alone, as some lists want it, and one that was voided before it had left do not count, nor what an officer wrote."""
    return set(_orders(today.replace(day=1), add_months(today.replace(day=1), 1) - timedelta(days=1)))


@composed
def _orders(first: date, last: date) -> QuerySet[Receipt, tuple[int, int]]:
    orders = Dispatch.objects.filter(kind=DispatchKind.ORDER, drafted_by=None, signed_on__range=(first, last))
    alone = DispatchItem.objects.filter(obligation__task__task_list__one_matter_one_order=True)
    receipts = Receipt.objects.filter(
        dispatch__in=orders.exclude(pk__in=alone.values("dispatch")).values("pk")
    ).exclude(dispatch__state=DispatchState.VOID, sent_on=None)
    return receipts.values_list("dispatch__office_id", "unit_id")


def past_notices(obligations: Sequence[int]) -> dict[int, list[PastNotice]]:
    """All notices of all rounds: the gap is kept to the last letter of any round."""
    found: dict[int, list[PastNotice]] = {}
    for owed, *told in _told(list(obligations)):
        found.setdefault(owed, []).append(PastNotice(*told))
    return found


@composed
def _told(obligations: list[int]) -> QuerySet[Notice, tuple]:
    rows = Notice.objects.filter(obligation__in=obligations).order_by()
    return rows.values_list(
        "obligation_id", "rung_code", "round", "owed_on", "sent_on", "dropped_on", "is_formal"
    )


def _facts(row: Any, sent: Iterable[PastNotice], orders_from: date | None) -> Facts:
    return Facts(
        kind=row.kind,
        due_on=within_reach(row.due_on),
        opened_on=row.opened_on,
        state=row.state,
        round=row.round,
        halts=halts_of(row),
        holds_letters=row.is_extension_asked,
        promised_on=within_reach(row.promised_on) if row.promised_on else None,
        returned_on=row.returned_on,
        alerted_on=row.alerted_on,
        sent=tuple(sent),
        orders_from=orders_from,
    )
