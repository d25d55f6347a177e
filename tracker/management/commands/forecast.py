"""`manage.py forecast` says what will be sent in the coming days, to whom and why. It writes nothing."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from tracker.management.base import OfThisMode, whole_number
from tracker.management.commands.sweep import add_date, as_json
from tracker.models import Installation
from tracker.supervision.forecast import ForecastError, ForecastRow, forecast

NOTHING = "这几天没有要发的函件。"


class Command(OfThisMode):
    help = "预报：今后若干天将发出什么、发给谁、为什么。 What the coming sweeps will write."

    def add_arguments(self, parser: CommandParser) -> None:
        add_date(parser)
        parser.add_argument("--days", type=whole_number, default=14, help="天数，含起始日；默认14")
        parser.add_argument("--rung", help="只看这条督办规则（代码），并当作已启用：演练")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        today = options["on"] or Installation.objects.current().business_date()
        try:
            rows = forecast(today=today, days=options["days"], rung=options["rung"])
        except ForecastError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(as_json([row.as_dict() for row in rows]))
            return
        for line in [_in_words(row) for row in rows] or [NOTHING]:
            self.stdout.write(line)


def _in_words(row: ForecastRow) -> str:
    people = "、".join(row.people) or "无人可收信"
    marks = "".join(
        mark for mark, shown in (("［演练］", row.rehearsal), ("［起草待签发］", row.formal)) if shown
    )
    return f"{row.on}　{row.unit}（{people}）　{row.letter}{marks}　{row.subject}　{row.reason}"
