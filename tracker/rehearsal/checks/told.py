"""Told: whatever is owed or decided reaches whom it concerns, the same day or the next working day.

Judged by the words of the letters that left, as their readers would.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from tracker.domain.composed import composed
from tracker.domain.halts import halted
from tracker.models import (
    OFFICE_ROLES,
    Assignment,
    AssignmentRole,
    Dispatch,
    Event,
    Indicator,
    Letter,
    Obligation,
    ObligationKind,
    Receipt,
    Role,
    Schedule,
    Task,
    Verb,
)
from tracker.rehearsal.checks.day import Evening, Finding, says, title_of

WEEK = 6  # working days: a week and the day on which a reminder may wait for its post
QUIET_FOR = 6  # an acceptance asks nothing of anybody: within a week, with whatever else is told
# What a unit must hear of, and a word by which it would recognise it.
UNIT_HEARS = {
    Verb.PROGRESS_RETURNED: ("退回",),
    Verb.PROGRESS_ACCEPTED: ("认可",),
    Verb.EXTENSION_DECIDED: ("延期", "延至"),
    Verb.OBJECTION_DECIDED: ("异议",),
    Verb.TASK_REASSIGNED: ("改派",),
    Verb.TASK_OWNER_DECIDED: ("责任单位", "核定"),
    Verb.TASK_DATE_DECIDED: ("核定", "时限调整"),
    Verb.TASK_SUSPENDED: ("暂缓",),
    Verb.TASK_RESUMED: ("恢复",),
    Verb.TASK_CANCELLED: ("撤销",),
    Verb.TASK_RESTORED: ("恢复",),
    Verb.DISPATCH_VOIDED: ("作废",),
    Verb.LIST_CLOSED: ("归档",),
    Verb.UNIT_MERGED: ("并入", "撤销"),
}
MOVED = "事项移交"
OFFICE_HEARS = {
    Verb.PROGRESS_RELEASED: (OFFICE_ROLES, ("报送", "审核")),
    Verb.EXTENSION_ASKED: ((Role.OFFICE_HEAD,), ("延期",)),
    Verb.OBJECTION_RAISED: (OFFICE_ROLES, ("异议",)),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that somebody must read by the evening of `until`."""

    until: date
    said_on: date
    what: str
    whom: str
    unit: int | None  # None: the office
    roles: tuple[str, ...]
    title: str
    words: tuple[str, ...]

    def is_in(self, evening: Evening) -> bool:
        letters = evening.to_role(*self.roles) if self.unit is None else self._of_unit(evening)
        return any(says(x, *self.words) and says(x, self.title) for x in letters)

    def _of_unit(self, evening: Evening) -> Iterable[Letter]:
        mine = evening.to_unit(self.unit)
        if not self.roles:
            return mine
        return (
            x for x in mine if any((role, self.unit) in evening.roles[x.person_id] for role in self.roles)
        )


class Memory:
    """What has been said to whom so far."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._mentioned: dict[tuple[int, str], date] = {}
        self._stood_still: set[int] = set()  # on the working day before
        self._owners: dict[int, int] = {}  # of what was owed on the evening before

    # --- Decisions ---------------------------------------------------------------------------------
    def decisions(self, evening: Evening) -> Iterator[Finding]:
        """Who must know of what was decided or handed in has a letter that says so."""
        self._waiting = [w for w in self._waiting if not w.is_in(evening)]
        for missed in [w for w in self._waiting if w.until <= evening.today]:
            what = f"{missed.said_on}“{missed.what}”（{missed.title[:30]}），次日止没有收到告知"
            yield missed.whom, what
        self._waiting = [w for w in self._waiting if w.until > evening.today]
        fresh = [w for event in evening.events for w in _waiting_for(event, evening)]
        fresh += self._moved(evening)
        self._waiting += [w for w in fresh if not w.is_in(evening)]

    def _moved(self, evening: Evening) -> Iterator[Waiting]:
        """What came to another unit as it was: its new people must read its name. Who had it came along, and has read
        of it before."""
        until = evening.calendar.next_workday(evening.today)
        for owed in evening.owed:
            before, title = self._owners.get(owed.pk, owed.unit_id), title_of(owed)
            if before != owed.unit_id:
                if known := self._mentioned.get((before, title)):
                    self._mentioned.setdefault((owed.unit_id, title), known)
                if evening.can_be_reached(owed.unit_id):
                    unit = owed.unit_id
                    yield Waiting(until, evening.today, MOVED, str(owed.unit), unit, (), title, (title,))
        self._owners = {owed.pk: owed.unit_id for owed in evening.owed}

    # --- What is owed --------------------------------------------------------------------------------
    def before_the_date(self, evening: Evening) -> Iterator[Finding]:
        """Nobody learns of a date only after it: each was named in a letter before it fell due."""
        self._listen(evening)
        for owed in evening.owed:
            is_sudden = owed.opened_on >= evening.calendar.minus(owed.due_on, 1)
            if owed.due_on != evening.today or is_sudden or not _is_chased(owed, evening):
                continue
            if (owed.unit_id, title_of(owed)) not in self._mentioned:
                yield str(owed.unit), f"“{title_of(owed)[:30]}”今日到期，此前没有任何来信提到它"

    def weekly(self, evening: Evening) -> Iterator[Finding]:
        """Urging goes on each week until the matter is met; of what stood still until today, tomorrow."""
        if not evening.is_workday:
            return
        long_ago = evening.calendar.minus(evening.today, WEEK)
        standing_still = _halted(evening.today)
        stood_still, self._stood_still = self._stood_still | standing_still, standing_still
        for owed in evening.owed:
            if owed.due_on >= long_ago or owed.pk in stood_still or not _is_chased(owed, evening):
                continue
            if owed.kind == ObligationKind.SIGN_FOR:
                continue  # asked for twice; then the officer is told
            last = self._mentioned.get((owed.unit_id, title_of(owed)))
            if last is None or last < long_ago:
                yield (
                    str(owed.unit),
                    f"“{title_of(owed)[:30]}”（{owed.due_on}到期）自{last or '开始'}起再无来信催办",
                )

    def _listen(self, evening: Evening) -> None:
        for unit in {owed.unit_id for owed in evening.owed}:
            letters = list(evening.to_unit(unit))
            if letters:
                mine = {title_of(owed) for owed in evening.owed if owed.unit_id == unit}
                for subject in mine:
                    if any(says(letter, subject) for letter in letters):
                        self._mentioned[unit, subject] = evening.today


def _is_chased(owed: Obligation, evening: Evening) -> bool:
    return owed.is_chased and owed.state == "open" and evening.can_be_reached(owed.unit_id)


def _halted(today: date) -> set[int]:
    return set(_standing_still(today))


@composed
def _standing_still(today: date) -> QuerySet[Obligation, int]:
    return Obligation.objects.open().filter(halted("", today)).values_list("pk", flat=True)


# --- Who must hear of an event ------------------------------------------------------------------------
def _waiting_for(event: Event, evening: Evening) -> Iterator[Waiting]:
    until, title = evening.calendar.next_workday(evening.today), _title(event)
    verb = event.verb
    if verb == Verb.PROGRESS_ACCEPTED:
        until = evening.calendar.add(evening.today, QUIET_FOR)
    if verb in UNIT_HEARS:
        for unit in _units(event):
            if evening.can_be_reached(unit.pk) and not _is_alone(event, unit.pk, evening):
                yield Waiting(
                    until, evening.today, _label(verb), str(unit), unit.pk, (), title, UNIT_HEARS[verb]
                )
    elif verb in OFFICE_HEARS:
        roles, words = OFFICE_HEARS[verb]
        yield Waiting(until, evening.today, _label(verb), "督办机构", None, tuple(roles), title, words)
    elif verb == Verb.PROGRESS_DRAFTED and evening.town.holders(Role.UNIT_LEADER, event.unit_id):
        leader = (Role.UNIT_LEADER,)
        words = ("审签",)
        yield Waiting(
            until, evening.today, _label(verb), f"{event.unit}负责人", event.unit_id, leader, title, words
        )


def _label(verb: str) -> str:
    return str(Verb(verb).label)


def _title(event: Event) -> str:
    return (
        event.task.title
        if event.task
        else str(event.dispatch.title if event.dispatch else event.task_list or "")
    )


def _units(event: Event) -> list:
    if event.unit and event.verb != Verb.TASK_REASSIGNED:
        return [event.unit]
    if event.dispatch and not event.task:
        return [receipt.unit for receipt in event.dispatch.receipts.filter(sent_on__isnull=False)]
    if event.task is None or event.task.state == "draft":
        return []
    return [row.unit for row in _leads(event.task.pk)]


@composed
def _leads(task: int) -> QuerySet[Assignment]:
    leads = Assignment.objects.filter(task=task, role=AssignmentRole.LEAD, unit__isnull=False)
    return leads.select_related("unit")


def _is_alone(event: Event, unit: int, evening: Evening) -> bool:
    """Nobody is told of his own act."""
    return event.actor_id is not None and unit in evening.units_of(event.actor_id)


# --- Nobody's matter -----------------------------------------------------------------------------------
def answered_for(evening: Evening) -> Iterator[Finding]:
    """Nothing waits for a unit that is no more: what it owed, what was asked of it, letters on their way, letters to
    sign for."""
    for owed in evening.owed:
        if not owed.unit.is_active:
            yield str(owed.unit), f"单位已停用，仍承担“{title_of(owed)[:30]}”"
    for unit, what in _asked_of_nobody():
        yield unit, f"单位已停用，仍向其要数：{what}"
    for unit, what in _on_the_way_to_nobody():
        yield unit, f"单位已停用，仍待送达：{what}"


@composed
def _asked_of_nobody() -> QuerySet[Indicator, tuple[str, str]]:
    return Indicator.objects.filter(unit__is_active=False).order_by("pk").values_list("unit__name", "name")


@composed
def _on_the_way_to_nobody() -> QuerySet[Receipt, tuple[str, str]]:
    letters = Dispatch.objects.drafts() | Dispatch.objects.running()
    rows = Receipt.objects.filter(unit__is_active=False, sent_on=None, dispatch__in=letters)
    return rows.order_by("pk").values_list("unit__name", "dispatch__title")


class Orphans:
    """Since when tasks have been nobody's, or when the office was last told so."""

    def __init__(self) -> None:
        self._since: dict[int, date] = {}
        self._told: set[int] = set()

    def owned(self, evening: Evening) -> Iterator[Finding]:
        """A running task is owed by somebody, will be, or the officer is told that it is nobody's: on the next working
        day, and each week."""
        if not evening.is_workday:
            return
        orphans = list(_orphans(evening))
        self._since = {task.pk: self._since.get(task.pk, evening.today) for task in orphans}
        self._told &= self._since.keys()
        for task in orphans:
            if any(says(letter, task.title) for letter in evening.to_role(*OFFICE_ROLES)):
                self._since[task.pk] = evening.today
                self._told.add(task.pk)
            patience = WEEK if task.pk in self._told else 1
            if self._since[task.pk] <= evening.calendar.minus(evening.today, patience):
                yield "督办机构", f"任务“{task.title[:30]}”办理中而无人承担，没有来信告知督办员"


def _orphans(evening: Evening) -> Iterator[Task]:
    week_ago = evening.today - timedelta(days=7)
    for task in _owed_by_nobody():
        if not task.is_standing and not task.obligations.filter(met_on__gte=week_ago).exists():
            yield task


@composed
def _owed_by_nobody() -> QuerySet[Task]:
    known = Obligation.objects.unsettled().filter(task__isnull=False).values("task")
    coming = Schedule.objects.filter(opens_next_on__isnull=False).values("task")
    return Task.objects.issued().exclude(pk__in=known).exclude(pk__in=coming).order_by("pk")
