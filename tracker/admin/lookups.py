"""What a list of the admin may be asked: what its own filters ask, and no more.

Django lets anybody write any look-up on any column of the listed table into the address. One pattern for `regex` stopped
a whole server, `isnull` on a relation told of drafts that do not exist for the reader, and NUL was an error page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.utils import get_fields_from_path
from django.db.models import Model

VALUE_CHARACTERS = 100  # the longest choice is far shorter
YEARS = range(1900, 2200)
LAST = {"year": YEARS[-1], "month": 12, "day": 31}


def is_offered(
    filters: tuple[Any, ...], hierarchy: str | None, model: type[Model], name: str, value: Any
) -> bool:
    """Whether a filter of the list, or its row of dates, could have written `name=value` into the address."""
    value = str(value)
    if len(value) > VALUE_CHARACTERS or not value.isprintable():
        return False
    if hierarchy and name.startswith(f"{hierarchy}__"):
        return _is_date_part(name.removeprefix(f"{hierarchy}__"), value)
    return any(name in _names(single, model) for single in filters)


def _is_date_part(part: str, value: str) -> bool:
    first = YEARS[0] if part == "year" else 1
    return part in LAST and value.isascii() and value.isdigit() and first <= int(value) <= LAST[part]


def _names(single: Any, model: type[Model]) -> Iterator[str]:
    """The parameters of one entry of `list_filter`: a class with a name of its own, a field, or a field with a class."""
    if isinstance(single, type) and issubclass(single, SimpleListFilter):
        yield single.parameter_name
        return
    path = single if isinstance(single, str) else single[0]
    field = get_fields_from_path(model, path)[-1]
    yield from (path, f"{path}__exact", f"{path}__isnull")
    if field.is_relation:
        yield f"{path}__{field.target_field.name}__exact"
