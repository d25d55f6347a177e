"""`manage.py forget_people`: what is kept of people who have left goes by its age; each night this happens by itself."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone, translation

from tracker.actions.leaving import forget_people, forgettable
from tracker.management.base import OfThisMode


class Command(OfThisMode):
    help = (
        "清理停用已满 DUBAN_LEFT_DAYS 天的账号的联系方式、登录资料和个人设置；--list 只列出。"
        " Forget what need not be kept of people who left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list", action="store_true", help="只列出，不清理 only say whose")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        for person in forgettable(now=now):
            self.stdout.write(f"{person.name}（{person.username}）")
        if not options["list"]:
            with translation.override("zh-hans"):
                self.stdout.write(f"已清理{forget_people(now=now)}人。")
