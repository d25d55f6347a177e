"""Accounts and roles: kept by two administrators, neither of whom can make himself the other."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from tests import factories
from tests.actions.conftest import again, count, forbidden_by_the_database, last, refused
from tests.factories import TODAY
from tracker.actions import people
from tracker.actions.people_import import import_people
from tracker.domain.actor import Actor
from tracker.models import Membership, PersonalNotice, User


def new(system, **said):
    given = {"username": "zhangsan", "name": "张三", "by": Actor.of(system, TODAY)}
    return people.create_person(**(given | said))


# --- Accounts --------------------------------------------------------------------------------------
def test_a_new_account_can_do_nothing_yet(cast, system):
    person = new(system, email="z@example.com")
    assert not person.has_usable_password()
    assert person.must_change_password
    assert not person.memberships.exists()
    assert (last("person.changed").actor, last("person.changed").facts["person"]) == (system, person.pk)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": " "}, "请填写登录名和姓名"),
        ({"username": "张 三!"}, "不能用"),
        ({"username": "\u043efficer"}, "不能用"),  # a Cyrillic o
        ({"email": "nowhere"}, "不是有效的邮箱地址"),
        ({"password": "123"}, "密码"),
    ],
)
def test_an_account_is_entered_properly(cast, system, said, words):
    with refused(words):
        new(system, **said)


def test_login_names_differ_in_more_than_capitals(cast, system):
    new(system)
    with refused("已有人使用"):
        new(system, username="ZhangSan")


def test_accounts_are_the_system_administrator_s_alone(cast, security):
    for stranger in (security, cast.head, cast.liaison):
        with refused("只有系统管理员"):
            new(stranger)
        with refused("只有系统管理员"):
            people.change_person(person=cast.chief, by=Actor.of(stranger, TODAY), email="a@example.com")
        with refused("只有系统管理员"):
            people.reset_password(person=cast.chief, by=Actor.of(stranger, TODAY))


def test_people_leave_by_being_stopped(cast, system):
    people.change_person(person=cast.liaison, by=Actor.of(system, TODAY), is_active=False)
    assert not again(cast.liaison).is_active
    assert "启用" in last("person.changed").note
    with refused("没有这些栏目"):
        people.change_person(person=cast.liaison, by=Actor.of(system, TODAY), username="neu")
    with refused("不能修改自己的姓名"):
        people.change_person(person=system, by=Actor.of(system, TODAY), name="示例·办主任")
    with refused("不能停用自己"):
        people.change_person(person=system, by=Actor.of(system, TODAY), is_active=False)


def test_who_gets_another_name_is_told_and_so_is_the_auditor(cast, system):
    """It stands under whatever is done from now on: an officer could be called as the head is."""
    auditor = factories.person(name="审计员", unit=cast.city, role="auditor")
    people.change_person(person=cast.officer, name=cast.head.name, by=Actor.of(system, TODAY))
    said = PersonalNotice.objects.filter(text="系统管理员把周敏的姓名改为陈立。")
    assert set(said.values_list("person", flat=True)) == {cast.officer.pk, auditor.pk}


def test_the_last_of_an_administrator_s_office_is_not_stopped(cast, system, security):
    with refused("唯一的安全管理员"):
        people.change_person(person=security, by=Actor.of(system, TODAY), is_active=False)
    factories.person(name="第二位", unit=cast.city, role="security_admin")
    people.change_person(person=security, by=Actor.of(system, TODAY), is_active=False)
    assert not again(security).is_active


def test_a_first_password_works_once_and_is_stored_nowhere(cast, system):
    password = people.reset_password(person=cast.liaison, by=factories.two(system))
    person = again(cast.liaison)
    assert person.check_password(password)
    assert person.must_change_password
    assert password not in last("person.changed").record
    assert people.first_password() != people.first_password()


def test_administrators_do_not_keep_one_another_s_passwords(cast, system, security):
    auditor = factories.person(name="审计员", unit=cast.city, role="auditor")
    for other in (security, auditor):
        with refused("三员互不代管密码"):
            people.reset_password(person=other, by=Actor.of(system, TODAY))


# --- Roles -----------------------------------------------------------------------------------------
def given(security, user, unit, role, **dates):
    return people.add_membership(user=user, unit=unit, role=role, by=factories.two(security), **dates)


def test_roles_are_the_security_administrator_s_alone(cast, system, security):
    person = factories.person(name="新人")
    for stranger in (system, cast.head, cast.liaison):
        with refused("只有安全管理员"):
            given(stranger, person, cast.bureau, "liaison")
    row = given(security, person, cast.bureau, "liaison")
    assert str(row) == "新人·市发改委联络员"
    assert (last("role.changed").actor, last("role.changed").unit) == (security, cast.bureau)


def test_nobody_gives_a_role_to_themselves(cast, security):
    with refused("不能给自己授予角色"):
        given(security, security, cast.city, "auditor")


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_an_administrator_is_nothing_else(cast, system, security, role):
    with refused("兼任|不能再担任"):
        given(security, system, cast.office, role)


def test_a_business_user_becomes_no_administrator(cast, security):
    with refused("管理员不能兼任业务角色"):
        given(security, cast.liaison, cast.city, "system_admin")


def test_one_person_may_serve_two_units_but_each_once(cast, security):
    given(security, cast.liaison, cast.college, "liaison")
    with refused("已有这个角色"):
        given(security, cast.liaison, cast.college, "liaison")
    with forbidden_by_the_database("membership_once|user_id"):
        Membership.objects.create(user=cast.liaison, unit=cast.college, role="liaison")


def test_officers_belong_to_an_office(cast, security):
    with refused("不是督办机构"):
        given(security, factories.person(), cast.bureau, "officer")
    with refused("没有“king”这个角色"):
        given(security, factories.person(), cast.bureau, "king")
    with refused("结束日期早于开始日期"):
        given(
            security, factories.person(), cast.bureau, "liaison", from_on=TODAY, until_on=TODAY - timedelta(1)
        )


def test_a_role_ends_by_date_or_is_taken_back(cast, security):
    row = cast.liaison.memberships.get()
    ends = {"from_on": None, "until_on": TODAY - timedelta(days=1)}
    people.change_membership(membership=row, by=factories.two(security), **ends)
    assert not Membership.objects.held_by(cast.liaison, TODAY).exists()
    people.remove_membership(membership=row, by=factories.two(security))
    assert not cast.liaison.memberships.exists()
    assert count("role.changed") == 2
    assert "收回：吴芳·市发改委联络员" in last("role.changed").note


def test_the_last_administrator_of_a_kind_stays(cast, system, security):
    with refused("唯一的系统管理员"):
        people.remove_membership(membership=system.memberships.get(), by=Actor.of(security, TODAY))
    with refused("不能收回自己的角色"):
        people.remove_membership(membership=security.memberships.get(), by=Actor.of(security, TODAY))


# --- Many at once ----------------------------------------------------------------------------------
def row(name, username, unit="市发改委", role="联络员", email="", phone=""):
    return {"姓名": name, "登录名": username, "单位": unit, "角色": role, "邮箱": email, "电话": phone}


def imported(system, *rows, **how):
    return import_people(rows=rows, by=factories.two(system), **how)


def test_a_spreadsheet_makes_accounts_and_then_gives_their_unit_roles(cast, system, security):
    rows = (
        row("张三", "zhangsan", email="z@example.com"),
        row("李四", "lisi", "市教体局", "单位负责人"),
    )
    outcomes = imported(system, *rows)
    assert [(o.row, o.ok) for o in outcomes] == [(2, True), (3, True)]
    assert outcomes[0].reason == "已建立账号；角色待安全管理员用同一名单授予"
    assert not Membership.objects.filter(user__username__in=("zhangsan", "lisi")).exists()
    given_by_security = imported(security, *rows)
    assert [o.reason for o in given_by_security] == ["已任市发改委联络员", "已任市教体局单位负责人"]
    assert {o.password for o in given_by_security} == {""}
    assert last("role.changed").actor == security
    person = User.objects.get(username="zhangsan")
    assert person.check_password(outcomes[0].password)
    assert person.must_change_password
    held = Membership.objects.filter(user__username__in=("zhangsan", "lisi")).order_by("user__username")
    assert [(m.unit, m.role) for m in held] == [(cast.college, "unit_leader"), (cast.bureau, "liaison")]


def test_the_same_spreadsheet_twice_changes_nothing(cast, system, security):
    for administrator in (system, security):
        imported(administrator, row("张三", "zhangsan"))
    before = User.objects.get(username="zhangsan").password
    for administrator in (system, security):
        (outcome,) = imported(administrator, row("张三", "zhangsan"))
        assert (outcome.ok, outcome.password, outcome.reason) == (True, "", "已在册，没有变化")
    assert User.objects.get(username="zhangsan").password == before


def test_no_administrator_makes_a_business_user_alone(cast, system, security):
    """Two steps through a second account need two people, and both are in the history."""
    imported(system, row("假名", "second"))
    assert not User.objects.get(username="second").memberships.exists()
    with refused("只有安全管理员"):
        given(system, User.objects.get(username="second"), cast.bureau, "liaison")
    (outcome,) = imported(security, row("另一个", "third"))
    assert "没有登录名为“third”的启用账号" in outcome.reason
    assert not User.objects.filter(username="third").exists()
    assert "属于假名" in imported(security, row("另一个", "second"))[0].reason


def test_one_bad_row_leaves_everything_as_it_was(cast, system):
    events = count("person.changed")
    outcomes = imported(system, row("张三", "zhangsan"), row("李四", "lisi", "没有这个局"))
    assert [o.ok for o in outcomes] == [False, False]
    assert "其他行有错误" in outcomes[0].reason
    assert outcomes[0].password == ""
    assert "没有名为“没有这个局”的单位" in outcomes[1].reason
    assert not User.objects.filter(username__in=("zhangsan", "lisi")).exists()
    assert count("person.changed") == events


def test_or_the_good_rows_alone_come_in(cast, system):
    outcomes = imported(
        system,
        row("张三", "zhangsan"),
        row("李四", "lisi", role="督办员"),
        row("别人", cast.chief.username),
        all_or_nothing=False,
    )
    assert [o.ok for o in outcomes] == [True, False, False]
    assert "不能批量导入" in outcomes[1].reason
    assert "属于郑强" in outcomes[2].reason
    assert User.objects.filter(username="zhangsan").exists()
    assert not User.objects.filter(username="lisi").exists()


def test_an_administrator_is_not_given_a_unit_role_by_import(cast, system, security):
    for administrator in (system, security):
        (outcome,) = imported(administrator, row("安全管理员", security.username))
        assert not outcome.ok
        assert "管理员" in outcome.reason
    assert [m.role for m in security.memberships.all()] == ["security_admin"]


def test_only_the_keepers_of_accounts_and_roles_import(cast):
    for other in (cast.head, cast.liaison):
        with refused("只有系统管理员（账号）和安全管理员（角色）"):
            imported(other, row("张三", "zhangsan"))


# --- The database ----------------------------------------------------------------------------------
APART = "administrators_apart"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("system_admin", "liaison"),
        ("officer", "auditor"),
        ("system_admin", "security_admin"),
    ],
)
def test_the_database_keeps_administrators_apart(cast, first, second):
    person = factories.person(unit=cast.office, role=first)
    with forbidden_by_the_database(APART):
        Membership.objects.create(user=person, unit=cast.city, role=second)
    with forbidden_by_the_database(APART):
        Membership.objects.bulk_create([Membership(user=person, unit=cast.city, role=second)])
    same = Membership.objects.create(
        user=person, unit=cast.city, role=first
    )  # the same role elsewhere is no other
    with forbidden_by_the_database(APART):
        Membership.objects.filter(pk=same.pk).update(role=second)
    business = factories.person(unit=cast.office, role="liaison" if first != "officer" else "auditor")
    with forbidden_by_the_database(APART):
        business.memberships.update(user=person)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_roles_granted_at_once_see_each_other():
    person = factories.person()
    unit, errors = factories.unit(), []

    def grant():
        try:
            Membership.objects.create(user=person, unit=unit, role="auditor")
        except IntegrityError as error:
            errors.append(str(error))
        finally:
            connection.close()

    with transaction.atomic():
        Membership.objects.create(user=person, unit=unit, role="liaison")
        thread = threading.Thread(target=grant)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()  # waits for the first
    thread.join(30)
    assert APART in errors[0]
