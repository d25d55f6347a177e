"""`manage.py rehearse` plays a year with simulated people and says what it was like to live in. Demo only."""

from __future__ import annotations

import gc
import json
import sys
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from tracker.management.base import OfThisMode, day, whole_number
from tracker.models import Event, Installation, TaskList, User, Verb
from tracker.rehearsal import table
from tracker.rehearsal.play import Outcome, Play
from tracker.rehearsal.sink import Sink
from tracker.rehearsal.tempers import YEARS

RARELY = (
    200_000,
    20,
    100,
)  # a year makes many short-lived rows: looking for cycles among them took a twelfth
LISTS_COME = (2, 20)  # month and day on which an office issues its year
FRESH = "演练要从刚建好的演示库开始：这个库里已经有人办过事。请先运行 make reset，或换一个 DUBAN_VAR。"


class Command(OfThisMode):
    help = "演练一年：模拟的人按真实流程办事，逐日检查，最后列出结果。 Play a year with simulated people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=whole_number, default=2025, help="哪一年；默认2025")
        parser.add_argument("--seed", type=whole_number, default=1, help="种子：同一种子，同样的一年")
        parser.add_argument("--to", type=day, help="演练到哪一天；默认当年12月31日")
        parser.add_argument("--temper", choices=sorted(YEARS), default="mixed", help="单位的脾气")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")
        parser.add_argument("--unchecked", action="store_true", help="只演练，不检查：演示数据就是这样来的")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("只有演示模式可以演练：请设置 DUBAN_DEMO=1。")
        last = options["to"] or date(options["year"], 12, 31)
        if options["unchecked"]:
            self.live_through(last, options)
        else:
            self.examine(last, options)

    # --- The demo's past ---------------------------------------------------------------------------
    def live_through(self, last: date, options: dict[str, Any]) -> None:
        """Play up to `last` and leave the clock on the morning after it. A play that was cut short goes on with the
        day after the one that it had come to: what happens once must not happen twice."""
        first = max(self.seeded_on(options), _next_to_play())
        if first <= last:
            self.play(first, last, options)
            Installation.objects.filter(pk=1).update(demo_on=last + timedelta(days=1))

    # --- The examination ---------------------------------------------------------------------------
    def examine(self, last: date, options: dict[str, Any]) -> None:
        first = self.seeded_on(options)
        if Event.objects.filter(verb=Verb.SWEPT).exists():
            raise CommandError(FRESH)
        if last < first:
            raise CommandError(f"演练从{first}下达清单开始，不能只到{last}。")
        outcome = self.play(first, last, options)
        if options["json"]:
            self.stdout.write(json.dumps(table.as_values(outcome), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(table.in_words(outcome)))
        if not table.is_good(outcome):
            sys.exit(1)

    def seeded_on(self, options: dict[str, Any]) -> date:
        """Seed an empty database; returns the day on which its lists were issued."""
        if not User.objects.exists():
            out = self.stderr if options["json"] else self.stdout
            call_command("seed", on=date(options["year"], *LISTS_COME), skip_checks=True, stdout=out)
        issued = TaskList.objects.filter(issued_on__isnull=False).order_by("issued_on").first()
        if issued is None:
            raise CommandError(FRESH)
        return issued.issued_on

    def play(self, first: date, last: date, options: dict[str, Any]) -> Outcome:
        gc.set_threshold(*RARELY)
        progress = Progress(self.stderr, first, last)
        outcome = Play(
            first,
            last,
            seed=options["seed"],
            temper=options["temper"],
            checks=not options["unchecked"],
            channel=Sink,
            told=progress.show,
        ).run()
        progress.end()
        return outcome


def _next_to_play() -> date:
    """The day on which the clock stands, unless it was begun there."""
    on = Installation.objects.current().demo_on or date.min
    begun = Event.objects.filter(verb=Verb.CLOCK_MOVED, happened_on=on).exists()
    return on + timedelta(days=1) if begun else on


class Progress:
    """A bar on a terminal, a line a month elsewhere."""

    WIDTH = 30

    def __init__(self, out: Any, first: date, last: date) -> None:
        self.out, self.first, self.total = out, first, (last - first).days + 1
        self.on_terminal = out.isatty()

    def show(self, on: date) -> None:
        done = (on - self.first).days + 1
        if self.on_terminal:
            filled = done * self.WIDTH // self.total
            self.out.write(f"\r  {'█' * filled}{'░' * (self.WIDTH - filled)} {on}", ending="")
            self.out.flush()
        elif on.day == 1:
            self.out.write(f"  {on:%Y-%m} …")
            self.out.flush()

    def end(self) -> None:
        if self.on_terminal:
            self.out.write("")
