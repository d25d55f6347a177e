#!/usr/bin/env python3
"""Duban's command line: `python manage.py help` lists the commands."""

import os
import secrets
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    if sys.version_info < (3, 11):  # noqa: UP036  (said before an import fails obscurely)
        sys.exit(
            "需要 Python 3.11 或更高版本。 Duban needs Python 3.11 or newer, this is "
            + sys.version.split()[0]
        )
    if sys.argv[1:2] == ["import_source"] and "--dry-run" in sys.argv:
        # Reading a document signs nothing and stores nothing: it works before anything is configured.
        for name in ("SECRET_KEY", "DUBAN_HISTORY_KEY"):
            os.environ.setdefault(name, secrets.token_urlsafe(50))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError, ProgrammingError) as problem:
        if "--traceback" in sys.argv:
            raise
        sys.exit(in_one_sentence(problem))


def in_one_sentence(problem: Exception) -> str:
    """A missing setting, a database that is away or not yet made: these are for the operator, without a traceback."""
    from django.core.exceptions import ImproperlyConfigured

    if isinstance(problem, ImproperlyConfigured):
        return str(problem)
    return (
        f"数据库无法使用：{str(problem).strip()}。请检查 DATABASE_URL 和数据库服务；"
        "尚未建表的，请先运行 manage.py migrate。 The database cannot be used; --traceback shows where."
    )


if __name__ == "__main__":
    main()
