import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.upkeep.doctor import examine
from tracker.upkeep.findings import Finding, Level

SIGNS = {Level.OK: "正常", Level.WARNING: "注意", Level.FAULT: "故障"}


class Command(BaseCommand):
    help = "体检：逐项说明哪里不正常、该怎么办；有故障时退出码为 1。 What is wrong with this installation, and what to do."
    requires_system_checks: list[str] = []  # each finding stands for itself, also without a database

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args, **options):
        findings = examine(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(each) for each in findings], ensure_ascii=False, indent=1))
        else:
            for each in findings:
                self.stdout.write(_in_words(each))
        faults = sum(each.level is Level.FAULT for each in findings)
        if faults:
            raise CommandError(f"有{faults}项故障，请按上面的说明处理。")


def _in_words(finding: Finding) -> str:
    return f"[{SIGNS[finding.level]}] {finding.subject}：{finding.says}{finding.advice}"
