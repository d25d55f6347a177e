"""An office at work on a real database: every day people press what they may, the sweep runs, the post goes.

What is pressed is drawn by seeded dice. A refusal is an answer like any other; anything else that goes wrong is a
defect.
"""

import random
from datetime import date, timedelta

from tests import factories
from tests.factories import TODAY
from tracker.actions import (
    absences,
    calendar,
    chasing,
    deciding,
    dispatches,
    issuing,
    lists,
    owners_and_dates,
    pauses,
    progress,
    requests,
    rungs,
    serving,
    signing,
    tasks,
)
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.domain.halts import halted
from tracker.domain.receipts import mark_served
from tracker.domain.recipients import Directory
from tracker.domain.refusal import Refused
from tracker.models import (
    CalendarDay,
    Dispatch,
    Extension,
    Mute,
    Notice,
    Objection,
    Obligation,
    Progress,
    Receipt,
    Rung,
    Task,
    TaskList,
    User,
    Waiting,
)
from tracker.rules.workdays import Day
from tracker.supervision.sweep import sweep


class Office:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.today = TODAY
        self.done: list[str] = []  # what was pressed with success
        factories.ladder()
        factories.calendar()
        self.cast = factories.people()
        factories.numbering(office=self.cast.office)
        self.second = factories.person(name="孙平", unit=self.cast.office, role="officer")
        factories.person(name="韩雪", unit=self.cast.office, role="liaison")
        self.units = [self.cast.bureau, self.cast.college, self.cast.office]
        self._issue()

    def _issue(self) -> None:
        self.list = factories.task_list(office=self.cast.office, state="draft", issued_on=None)
        self.next_list = factories.task_list(
            office=self.cast.office, year=2026, state="draft", issued_on=None
        )
        for number in range(6):
            task = factories.task(
                task_list=self.list, state="draft", duty_override=self.dice.choice(["", "each"])
            )
            lead, support = self.dice.sample(self.units, 2)
            factories.assign(task=task, unit=lead, basis=self.dice.choice(["stated", "inferred"]))
            factories.assign(task=task, unit=support, role="support")
            due_on = self.today + timedelta(days=self.dice.randrange(-20, 40))
            owners_and_dates.decide_date(task=task, due_on=due_on, by=Actor.of(self.cast.officer, self.today))
            if number % 3 == 0:
                task.schedules.create(
                    kind="report", rule="monthly", wording="每月报送", basis="decided", order=1, label="报送"
                )
        lists.issue_list(
            task_list=self.list, by=Actor.of(self.cast.officer, self.today), chase_past=self._often()
        )

    def run_day(self) -> None:
        for _press in range(self.dice.randrange(5)):
            press = self.dice.choice(PRESSES)
            try:
                with chronicle():
                    if press(self) is not False:
                        self.done.append(press.__name__)
            except Refused:
                pass
        sweep(today=self.today, calendar=CalendarDay.objects.calendar())

    def evening(self) -> None:
        if self.dice.random() < 0.8:  # the mail server is away now and then
            self._post()
        self.today += timedelta(days=1)

    def _post(self) -> None:
        book, cal = Directory.load(self.today), CalendarDay.objects.calendar()
        if not cal.is_workday(self.today):
            return
        waiting = (
            Notice.objects.informal()
            .still_owed()
            .exclude(obligation=None)
            .filter(~halted("obligation", self.today))
        )
        for notice in waiting.select_related("obligation", "rung"):
            owed = notice.obligation
            if book.recipients(notice.rung.to_roles, unit=owed.unit_id, office=owed.office_id):
                Notice.objects.filter(pk=notice.pk).update(state="sent", sent_on=self.today)
        running = Dispatch.objects.running().values("pk")
        for receipt in Receipt.objects.filter(sent_on=None, dispatch__in=running):
            with chronicle():
                mark_served(receipt, via="mail", on=self.today, at="2025-12-03T10:00+08:00", calendar=cal)

    # --- Dice --------------------------------------------------------------------------------------
    def _often(self) -> bool:
        return self.dice.random() < 0.7

    def one(self, rows):
        """Some row, or a refusal when there is none."""
        found = list(rows.order_by("pk"))
        if not found:
            raise Refused("nothing there")
        return self.dice.choice(found)

    def owed(self):
        return self.one(Obligation.objects.unsettled())

    def of(self, unit, *roles) -> User:
        roles = roles or ("liaison", "unit_leader")
        return self.one(User.objects.filter(memberships__unit=unit, memberships__role__in=roles))

    def officer(self) -> dict:
        return {
            "by": Actor.of(self.dice.choice([self.cast.officer, self.second, self.cast.head]), self.today)
        }

    def head(self) -> dict:
        return {"by": Actor.of(self.cast.head, self.today)}

    def unit(self, owed) -> dict:
        return {"by": Actor.of(self.of(owed.unit), self.today)}

    def day(self, most: int = 40, least: int = 1) -> date:
        return self.today + timedelta(days=self.dice.randrange(least, most))


# --- What people press -----------------------------------------------------------------------------
def report(o):
    owed = o.owed()
    row = progress.save_draft(obligation=owed, text="进展。", percent=60, **o.unit(owed))
    leader = User.objects.filter(memberships__unit=owed.unit, memberships__role="unit_leader").first()
    if leader is None:
        progress.attach(
            progress=row, kind="document_number", document_number="发改〔2025〕1号", **o.unit(owed)
        )
    progress.release(progress=row, by=Actor.of(leader or o.unit(owed)["by"].person, o.today))


def record(o):
    said = {"text": "电话答复。", "percent": 50, "channel": "phone", "witness": "李四"}
    progress.record_for_unit(obligation=o.owed(), **said, **o.officer())


def sign_for(o):
    owed = o.one(Obligation.objects.open().filter(kind="sign_for"))
    serving.sign_for(obligation=owed, **o.unit(owed))


def accept(o):
    deciding.accept(progress=o.one(Progress.objects.filter(state="released")), **o.officer())


def give_back(o):
    row = o.one(Progress.objects.filter(state="released"))
    deciding.return_for_rework(progress=row, reason="再补", **o.officer())


def ask_time(o):
    owed = o.owed()
    expected = max(owed.due_on, o.today) + timedelta(days=9)
    requests.ask_extension(
        obligation=owed, reason="汛情", progress_so_far="过半", expected_on=expected, **o.unit(owed)
    )


def give_time(o):
    row = o.one(Extension.objects.undecided())
    new = row.obligation.due_on + timedelta(days=o.dice.randrange(1, 60))
    granted = {"granted": True, "new_due_on": new} if o._often() else {"granted": False, "reason": "不行"}
    requests.decide_extension(extension=row, **granted, **o.head())


def object_(o):
    owed = o.owed()
    kind = o.dice.choice(["wrong_unit", "wrong_date", "other"])
    requests.raise_objection(obligation=owed, kind=kind, reason="不属实", **o.unit(owed))


def judge(o):
    row, upheld = o.one(Objection.objects.undecided()), o.dice.random() < 0.4
    new = o.day() if row.kind == "wrong_date" else None
    requests.decide_objection(objection=row, upheld=upheld, reason="查明", new_due_on=new, **o.officer())


def wait(o):
    owed = o.owed()
    pauses.wait_for(obligation=owed, unit=o.dice.choice(o.units), reason="等数据", **o.unit(owed))


def go_on(o):
    row = o.one(Waiting.objects.in_force())
    pauses.end_wait(waiting=row, **o.unit(row.obligation))


def mute(o):
    pauses.mute(obligation=o.owed(), reason="灾情", until_on=o.day(15, 0), **o.head())


def unmute(o):
    pauses.unmute(mute=o.one(Mute.objects.in_force(o.today)), **o.head())


def suspend(o):
    tasks.suspend(
        task=o.one(Task.objects.issued()),
        reason="另有部署",
        review_on=o.today + timedelta(days=30),
        **o.officer(),
    )


def resume(o):
    tasks.resume(task=o.one(Task.objects.filter(state="suspended")), **o.officer())


def cancel(o):
    if o.dice.random() < 0.9:
        return False
    tasks.cancel(task=o.one(Task.objects.all()), reason="取消", **o.head())


def reassign(o):
    one, other = o.dice.sample(o.units, 2)
    task = o.one(Task.objects.open())
    owners_and_dates.reassign(task=task, from_unit=one, to_unit=other, reason="分工", **o.officer())


def decide_owners(o):
    leads = o.dice.sample(o.units, o.dice.randrange(1, 3))
    owners_and_dates.decide_owners(
        task=o.one(Task.objects.open()), leads=leads, supports=o.units, **o.officer()
    )


def decide_date(o):
    owners_and_dates.decide_date(task=o.one(Task.objects.open()), due_on=o.day(60, -9), **o.officer())


def chase(o):
    chasing.chase(obligations=Obligation.objects.open().filter(is_chased=False), **o.officer())


def draft(o):
    owed = o.owed()
    dispatches.draft_dispatch(
        kind=o.dice.choice(["order", "talk", "circular"]), office=o.cast.office, units=[owed.unit], title="督办",
        matter="逾期。", demand="请回复。", obligations=[owed] if o._often() else [], **o.officer(),
    )  # fmt: skip


def sign(o):
    row = o.one(Dispatch.objects.drafts())
    signing.confirm_dispatch_facts(dispatch=row, **o.officer())
    signing.sign(dispatch=row, **o.head())


def refuse(o):
    signing.refuse(dispatch=o.one(Dispatch.objects.drafts()), reason="不必", **o.head())


def void(o):
    signing.void(dispatch=o.one(Dispatch.objects.signed()), reason="有误", **o.head())


def serve(o):
    row = o.one(Receipt.objects.filter(sent_on=None))
    serving.serve(receipt=row, via="paper", witness="李四", **o.officer())


def receive(o):
    row = o.one(Receipt.objects.not_signed_for())
    serving.sign_for_dispatch(receipt=row, name="", by=Actor.of(o.of(row.unit), o.today))


def go_away(o):
    unit = o.dice.choice(o.units)
    person, other = o.of(unit, "liaison", "unit_leader", "officer"), o.of(unit, "liaison", "officer")
    absences.record_absence(
        person=person, substitute=other, from_on=o.today, until_on=o.day(9), by=Actor.of(person, o.today)
    )


def change_calendar(o):
    on = o.day()
    days = [Day(on, is_working=on.weekday() >= 5, name="调整")]
    calendar.apply_calendar_days(days=days, by=factories.two(o.cast.head, on=o.today))


def change_rung(o):
    rung = o.one(Rung.objects.current())
    rungs.revise_rung(
        rung=rung,
        min_gap=o.dice.randrange(8),
        live_from_on=o.day(30, 0),
        by=factories.two(o.cast.head, on=o.today),
    )


def new_task(o):
    task = tasks.create_task(
        task_list=o.list, title="批示", requirement="办理。", leads=[o.dice.choice(o.units)], due_on=o.day(),
        **o.officer(),
    )  # fmt: skip
    issuing.issue_task(task=task, **o.officer())


def close_list(o):
    if o.dice.random() < 0.97 or TaskList.objects.get(pk=o.list.pk).state == "closed":
        return False
    lists.close_list(task_list=o.list, carry_to=o.next_list, **o.officer())


PRESSES = [
    report, report, report, record, sign_for, accept, accept, accept, give_back, ask_time, give_time, object_, judge,
    judge, wait, go_on, mute, unmute, suspend, resume, resume, cancel, reassign, decide_owners, decide_date, chase,
    draft, sign, sign, sign, refuse, void, serve, receive, go_away, change_calendar, change_rung, new_task, close_list,
]  # fmt: skip
