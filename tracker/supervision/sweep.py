"""The sweep: what is owed today becomes Notices, and each Obligation learns when to be looked at again.

Its cost follows what is due: it walks the partial index of `next_on` and reads nothing else. Each batch is one
transaction, and rows that are written twice are refused by the database, so that twice a day, two sweeps at
once, or a crash half way leave the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from tracker.domain import waits
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import end_waits
from tracker.domain.lifecycle.summary import roll
from tracker.models import CalendarDay, Notice, NoticeState, Verb
from tracker.rules.ladder import Blocked, Facts, Rung, Step, next_step
from tracker.rules.workdays import Calendar
from tracker.supervision import blocked
from tracker.supervision.drafting import draft
from tracker.supervision.ladders import LadderBook
from tracker.supervision.obligation_facts import Case, cases_of, due_ids
from tracker.supervision.recurrence import open_due_periods
from tracker.supervision.withdrawal import withdraw_settled
from tracker.supervision.writing import write_back, write_notices

BATCH = 1000
OVER_BUDGET = "超出单日发函上限（{budget}件），暂未发出，请核对规则和数据"
REASON_LENGTH = 300


@dataclass(slots=True)
class SweepReport:
    """What one sweep did. Counts; nothing is written that is not counted here."""

    on: date
    looked_at: int = 0  # Obligations that were due for a look
    notices: int = 0  # written, formal ones included
    formal: int = 0  # of these
    drafts: int = 0  # formal documents newly drafted
    withdrawn: int = 0  # drafts, or entries of drafts, whose matter was settled before signing
    deadlines: int = 0  # periods opened
    obligations: int = 0  # opened with them
    rehearsed: int = 0  # steps of rungs not yet live (演练)
    blocked: int = 0  # of those looked at: the next letter cannot go
    alerted: int = 0  # of these: the office is to be told today
    rolled: int = 0  # tasks whose colour has changed with the day
    over_budget: int = 0  # left due because the day's budget is spent

    @property
    def did_something(self) -> bool:
        return bool(self.notices or self.withdrawn or self.deadlines or self.obligations or self.alerted)

    def as_dict(self) -> dict:
        return asdict(self) | {"on": self.on.isoformat()}


def sweep(
    *, today: date, calendar: Calendar | None = None, budget: int | None = None, batch: int = BATCH
) -> SweepReport:
    """Open new periods, then write what every due Obligation is owed today.

    budget: the most notices one business day may bring, whatever the number of sweeps; None for no limit. What
    is over it stays due, and the office is told. batch: Obligations in one transaction.
    """
    calendar = calendar or CalendarDay.objects.calendar()
    run = _Run(today, calendar, LadderBook.load(), SweepReport(today), budget)
    run.prepare()
    after = None
    while (after := run.next_batch(after, batch)) is not None:
        continue
    if (
        run.report.formal
    ):  # a letter whose only matter is halted may have got a second one: the first leaves it
        run.tidy()
    if run.report.alerted:
        blocked.tell_together(today)
    if run.report.did_something:
        _record(run.report)
    return run.report


def _written_on(today: date, budget: int) -> int:
    """Notices of today, up to the budget: the newest are the last ones by key, so this costs the budget."""
    keys = Notice.objects.order_by("-pk").values_list("pk", flat=True)
    oldest = next(iter(keys[budget : budget + 1]), 0)
    return Notice.objects.filter(pk__gt=oldest, owed_on=today, rung__isnull=False).count()


@chronicle()
def _record(report: SweepReport) -> None:
    note = f"发函提示{report.notices}件，起草函件{report.drafts}份，受阻告警{report.alerted}件"
    counts = report.as_dict()
    del counts["on"]
    tell(Verb.SWEPT, by=Actor.system(report.on), note=note, **counts)


@dataclass(slots=True)
class _Run:
    today: date
    calendar: Calendar
    book: LadderBook
    report: SweepReport
    budget: int | None
    left: int | None = None  # of the budget; None until it is asked for
    known: dict[Facts, Step] = field(default_factory=dict)  # of this batch

    def prepare(self) -> None:
        self.report.rolled = roll(self.today)
        opened = open_due_periods(today=self.today, calendar=self.calendar)
        self.report.deadlines, self.report.obligations = opened
        end_waits(waits=waits.idle(), by=Actor.system(self.today))
        blocked.clear_unblocked(self.today)
        self.tidy()

    def tidy(self) -> None:
        self.report.withdrawn += withdraw_settled(today=self.today, calendar=self.calendar)

    @chronicle()
    def next_batch(self, after: tuple[date, int] | None, size: int) -> tuple[date, int] | None:
        """Deal with the next Obligations; returns the place to go on from, None at the end."""
        due = due_ids(self.today, after=after, limit=size)
        if not due:
            return None
        self.known.clear()
        cases = cases_of([pk for _on, pk in due], self.today)
        steps = [(case, self._step(case)) for case in cases]
        notices = [self._notice(case, step, step.rung) for case, step in steps if step.rung]
        affordable = self._affordable(notices)
        self._supersede(steps)
        self._write(affordable)
        over = {n.ground_id for n in notices[len(affordable) :]}
        self._write_back(steps, over)
        self.report.looked_at += len(cases)
        return due[-1]

    def _step(self, case: Case) -> Step:
        """Dates come in crowds: what a quarter's end asks of a hundred units is reckoned once."""
        step = self.known.get(case.facts)
        if step is None:
            row = case.row
            rungs = self.book.rungs_for(opened_on=row.opened_on, due_on=row.due_on)
            step = self.known[case.facts] = next_step(case.facts, rungs.ladder, self.calendar, self.today)
        self.report.rehearsed += len(step.rehearsals)
        return step

    def _notice(self, case: Case, step: Step, rung: Rung) -> Notice:
        row = case.row
        rungs = self.book.rungs_for(opened_on=row.opened_on, due_on=row.due_on)
        return Notice(
            obligation_id=row.pk,
            rung_id=rungs.row(step.notice_code).pk,
            rung_code=step.notice_code,
            round=row.round,
            kind=rung.kind,
            is_formal=rung.formal,
            reason=step.reason[:REASON_LENGTH],
            owed_on=self.today,
            state=NoticeState.OWED,
        )

    def _supersede(self, steps: Sequence[tuple[Case, Step]]) -> None:
        """Reminders that could not go, and whose moment is over."""
        gone = [(case.row, step.supersedes) for case, step in steps if step.supersedes]
        for row, code in gone:
            Notice.objects.filter(obligation=row.pk, round=row.round, rung_code=code).drop(self.today)

    def _affordable(self, notices: Sequence[Notice]) -> Sequence[Notice]:
        if self.budget is None or not notices:
            return notices
        if self.left is None:
            self.left = max(self.budget - _written_on(self.today, self.budget), 0)
        affordable = notices[: self.left]
        self.left -= len(affordable)
        return affordable

    def _write(self, notices: Sequence[Notice]) -> None:
        formal = [n for n in notices if n.is_formal]
        self.report.drafts += draft(formal, today=self.today, calendar=self.calendar)
        self.report.formal += len(formal)
        self.report.notices += write_notices(notices)

    def _write_back(self, steps: Sequence[tuple[Case, Step]], over: set[int]) -> None:
        caught = [(case, step) for case, step in steps if step.blocked or case.row.pk in over]
        told = (
            blocked.already_told([case.row.office_id for case, _step in caught], self.today)
            if caught
            else set()
        )
        why = blocked.causes(
            [case.row.pk for case, step in caught if step.blocked and step.blocked.rung_code]
        )
        looks = []
        for case, step in steps:
            if case.row.pk in over:
                looks.append(self._over_budget(case, told))
            elif step.blocked:
                looks.append(self._blocked(case, step, step.blocked, why.get(case.row.pk, ""), told))
            else:
                looks.append(_look(case, step.next_on))
        write_back(looks)

    def _blocked(self, case: Case, step: Step, stands: Blocked, cause: str, told: set[int]) -> dict:
        self.report.blocked += 1
        row, next_on, alerted_on, alerts = case.row, step.next_on, case.row.alerted_on, case.row.alerts
        if stands.alert_on <= self.today and alerted_on != self.today:
            if row.office_id in told:
                next_on = self.calendar.next_workday(self.today)
            else:
                alerted_on, alerts = self.today, alerts + 1
                self.report.alerted += 1
        return _look(
            case,
            next_on,
            blocked_since_on=stands.since_on,
            blocked_reason=blocked.worded(stands.reason, cause),
            alerted_on=alerted_on,
            alerts=alerts,
        )

    def _over_budget(self, case: Case, told: set[int]) -> dict:
        """Stays due as it is, so that the next working day's budget goes to it first."""
        self.report.over_budget += 1
        row, alerted_on, alerts = case.row, case.row.alerted_on, case.row.alerts
        if alerted_on != self.today and row.office_id not in told:
            alerted_on, alerts = self.today, alerts + 1
            self.report.alerted += 1
        return _look(
            case,
            row.next_on,
            blocked_since_on=row.blocked_since_on or self.today,
            blocked_reason=OVER_BUDGET.format(budget=self.budget),
            alerted_on=alerted_on,
            alerts=alerts,
        )


def _look(
    case: Case,
    next_on: date | None,
    *,
    blocked_since_on: date | None = None,
    blocked_reason: str = "",
    alerted_on: date | None = None,
    alerts: int = 0,
) -> dict:
    """What is written back for one Obligation. Not blocked, or blocked no longer, unless told so."""
    return {
        "id": case.row.pk,
        "seen_on": case.row.next_on,
        "next_on": next_on,
        "blocked_since_on": blocked_since_on,
        "blocked_reason": blocked_reason,
        "alerted_on": alerted_on,
        "alerts": alerts,
    }
