"""Two people press at the same moment: the second waits for the first, and is told what the first has done."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests import factories
from tests.actions.conftest import again
from tests.factories import TODAY
from tracker.actions import (
    absences,
    calendar,
    deciding,
    dispatches,
    evidence,
    issuing,
    lists,
    merging,
    owners_and_dates,
    pauses,
    people,
    progress,
    requests,
    reviews,
    serving,
    signing,
    tasks,
    undoing,
    units,
)
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.domain.history import verify_chain
from tracker.domain.refusal import Refused
from tracker.models import Event, Obligation, Task
from tracker.rules.workdays import Day

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PAST, LATER = TODAY - timedelta(days=9), TODAY + timedelta(days=20)


class Second:
    """The other person, on a connection of their own; `waits` returns once the database holds them up."""

    def __init__(self, press):
        self.outcome, self.pid = None, None
        self._thread = threading.Thread(target=self._run, args=(press,))
        self._thread.start()

    def _run(self, press):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.pid = cursor.fetchone()[0]
            press()
            self.outcome = "done"
        except Refused as no:
            self.outcome = str(no)
        except Exception as error:
            self.outcome = repr(error)
        finally:
            connection.close()

    def waits(self):
        for _n in range(500):
            with connection.cursor() as cursor:
                cursor.execute("SELECT wait_event_type FROM pg_stat_activity WHERE pid = %s", [self.pid])
                row = cursor.fetchone()
            if row and row[0] == "Lock":
                return True
            if not self._thread.is_alive():
                return False
            time.sleep(0.01)
        return False

    def join(self):
        self._thread.join(30)
        assert not self._thread.is_alive()
        return self.outcome


def together(first, second):
    """`second` is pressed while `first` is not committed yet; returns what came of it."""
    with chronicle():
        first()
        other = Second(second)
        assert other.waits(), f"did not wait: {other.outcome}"
    return other.join()


@pytest.fixture
def desk():
    factories.calendar()
    cast = factories.people()
    factories.numbering(office=cast.office)
    return Desk(cast)


class Desk:
    """Things in the states that the races begin with."""

    def __init__(self, cast):
        self.cast = cast
        self.owed = factories.obligation(unit=cast.bureau, due_on=LATER)
        self.who = {"by": Actor.of(cast.officer, TODAY)}
        self.head = {"by": Actor.of(cast.head, TODAY)}
        self.liaison = {"by": Actor.of(cast.liaison, TODAY)}

    def draft(self):
        report = progress.save_draft(obligation=self.owed, text="已办。", percent=100, **self.liaison)
        return report, lambda: progress.release(progress=report, by=Actor.of(self.cast.chief, TODAY))

    def report(self):
        report, release = self.draft()
        release()
        return again(report)

    def order(self, *causes):
        return dispatches.draft_dispatch(
            kind="order", office=self.cast.office, units=[self.cast.bureau], title="督办", matter="逾期。",
            demand="请回复。", obligations=causes, **self.who,
        )  # fmt: skip

    def signed(self, *causes):
        order = self.order(*causes)
        signing.sign(dispatch=order, **self.head)
        return again(order)

    def extension(self):
        return requests.ask_extension(
            obligation=self.owed, reason="汛情", progress_so_far="过半", expected_on=LATER + timedelta(days=9),
            **self.liaison,
        )  # fmt: skip


def test_released_and_written_down_by_the_office_at_once(desk):
    _report, release = desk.draft()
    record = {"text": "电话答复。", "percent": 90, "channel": "phone", "witness": "李四"}
    said = together(release, lambda: progress.record_for_unit(obligation=desk.owed, **record, **desk.who))
    assert "待审核" in said


def test_accepted_and_returned_at_once(desk):
    report = desk.report()
    said = together(
        lambda: deciding.accept(progress=report, **desk.who),
        lambda: deciding.return_for_rework(progress=report, reason="再补", **desk.head),
    )
    assert said == "没有待审核的进展。"
    assert again(desk.owed).state == "met"


def test_accepted_while_time_is_granted(desk):
    extension, report = desk.extension(), desk.report()
    said = together(
        lambda: deciding.accept(progress=report, **desk.who),
        lambda: requests.decide_extension(
            extension=extension, granted=True, new_due_on=LATER + timedelta(days=9), **desk.head
        ),
    )
    assert said == "done"
    assert (again(desk.owed).state, again(desk.owed).due_on, again(desk.owed).next_on) == ("met", LATER, None)


def test_time_granted_and_refused_at_once(desk):
    extension = desk.extension()
    decide = {"extension": extension, **desk.head}
    later = LATER + timedelta(days=9)
    said = together(
        lambda: requests.decide_extension(granted=True, new_due_on=later, **decide),
        lambda: requests.decide_extension(granted=False, reason="不行", **decide),
    )
    assert said == "这份申请已经决定。"
    assert again(desk.owed).due_on == later


def test_handed_in_while_it_is_objected_to(desk):
    _report, release = desk.draft()
    said = together(
        release,
        lambda: requests.raise_objection(obligation=desk.owed, kind="other", reason="不", **desk.liaison),
    )
    assert "待审核" in said


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (signing.sign, signing.sign, "函件已签发"),
        (signing.sign, signing.refuse, "函件已签发"),
        (signing.refuse, signing.sign, "函件不予签发"),
    ],
)
def test_one_letter_is_signed_or_refused_once(desk, first, second, words):
    order = desk.order(desk.owed)

    def press(verb):
        why = {"reason": "不必"} if verb is signing.refuse else {}
        return lambda: verb(dispatch=order, **why, **desk.head)

    assert words in together(press(first), press(second))


def test_signed_while_its_matter_is_handed_in(desk):
    order = desk.order(desk.owed)
    type(order).objects.update(drafted_by=None)  # as the sweep drafts it
    _report, release = desk.draft()
    assert "已报送" in together(release, lambda: signing.sign(dispatch=order, **desk.head))


def test_void_and_served_at_once(desk):
    order = desk.signed(desk.owed)
    receipt = order.receipts.get()
    said = together(
        lambda: signing.void(dispatch=order, reason="有误", **desk.head),
        lambda: serving.serve(receipt=receipt, via="paper", witness="李四", **desk.who),
    )
    assert "done" in said or "尚未签发" in said
    assert not Obligation.objects.filter(dispatch=order).exists()


def test_served_while_it_is_voided(desk):
    order = desk.signed(desk.owed)
    receipt = order.receipts.get()
    said = together(
        lambda: serving.serve(receipt=receipt, via="paper", witness="李四", **desk.who),
        lambda: signing.void(dispatch=order, reason="有误", **desk.head),
    )
    assert said == "done"
    assert Obligation.objects.get(dispatch=order).state == "waived"


def test_its_matter_is_met_while_it_is_voided(desk):
    """The one holds the report's obligation and wants the letter, the other both: neither waits for ever."""
    report = desk.report()
    Obligation.objects.filter(pk=desk.owed.pk).update(state="open")
    order = desk.signed(desk.owed)
    Obligation.objects.filter(pk=desk.owed.pk).update(state="submitted")
    said = together(
        lambda: deciding.accept(progress=report, **desk.who),
        lambda: signing.void(dispatch=order, reason="有误", **desk.head),
    )
    assert said == "done"
    assert again(order).state == "void"


@pytest.mark.parametrize("how", ["reassign", "new date", "calendar", "cancel"])
def test_handed_in_while_the_office_changes_the_date_or_the_owner(desk, how):
    if how == "calendar":
        schedule = desk.owed.deadline.schedule
        type(schedule).objects.filter(pk=schedule.pk).update(
            rule="monthly", day=15, counts_workdays=True, due_on=None, starts_on=LATER.replace(day=1)
        )
        desk.owed.deadline.period, desk.owed.deadline.opens_on = "2025-12", LATER.replace(day=1)
        desk.owed.deadline.save()
    _report, release = desk.draft()
    task, cast = desk.owed.task, desk.cast
    change = {
        "reassign": lambda: owners_and_dates.reassign(
            task=task, from_unit=cast.bureau, to_unit=cast.college, reason="分工", **desk.who
        ),
        "new date": lambda: owners_and_dates.decide_date(
            task=task, due_on=LATER + timedelta(days=30), **desk.who
        ),
        "calendar": lambda: calendar.apply_calendar_days(
            days=[Day(TODAY + timedelta(days=1), False, "停工")], by=factories.two(cast.head)
        ),
        "cancel": lambda: tasks.cancel(task=task, reason="取消", **desk.head),
    }[how]
    assert together(release, change) == "done"
    state = "waived" if how in ("reassign", "cancel") else "submitted"
    assert (again(desk.owed).state, again(desk.owed).next_on) == (state, None)


def test_a_list_is_issued_once(desk):
    task_list = factories.task_list(office=desk.cast.office, state="draft", issued_on=None)
    task = factories.task(task_list=task_list, state="draft")
    factories.assign(task=task, unit=desk.cast.bureau)
    owners_and_dates.decide_date(task=task, due_on=LATER, **desk.who)
    issue = {"task_list": task_list, **desk.who}
    assert "没有待下达" in together(lambda: lists.issue_list(**issue), lambda: lists.issue_list(**issue))
    assert Obligation.objects.filter(task=task).count() == 1


def test_a_closed_list_takes_no_task_and_issues_none(desk):
    task_list, other = (
        factories.task_list(office=desk.cast.office),
        factories.task_list(office=desk.cast.office),
    )
    draft = factories.task(task_list=other, state="draft")
    factories.assign(task=draft, unit=desk.cast.bureau)
    owners_and_dates.decide_date(task=draft, due_on=LATER, **desk.who)
    new = {"task_list": task_list, "title": "新", "requirement": "新"}
    said = together(
        lambda: lists.close_list(task_list=task_list, **desk.who),
        lambda: tasks.create_task(**new, **desk.who),
    )
    assert "已归档" in said
    target = factories.task_list(office=desk.cast.office, year=2026, state="draft", issued_on=None)
    said = together(
        lambda: lists.close_list(task_list=other, carry_to=target, **desk.who),
        lambda: issuing.issue_task(task=draft, **desk.who),
    )
    assert "转下年" in said


def test_the_last_report_is_accepted_while_its_list_is_closed(desk):
    report, task_list = desk.report(), desk.owed.task.task_list
    target = factories.task_list(office=desk.cast.office, year=2026, state="draft", issued_on=None)
    said = together(
        lambda: deciding.accept(progress=report, **desk.who),
        lambda: lists.close_list(task_list=task_list, carry_to=target, **desk.who),
    )
    assert said == "done"
    assert again(desk.owed.task).state == "done"
    assert not Task.objects.filter(task_list=target).exists()


def test_a_pause_ends_once(desk):
    factories.assign(task=desk.owed.task, unit=desk.cast.college, role="support")
    wait = pauses.wait_for(obligation=desk.owed, unit=desk.cast.college, reason="等数据", **desk.liaison)
    end = lambda: pauses.end_wait(waiting=wait, **desk.liaison)  # noqa: E731
    assert together(end, end) == "等待已经结束。"
    mute = pauses.mute(obligation=desk.owed, reason="灾情", until_on=LATER, **desk.head)
    lift = lambda: pauses.unmute(mute=mute, **desk.head)  # noqa: E731
    assert together(lift, lift) == "提醒已经恢复。"
    assert verify_chain(Event.objects.order_by("seq")).complaint == ""


def test_a_finding_is_made_a_task_and_an_order_once(desk):
    who = {"by": Actor.of(desk.cast.officer, TODAY)}
    review = reviews.create_review(
        office=desk.cast.office, year=2025, kind="written", title="述法", units=[desk.cast.bureau], due_on=LATER, **who
    )  # fmt: skip
    finding = reviews.note_finding(review=review, text="公开不及时。", unit=desk.cast.bureau, **who)
    said = together(
        lambda: reviews.rectify(finding=finding, due_on=LATER, **who),
        lambda: reviews.rectify(finding=finding, due_on=LATER, **who),
    )
    assert "已列入整改" in said
    assert Task.objects.filter(chapter=reviews.CHAPTER).count() == 1


def test_an_account_that_was_handed_in_is_written_no_more(desk):
    who = {"by": Actor.of(desk.cast.officer, TODAY)}
    review = reviews.create_review(
        office=desk.cast.office, year=2025, kind="written", title="述法", units=[desk.cast.bureau], due_on=LATER, **who
    )  # fmt: skip
    account = review.accounts.get()
    reviews.write_account(account=account, text="报告。", **desk.liaison)
    said = together(
        lambda: reviews.hand_in_account(account=account, **desk.liaison),
        lambda: reviews.write_account(account=account, text="另一份。", **desk.liaison),
    )
    assert "已报送" in said and again(account).text == "报告。"


def test_a_unit_goes_into_another_while_its_tasks_end(desk):
    """The one holds a task and writes what names a unit, the other held the unit and then wanted the task."""
    task, cast = desk.owed.task, desk.cast
    factories.assign(task=task, unit=cast.college, role="support")
    keeper = factories.person(unit=cast.city, role="system_admin")
    said = together(
        lambda: tasks.cancel(task=task, reason="取消", **desk.head),
        lambda: merging.merge(unit=cast.college, into=cast.bureau, by=Actor.of(keeper, TODAY)),
    )
    assert said == "done"
    with chronicle():
        list(type(cast.city).objects.filter(pk=cast.college.pk).select_for_update(no_key=True))
        other = Second(lambda: factories.obligation(unit=cast.college, due_on=LATER))
        assert not other.waits()
    assert other.join() == "done"


def test_the_last_two_of_a_kind_are_not_ended_at_once(desk):
    """One administrator with two browsers stopped both auditors: what was read with the locked rows was old."""
    city = desk.cast.city
    system = factories.person(unit=city, role="system_admin")
    one, two = (factories.person(unit=city, role="auditor") for _n in range(2))
    said = together(
        lambda: people.change_person(person=one, is_active=False, by=Actor.of(system, TODAY)),
        lambda: people.change_person(person=two, is_active=False, by=Actor.of(system, TODAY)),
    )
    assert "将无人担任" in said and again(two).is_active


def test_of_two_that_name_a_substitute_at_once_the_second_sees_the_first(desk):
    away = lambda person, by: absences.record_absence(  # noqa: E731
        person=person, substitute=by, from_on=TODAY, until_on=LATER, by=Actor.of(person, TODAY)
    )
    first, second, third = (factories.person(unit=desk.cast.college) for _n in range(3))
    assert "也不在岗" in together(lambda: away(second, third), lambda: away(first, second))


def test_what_its_unit_has_just_taken_back_is_not_decided(desk):
    asked = requests.ask_extension(
        obligation=desk.owed, reason="流标", progress_so_far="过半", expected_on=LATER + timedelta(days=9), **desk.liaison
    )  # fmt: skip
    said = together(
        lambda: undoing.take_back_extension(obligation=desk.owed, **desk.liaison),
        lambda: requests.decide_extension(extension=asked, granted=False, reason="不必", **desk.head),
    )
    assert "已撤回这份申请" in said


def test_a_name_is_given_once(desk):
    """Of an account in whatever case, and of a unit: a sentence, not an error page."""
    by = Actor.of(factories.person(unit=desk.cast.city, role="system_admin"), TODAY)
    said = together(
        lambda: people.create_person(username="Zhang", name="张", by=by),
        lambda: people.create_person(username="zhang", name="张", by=by),
    )
    assert "已有人使用" in said
    said = together(
        lambda: units.create_unit(name="数据局", by=by), lambda: units.create_unit(name="数据局", by=by)
    )
    assert "已有名为" in said


def test_files_that_come_at_once_are_all_counted(desk, settings, tmp_path):
    settings.EVIDENCE_FILES_A_DAY, settings.MEDIA_ROOT = 1, str(tmp_path)
    reports = [desk.draft()[0]]
    owed = factories.obligation(unit=desk.cast.bureau, due_on=LATER)
    reports.append(progress.save_draft(obligation=owed, text="已办。", percent=9, **desk.liaison))

    def sent(report):
        piece = SimpleUploadedFile("材料.txt", f"第{report.pk}份".encode())
        evidence.attach(progress=report, kind="file", upload=piece, **desk.liaison)

    assert "到了上限" in together(lambda: sent(reports[0]), lambda: sent(reports[1]))
