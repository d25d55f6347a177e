"""Queries that stand on every page, put together once: Django takes several times longer to write one than the database
takes to answer it. The text is kept for each shape of the arguments; the values are given anew each time.

    @composed
    def titles(tasks: list[int], on: date) -> QuerySet:
        return Task.objects.filter(pk__in=tasks, nearest_on__lte=on).values_list("pk", "title")

    titles([3, 5], date(2025, 12, 3))    # rows, as tuples
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import QuerySet
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
        parameters = [own if at is None else values[at] for at, own in self.places]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found: list[tuple] = cursor.fetchall()
        if not self.converters:
            return found
        return [self._converted(row) for row in found]

    def _converted(self, row: tuple) -> tuple:
        values = list(row)
        for at, (converters, expression) in self.converters.items():
            for convert in converters:
                values[at] = convert(values[at], expression, connection)
        return tuple(values)


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
    return Text(sql, places, compiler.get_converters(columns))
