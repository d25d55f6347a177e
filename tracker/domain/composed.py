"""Queries that stand on every page, put together once: Django takes several times longer to write one than the database
takes to answer it. The text is kept for each shape of the arguments; the values are given anew each time.

    @composed
    def titles(tasks: list[int], on: date) -> QuerySet:
        return Task.objects.filter(pk__in=tasks, nearest_on__lte=on).values_list("pk", "title")

    titles([3, 5], date(2025, 12, 3))    # rows, as tuples
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.utils import translation

KEPT = 256  # texts of queries, some kB each
LONGEST = 200  # values of lists: a page's; the rows of an export make a text of their own each time
FIRST = -1_000_000_000  # no key and no number of ours is so small: it marks where a value goes


@dataclass(frozen=True, slots=True)
class Text:
    """A query without its values. `places` says for each parameter which argument stands there, by its place among
    all of them, or which constant of the query's own."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    converters: dict

    def rows(self, values: Sequence[Any] = ()) -> list[tuple]:
        found = self.raw(values)
        if not self.converters:
            return found
        return [tuple(self.converted(row, 0, len(row))) for row in found]

    def raw(self, values: Sequence[Any] = ()) -> list[tuple]:
        """As the database gives them."""
        parameters = [own if at is None else values[at] for at, own in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found: list[tuple] = cursor.fetchall()
        return found

    def converted(self, row: tuple, first: int, last: int) -> list[Any]:
        """These columns of a row as Python has them."""
        values = list(row[first:last])
        for at, (converters, expression) in self.converters.items():
            if first <= at < last:
                for convert in converters:
                    values[at - first] = convert(values[at - first], expression, connection)
        return values


def composed(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list[tuple]]:
    """`build` makes a queryset of `values_list` and must look at nothing but its arguments, which are numbers, dates and
    lists of numbers, and must not branch on them. An empty list finds nothing."""

    @lru_cache(maxsize=KEPT)
    def text(vendor: str, shape: tuple[Any, ...]) -> Text:
        return _text(build, shape)

    def read(*arguments: Any) -> list[tuple]:
        if [] in arguments:
            return []
        if sum(len(each) for each in arguments if isinstance(each, list)) > LONGEST:
            return list(build(*arguments))
        shape = tuple(len(each) if isinstance(each, list) else type(each) for each in arguments)
        values = chain.from_iterable(each if isinstance(each, list) else (each,) for each in arguments)
        adapt = connection.ops.adapt_datefield_value
        adapted = [adapt(value) if isinstance(value, date) else value for value in values]
        return text(connection.vendor, shape).rows(adapted)

    return read


def _text(build: Callable[..., QuerySet[Any, Any]], shape: tuple[Any, ...]) -> Text:
    marks: list[Any] = []

    def mark(kind: type) -> Any:
        n = len(marks)
        made = date.min + timedelta(days=n) if kind is date else FIRST - n
        marks.append(made)
        return made

    arguments = [[mark(int) for _n in range(one)] if isinstance(one, int) else mark(one) for one in shape]
    return text_of(build(*arguments), marks)


def text_of(rows: QuerySet[Any, Any], marks: Sequence[Any] = ()) -> Text:
    """The text of a queryset of `values_list`, `marks` standing where values go."""
    return _compiled(rows, marks)[0]


def _compiled(rows: QuerySet[Any, Any], marks: Sequence[Any]) -> tuple[Text, Any]:
    with translation.override(None):
        compiler = rows.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
    adapt = connection.ops.adapt_datefield_value
    known = {adapt(made) if isinstance(made, date) else made: n for n, made in enumerate(marks)}
    places = tuple(
        (known[each], None) if isinstance(each, int | date | str) and each in known else (None, each)
        for each in parameters
    )
    columns = [column[0] for column in compiler.select]
    return Text(sql, places, compiler.get_converters(columns)), compiler


# --- Objects ---------------------------------------------------------------------------------------
ROWS_KEPT = 512
_rows_kept: OrderedDict[Hashable, Rows] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Rows:
    """A statement that makes objects, with what stands beside them, as the queryset would."""

    text: Text
    model: type[Model]
    names: list[str]
    first: int
    beside: list[Any]
    annotations: dict[str, int]

    def read(self, pk: int | None) -> list[Any]:
        found = []
        for row in self.text.rows([pk]):
            made = self.model.from_db(
                connection.alias, self.names, row[self.first : self.first + len(self.names)]
            )
            for each in self.beside:
                each.populate(row, made)
            for name, at in self.annotations.items():
                setattr(made, name, row[at])
            found.append(made)
        return found


def kept_rows(key: Hashable, build: Callable[[int], QuerySet[Any, Any]], pk: int | None = None) -> list[Any]:
    """The objects of `build(pk)`, whose statement is put together once for each `key`: that says all that the statement
    depends on but the number, which must stand in it as it was given. Without a number the key says it all. Nothing is
    prefetched."""
    kept_by = (connection.vendor, key)
    with _lock:
        kept = _rows_kept.get(kept_by)
        if kept is not None:
            _rows_kept.move_to_end(kept_by)
    if kept is None:
        kept = _rows(build(FIRST), has_number=pk is not None)
        with _lock:
            _rows_kept[kept_by] = kept
            if len(_rows_kept) > ROWS_KEPT:
                _rows_kept.popitem(last=False)
    return kept.read(pk)


def _rows(rows: QuerySet[Any, Any], *, has_number: bool) -> Rows:
    """As Django's `ModelIterable` reads it."""
    text, compiler = _compiled(rows, [FIRST])
    if has_number and all(at is None for at, _own in text.places):
        raise ValueError("the number does not stand in the statement as it was given")
    info, select = compiler.klass_info, compiler.select
    first, last = info["select_fields"][0], info["select_fields"][-1]
    names = [column[0].target.attname for column in select[first : last + 1]]
    beside = get_related_populators(info, select, connection.alias)
    return Rows(text, info["model"], names, first, beside, compiler.annotation_col_map or {})
