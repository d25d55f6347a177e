"""Clean: the history holds, nothing is said twice, nothing leaves on a rest day, no number is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, QuerySet

from tracker.domain.composed import composed
from tracker.models import Dispatch, Letter, LetterKind, Notice, NumberSeries
from tracker.models.events import GENESIS
from tracker.rehearsal.checks.day import Evening, Finding

REMINDERS = (LetterKind.DIGEST, LetterKind.ALERT)


class Chain:
    """The history's last link that was verified: each day only what came since is."""

    def __init__(self) -> None:
        self._seq: int | None = None
        self._hash = GENESIS

    def history(self, evening: Evening) -> Iterator[Finding]:
        """Each event follows the one before it, and says what its hash was taken over."""
        for event in evening.events:
            if self._seq is not None and (event.seq, event.previous) != (self._seq + 1, self._hash):
                yield "履历", f"第{event.seq}条与前一条不相接"
            if not (event.hash_agrees() and event.columns_agree()):
                yield "履历", f"第{event.seq}条的内容与哈希不符"
            self._seq, self._hash = event.seq, event.hash


def nothing_twice(evening: Evening) -> Iterator[Finding]:
    """No two letters of the ladder about one thing on one day, and no two digests to one person."""
    for owed, n in _twice(evening.today):
        yield "事项", f"{owed}号事项今日有{n}份督办提示"
    people = [letter.person_id for letter in evening.letters if letter.kind == LetterKind.DIGEST]
    for letter in {x.person_id: x for x in evening.letters if people.count(x.person_id) > 1}.values():
        yield str(letter.person), "同一天收到两封督办提醒"


@composed
def _twice(today: date) -> QuerySet[Notice, tuple[int, int]]:
    ladder = Notice.objects.filter(owed_on=today, rung__isnull=False).values("obligation")
    twice = ladder.annotate(n=Count("pk")).filter(n__gt=1).order_by("obligation")
    return twice.values_list("obligation", "n")


def rest_days_are_quiet(evening: Evening) -> Iterator[Finding]:
    """No reminder and no alert leaves on a rest day."""
    if not evening.is_workday:
        for letter in evening.letters:
            if letter.kind in REMINDERS:
                yield str(letter.person), f"休息日收到“{letter.subject[:30]}”"


def numbers_have_no_gaps(evening: Evening) -> Iterator[Finding]:
    taken: dict[tuple[int, str, int], list[int]] = {}
    for office, kind, year, seq in _numbers():
        taken.setdefault((office, kind, year), []).append(seq)
    for series in _series():
        mine = taken.get((series.numbering.office_id, series.numbering.kind, series.year), [])
        if sorted(mine) != list(range(1, series.last + 1)):
            yield "发文", f"{series}：字号有缺漏"


@composed
def _series() -> QuerySet[NumberSeries]:
    return NumberSeries.objects.select_related("numbering")


@composed
def _numbers() -> QuerySet[Dispatch, tuple[int, str, int, int]]:
    rows = Dispatch.objects.exclude(number_year=None).order_by()
    return rows.values_list("office", "kind", "number_year", "number_seq")


def nothing_is_stuck_in_the_post(evening: Evening) -> Iterator[Finding]:
    """With a mail server that takes everything, nothing waits over the night of a working day."""
    if evening.is_workday:
        for letter in _queued(evening.today):
            yield str(letter.person), f"{letter.digest_on}的{letter.get_kind_display()}仍未发出"


@composed
def _queued(today: date) -> QuerySet[Letter]:
    return Letter.objects.queued().filter(digest_on__lte=today).select_related("person")


CHECKS = (nothing_twice, rest_days_are_quiet, numbers_have_no_gaps, nothing_is_stuck_in_the_post)
