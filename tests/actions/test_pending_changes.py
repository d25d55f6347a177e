"""One administrator becomes nobody else: what would lead there takes a second person, and is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import factories
from tests.actions.conftest import again, count, last, refused
from tests.factories import TODAY
from tests.factories import by as at
from tracker.actions import calendar, pending_changes, people, rungs
from tracker.actions.people_import import COLUMNS
from tracker.models import (
    CalendarDay,
    ChangeKind,
    Membership,
    PendingChange,
    PersonalNotice,
    Rung,
)
from tracker.rules.workdays import Day

ALONE = "须两人办理"
HOLIDAY = Day(TODAY, False, "市庆", True)


@pytest.fixture
def auditor(cast):
    return factories.person(name="审计员", unit=cast.city, role="auditor")


@pytest.fixture
def three(system, security, auditor):
    return {"system": system, "security": security, "auditor": auditor}


def told(person):
    return [row.text for row in PersonalNotice.objects.filter(person=person).order_by("pk")]


def confirmed(change, *, by):
    pending_changes.confirm(change=change, by=at(by))
    return again(change)


def given(person, unit, role):
    return {"user": person.pk, "unit": unit.pk, "role": role, "from_on": None, "until_on": None}


# --- The attack ------------------------------------------------------------------------------------
def test_the_system_administrator_does_not_become_head(cast, three):
    """Reset the head's password, log in as the head, sign."""
    before = again(cast.head).password
    with refused(ALONE):
        people.reset_password(person=cast.head, by=at(three["system"]))
    browser = Client()
    browser.force_login(three["system"])
    where = reverse("person_action", args=[cast.head.pk, "password"])
    assert "<code>" not in browser.post(where).content.decode()
    browser.post(reverse("person_action", args=[cast.head.pk, "ask_password"]))
    change = PendingChange.objects.get()
    assert change.state == "pending"
    for code in ("take", "confirm"):  # not before, and not by oneself
        answer = browser.post(reverse("change_action", args=[change.pk, code]))
        assert answer.status_code == 422 and "<code>" not in answer.content.decode()
    assert again(cast.head).password == before
    assert any("提请：重置陈立的密码" in text for text in told(cast.head))
    assert any("提请：重置陈立的密码" in text for text in told(three["auditor"]))


def test_no_verb_of_these_is_done_alone(cast, three):
    factories.ladder()
    rung, system, security = Rung.objects.get(code="urge"), at(three["system"]), at(three["security"])
    row = cast.liaison.memberships.get()
    alone = [
        lambda: people.reset_password(person=cast.liaison, by=system),
        lambda: people.change_person(person=three["security"], email="m@example.com", by=system),
        lambda: people.change_person(person=three["auditor"], email="", by=system),
        lambda: people.add_membership(user=cast.officer, unit=cast.office, role="office_head", by=security),
        lambda: people.change_membership(membership=row, from_on=None, until_on=TODAY, by=security),
        lambda: people.remove_membership(membership=row, by=security),
        lambda: rungs.revise_rung(rung=rung, offset=9, live_from_on=TODAY, by=security),
        lambda: rungs.revise_rung(rung=rung, offset=9, live_from_on=TODAY, by=at(cast.head)),
        lambda: rungs.retire_rung(rung=Rung.objects.get(code="remind-1"), by=security),
        lambda: calendar.apply_calendar_days(days=[HOLIDAY], by=security),
        lambda: calendar.apply_calendar_days(days=[HOLIDAY], by=security.seconded(security)),
    ]
    for verb in alone:
        with refused(ALONE):
            verb()


# --- Asked and confirmed ---------------------------------------------------------------------------
def test_a_confirmed_first_password_goes_once_to_whoever_asked(cast, three):
    change = pending_changes.ask_for_password(person=cast.head, by=at(three["system"]))
    with refused("提请人不能自己确认"):
        pending_changes.confirm(change=change, by=at(three["system"]))
    with refused("涉及本人"):
        pending_changes.confirm(change=change, by=at(cast.head))
    with refused("只有系统管理员、安全管理员和审计员"):
        pending_changes.confirm(change=change, by=at(cast.officer))
    change = confirmed(change, by=three["auditor"])
    with refused("由提请人领取"):
        pending_changes.take(change=change, by=at(three["auditor"]))
    password = pending_changes.take(change=change, by=at(three["system"]))
    assert again(cast.head).check_password(password)
    with refused("没有可领取"):
        pending_changes.take(change=again(change), by=at(three["system"]))
    event = last("person.changed")
    assert (event.actor, event.facts["confirmed_by"]) == (three["system"], three["auditor"].pk)
    assert "审计员确认" in event.note
    assert any("发放了陈立的首次密码" in text for text in told(cast.head))
    assert any("发放了陈立的首次密码" in text for text in told(three["auditor"]))
    assert not any(password in text for text in (*told(cast.head), event.record))


def test_a_request_and_a_password_that_nobody_took_end(cast, three):
    change = pending_changes.ask_for_password(person=cast.head, by=at(three["system"]))
    PendingChange.objects.update(expires_at=timezone.now())
    with refused("已过有效期"):
        pending_changes.confirm(change=again(change), by=at(three["security"]))
    second = confirmed(
        pending_changes.ask_for_password(person=cast.head, by=at(three["system"])), by=three["security"]
    )
    PendingChange.objects.filter(pk=second.pk).update(decided_at=timezone.now() - timedelta(hours=25))
    with refused("没有可领取"):
        pending_changes.take(change=again(second), by=at(three["system"]))


def test_a_first_password_opens_an_account_for_some_hours(cast, three, settings):
    password = people.reset_password(person=cast.head, by=factories.two(three["system"]))
    entered = {"username": cast.head.username, "password": password}
    type(cast.head).objects.update(first_password_at=timezone.now() - timedelta(hours=25))
    assert "首次密码已过有效期（24小时）" in Client().post(reverse("login"), entered).content.decode()
    type(cast.head).objects.update(first_password_at=timezone.now() - timedelta(hours=23))
    assert Client().post(reverse("login"), entered).status_code == 302


def test_a_role_is_given_when_another_administrator_has_confirmed_it(cast, three):
    change = pending_changes.ask(
        kind=ChangeKind.ROLE_GIVEN,
        arguments=given(cast.officer, cast.office, "office_head"),
        by=at(three["security"]),
    )
    assert not Membership.objects.filter(user=cast.officer, role="office_head").exists()
    assert count("role.changed") == 0  # tried, and taken back
    with refused("已经提请"):
        pending_changes.ask(kind=change.kind, arguments=change.arguments, by=at(three["security"]))
    confirmed(change, by=three["system"])
    assert Membership.objects.filter(user=cast.officer, role="office_head").exists()
    assert last("role.changed").actor == three["security"]
    assert any("确认：授予周敏" in text for text in told(cast.officer))
    assert any("确认：授予周敏" in text for text in told(three["auditor"]))
    with refused("已确认"):
        pending_changes.confirm(change=again(change), by=at(three["system"]))


def test_what_would_be_refused_is_refused_at_once_and_again_at_the_end(cast, three):
    with refused("不能兼任业务角色"):
        pending_changes.ask(
            kind=ChangeKind.ROLE_GIVEN,
            arguments=given(cast.liaison, cast.city, "auditor"),
            by=at(three["security"]),
        )
    with refused("只有安全管理员"):
        pending_changes.ask(
            kind=ChangeKind.ROLE_GIVEN,
            arguments=given(cast.liaison, cast.college, "liaison"),
            by=at(three["system"]),
        )
    change = pending_changes.ask(
        kind=ChangeKind.ROLE_GIVEN,
        arguments=given(cast.liaison, cast.college, "liaison"),
        by=at(three["security"]),
    )
    three["security"].memberships.all().delete()  # whoever asked may not do so any more
    with refused("只有安全管理员"):
        pending_changes.confirm(change=change, by=at(three["system"]))
    assert again(change).state == "pending"


def test_nobody_confirms_his_own_role(cast, three):
    second = factories.person(name="系统管理员乙", unit=cast.city, role="system_admin")
    row = second.memberships.get()
    change = pending_changes.ask_to_take_role(membership=row, by=at(three["security"]))
    with refused("涉及本人"):
        pending_changes.confirm(change=change, by=at(second))
    confirmed(change, by=three["auditor"])
    assert not second.memberships.exists()


def test_the_auditor_s_address_needs_the_auditor_and_the_old_address_hears_of_it(cast, three):
    arguments = {"person": three["auditor"].pk, "changes": {"email": "mallory@example.com"}}
    change = pending_changes.ask(kind=ChangeKind.PERSON, arguments=arguments, by=at(three["system"]))
    for person in (three["security"], factories.person(unit=cast.city, role="system_admin")):
        with refused("须由审计员确认"):
            pending_changes.confirm(change=change, by=at(person))
    before = three["auditor"].email
    confirmed(change, by=three["auditor"])
    assert again(three["auditor"]).email == "mallory@example.com"
    assert before in PersonalNotice.objects.filter(person=three["auditor"]).values_list("address", flat=True)


def test_the_ladder_and_the_calendar_take_a_second_keeper(cast, three):
    factories.ladder()
    rung = Rung.objects.get(code="urge")
    fields = {"offset": 2, "live_from_on": TODAY.isoformat()}
    change = pending_changes.ask(
        kind=ChangeKind.RUNG,
        arguments={"rung": rung.pk, "code": "", "fields": fields},
        by=at(three["security"]),
    )
    assert "1 → 2" in change.details
    confirmed(change, by=cast.head)  # a head of office keeps the rules too
    assert Rung.objects.current().get(code="urge").offset == 2
    holiday = pending_changes.ask_for_days([HOLIDAY], by=at(cast.head))
    with refused("只有系统管理员、安全管理员和审计员"):
        pending_changes.confirm(change=holiday, by=at(cast.officer))
    confirmed(holiday, by=three["security"])
    assert CalendarDay.objects.filter(falls_on=TODAY, is_working=False).exists()
    assert any("确认：" in text for text in told(three["auditor"]))


def test_a_rule_that_was_changed_meanwhile_is_asked_for_anew(cast, three):
    factories.ladder()
    rung = Rung.objects.get(code="urge")
    arguments = {"rung": rung.pk, "code": "", "fields": {"offset": 2, "live_from_on": TODAY.isoformat()}}
    change = pending_changes.ask(kind=ChangeKind.RUNG, arguments=arguments, by=at(three["security"]))
    rungs.revise_rung(rung=rung, offset=3, live_from_on=TODAY, by=factories.two(cast.head))
    with refused("请重新提请"):
        pending_changes.confirm(change=change, by=at(cast.head))


def test_roles_of_a_spreadsheet_are_one_change(cast, three):
    for number in (1, 2):
        factories.person(name=f"新人{number}")
    names = [f"新人{number}" for number in (1, 2)]
    users = {u.name: u for u in type(cast.head).objects.filter(name__in=names)}
    rows = [
        dict.fromkeys(COLUMNS, "")
        | {"姓名": n, "登录名": users[n].username, "单位": "市发改委", "角色": "联络员"}
        for n in names
    ]
    outcomes = pending_changes.ask_for_listed(rows=rows, all_or_nothing=True, by=at(three["security"]))
    assert {o.reason for o in outcomes} == {"已提请授予，待另一位管理员确认"}
    assert not Membership.objects.filter(user__in=users.values()).exists()
    confirmed(PendingChange.objects.get(), by=three["system"])
    assert Membership.objects.filter(user__in=users.values()).count() == 2


def test_a_request_is_refused_with_a_reason_or_withdrawn(cast, three):
    change = pending_changes.ask_for_password(person=cast.head, by=at(three["system"]))
    with refused("请写明理由"):
        pending_changes.refuse(change=change, reason=" ", by=at(three["security"]))
    pending_changes.refuse(change=change, reason="本人并未要求", by=at(three["security"]))
    assert again(change).state == "refused"
    assert any("未同意" in text for text in told(three["system"]))
    second = pending_changes.ask_for_password(person=cast.head, by=at(three["system"]))
    with refused("只有提请人"):
        pending_changes.withdraw(change=second, by=at(three["security"]))
    pending_changes.withdraw(change=second, by=at(three["system"]))
    assert again(second).state == "withdrawn"


# --- At the doors ----------------------------------------------------------------------------------
def test_the_forms_of_the_admin_ask_and_another_administrator_finds_it(cast, three):
    security, system = Client(), Client()
    security.force_login(three["security"])
    system.force_login(three["system"])
    new = factories.person(name="新人")
    fields = {"user": new.pk, "unit": cast.bureau.pk, "role": "liaison", "from_on": "", "until_on": ""}
    answer = security.post(reverse("admin:tracker_membership_add"), fields)
    change = PendingChange.objects.get()
    assert answer.url == reverse("admin:tracker_pendingchange_change", args=[change.pk])
    assert "确认" in system.get(answer.url).content.decode()
    assert change.title in system.get(reverse("admin:tracker_pendingchange_changelist")).content.decode()
    system.post(reverse("change_action", args=[change.pk, "confirm"]))
    assert Membership.objects.filter(user=new).exists()


def test_an_account_that_can_do_nothing_yet_gets_its_first_password_from_its_maker(cast, three):
    new = people.create_person(username="zhangsan", name="张三", by=at(three["system"]))
    assert people.reset_password(person=new, by=at(three["system"]))


@pytest.mark.parametrize("role", ["officer", "liaison"])
def test_business_people_do_not_find_the_changes(cast, three, role):
    change = pending_changes.ask_for_password(person=cast.head, by=at(three["system"]))
    browser = Client()
    browser.force_login(getattr(cast, role))
    assert browser.post(reverse("change_action", args=[change.pk, "confirm"])).status_code == 403
    head = Client()
    head.force_login(cast.head)
    assert head.post(reverse("change_action", args=[change.pk, "confirm"])).status_code == 404


def test_what_is_confirmed_is_what_was_asked_for_and_shown(cast, three):
    """Neither what somebody wrote into the row meanwhile, nor the same for a person who was given another name."""
    asked = {"user": cast.officer.pk, "unit": cast.college.pk, "role": "liaison"}
    change = pending_changes.ask(kind=ChangeKind.ROLE_GIVEN, arguments=asked, by=at(three["security"]))
    forged = asked | {"user": cast.liaison.pk, "unit": cast.office.pk, "role": "office_head"}
    PendingChange.objects.filter(pk=change.pk).update(arguments=forged)
    with refused("有了改变"):
        pending_changes.confirm(change=change, by=at(three["auditor"]))
    PendingChange.objects.filter(pk=change.pk).update(arguments=asked)
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(name="另一人")
    with refused("有了改变"):
        pending_changes.confirm(change=change, by=at(three["auditor"]))
    type(cast.officer).objects.filter(pk=cast.officer.pk).update(name=cast.officer.name)
    assert confirmed(change, by=three["auditor"]).state == "confirmed"


def test_no_first_password_is_taken_on_the_word_of_who_is_no_administrator_any_more(cast, three):
    change = pending_changes.ask_for_password(person=cast.head, by=at(three["system"]))
    confirmed(change, by=three["security"])
    three["security"].memberships.all().delete()
    with refused("不再是管理员"):
        pending_changes.take(change=again(change), by=at(three["system"]))
