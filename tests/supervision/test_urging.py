"""Urging goes on, the digest tells the whole truth, and a letter without an address stops nothing for ever."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.supervision.days import DUE, Days, owed
from tracker.actions.telling import record_told, waiting_notice
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Dispatch, Letter, LetterNotice, Notice, User, Verb

pytestmark = pytest.mark.one_database


def digests(person):
    return Letter.objects.filter(kind="digest", person=person, state="sent").order_by("digest_on")


def test_a_unit_is_urged_each_week_while_its_order_waits_for_a_signature(office):
    mine = owed(office)
    Days(DUE).go(date(2025, 5, 30))
    urges = list(mine.notices.filter(kind="urge").order_by("owed_on").values_list("owed_on", flat=True))
    working = CalendarDay.objects.calendar()
    assert urges[0] == date(2025, 4, 2)
    assert urges[1:] == [working.roll(date(2025, 4, 7) + timedelta(days=7 * week)) for week in range(8)]
    assert Dispatch.objects.filter(kind="order", state="draft").count() == 1


def test_all_that_a_unit_has_left_undone_is_urged_in_one_letter_a_week(office):
    for day in (1, 8, 9, 10):
        owed(office, due_on=date(2025, 4, day))
    Days(DUE).go(date(2025, 5, 30))
    urged = [*Notice.objects.filter(rung_code__startswith="urge@").values_list("owed_on", flat=True)]
    working = CalendarDay.objects.calendar()
    assert set(urged) == {working.roll(date(2025, 4, 7) + timedelta(days=7 * week)) for week in range(8)}
    assert len(urged) > 24


def test_a_unit_has_one_order_a_month_and_what_comes_later_waits_for_the_next(office):
    for day in (date(2025, 4, 1), date(2025, 4, 15)):
        owed(office, due_on=day)
    Days(DUE, head=office.head).go(date(2025, 5, 9))
    orders = Dispatch.objects.filter(kind="order").order_by("pk")
    assert [(o.signed_on.month, o.items.count()) for o in orders] == [(4, 1), (5, 1)]


def test_an_acceptance_goes_with_the_next_letter_and_makes_none_of_its_own_for_a_week(office):
    accepted(office, on=date(2025, 3, 3))
    days = Days(date(2025, 3, 3))
    days.go(date(2025, 3, 5))
    assert not digests(office.liaison).exists()
    owed(office, due_on=date(2025, 3, 10))
    days.go(date(2025, 3, 17))
    accepted(office, on=date(2025, 3, 18))
    days.go(date(2025, 3, 25))
    told = LetterNotice.objects.filter(notice__rung_code=Verb.PROGRESS_ACCEPTED, person=office.liaison)
    assert list(told.order_by("pk").values_list("letter__digest_on", flat=True)) == [
        date(2025, 3, 7),  # with the reminder that both read, not with the one for the liaison alone
        date(2025, 3, 24),  # with the Monday's urge
    ]
    assert "认可" in digests(office.liaison).get(digest_on=date(2025, 3, 7)).text


def test_an_acceptance_that_no_other_letter_takes_along_is_told_after_a_week(office):
    accepted(office, on=date(2025, 3, 4))
    Days(date(2025, 3, 4)).go(date(2025, 3, 12))
    assert {letter.digest_on for letter in digests(office.liaison)} == {date(2025, 3, 11)}


def accepted(office, *, on):
    with chronicle():
        by = Actor.of(office.officer, on)
        tell(Verb.PROGRESS_ACCEPTED, by=by, task=factories.task(office=office.office), unit=office.bureau)


def test_the_subject_names_what_is_urged_today_and_all_that_is_overdue(office):
    for day in (1, 2, 3, 4, 7):
        owed(office, due_on=date(2025, 4, day))
    Days(DUE).go(date(2025, 4, 8))
    last = digests(office.liaison).last()
    assert last.subject.startswith("【督办】本次催办1项；目前共5项逾期")
    assert "其他逾期事项（4项，本次不另催办）" in last.text


def test_whoever_stands_in_reads_what_is_overdue_in_both_units(office):
    factories.absence(
        person=office.liaison,
        substitute=office.college_liaison,
        from_on=date(2025, 4, 1),
        until_on=date(2025, 4, 30),
    )
    for day in (1, 2, 3):
        owed(office, due_on=date(2025, 4, day))
    owed(office, unit=office.college, due_on=date(2025, 4, 4))
    Days(date(2025, 4, 2)).go(date(2025, 4, 8))
    last = digests(office.college_liaison).last()
    assert "目前共4项逾期" in last.subject


def test_a_digest_that_only_tells_of_a_decision_does_not_hide_what_is_overdue(office):
    late = owed(office)
    Days(date(2025, 4, 2)).go(date(2025, 4, 2))
    with chronicle():
        by = Actor.of(office.officer, date(2025, 4, 2))
        tell(Verb.TASK_SUSPENDED, by=by, task=factories.task(office=office.office), unit=late.unit)
    Days(date(2025, 4, 3)).go(date(2025, 4, 3))
    last = digests(office.liaison).last()
    assert last.subject.startswith("【督办】1件决定与告知；目前共1项逾期")
    assert "目前逾期事项（1项，本次不另催办）" in last.text


def test_many_matters_are_a_table_and_not_cards(office):
    for _ in range(100):
        owed(office)
    Days(date(2025, 4, 2)).go(date(2025, 4, 2))
    letter = digests(office.liaison).get()
    assert letter.subject.startswith("【督办】本次催办100项；目前共100项逾期")
    assert len(letter.html.encode()) < 102_000  # where mail programs cut a letter off
    assert "怎么办理" not in letter.text


def test_who_has_no_address_is_reached_through_the_unit_above(office):
    above = factories.person(name="市府办", unit=office.city, role="liaison")
    User.objects.filter(pk__in=(office.liaison.pk, office.chief.pk)).update(email="")
    owed(office)
    Days(DUE).go(date(2025, 4, 2))
    assert digests(above).exists()


def test_a_unit_told_by_phone_climbs_on(office):
    User.objects.filter(pk__in=(office.liaison.pk, office.chief.pk)).update(email="")
    mine = owed(office)
    days = Days(date(2025, 3, 24))
    days.go(date(2025, 4, 10))
    waiting = waiting_notice(mine)
    assert waiting.kind == "urge"  # the reminders before it have given way
    assert set(mine.notices.filter(kind="reminder").values_list("state", flat=True)) == {"dropped"}
    by = Actor.of(office.officer, days.today)
    with pytest.raises(Refused, match="告知了谁"):
        record_told(notice=waiting, via="phone", told_to=" ", by=by)
    record_told(notice=waiting, via="phone", told_to="办公室王五", by=by)
    mine.refresh_from_db()
    assert mine.blocked_since_on is None
    days.go(date(2025, 4, 30))
    assert mine.notices.filter(rung_code="order").exists()
