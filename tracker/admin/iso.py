"""Dates in the tables of the admin, as the workspace writes them: 2025-12-03, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone


@lru_cache
def column(model: type[models.Model], name: str) -> Callable[[Any], str | None] | None:
    """What stands for this field in a list; nothing where it is no date."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if not isinstance(field, models.DateField):
        return None

    def shown(row: Any) -> str | None:
        value = getattr(row, name)
        if value is None:
            return None
        if isinstance(field, models.DateTimeField):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return str(value.isoformat())

    shown.__name__ = name
    shown.admin_order_field = name  # type: ignore[attr-defined]
    shown.short_description = field.verbose_name  # type: ignore[attr-defined]
    return shown
