"""Queries that stand on every page or in every call of the clock, put together once: Django takes several times longer to
write one than the database takes to answer it. The text is kept for each shape of the arguments; the values are given anew
each time.

    @composed
    def titles(tasks: list[int], on: date) -> QuerySet:
        return Task.objects.filter(pk__in=tasks, nearest_on__lte=on).values_list("pk", "title")

    titles([3, 5], date(2025, 12, 3))    # rows: tuples of `values_list`, values of a flat one, or else instances
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.query import FlatValuesListIterable, ModelIterable, ValuesIterable
from django.utils import translation

from tracker.domain.recent import Recent

KEPT = 6_000_000  # characters of statements in a process: some 3,000 of them, and twice that in memory
LONGEST = 200  # values of lists: a page's; the rows of an export make a text of their own each time
PLAIN = (str, int, date)
NEVER_CHANGE = (bool, date, datetime, str)
FIRST = -1_000_000_000  # no key and no number of ours is so small: it marks where a value goes
LONG_AGO = datetime(1000, 1, 1, tzinfo=UTC)  # and no moment so early
LONG_SINCE = re.compile(r"(0\d{3}|1[0-7]\d\d)-\d\d-\d\d|the word of place")


@dataclass(frozen=True, slots=True)
class _Text:
    """A query without its values. `places` says for each parameter which argument stands there, by its place among
    all of them, or which constant of the query's own."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    converters: dict

    def rows(self, values: Sequence[Any] = ()) -> list[tuple]:
        parameters = [own if at is None else values[at] for at, own in self.places]
        database = _database()
        with database.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            found: list[tuple] = cursor.fetchall()
        if not (self.converters and found):
            return found
        columns: list[Sequence[Any]] = list(zip(*found, strict=True))
        for at, (converters, expression) in self.converters.items():
            columns[at] = _column(columns[at], converters, expression, database)
        return list(zip(*columns, strict=True))


def _database() -> Any:
    """Of this thread, itself: `connection` looks for it again at each word."""
    return connections[DEFAULT_DB_ALIAS]


def _column(values: Sequence[Any], converters: list, expression: Any, database: Any) -> list[Any]:
    """As Python has them. What cannot be changed is converted once, however many rows have it: dates come in crowds."""
    made, known = [], dict[Any, Any]()
    for given in values:
        is_plain = given is None or isinstance(given, PLAIN)
        if is_plain and given in known:
            made.append(known[given])
            continue
        value = given
        for convert in converters:
            value = convert(value, expression, database)
        if is_plain and (value is None or isinstance(value, NEVER_CHANGE)):
            known[given] = value
        made.append(value)
    return made


def composed(build: Callable[..., QuerySet[Any, Any]]) -> Callable[..., list]:
    """`build` must look at nothing but its arguments, which are numbers, words, dates, moments and lists of these; it must
    neither branch on them nor reckon with them: a day four weeks on is an argument of its own. An empty list finds nothing."""

    def read(*arguments: Any) -> list:
        if [] in arguments:
            return []
        if sum(len(each) for each in arguments if isinstance(each, list)) > LONGEST:
            return list(build(*arguments))
        shape = tuple(tuple(map(type, each)) if isinstance(each, list) else type(each) for each in arguments)
        values = chain.from_iterable(each if isinstance(each, list) else (each,) for each in arguments)
        database = _database()
        return _read(
            (build, shape), lambda: _marked(build, shape), [_adapted(value, database) for value in values]
        )

    return read


def kept_rows(key: Hashable, build: Callable[[int], QuerySet[Any, Any]], pk: int | None = None) -> list[Any]:
    """The rows of `build(pk)`, whose statement is put together once for each `key`: that says all that the statement
    depends on but the number, such as the reader's rights, which `composed` has no arguments for. The number must stand
    in it as it was given; without one the key says it all. Nothing is prefetched."""
    if pk is None:
        return _read(key, lambda: ([], build(FIRST)), [])
    return _read(key, lambda: ([FIRST], build(FIRST)), [pk], all_stand=True)


def kept_numbers(
    key: Hashable, build: Callable[[list[int]], QuerySet[Any, Any]], numbers: list[int]
) -> list[Any]:
    """The same with several numbers; how many there are is part of the key."""
    marks = [FIRST - n for n in range(len(numbers))]
    return _read((key, len(numbers)), lambda: (marks, build(marks)), numbers)


def kept_sql(key: Hashable | None, write: Callable[[], tuple[str, Sequence[Any]]]) -> list[tuple]:
    """The rows of a statement that is no queryset's, with its values; the key says all that both depend on. Nothing is
    converted. Without a key it is written each time."""
    if key is None:
        sql, values = write()
        return _Text(sql, tuple((None, value) for value in values), {}).rows()
    kept_by = (connection.vendor, key)
    kept = _kept.get(kept_by)
    if kept is None:
        sql, values = write()
        kept = _Text(sql, tuple((None, value) for value in values), {}), list
        _kept.put(kept_by, kept)
    return kept[0].rows()


_kept: Recent[tuple[_Text, Callable[[list[tuple]], list]]] = Recent(KEPT, takes=lambda kept: len(kept[0].sql))


def forget() -> None:
    """As in a process that has just begun."""
    _kept.clear()


def _read(
    key: Hashable,
    marked: Callable[[], tuple[list[Any], QuerySet[Any, Any]]],
    values: list[Any],
    *,
    all_stand: bool = False,
) -> list[Any]:
    """What the statement kept under the key finds for these values; `marked`: the marks in their places, and the
    queryset with them. `all_stand`: none of the values may be missing in the statement."""
    kept_by = (connection.vendor, key)
    kept = _kept.get(kept_by)
    if kept is None:
        marks, rows = marked()
        kept = _text_of(rows, marks), _made_of(rows)
        if all_stand and not {*range(len(marks))} <= {at for at, _own in kept[0].places}:
            raise ValueError("the number does not stand in the statement as it was given")
        _kept.put(kept_by, kept)
    text, made = kept
    return made(text.rows(values))


def _adapted(value: Any, database: Any) -> Any:
    if isinstance(value, datetime):
        return database.ops.adapt_datetimefield_value(value)
    return database.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _made_of(rows: QuerySet[Any, Any]) -> Callable[[list[tuple]], list]:
    """What becomes of the rows that the database returned, as Django would make it; whatever stands beside many of them
    (fifty tasks of one list) is one object, not fifty."""
    if rows._iterable_class is FlatValuesListIterable:
        return lambda found: list(map(itemgetter(0), found))
    if rows._iterable_class is ValuesIterable:
        names = [*rows.query.values_select, *rows.query.annotation_select]
        return lambda found: [dict(zip(names, row, strict=True)) for row in found]
    if rows._iterable_class is not ModelIterable:
        return lambda found: found
    compiler = rows.query.get_compiler(connection=connection)
    compiler.pre_sql_setup()
    made, annotated = _maker(compiler.klass_info, compiler.select), (*compiler.annotation_col_map.items(),)

    def instances(found: list[tuple]) -> list:
        known: dict[tuple, Any] = {}
        return [made(row, known, annotated) for row in found]

    return instances


def _maker(info: dict[str, Any], select: list, path: str = "") -> Callable[..., Any]:
    """Makes an object of its columns in a row, with those that it points to and that were fetched beside it."""
    model: type[Model] = info["model"]
    first, *_others = places = info["select_fields"]
    names, last = [select[at][0].target.attname for at in places], first + len(places)
    key = first + names.index(model._meta.pk.attname)
    beside = [
        (each["local_setter"], each["remote_setter"], _maker(each, select, f"{path}.{each['field']}"))
        for each in info.get("related_klass_infos", ())
    ]

    def made(row: tuple, known: dict[tuple, Any], annotated: tuple = ()) -> Any:
        if path and (same := (path, row[key])) in known:
            return known[same]
        if row[key] is None:
            return None
        one = _instance(model, connection.alias, names, row[first:last])
        for set_here, set_there, made_beside in beside:
            found = made_beside(row, known)
            set_here(one, found)
            if found is not None:
                set_there(found, one)
        for name, at in annotated:
            setattr(one, name, row[at])
        if path:
            known[same] = one
        return one

    return made


def _instance(model: type[Model], alias: str, columns: Sequence[str], values: Sequence[Any]) -> Any:
    """As `Model.from_db` makes it, without what it asks for each value: none of our models has a field that sets more than
    itself, nor listens to instances being made (`tests/domain/test_composed.py`)."""
    made: Any = model.__new__(model)
    made._state = state = ModelState()
    state.db, state.adding = alias, False
    made.__dict__.update(zip(columns, values, strict=True))
    return made


def _marked(
    build: Callable[..., QuerySet[Any, Any]], shape: tuple[Any, ...]
) -> tuple[list[Any], QuerySet[Any, Any]]:
    """The queryset, and the values that stand in it where those of a call go."""
    marks: list[Any] = []

    def mark(kind: type) -> Any:
        n = len(marks)
        marks.append(
            date.min + timedelta(days=n) if kind is date
            else LONG_AGO + timedelta(days=n) if kind is datetime
            else f"the word of place {n}" if issubclass(kind, str)
            else FIRST - n
        )  # fmt: skip
        return marks[-1]

    arguments = [[mark(kind) for kind in one] if isinstance(one, tuple) else mark(one) for one in shape]
    return marks, build(*arguments)


def _text_of(rows: QuerySet[Any, Any], marks: Sequence[Any] = ()) -> _Text:
    """The text of a queryset, `marks` standing where values go."""
    with translation.override(None):
        compiler = rows.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
    database = _database()
    known = {_adapted(made, database): n for n, made in enumerate(marks)}
    places = tuple(
        (known[each], None) if isinstance(each, int | date | str) and each in known else (None, each)
        for each in parameters
    )
    if reckoned := [own for at, own in places if at is None and _is_of_a_mark(own)]:
        raise ValueError(f"reckoned from an argument of a composed query, and not given to it: {reckoned}")
    columns = [column[0] for column in compiler.select]
    return _Text(sql, places, compiler.get_converters(columns))


def _is_of_a_mark(own: Any) -> bool:
    """Whether it was made of a mark, as no value of ours is: then it would stand there for ever."""
    if isinstance(own, int | str) and not isinstance(own, bool):
        return own < FIRST // 2 if isinstance(own, int) else bool(LONG_SINCE.match(own))
    return isinstance(own, date) and own.year < 1800
