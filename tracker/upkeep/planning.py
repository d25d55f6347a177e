"""How many rows an index tells apart: without that SQLite guesses which one to take, and at a million tasks it guesses wrong: a
page of 57 ms took 3.6 s. PostgreSQL learns it by itself."""

from __future__ import annotations

from django.db import connection


def learn_sizes() -> None:
    """Each night, and after a migration, which may make a table anew and forget them. Six seconds of processor at a million
    tasks; whoever writes meanwhile waits."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
