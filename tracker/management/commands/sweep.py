"""`manage.py sweep` looks at what is due and makes the letters that are owed. Beat does the same twice an hour."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from tracker.management.base import OfThisMode, day
from tracker.models import Installation
from tracker.outbox.compose import compose
from tracker.supervision.sweep import SweepReport, sweep

FUTURE = (
    "{on} 晚于今天（{today}）：正式库不能提前发函。要看那一天会发什么，请加上 --dry-run，"
    "或用 manage.py forecast。"
)


class Command(OfThisMode):
    help = "例行检查：生成到期的督办提示和邮件。 Write what is owed today; sends nothing (see deliver)."

    def add_arguments(self, parser: CommandParser) -> None:
        add_date(parser)
        parser.add_argument("--dry-run", action="store_true", help="只看结果，不保存")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Installation.objects.current()
        today = office.business_date()
        on = options["on"] or today
        if on > today and not office.is_demo and not options["dry_run"]:
            raise CommandError(FUTURE.format(on=on, today=today))
        report, letters = _run(on, is_rehearsal=options["dry_run"])
        if options["json"]:
            self.stdout.write(as_json(report.as_dict() | {"letters": letters, "dry_run": options["dry_run"]}))
            return
        for line in _in_words(report, letters, is_rehearsal=options["dry_run"]):
            self.stdout.write(line)


def _run(on: date, *, is_rehearsal: bool) -> tuple[SweepReport, int]:
    """A rehearsal is the real thing, taken back: it cannot say anything else than what would happen."""
    if not is_rehearsal:
        return sweep(today=on, budget=settings.NOTICE_BUDGET), compose(today=on)
    with transaction.atomic():
        outcome = _run(on, is_rehearsal=False)
        transaction.set_rollback(True)
    return outcome


def _in_words(report: SweepReport, letters: int, *, is_rehearsal: bool) -> list[str]:
    heading = f"{report.on} 例行检查{'（试运行，未保存）' if is_rehearsal else ''}："
    lines = [
        f"{heading}检查应办事项{report.looked_at}件，发函提示{report.notices}件，邮件{letters}封，"
        f"起草函件{report.drafts}份（待签发），新开始{report.deadlines}个期次。"
    ]
    if report.blocked:
        lines.append(f"受阻{report.blocked}件，其中{report.alerted}件今日向督办机构告警。")
    if report.over_budget:
        lines.append(
            f"已达单日上限（DUBAN_NOTICE_BUDGET={settings.NOTICE_BUDGET}）：另有{report.over_budget}件暂未发出，"
            "请核对规则和数据；确属应发的，可调高上限后重新运行。"
        )
    return lines


def add_date(parser: ArgumentParser) -> None:
    parser.add_argument("--on", type=day, help="业务日期，如 2025-12-03；默认今天（演示库为演示日期）")


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
