"""What the search finds things by, against what the rows say: checked, or written anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.db import transaction

from tracker.domain.search import differences, rebuild
from tracker.management.base import OfThisMode
from tracker.models import SearchEntry


class Command(OfThisMode):
    help = "核对检索条目是否与任务、函件、来源文件的文字一致；--rebuild 按文字重写。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--check", action="store_true", help="只核对，不改动；有不一致时退出码为1")
        which.add_argument("--rebuild", action="store_true", help="补齐缺少的条目，改正不一致的条目")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            with transaction.atomic():
                rebuild()
        found = [f"{kind} {pk}" for kind, pk in differences()]
        self.tell_differences(found, f"共{SearchEntry.objects.count()}个检索条目，{len(found)}个不一致。")
