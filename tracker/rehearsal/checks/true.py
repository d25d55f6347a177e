"""True: the numbers of one day agree, wherever they stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.models import LetterKind, Obligation, Role, Task, Urgency
from tracker.rehearsal.checks.day import Evening, Finding
from tracker.reporting.counts import task_counts

SAID_LATE = re.compile(r"(\d+)项[^，。、；：]{0,4}逾期")


def lists_agree(evening: Evening) -> Iterator[Finding]:
    """Overdue on the office's home = on the leader's page = the red tasks of the list, the chart and the export."""
    today, office = evening.today, evening.town.office
    home = _home(today, office.pk)
    seen = Obligation.objects.visible_to(_leader(evening)).overdue(today)
    if len(home) != seen.count():
        yield "市领导", f"办公室首页逾期{len(home)}项，逾期一览{seen.count()}项"
    columns = _columns(office.pk)
    red = {task for task, urgency, _late in columns if urgency == Urgency.RED}
    late = {task for task in home if task}
    if red != late:
        yield "督办机构", f"清单中红色任务{len(red)}项，有逾期事项的任务{len(late)}项"
    counted = task_counts(Task.objects.filter(office=office)).red
    if counted != len(red):
        yield "督办机构", f"统计图逾期{counted}项，清单中红色任务{len(red)}项"
    if summed := sum(n for _task, _urgency, n in columns) - sum(1 for task in home if task):
        yield "督办机构", f"任务清单“逾期”列合计与首页相差{summed}项"


@composed
def _home(today: date, office: int) -> QuerySet[Obligation, int | None]:
    return Obligation.objects.filter(office=office).overdue(today).values_list("task", flat=True)


@composed
def _columns(office: int) -> QuerySet[Task, tuple[int, int, int]]:
    return Task.objects.filter(office=office).issued().values_list("pk", "urgency", "late_count")


def _leader(evening: Evening) -> Actor:
    return evening.town.actor(evening.town.holders(Role.LEADER)[0])


def late_units(today: date) -> Counter[int]:
    return Counter(_late(today))


@composed
def _late(today: date) -> QuerySet[Obligation, int]:
    return Obligation.objects.overdue(today).order_by().values_list("unit_id", flat=True)


def digests_tell_all(evening: Evening) -> Iterator[Finding]:
    """A digest says how many matters of its reader's units are overdue, as the pages do at that hour."""
    in_the_evening = late_units(evening.today)
    for letter in evening.letters:
        units = evening.units_of(letter.person_id)
        if letter.kind != LetterKind.DIGEST or not units:
            continue
        true = {sum(late[unit] for unit in units) for late in (evening.late_in_the_morning, in_the_evening)}
        said = [int(n) for n in SAID_LATE.findall(f"{letter.subject}\n{letter.text}")]
        if 0 not in true and not true.intersection(said):
            words = f"{max(said)}项" if said else "没有提到"
            yield (
                str(letter.person),
                f"系统中逾期{min(true)}项，来信所说的逾期：{words}（{letter.subject[:40]}）",
            )


CHECKS = (lists_agree, digests_tell_all)
