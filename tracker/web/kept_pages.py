"""A page of a list whose statement was put together before. Django takes longer to write one, and to make an object of each
row and of what stands beside it, than the database to answer.

A statement is kept by all that it depends on: the address, and what the reader holds. Whose rows beside it are the same
(fifty tasks of one list) gets one object, not fifty.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from tracker.domain.composed import Text, text_of
from tracker.domain.recent import Recent


@dataclass(frozen=True, slots=True)
class _Statement:
    text: Text
    order: Any
    model: type[Model]
    beside: tuple[tuple[str, type[Model]], ...]
    more: tuple[str, ...]  # annotations, numbers

    def rows(self) -> list[Any]:
        names = _names(self.model)
        known: dict[tuple[str, Any], Model] = {}
        found = []
        for values in self.text.raw():
            row = self.model.from_db(connection.alias, names, self.text.converted(values, 0, len(names)))
            at = len(names)
            for name, model in self.beside:
                own = _names(model)
                key = (name, getattr(row, f"{name}_id"))
                if key not in known:
                    known[key] = model.from_db(
                        connection.alias, own, self.text.converted(values, at, at + len(own))
                    )
                row._state.fields_cache[name] = known[key]
                at += len(own)
            for name, value in zip(self.more, values[at:], strict=True):
                setattr(row, name, value)
            found.append(row)
        return found


_kept: Recent[_Statement] = Recent(256)  # of a process, some kB each


@lru_cache
def _names(model: type[Model]) -> list[str]:
    return [each.attname for each in model._meta.concrete_fields]


def page(
    same: Hashable,
    build: Callable[[], tuple[Any, QuerySet]],
    *,
    beside: tuple[str, ...],
    more: tuple[str, ...],
) -> tuple[Any, list[Any]]:
    """(the order, the rows) of what `build` says, which is asked only where no statement is kept for `same`. `beside`:
    what stands beside each row and is never missing; `more`: the annotations that are read."""
    key = (connection.vendor, same)
    kept = _kept.get(key)
    if kept is None:
        kept = _written(*build(), beside, more)
        _kept.put(key, kept)
    return kept.order, kept.rows()


def _written(order: Any, rows: QuerySet, beside: tuple[str, ...], more: tuple[str, ...]) -> _Statement:
    model = rows.model
    pairs = tuple((name, model._meta.get_field(name).related_model) for name in beside)
    columns = [*_names(model)]
    for name, other in pairs:
        columns += [f"{name}__{attname}" for attname in _names(other)]
    return _Statement(text_of(rows.values_list(*columns, *more)), order, model, pairs, more)


def forget() -> None:
    """As in a process that has just begun."""
    _kept.clear()
