"""`manage.py seed`: units, rules, the 42-item list and the report, as an office would enter them."""

from datetime import date

from django.conf import settings
from django.core.management.base import CommandParser

from tracker.management.base import OfThisMode, day
from tracker.management.demo import DEMO_ON
from tracker.management.seeding import Seeding, mark_demo
from tracker.models import Task


class Command(OfThisMode):
    help = "导入 seeds/ 里的单位、规则、责任清单和年度报告；可重复执行，不会重复导入。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=day, default=DEMO_ON, help="清单下达的业务日期，默认 2025-12-03")

    def handle(self, *args, on: date, **options) -> None:
        if settings.DEMO:
            mark_demo(on)
        before = Task.objects.count()
        Seeding(
            settings.BASE_DIR / "seeds",
            on=on,
            with_passwords=settings.DEMO,
            say=lambda s: self.stdout.write(f"  {s}"),
        ).run()
        self.stdout.write(
            f"完成：共 {Task.objects.count()} 项任务，本次新增 {Task.objects.count() - before} 项。"
        )
