"""SQLite knows days and moments as text, and its driver asks a converter for each of them that a row holds. Few days come
in many rows: the same text is read once."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from functools import lru_cache

from django.utils.dateparse import parse_date, parse_datetime

KEPT = 4096


@lru_cache(maxsize=KEPT)
def _day(text: bytes) -> date | None:
    return parse_date(text.decode())


@lru_cache(maxsize=KEPT)
def _moment(text: bytes) -> datetime | None:
    return parse_datetime(text.decode())


def read_once() -> None:
    """In place of Django's converters, which its backend has registered when it was imported."""
    from django.db.backends.sqlite3 import base  # noqa: F401

    sqlite3.register_converter("date", _day)
    for name in ("datetime", "timestamp"):
        sqlite3.register_converter(name, _moment)
