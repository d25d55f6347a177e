"""Accounts, units, roles and the import of people: pages of the administrators, changes through verbs."""

import io
import json
import re

import pytest
from django.contrib.auth import authenticate
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests import factories
from tests.admin.conftest import action_of, confirm_all, list_of, page_of, said
from tracker.actions.people_import import COLUMNS
from tracker.models import Event, Installation, Membership, Unit, UnitGroup, User

IMPORT = "people_import"


def sheet(*rows: tuple, headings=COLUMNS) -> SimpleUploadedFile:
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("人员名单.xlsx", out.getvalue())


def notes() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("note", flat=True))


# --- Accounts --------------------------------------------------------------------------------------
def test_an_account_is_made_without_a_password_and_gets_one_shown_once(cast, keepers, as_):
    browser = as_(keepers.system)
    answer = browser.post(
        reverse("admin:tracker_user_add"),
        {"username": "zhaoliu", "name": "赵六", "email": "z@example.com", "phone": ""},
        follow=True,
    )
    person = User.objects.get(username="zhaoliu")
    assert "发放首次密码" in said(answer)
    assert not person.has_usable_password()
    shown = said(browser.post(action_of(person, "password")))
    password = re.search(r"<code>([^<]+)</code>", shown)[1]
    assert authenticate(RequestFactory().get("/"), username="zhaoliu", password=password) == person
    person.refresh_from_db()
    assert person.must_change_password
    assert password not in said(browser.get(page_of(person)))
    assert not any(password in note for note in notes())


def test_a_change_of_an_account_is_an_event(cast, keepers, as_):
    fields = {"name": "吴芳芳", "email": cast.liaison.email, "phone": "1381", "is_active": "on"}
    as_(keepers.system).post(page_of(cast.liaison), fields)
    cast.liaison.refresh_from_db()
    assert (cast.liaison.name, cast.liaison.phone) == ("吴芳芳", "1381")
    assert notes() == ["修改吴芳芳：姓名、电话"]


def test_a_refusal_stands_above_the_kept_entries(cast, keepers, as_):
    answer = as_(keepers.system).post(page_of(keepers.auditor), {"name": "审计员乙", "email": "a@b.cn"})
    assert "审计员是唯一的审计员" in said(answer)
    assert 'value="a@b.cn"' in said(answer)
    keepers.auditor.refresh_from_db()
    assert keepers.auditor.is_active
    assert keepers.auditor.name == "审计员"


def test_the_account_keeper_does_not_reset_the_other_keepers_passwords(cast, keepers, as_):
    browser = as_(keepers.system)
    before = keepers.security.password
    assert action_of(keepers.security, "password") not in said(browser.get(page_of(keepers.security)))
    answer = browser.post(action_of(keepers.security, "password"))
    assert "三员互不代管密码" in said(answer)
    keepers.security.refresh_from_db()
    assert keepers.security.password == before


def test_the_security_administrator_looks_at_accounts_but_changes_none(cast, keepers, as_):
    browser = as_(keepers.security)
    assert browser.post(page_of(cast.liaison), {"name": "别人"}).status_code == 403
    assert browser.post(action_of(cast.liaison, "password")).status_code == 403


# --- Roles -----------------------------------------------------------------------------------------
def test_roles_are_given_changed_and_taken_by_the_security_administrator(cast, keepers, as_):
    browser = as_(keepers.security)
    new = factories.person(name="赵六")
    fields = {"user": new.pk, "unit": cast.bureau.pk, "role": "liaison", "from_on": "", "until_on": ""}
    browser.post(reverse("admin:tracker_membership_add"), fields)
    assert not new.memberships.exists()
    confirm_all(keepers.system)
    given = Membership.objects.get(user=new)
    browser.post(page_of(given), {"from_on": "2025-12-01", "until_on": "2026-12-31"})
    confirm_all(keepers.auditor)
    given.refresh_from_db()
    assert str(given.until_on) == "2026-12-31"
    browser.post(action_of(given, "remove"))
    confirm_all(keepers.system)
    assert not new.memberships.exists()
    done = Event.objects.filter(verb="role.changed").order_by("seq").values_list("note", flat=True)
    assert [note[:2] for note in done] == ["授予", "调整", "收回"]
    assert done[0].endswith("（系统员确认）")


def test_nobody_becomes_an_administrator_beside_the_business(cast, keepers, as_):
    fields = {"user": cast.liaison.pk, "unit": cast.city.pk, "role": "auditor", "from_on": "", "until_on": ""}
    answer = as_(keepers.security).post(reverse("admin:tracker_membership_add"), fields)
    assert "管理员不能兼任业务角色" in said(answer)
    assert not cast.liaison.memberships.filter(role="auditor").exists()
    assert notes() == []


def test_business_people_touch_neither_people_nor_roles(cast, one_of_each, as_):
    for user in (cast.officer, cast.head, cast.liaison, cast.leader):
        browser = as_(user)
        for model in ("user", "membership"):
            assert browser.post(page_of(one_of_each[model]), {"name": "x"}).status_code == 403
            assert browser.post(reverse(f"admin:tracker_{model}_add"), {}).status_code == 403
        assert browser.post(action_of(cast.liaison, "password")).status_code == 403
        assert browser.post(reverse(IMPORT), {}).status_code == 403


# --- Units -----------------------------------------------------------------------------------------
def unit_fields(unit: Unit, **changes) -> dict:
    fields = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "order": unit.order,
              "parent": unit.parent_id or "", "is_active": "on", "other_names": ""}  # fmt: skip
    return fields | ({"is_office": "on"} if unit.is_office else {}) | changes


def test_a_unit_is_made_renamed_and_moved_with_all_below_it(cast, keepers, as_):
    browser = as_(keepers.system)
    browser.post(
        reverse("admin:tracker_unit_add"),
        {"name": "市数据局", "kind": "department", "parent": cast.city.pk, "order": 9,
         "other_names": "市数据管理局；数据局"},
    )  # fmt: skip
    made = Unit.objects.get(name="市数据局")
    assert made.path.startswith(cast.city.path)
    assert {a.name for a in made.aliases.all()} == {"市数据管理局", "数据局"}
    browser.post(page_of(cast.bureau), unit_fields(cast.bureau, name="市发展改革委", parent=made.pk))
    cast.bureau.refresh_from_db()
    assert cast.bureau.path.startswith(made.path)
    assert "市发改委" in {a.name for a in cast.bureau.aliases.all()}
    page = said(browser.get(list_of("unit")))
    assert page.index("市数据局") < page.index("市发展改革委")


def test_a_unit_that_owes_something_is_not_stopped(cast, keepers, as_):
    factories.obligation(unit=cast.bureau, due_on=factories.TODAY)
    fields = unit_fields(cast.bureau)
    del fields["is_active"]
    answer = as_(keepers.system).post(page_of(cast.bureau), fields)
    assert "市发改委还有1个应办事项未办结" in said(answer)
    cast.bureau.refresh_from_db()
    assert cast.bureau.is_active


def test_a_group_is_set_by_kinds_and_members(cast, keepers, as_):
    browser = as_(keepers.system)
    fields = {"name": "市直部门", "aliases": "市直各部门", "kinds": ["department"], "members": [cast.city.pk]}
    browser.post(reverse("admin:tracker_unitgroup_add"), fields)
    group = UnitGroup.objects.get()
    assert cast.bureau in group.current_members()
    assert list(group.members.all()) == [cast.city]
    empty = browser.post(page_of(group), {"name": "市直部门", "aliases": "", "kinds": []})
    assert "没有成员" in said(empty)
    assert list(group.members.all()) == [cast.city]


# --- The import ------------------------------------------------------------------------------------
GOOD = ("赵六", "zhaoliu", "市发改委", "联络员", "z@example.com", "0798-1")
BAD = ("钱七", "qianqi", "市没有局", "联络员", "", "")


def test_people_come_from_a_spreadsheet_with_first_passwords_and_then_get_their_roles(cast, keepers, as_):
    browser = as_(keepers.system)
    answer = browser.post(reverse(IMPORT), {"file": sheet(GOOD), "all_or_nothing": "on"})
    password = re.search(r"<code>([^<]+)</code>", said(answer))[1]
    person = authenticate(RequestFactory().get("/"), username="zhaoliu", password=password)
    assert person.must_change_password
    assert not person.memberships.exists()
    roles = as_(keepers.security).post(reverse(IMPORT), {"file": sheet(GOOD), "all_or_nothing": "on"})
    assert "<code>" not in said(roles) and "已提请授予" in said(roles)
    confirm_all(keepers.system)
    assert [str(m.unit) for m in person.memberships.all()] == ["市发改委"]
    rows = re.search(r'name="rows" value="([^"]+)"', said(answer))[1].replace("&quot;", '"')
    book = browser.post(reverse("people_passwords"), {"rows": rows})
    cells = [cell.value for row in load_workbook(io.BytesIO(book.content)).active for cell in row]
    assert password in cells
    assert json.loads(rows)[0][1] == "赵六"


def test_one_bad_row_leaves_everything_as_it_was_and_is_named(cast, keepers, as_):
    before = User.objects.count()
    answer = said(
        as_(keepers.system).post(reverse(IMPORT), {"file": sheet(GOOD, BAD), "all_or_nothing": "on"})
    )
    assert "没有名为“市没有局”的单位" in answer
    assert "其他行有错误，本行也未导入" in answer
    assert User.objects.count() == before
    assert notes() == []


def test_by_choice_the_good_rows_come_in_and_a_second_time_changes_nothing(cast, keepers, as_):
    browser = as_(keepers.system)
    answer = said(browser.post(reverse(IMPORT), {"file": sheet(GOOD, BAD)}))
    assert "有1行没有导入" in answer
    password = User.objects.get(username="zhaoliu").password
    again = said(browser.post(reverse(IMPORT), {"file": sheet(GOOD)}))
    assert "角色待安全管理员用同一名单授予" in again
    assert "<code>" not in again
    assert User.objects.get(username="zhaoliu").password == password


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (sheet(("赵六",), headings=("姓名",)), "第1行表头缺少：登录名、单位、角色、邮箱、电话"),
        (sheet((*GOOD, "x"), headings=(*COLUMNS, "密码")), "表头有不认识的列：密码"),
        (SimpleUploadedFile("x.xlsx", b"PK\x03\x04 broken"), "xlsx"),
        (SimpleUploadedFile("x.csv", "没有表头".encode("gb18030")), "第1行表头缺少"),
    ],
)
def test_files_that_cannot_be_used_are_told_in_a_sentence(cast, keepers, as_, upload, sentence):
    upload.seek(0)
    answer = as_(keepers.system).post(reverse(IMPORT), {"file": upload})
    assert answer.status_code == 422
    assert sentence.lower() in said(answer).lower()


def test_the_template_is_what_the_import_reads(cast, keepers, as_):
    browser = as_(keepers.system)
    template = browser.get(reverse("people_template"))
    upload = SimpleUploadedFile("模板.xlsx", template.content)
    answer = said(browser.post(reverse(IMPORT), {"file": upload, "all_or_nothing": "on"}))
    assert "张三" in answer
    assert "角色待安全管理员用同一名单授予" in answer


# --- Settings --------------------------------------------------------------------------------------
def test_the_settings_are_one_row_changed_by_the_system_administrator(cast, keepers, as_):
    browser = as_(keepers.system)
    where = browser.get(list_of("installation")).url
    browser.post(
        where, {"name": "景德镇市督办平台", "contact": "办公室", "phone": "0798-1", "return_within": "5"}
    )
    assert Installation.objects.current().name == "景德镇市督办平台"
    assert notes() == ["系统名称：景德镇市督办平台；联系人：办公室；联系电话：0798-1"]
    assert "景德镇市督办平台" in said(browser.get(reverse("admin:index")))
