"""Counts of a page: of one list, and of many things in one query (`domain.counting` has the bound)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

from tracker.domain.actor import Actor
from tracker.domain.composed import kept_rows
from tracker.domain.counting import COUNTED
from tracker.domain.recent import Recent, believed
from tracker.models import Installation, how_many

BELIEVED_SECONDS = 60


def count(rows: QuerySet, *, upto: int = COUNTED) -> int:
    """How many, or one more than the bound where there are more: a person reads “10,000+”."""
    bare = rows.order_by().values("pk")  # without the columns that only a page shows
    return bare[: upto + 1].count()


def read_at_once(expressions: Mapping[str, Any]) -> dict[str, Any]:
    """Counts, first dates and whether there is any, of different tables, in one query: columns of the settings' one row."""
    return cast(dict[str, Any], Installation.objects.values(**expressions).get())


def kept_counts(of: Callable[[Actor], Mapping[str, Any]]) -> Callable[[Actor], dict[str, Any]]:
    """`read_at_once` of the expressions that `of` gives for an actor, for what stands on every page: putting the query
    together costs several times what the database takes to answer it, so its text is kept for who asks again.

    `of` must look at nothing but the actor.
    """

    def read(actor: Actor) -> dict[str, Any]:
        (row,) = kept_rows((of, actor.rights), lambda _n: Installation.objects.values(**of(actor)))
        return cast(dict[str, Any], row)

    return read


_holding: Recent[tuple[int, float]] = Recent(500)


def tasks_holding(words: str) -> int:
    """How many tasks hold these words, all offices together. That there are more than anybody counts is believed for a
    minute: each page of such a list asks again, and it is a number of 10,000 only to say “10,000+”."""
    return believed(
        _holding,
        words,
        lambda: how_many(words, "task", upto=COUNTED + 1),
        seconds=BELIEVED_SECONDS,
        when=lambda n: n > COUNTED,
    )


class BoundedPaginator(Paginator):
    """For the admin's lists, which number their pages: none is numbered beyond the bound."""

    @cached_property
    def count(self) -> int:
        return min(count(cast(QuerySet[Any], self.object_list)), COUNTED)
