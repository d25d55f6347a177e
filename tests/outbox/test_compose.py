"""Who is told, in which letter, and that nobody is told twice."""

from datetime import date, timedelta

import pytest

from tests import factories
from tests.factories import TODAY
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.models import (
    CalendarDay,
    Follow,
    Letter,
    LetterKind,
    LetterNotice,
    Membership,
    Mute,
    Obligation,
    User,
    Verb,
)
from tracker.outbox.alarms import alarms_of
from tracker.outbox.compose import compose
from tracker.outbox.links import link

DUE = date(2025, 12, 10)


def owed(cast, ladder, code="remind-5", unit=None, **fields):
    """A notice of that rung owed today."""
    obligation = factories.obligation(unit=unit or cast.bureau, due_on=DUE, office=cast.office, **fields)
    return factories.notice(obligation=obligation, rung=ladder[code])


def carried():
    return set(LetterNotice.objects.values_list("person__name", "notice"))


def test_one_digest_a_day_carries_all_that_a_person_is_owed(cast, ladder):
    first, second = owed(cast, ladder), owed(cast, ladder)
    other = owed(cast, ladder, unit=cast.college)
    assert compose(today=TODAY) == 2
    assert carried() == {("吴芳", first.pk), ("吴芳", second.pk), ("何静", other.pk)}
    assert Letter.objects.filter(person=cast.liaison).count() == 1


def test_composing_again_makes_nothing(cast, ladder):
    owed(cast, ladder)
    compose(today=TODAY)
    assert compose(today=TODAY) == 0
    assert compose(today=TODAY + timedelta(days=1)) == 0
    assert LetterNotice.objects.count() == 1


def test_an_urge_goes_to_the_leader_of_the_unit_as_well(cast, ladder):
    notice = owed(cast, ladder, code="urge")
    compose(today=TODAY)
    assert carried() == {("吴芳", notice.pk), ("郑强", notice.pk)}


def test_a_notice_found_later_joins_the_digest_that_has_not_left(cast, ladder):
    owed(cast, ladder)
    compose(today=TODAY)
    owed(cast, ladder)
    assert compose(today=TODAY) == 0
    assert Letter.objects.get().carries.count() == 2


@pytest.mark.parametrize("state", ["sent", "failed", "dropped"])
def test_once_the_digest_has_left_the_next_notice_waits_for_the_next_working_day(cast, ladder, state):
    friday, monday = date(2025, 12, 5), date(2025, 12, 8)
    owed(cast, ladder)
    compose(today=friday)
    gone = {"sent_at": "2025-12-05T09:00+08:00", "sent_on": friday} if state == "sent" else {}
    Letter.objects.update(state=state, rendered_at="2025-12-05T09:00+08:00", **gone)
    late = owed(cast, ladder)
    assert compose(today=friday) == 1
    assert late.carried_by.get().letter.digest_on == monday


def test_everybody_to_be_told_is_told_even_if_one_digest_has_left(cast, ladder):
    """The leader gets the urge today, the liaison, whose digest has left, tomorrow: never not at all."""
    owed(cast, ladder)
    compose(today=TODAY)
    Letter.objects.update(
        state="sent", sent_at="2025-12-03T09:00+08:00", sent_on=TODAY, rendered_at="2025-12-03T09:00+08:00"
    )
    urge = owed(cast, ladder, code="urge")
    compose(today=TODAY)
    when = dict(urge.carried_by.values_list("person__name", "letter__digest_on"))
    assert when == {"郑强": TODAY, "吴芳": TODAY + timedelta(days=1)}


def test_a_substitute_receives_the_letter_of_somebody_away(cast, ladder):
    deputy = factories.person(name="林涛")
    factories.absence(person=cast.liaison, substitute=deputy)
    notice = owed(cast, ladder)
    compose(today=TODAY)
    row = notice.carried_by.get()
    assert (row.person, row.instead_of) == (deputy, cast.liaison)


def test_a_substitute_who_is_away_too_passes_nothing_on(cast, ladder):
    first, second = factories.person(name="林涛"), factories.person(name="孙悦")
    for person, substitute in ((cast.liaison, first), (first, second), (second, cast.liaison)):
        factories.absence(person=person, substitute=substitute)
    notice = owed(cast, ladder)
    compose(today=TODAY)
    row = notice.carried_by.get()
    assert (row.person, row.instead_of) == (first, cast.liaison)


def test_a_substitute_who_cannot_be_reached_leaves_the_letter_to_the_person(cast, ladder):
    deputy = factories.person(name="林涛", email="")
    factories.absence(person=cast.liaison, substitute=deputy)
    notice = owed(cast, ladder)
    compose(today=TODAY)
    row = notice.carried_by.get()
    assert (row.person, row.instead_of) == (cast.liaison, None)


def test_a_person_in_both_roles_gets_one_letter(cast, ladder):
    Membership.objects.create(user=cast.liaison, unit=cast.bureau, role="unit_leader")
    notice = owed(cast, ladder, code="urge")
    compose(today=TODAY)
    assert carried() == {("吴芳", notice.pk), ("郑强", notice.pk)}


def test_where_nobody_can_be_reached_the_notice_stays_owed(cast, ladder):
    lonely = factories.unit(name="市史志办", parent=cast.city)
    factories.person(unit=lonely, email="")
    notice = owed(cast, ladder, unit=lonely)
    assert compose(today=TODAY) == 0
    notice.refresh_from_db()
    assert notice.state == "owed" and not notice.carried_by.exists()


def test_what_is_answered_or_begun_anew_is_not_told(cast, ladder):
    answered, renewed = owed(cast, ladder), owed(cast, ladder)
    Obligation.objects.filter(pk=answered.obligation_id).update(state="submitted")
    Obligation.objects.filter(pk=renewed.obligation_id).update(round=2)
    assert compose(today=TODAY) == 0


def test_a_muted_matter_is_told_when_the_mute_has_ended(cast, ladder):
    notice = owed(cast, ladder)
    Mute.objects.create(
        obligation=notice.obligation, reason="机构改革", from_on=TODAY, until_on=TODAY, approved_by=cast.head
    )
    assert compose(today=TODAY) == 0
    assert compose(today=TODAY + timedelta(days=1)) == 1


def test_a_suspended_task_is_left_in_peace(cast, ladder):
    notice = owed(cast, ladder)
    task = notice.obligation.task
    task.state, task.state_reason = "suspended", "等待上级文件"
    task.suspended_on, task.review_on = TODAY, date(2026, 3, 2)
    task.save()
    assert compose(today=TODAY) == 0


def test_formal_notices_wait_for_their_dispatch(cast, ladder):
    owed(cast, ladder, code="order")
    assert compose(today=TODAY) == 0


def test_the_number_of_queries_does_not_grow_with_the_notices(cast, ladder, django_assert_max_num_queries):
    for _ in range(3):
        owed(cast, ladder)
    with django_assert_max_num_queries(40) as few:
        compose(today=TODAY)
    for _ in range(60):
        owed(cast, ladder, code="urge", unit=cast.college)
    with django_assert_max_num_queries(40) as many:
        compose(today=TODAY)
    assert len(many) <= len(few) + 2


# --- Dispatches ------------------------------------------------------------------------------------
def signed(cast, ladder=None, units=None, number=1, by=None, **fields):
    return factories.dispatch(
        office=cast.office,
        units=units or (cast.bureau,),
        state="signed",
        number=f"景法督〔2025〕{number}号",
        number_year=2025,
        number_seq=number,
        signed_by=by or cast.head,
        signed_on=TODAY,
        signed_at="2025-12-03T09:00+08:00",
        **fields,
    )


def test_a_signed_dispatch_goes_alone_to_each_person_of_the_unit(cast, ladder):
    dispatch = signed(cast, units=(cast.bureau, cast.college))
    assert compose(today=TODAY) == 4
    assert compose(today=TODAY) == 0
    letters = Letter.objects.filter(dispatch=dispatch, kind=LetterKind.DISPATCH)
    assert set(letters.values_list("person__name", flat=True)) == {"吴芳", "郑强", "何静", "罗刚"}


def test_a_draft_does_not_go(cast, ladder):
    factories.dispatch(office=cast.office, units=(cast.bureau,))
    assert compose(today=TODAY) == 0


@pytest.fixture
def copied_order(ladder):
    rung = ladder["order"]
    rung.copy_to_roles = ["office_head"]
    rung.save()
    return rung


def test_the_rung_says_who_else_gets_a_copy(cast, copied_order):
    dispatch = signed(cast, by=factories.person(name="宋平", unit=cast.office, role="office_head"))
    obligation = factories.obligation(unit=cast.bureau, due_on=DUE, office=cast.office)
    factories.notice(obligation=obligation, rung=copied_order, dispatch=dispatch)
    compose(today=TODAY)
    copied = LetterNotice.objects.filter(is_copy=True)
    assert [row.person.name for row in copied] == ["陈立"]
    assert set(Letter.objects.values_list("person__name", flat=True)) == {"吴芳", "郑强", "陈立"}


def test_who_signed_gets_no_copy(cast, copied_order):
    obligation = factories.obligation(unit=cast.bureau, due_on=DUE, office=cast.office)
    factories.notice(obligation=obligation, rung=copied_order, dispatch=signed(cast, by=cast.head))
    compose(today=TODAY)
    assert not LetterNotice.objects.filter(is_copy=True).exists()
    assert set(Letter.objects.values_list("person__name", flat=True)) == {"吴芳", "郑强"}


def test_a_circular_is_copied_to_the_leader_above_the_office(cast, ladder):
    dispatch = signed(cast, kind="circular")
    obligation = factories.obligation(unit=cast.bureau, due_on=DUE, office=cast.office)
    factories.notice(obligation=obligation, rung=ladder["circular"], dispatch=dispatch)
    compose(today=TODAY)
    assert set(Letter.objects.values_list("person__name", flat=True)) == {"郑强", "高远"}


def test_a_circular_reaches_a_unit_without_a_leader_through_its_liaison(cast, ladder):
    User.objects.filter(pk=cast.chief.pk).update(email="")
    dispatch = signed(cast, kind="circular")
    obligation = factories.obligation(unit=cast.bureau, due_on=DUE, office=cast.office)
    factories.notice(obligation=obligation, rung=ladder["circular"], dispatch=dispatch)
    compose(today=TODAY)
    assert set(Letter.objects.values_list("person__name", flat=True)) == {"吴芳", "高远"}


def test_an_alert_leads_to_the_letter_that_can_be_recorded_as_served(cast, ladder):
    order = signed(cast)
    late = factories.obligation(unit=cast.bureau, due_on=DUE, office=cast.office)
    factories.notice(obligation=late, rung=ladder["order"], dispatch=order)
    Obligation.objects.update(blocked_since_on=TODAY, blocked_reason="已签发，尚未送达，请登记送达")
    alarm = alarms_of({cast.office.pk}, today=TODAY, calendar=CalendarDay.objects.calendar())[cast.office.pk]
    assert [item["url"] for item in alarm.blocked] == [link("dispatch", order.pk)]


def test_what_was_served_on_paper_needs_no_letter(cast, ladder):
    dispatch = signed(cast)
    dispatch.receipts.update(sent_on=TODAY, sent_at="2025-12-03T09:00+08:00", via="paper", witness="王明")
    assert compose(today=TODAY) == 0


# --- Alerts and followers --------------------------------------------------------------------------
def test_the_officer_is_alerted_of_what_is_blocked_and_later_the_head_too(cast, ladder):
    obligation = factories.obligation(unit=cast.bureau, due_on=DUE, office=cast.office)
    blocked = Obligation.objects.filter(pk=obligation.pk)
    blocked.update(blocked_since_on=TODAY, blocked_reason="草稿未签发", alerted_on=TODAY, alerts=1)
    assert compose(today=TODAY) == 1
    assert Letter.objects.get(kind="alert").person == cast.officer
    later = TODAY + timedelta(days=5)
    assert compose(today=later) == 0  # nothing was found blocked anew
    blocked.update(alerted_on=later, alerts=2)
    assert compose(today=later) == 2
    assert set(Letter.objects.filter(digest_on=later).values_list("person__name", flat=True)) == {
        "周敏",
        "陈立",
    }


def test_followers_hear_once_of_each_change(cast, ladder):
    task = factories.task(office=cast.office)
    Follow.objects.create(person=cast.leader, task=task)

    def happens(on):
        with chronicle():
            tell(Verb.TASK_SUSPENDED, by=Actor.of(cast.officer, on), task=task, note="等待上级文件")

    happens(TODAY)
    assert compose(today=TODAY) == 0  # the day is not over
    assert compose(today=TODAY + timedelta(days=1)) == 1
    assert compose(today=TODAY + timedelta(days=1)) == 0
    assert compose(today=TODAY + timedelta(days=2)) == 0


def test_followers_of_a_unit_hear_of_its_tasks(cast, ladder):
    task = factories.task(office=cast.office)
    factories.assign(task=task, unit=cast.bureau)
    factories.assign(task=task, unit=cast.college, role="support")
    Follow.objects.create(person=cast.college_chief, unit=cast.bureau)
    with chronicle():
        tell(Verb.TASK_DONE, by=Actor.of(cast.officer, TODAY), task=task)
    assert compose(today=TODAY + timedelta(days=1)) == 1
    assert Letter.objects.get().person == cast.college_chief


def test_to_follow_is_no_right_to_see(cast, ladder):
    task = factories.task(office=cast.office)
    factories.assign(task=task, unit=cast.bureau)
    Follow.objects.create(person=cast.college_chief, task=task)
    with chronicle():
        tell(Verb.TASK_DONE, by=Actor.of(cast.officer, TODAY), task=task)
    assert compose(today=TODAY + timedelta(days=1)) == 0
