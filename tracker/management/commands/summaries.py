"""The summaries of tasks against what their obligations say: checked, or written anew."""

from __future__ import annotations

from argparse import ArgumentParser

from django.db import transaction

from tracker.domain.lifecycle.summary import BATCH, differences, roll, summarise
from tracker.management.base import OfThisMode
from tracker.models import Task, business_date


class Command(OfThisMode):
    help = "核对任务的情形、最近时限和件数是否与应办事项一致；--repair 按应办事项重写。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--check", action="store_true", help="只核对，不改动；有不一致时退出码为1")
        which.add_argument("--repair", action="store_true", help="按应办事项重写全部任务的汇总")

    def handle(self, *args, **options) -> None:
        today = business_date()
        if options["repair"]:
            self._repair(today)
        found = [f"任务{pk}：{_wrong(columns, said)}" for pk, columns, said in differences(today)]
        self.tell_differences(found, f"共核对{Task.objects.count()}项任务，{len(found)}项不一致。")

    def _repair(self, today) -> None:
        roll(today)
        pks = list(Task.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(pks), BATCH):
            with transaction.atomic():
                summarise(pks[start : start + BATCH], today)


def _wrong(columns: dict, said: dict) -> str:
    return "，".join(f"{name} {columns[name]}→{said[name]}" for name in said if columns[name] != said[name])
