"""What commands that work on the database share."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.checks import Tags, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.models import AccessKind, AccessRecord
from tracker.rules.workdays import EARLIEST, LATEST, is_within_reach

SHOWN = 20  # differences


class OfThisMode(BaseCommand):
    """Looks at the database before it starts: the demo's is never taken for the real one, nor the other way round."""

    def get_check_kwargs(self, options: dict[str, Any]) -> dict[str, Any]:
        return super().get_check_kwargs(options) | {"databases": ["default"]}

    def tell_differences(self, found: list[str], sentence: str) -> None:
        """The first of them, and how many there are; where there is any the command fails."""
        for line in [*found[:SHOWN], sentence]:
            self.stdout.write(line)
        if found:
            raise SystemExit(1)


def day(text: str) -> date:
    """An argument like 2025-12-03."""
    try:
        on = date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"日期“{text}”无法识别，请写成 2025-12-03 的样子。") from error
    if not is_within_reach(on):
        raise ArgumentTypeError(f"日期应在{EARLIEST}至{LATEST}之间，不能是{on}。")
    return on


def place(text: str) -> Path:
    """An argument that names a file or a folder."""
    if not text or "\0" in text:
        raise ArgumentTypeError("文件或文件夹的名称不能为空，也不能有空字符（NUL）。")
    return Path(text)


def whole_number(text: str) -> int:
    """An argument that counts something."""
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError(f"“{text}”不是整数。")
    return int(text)


def refuse_wrong_database() -> None:
    """For commands that first make the database. Raises CommandError."""
    for message in run_checks(tags=[Tags.database], databases=["default"]):
        if message.is_serious():
            raise CommandError(f"{message.msg}{message.hint or ''}")


def log_export(command: str, note: str) -> None:
    """What leaves the house is in the access log, whichever door it took."""
    AccessRecord.objects.create(
        happened_at=timezone.now(),
        kind=AccessKind.EXPORTED,
        username="服务器命令",
        method="COMMAND",
        path=f"manage.py {command}",
        status=200,
        note=note[:500],
    )
