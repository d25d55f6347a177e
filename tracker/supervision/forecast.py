"""What will be sent in the coming days, to whom and why, if nothing else happens. Writes nothing.

"Nothing else" means: nobody reports, decides or signs anything; a letter goes out on the day it is owed wherever
somebody can receive it; a dispatch already signed goes out today; drafts stay unsigned, so their ladders wait.
Alerts to the office are not listed, nor is the budget of a day applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tracker.domain.formal.unfit import halted_entries
from tracker.domain.lifecycle.opening import owing_units, periods_begun
from tracker.domain.recipients import Directories, Directory
from tracker.models import (
    UNIT_ROLES,
    CalendarDay,
    Dispatch,
    DispatchKind,
    DispatchState,
    LetterNotice,
    LetterState,
    Notice,
    Obligation,
    Receipt,
    Schedule,
    TaskState,
)
from tracker.models import Rung as RungRow
from tracker.rules.ladder import Facts, PastNotice, Rung, Step, base_code, next_step
from tracker.rules.workdays import Calendar
from tracker.supervision.ladders import LadderBook
from tracker.supervision.obligation_facts import Case, read_cases

BATCH = 1000
LONGEST = 366  # days
NAMES = ("task__title", "dispatch__title", "task_list__name")  # one of them is what is owed


class ForecastError(ValueError):
    """The question makes no sense; the message is a Chinese sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class ForecastRow:
    """One letter to come. `obligation` and `dispatch` are None for what does not exist yet."""

    on: date
    unit: str
    people: tuple[str, ...]  # names of those who would receive it on that day; empty: nobody can
    obligation: int | None
    task: int | None
    subject: str
    kind: str  # of the obligation
    due_on: date
    rung: str  # code of the notice, with its period
    letter: str  # name of the rung
    reason: str
    formal: bool  # drafted for signature, not sent
    rehearsal: bool  # the rung is not live for this date

    def as_dict(self) -> dict:
        return asdict(self) | {"on": self.on.isoformat(), "due_on": self.due_on.isoformat()}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose letters, and of how many matters at the most: a page must not grow with the table."""

    offices: frozenset[int] | None = None  # ids; None for all
    unit: int | None = None
    most: int | None = None  # Obligations, periods and replies, each; the earliest ones

    def narrowed(self, rows: QuerySet, *, office: str, unit: str) -> QuerySet:
        """The rows within the scope; `office` and `unit` are the paths to them."""
        if self.offices is not None:
            rows = rows.filter(**{f"{office}__in": self.offices})
        return rows.filter(**{unit: self.unit}) if self.unit else rows


@dataclass(frozen=True, slots=True)
class Foreseen:
    """`rungs`: those in force, by their order. `is_cut`: there were more matters than the scope's `most`."""

    rows: list[ForecastRow]
    rungs: list[RungRow]
    is_cut: bool


def forecast(
    *,
    today: date,
    days: int,
    rung: str | None = None,
    calendar: Calendar | None = None,
    scope: Scope = Scope(),
) -> list[ForecastRow]:
    """Letters of `today` and the days after it, `days` in all, in the order of days and units.

    rung: show only this rung, and as if it were already live (演练). Reads in batches: what it holds at once is
    one batch and the answer. Raises ForecastError.
    """
    return foresee(today=today, days=days, rung=rung, calendar=calendar, scope=scope).rows


def foresee(
    *,
    today: date,
    days: int,
    rung: str | None = None,
    calendar: Calendar | None = None,
    scope: Scope = Scope(),
) -> Foreseen:
    """The same, with what the reading of it has brought to light."""
    if not 1 <= days <= LONGEST:
        raise ForecastError(f"预报天数应在1至{LONGEST}之间，现在是{days}。")
    book = LadderBook.load(as_if_live=rung)
    if rung is not None and rung not in book.versions:
        known = "、".join(sorted(book.versions)) or "（尚未设置）"
        raise ForecastError(f"没有代码为“{rung}”的督办规则，现行规则有：{known}。")
    calendar = calendar or CalendarDay.objects.calendar()
    seer = _Seer(today, today + timedelta(days=days - 1), calendar, book, rung, scope)
    rows = sorted(seer.rows(), key=lambda row: (row.on, row.unit, row.due_on, row.subject, row.rung))
    return Foreseen(rows, book.current(), seer.is_cut)


@dataclass(frozen=True, slots=True)
class Subject:
    """An Obligation, there already or still to come, with what its letters need."""

    unit_id: int
    office_id: int
    facts: Facts
    start: date  # the day of its next look
    obligation: int | None
    task: int | None
    name: str
    stays: frozenset[tuple[str, int]] = (
        frozenset()
    )  # waiting notices (code, round) that will not go by themselves


@dataclass(slots=True)
class _Seer:
    today: date
    last: date
    calendar: Calendar
    book: LadderBook
    only: str | None
    scope: Scope
    is_cut: bool = False
    _directories: Directories = field(init=False)

    def rows(self) -> Iterator[ForecastRow]:
        self._directories = Directories(self.today, self.last)
        for subject in self._subjects():
            yield from self._letters(subject)

    def _subjects(self) -> Iterator[Subject]:
        yield from self._running()
        yield from self._opening()
        yield from self._answering()

    # --- One ladder, day by day --------------------------------------------------------------------
    def _letters(self, subject: Subject) -> Iterator[ForecastRow]:
        """The same `next_step` as the sweep's, on facts that move on as the days would move them."""
        facts, stays = subject.facts, set(subject.stays)
        rungs = self.book.rungs_for(opened_on=facts.opened_on, due_on=facts.due_on)
        on = subject.start
        facts = self._posted(facts, stays, since=self.today, before=on)
        while on <= self.last:
            step = next_step(facts, rungs.ladder, self.calendar, on)
            if step.rung:
                addressed = self._addressed(subject, step.rung.to, on)
                if step.rung.formal or not addressed:
                    stays.add((step.notice_code, facts.round))
                if self.only in (None, base_code(step.notice_code)):
                    yield self._row(subject, step, step.rung, rungs.row(step.notice_code), on)
            if step.next_on is None:
                return
            facts = self._posted(_having(step, facts, on), stays, since=on, before=step.next_on)
            on = step.next_on

    def _posted(self, facts: Facts, stays: set[tuple[str, int]], *, since: date, before: date) -> Facts:
        """After the mail of the first working day from `since` on that nothing halts, if `before` the next sweep."""
        if not any(_waits(notice) for notice in facts.sent):
            return facts
        ends = [halt.until for halt in facts.halts if halt.until]
        if len(ends) < len(facts.halts):
            return facts
        on = self.calendar.roll(max([since, *(end + timedelta(days=1) for end in ends)]))
        if on >= before:
            return facts
        sent = tuple(
            replace(n, sent_on=on) if _waits(n) and (n.rung_code, n.round) not in stays else n
            for n in facts.sent
        )
        return replace(facts, sent=sent)

    def _row(self, subject: Subject, step: Step, rung: Rung, row: Any, on: date) -> ForecastRow:
        to = self._addressed(subject, rung.to, on)
        people = dict.fromkeys([*to, *(self._addressed(subject, rung.copy_to, on) if to else ())])
        return ForecastRow(
            on=on,
            unit=self._directories.units[subject.unit_id],
            people=tuple(self._directories.people[person] for person in people),
            obligation=subject.obligation,
            task=subject.task,
            subject=subject.name,
            kind=subject.facts.kind,
            due_on=subject.facts.due_on,
            rung=step.notice_code,
            letter=row.name,
            reason=step.reason,
            formal=rung.formal,
            rehearsal=self._rehearses(rung, subject.facts),
        )

    def _rehearses(self, rung: Rung, facts: Facts) -> bool:
        return self.only is not None and not self.book.is_live(
            rung, opened_on=facts.opened_on, due_on=facts.due_on
        )

    def _addressed(self, subject: Subject, roles: Iterable[str], on: date) -> list[int]:
        found = self._directory(on).recipients(roles, unit=subject.unit_id, office=subject.office_id)
        return [recipient.person for recipient in found]

    def _directory(self, on: date) -> Directory:
        return self._directories.on(on)

    # --- What is running ---------------------------------------------------------------------------
    def _running(self) -> Iterator[Subject]:
        candidates = self.scope.narrowed(self._candidates(), office="office", unit="unit")
        if self.scope.most is not None:
            found = candidates.order_by("next_on", "pk").values_list("pk", flat=True)[: self.scope.most + 1]
            first = list(found)
            self.is_cut = len(first) > self.scope.most
            yield from self._read(Obligation.objects.filter(pk__in=first[: self.scope.most]))
            return
        after = 0
        while ids := list(
            candidates.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
        ):
            after = ids[-1]
            yield from self._read(Obligation.objects.filter(pk__in=ids))

    def _candidates(self) -> QuerySet[Obligation]:
        if self.only is None:
            return Obligation.objects.due_for_sweep(self.last)
        # The next look was set without the rung that rehearses, so every clock that runs is asked.
        kinds = {kind for row in self.book.versions[self.only] for kind in row.obligation_kinds}
        return Obligation.objects.open().chased().filter(kind__in=kinds, next_on__isnull=False)

    def _read(self, obligations: QuerySet[Obligation]) -> Iterator[Subject]:
        cases = read_cases(obligations, self.today, also=("task_id", *NAMES))
        stays, gone = self._staying(cases), self._withdrawn(cases)
        for case in cases:
            row = case.row
            facts = case.facts
            if row.pk in gone:
                sent = (n for n in facts.sent if (n.rung_code, n.round) not in gone[row.pk])
                facts = replace(facts, sent=tuple(sent))
            start = self.today if self.only else max(row.next_on, self.today)
            yield Subject(
                row.unit_id,
                row.office_id,
                facts,
                start,
                row.pk,
                row.task_id,
                next(name for name in (getattr(row, each) for each in NAMES) if name),
                stays.get(row.pk, frozenset()),
            )

    def _staying(self, cases: list[Case]) -> dict[int, frozenset[tuple[str, int]]]:
        """Waiting notices that will not go by themselves: unsigned, refused by the mail server, or for nobody."""
        where = {case.row.pk: case.row for case in cases if any(_waits(n) for n in case.facts.sent)}
        if not where:
            return {}
        owed = Notice.objects.owed().filter(obligation__in=where).select_related("rung", "dispatch")
        carried = LetterNotice.objects.filter(notice=OuterRef("pk"))
        others = carried.exclude(letter__state=LetterState.FAILED)
        notices = owed.annotate(
            has_failed=Exists(carried.filter(letter__state=LetterState.FAILED)) & ~Exists(others)
        )
        staying: dict[int, set[tuple[str, int]]] = {}
        for notice in notices:
            if notice.has_failed or self._keeps(notice, where[notice.ground_id]):
                staying.setdefault(notice.ground_id, set()).add((notice.rung_code, notice.round))
        return {pk: frozenset(codes) for pk, codes in staying.items()}

    def _withdrawn(self, cases: list[Case]) -> dict[int, set[tuple[str, int]]]:
        """Entries (code, round) of drafts that today's sweep takes out: they will be written anew."""
        halted = [case.row.pk for case in cases if case.facts.sent and _is_held(case.facts, self.today)]
        gone: dict[int, set[tuple[str, int]]] = {}
        if halted:
            entries = halted_entries(self.today).filter(obligation__in=halted)
            for owed, code, number in entries.values_list("obligation_id", "rung_code", "round"):
                gone.setdefault(owed, set()).add((code, number))
        return gone

    def _keeps(self, notice: Notice, row: Any) -> bool:
        if notice.is_formal and (notice.dispatch is None or notice.dispatch.state != DispatchState.SIGNED):
            return True
        return not self._served(notice.rung.to_roles if notice.rung else (), row.unit_id, row.office_id)

    def _served(self, roles: Iterable[str], unit: int, office: int) -> bool:
        return bool(self._directory(self.today).recipients(roles or UNIT_ROLES, unit=unit, office=office))

    # --- What opens meanwhile ----------------------------------------------------------------------
    def _opening(self) -> Iterator[Subject]:
        """Periods that begin until the last day, as `open_periods` will open them."""
        coming = Schedule.objects.filter(opens_next_on__lte=self.last, task__state=TaskState.ISSUED)
        coming = self.scope.narrowed(coming, office="task__office", unit="task__assignments__unit")
        rows = coming.select_related("task__task_list").prefetch_related("task__assignments", "deadlines")
        for schedule in rows.order_by("opens_next_on", "pk")[: self.scope.most].iterator(chunk_size=BATCH):
            open_already = {deadline.period for deadline in schedule.deadlines.all()}
            for period in periods_begun(schedule, self.last, self.calendar):
                # Also what passed while no sweep ran: it is opened late, and chased.
                opened_on = max(period.opens_on, schedule.opens_next_on or self.today, self.today)
                if period.key not in open_already:
                    yield from self._owed_by(schedule, opened_on, period.due_on)

    def _owed_by(self, schedule: Schedule, opened_on: date, due_on: date) -> Iterator[Subject]:
        task = schedule.task
        for unit in owing_units(task):
            if self.scope.unit not in (None, unit):
                continue
            facts = Facts(schedule.kind, due_on, opened_on)
            yield Subject(unit, task.task_list.office_id, facts, opened_on, None, task.pk, task.title)

    def _answering(self) -> Iterator[Subject]:
        """Letters signed and not yet delivered go out today; what they ask for is owed from then on."""
        signed = Dispatch.objects.running().exclude(kind=DispatchKind.GUIDANCE)
        waiting = Receipt.objects.filter(sent_on=None, dispatch__in=signed.values("pk"))
        asked = self.scope.narrowed(waiting, office="dispatch__office", unit="unit")
        rows = asked.select_related("dispatch").order_by("pk")
        for receipt in rows[: self.scope.most].iterator(chunk_size=BATCH):
            dispatch = receipt.dispatch
            if self._served((), receipt.unit_id, dispatch.office_id):
                due_on = self.calendar.limit(self.today, dispatch.reply_within)
                facts = Facts("reply", due_on, self.today)
                start = self.today + timedelta(days=1)  # today's sweep comes before today's mail
                yield Subject(receipt.unit_id, dispatch.office_id, facts, start, None, None, dispatch.title)


def _waits(notice: PastNotice) -> bool:
    return notice.sent_on is None and notice.closed_on is None


def _is_held(facts: Facts, on: date) -> bool:
    """Whether anything forbids a formal letter about it on that day."""
    is_promised = facts.promised_on is not None and facts.promised_on >= on
    return bool(facts.halts) or facts.holds_letters or is_promised


def _superseded(notice: PastNotice, step: Step, on: date) -> PastNotice:
    is_gone = step.supersedes and notice.rung_code == step.supersedes and _waits(notice)
    return replace(notice, closed_on=on) if is_gone else notice


def _having(step: Step, facts: Facts, on: date) -> Facts:
    """After the sweep of that day: its notice is written, its alert has been given."""
    if step.rung:
        notice = PastNotice(step.notice_code, facts.round, on, is_formal=step.rung.formal)
        said = (_superseded(n, step, on) for n in facts.sent)
        facts = replace(facts, sent=(*said, notice))
    if step.blocked is None:
        return replace(facts, alerted_on=None)
    return replace(facts, alerted_on=on) if step.blocked.alert_on <= on else facts
