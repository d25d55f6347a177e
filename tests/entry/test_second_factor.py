"""A stolen password opens nothing where a telephone is asked for, and a browser left open signs nothing."""

import re
import threading
import time
from datetime import timedelta
from importlib import import_module

import pytest
from axes.models import AccessFailureLog
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP, totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests import factories
from tests.web.conftest import PASSWORD
from tracker.desk.proof import FRESH_SECONDS
from tracker.entry import second_factor as factor
from tracker.entry.moments import BEGAN, PROVED
from tracker.models import (
    Absence,
    AccessKind,
    AccessRecord,
    BadSeal,
    Dispatch,
    PastPassword,
    PersonalNotice,
    Role,
    Telephone,
    User,
)
from tracker.settings import ROLES

WHERE = "/second-factor/"


def shown(device: TOTPDevice, *, ahead: int = 0) -> str:
    """What the telephone shows; each code is good for once, so the next one is the next half minute's."""
    return f"{totp(device.bin_key, drift=ahead):06d}"


@pytest.fixture
def head(cast):
    cast.head.set_password(PASSWORD)
    cast.head.save()
    return cast.head


@pytest.fixture
def phone(head) -> TOTPDevice:
    device = factor.offered(head)
    assert factor.confirm(device, shown(device))
    return factor.device_of(head)


def log_in(person, password=PASSWORD) -> Client:
    browser = Client(headers={"accept-language": "zh-hans"})
    answer = browser.post(reverse("login"), {"username": person.username, "password": password})
    assert answer.status_code == 302
    return browser


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_code_in_the_same_moment_one_comes_in(phone, head, monkeypatch):
    """The second reads the telephone only after the first has used the code up."""
    verify, answers = TOTP.verify, []

    def slowly(self, *args, **kwargs):
        found = verify(self, *args, **kwargs)
        time.sleep(0.3)
        return found

    def send():
        try:
            answers.append(factor.is_right(head, code))
        finally:
            connection.close()

    code = shown(phone, ahead=1)
    monkeypatch.setattr(TOTP, "verify", slowly)
    both = [threading.Thread(target=send) for _n in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join(30)
    assert sorted(answers) == [False, True]


def test_the_settings_name_the_roles_that_there_are():
    assert set(ROLES) == set(Role.values)


def test_the_password_alone_opens_nothing(phone, head):
    browser = log_in(head)
    for name in ("home", "tasks", "password_change", "spare_codes", "second_factor_remove"):
        for answer in (browser.get(reverse(name)), browser.post(reverse(name))):
            assert answer.status_code == 302
            assert answer.url.startswith(WHERE)
    wrong = browser.post(WHERE, {"code": "000000"})
    assert wrong.status_code == 403
    assert AccessRecord.objects.first().kind == AccessKind.DENIED
    assert "秒后再试" in browser.post(WHERE, {"code": shown(phone, ahead=1)}).content.decode()


def test_the_code_opens_the_page_that_was_wanted(phone, head):
    browser = log_in(head)
    key = browser.cookies["sessionid"].value
    led = browser.get(reverse("tasks"))
    asked = browser.get(led.url)
    assert 'name="next" value="/tasks/"' in asked.content.decode()
    code = shown(phone, ahead=1)
    answer = browser.post(WHERE, {"code": code, "next": "/tasks/"})
    assert answer.url == "/tasks/"
    assert browser.get("/tasks/").status_code == 200
    assert browser.cookies["sessionid"].value != key
    assert browser.post(reverse("logout")).status_code == 302
    again = log_in(head)
    assert again.post(WHERE, {"code": code}).status_code == 403  # that code has been used


@pytest.mark.parametrize("why", ["first", "old"])
def test_a_password_that_has_to_be_changed_waits_for_the_code(phone, head, settings, why):
    """Each page led to the other for ever: with a telephone nobody came in once the password was ninety days old."""
    settings.PASSWORD_DAYS = 90
    head.must_change_password = why == "first"
    head.save()
    if why == "old":
        PastPassword.objects.of(head).update(set_at=timezone.now() - timedelta(days=91))
        type(head).objects.filter(pk=head.pk).update(joined_at=timezone.now() - timedelta(days=91))
    browser = log_in(head)
    assert browser.get(reverse("password_change")).url.startswith(WHERE)
    assert browser.get(WHERE).status_code == 200
    assert browser.post(WHERE, {"code": shown(phone, ahead=1)}).status_code == 302
    assert browser.get(reverse("home")).url == reverse("password_change")
    assert browser.get(reverse("password_change")).status_code == 200


def test_whom_the_policy_names_sets_a_telephone_up_before_the_first_password_goes(head, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({Role.OFFICE_HEAD})
    head.must_change_password = True
    head.save()
    browser = log_in(head)
    assert browser.get(reverse("password_change")).url.startswith(WHERE)
    assert browser.get(WHERE).status_code == 200


def test_a_spare_code_works_once_and_the_table_does_not_hold_it(head):
    device = factor.offered(head)
    codes = factor.confirm(device, shown(device))
    assert len(codes) == factor.SPARE_CODES
    assert not StaticToken.objects.filter(token__in=codes).exists()
    assert log_in(head).post(WHERE, {"code": codes[0].upper()}).status_code == 302
    assert log_in(head).post(WHERE, {"code": codes[0]}).status_code == 403
    assert factor.spare_codes_left(head) == factor.SPARE_CODES - 1


def set_up(browser: Client, person, code: str = ""):
    """Open the page, read the square with a telephone, and type what that shows."""
    page = browser.get(WHERE).content.decode()
    seal = re.search(r'name="seal" value="([^"]+)"', page)[1]
    return page, browser.post(WHERE, {"seal": seal, "code": code or shown(factor.opened(person, seal))})


def test_whom_the_policy_names_sets_a_telephone_up_first(head, settings):
    settings.SECOND_FACTOR_ROLES = ("office_head",)
    browser = log_in(head)
    assert browser.get(reverse("home")).url.startswith(WHERE)
    page, wrong = set_up(browser, head, code="123")
    assert "data:image/svg+xml" in page
    assert wrong.status_code == 403
    assert not TOTPDevice.objects.exists()
    _page, done = set_up(browser, head)
    assert len(re.findall(r"<code>[a-z2-9]{11}</code>", done.content.decode())) == factor.SPARE_CODES
    assert browser.get(reverse("home")).status_code == 200
    browser.post(reverse("second_factor_remove"))  # a new telephone is owed at once
    assert browser.get(reverse("home")).url.startswith(WHERE)


def test_others_may_and_may_leave_it(cast, as_, settings):
    settings.SECOND_FACTOR_ROLES = ("office_head",)
    browser = as_(cast.liaison)
    assert browser.get(reverse("home")).status_code == 200
    set_up(browser, cast.liaison)
    assert factor.device_of(cast.liaison)
    browser.post(reverse("spare_codes"))
    browser.post(reverse("second_factor_remove"))
    assert factor.device_of(cast.liaison) is None


def test_a_key_of_somebody_elses_page_is_not_taken(cast, head):
    seal = factor.sealed(factor.offered(cast.liaison))
    assert factor.opened(head, seal) is None
    assert factor.opened(cast.liaison, seal)


def test_whoever_copies_the_table_has_no_code_and_whoever_writes_into_it_plants_none(phone, head, cast):
    stored = TOTPDevice.objects.get().key
    assert phone.bin_key.hex() not in stored
    assert stored.startswith("1$")
    known = TOTPDevice(user=head)  # the thief's own telephone, as django-otp would write it
    for forged in (known.key, stored[:-4] + "AAAA", "1$", "1$" + "A" * 64):
        TOTPDevice.objects.update(key=forged)
        assert not factor.is_right(head, f"{totp(known.bin_key):06d}")
    TOTPDevice.objects.update(key=stored, user=cast.officer)  # another person's row
    with pytest.raises(BadSeal):
        _key = Telephone.objects.get().bin_key


def test_telephones_from_before_are_sealed_by_the_migration_and_opened_by_its_way_back(head):
    sealing = import_module("tracker.migrations.0028_telephones_sealed")
    before = TOTPDevice.objects.create(user=head, name="phone", confirmed=True)
    sealing.seal_all(apps, None)
    assert TOTPDevice.objects.get().key != before.key
    assert factor.device_of(head).bin_key == before.bin_key
    sealing.open_all(apps, None)
    assert TOTPDevice.objects.get().key == before.key


def test_a_changed_key_of_the_history_opens_what_the_old_one_sealed(phone, head, settings):
    settings.HISTORY_KEYS = ["a-new-key-" + "7f3c9d" * 6, *settings.HISTORY_KEYS]
    assert factor.is_right(head, shown(phone, ahead=1))


def test_a_lost_telephone_is_taken_away_at_the_server_and_two_are_told(phone, head, cast):
    auditor = factories.person(name="审计员", unit=cast.city, role="auditor")
    call_command("second_factor", remove=head.username)
    assert factor.device_of(head) is None
    assert set(PersonalNotice.objects.values_list("person", flat=True)) == {head.pk, auditor.pk}


def left_open(browser: Client) -> None:
    session = browser.session
    session[BEGAN] = int(time.time()) - FRESH_SECONDS - 1
    session.save()


def test_a_browser_left_open_signs_nothing(head, cast, as_):
    draft = factories.dispatch(office=cast.office, drafted_by=cast.officer)
    browser = as_(head)
    left_open(browser)
    sign, sent = reverse("signing"), {"d": [str(draft.pk)], "sure": "1"}
    page = browser.post(sign, sent)
    assert page.status_code == 403
    assert f'name="d" value="{draft.pk}"' in page.content.decode()  # nothing has to be ticked again
    assert browser.post(sign, sent | {"proof-password": "wrong"}).status_code == 403
    assert Dispatch.objects.get(pk=draft.pk).number == ""
    assert browser.post(sign, sent | {"proof-password": PASSWORD}).status_code == 302
    assert "未签发" in browser.get(sign).content.decode()  # asked of the verb, which wants a matter in it
    assert browser.post(sign, sent).status_code == 302  # the password was shown just now


def test_guesses_at_the_proof_are_counted_recorded_and_locked(head, cast, as_):
    browser = as_(head)
    left_open(browser)
    where, sent = reverse("signing"), {"d": "1", "sure": "1"}
    for _n in range(6):
        assert browser.post(where, sent | {"proof-password": "wrong"}).status_code in (403, 429)
    assert AccessFailureLog.objects.filter(username=head.username).count() >= 5
    assert browser.post(where, sent | {"proof-password": PASSWORD}).status_code in (
        403,
        429,
    )  # the right one too


def test_a_browser_left_open_names_no_substitute(head, cast, as_):
    """Who would sign in the head's name from a browser of his own."""
    browser = as_(head)
    left_open(browser)
    where, day = reverse("absences"), f"{factories.TODAY}"
    asked = {"person": head.pk, "substitute": cast.officer.pk, "from_on": day, "until_on": day}
    assert browser.post(where, asked).status_code == 403
    assert not Absence.objects.exists()
    assert browser.post(where, asked | {"proof-password": PASSWORD}).status_code == 302
    left_open(browser)
    session = browser.session
    del session[PROVED]
    session.save()
    asked_for = Absence.objects.create(
        person=head, substitute=cast.officer, from_on=day, until_on=day, recorded_by=cast.officer
    )
    assert browser.post(reverse("absence_confirm", args=[asked_for.pk])).status_code == 403


def test_a_browser_left_open_makes_no_accounts_by_a_list(cast, as_):
    """Their first passwords stood on the page that answered."""
    keeper = factories.person(name="系统管理员", unit=cast.city, role="system_admin")
    keeper.set_password(PASSWORD)
    keeper.save()
    browser, where = as_(keeper), reverse("people_import")
    left_open(browser)

    def sent():
        rows = "姓名,登录名,单位,角色,邮箱,电话\n张三,zhangsan,市发改委,联络员,,\n"
        return {"file": SimpleUploadedFile("名单.csv", rows.encode())}

    assert browser.get(where).status_code == 403
    assert browser.post(where, sent()).status_code == 403
    assert not User.objects.filter(username="zhangsan").exists()
    assert browser.post(where, {"proof-password": "wrong"}).status_code == 403
    assert browser.post(where, {"proof-password": PASSWORD}).status_code == 302
    assert browser.post(where, sent()).status_code == 200
    assert User.objects.filter(username="zhangsan").exists()


def test_a_browser_left_open_gives_no_password_and_no_role(cast, as_):
    keeper = factories.person(name="系统管理员", unit=cast.city, role="system_admin")
    browser = as_(keeper)
    left_open(browser)
    before = cast.head.password
    answer = browser.post(reverse("person_action", args=[cast.head.pk, "password"]))
    assert answer.status_code == 403
    cast.head.refresh_from_db()
    assert cast.head.password == before
    answer = browser.post(reverse("admin:tracker_user_change", args=[cast.head.pk]), {"name": "别人"})
    assert "请再输入密码" in answer.content.decode()


def test_who_came_first_with_a_stolen_password_adds_nothing_once_its_owner_has_set_up_the_telephone(
    head, settings
):
    settings.SECOND_FACTOR_ROLES = ("office_head",)
    thief, owner = log_in(head), log_in(head)
    seal = re.search(r'name="seal" value="([^"]+)"', thief.get(WHERE).content.decode())[1]
    set_up(owner, head)
    before = factor.device_of(head).pk
    assert thief.post(reverse("security_key_add"), {"credential": "{}"}).status_code == 302
    assert thief.post(WHERE, {"seal": seal, "code": shown(factor.opened(head, seal))}).status_code == 403
    assert factor.device_of(head).pk == before
    assert thief.get(reverse("home")).status_code == 302


def test_a_change_of_the_ways_in_is_told_and_noted(phone, head):
    browser = log_in(head)
    browser.post(WHERE, {"code": shown(phone, ahead=1)})
    browser.post(reverse("second_factor_remove"))
    assert PersonalNotice.objects.filter(person=head, text__contains="解除动态口令").exists()
    assert AccessRecord.objects.filter(path=reverse("second_factor_remove"), kind=AccessKind.CHOSEN).exists()


@pytest.mark.parametrize("how", ["a role that came later", "in another's name"])
def test_a_role_that_asks_for_it_asks_for_it_however_it_is_held(cast, settings, how):
    """Neither half a day by the password alone because the role came after the log-in, nor as somebody's substitute."""
    settings.SECOND_FACTOR_ROLES = (Role.OFFICE_HEAD,)
    cast.officer.set_password(PASSWORD)
    cast.officer.save()
    browser = log_in(cast.officer)
    assert browser.get(reverse("tasks")).status_code == 200
    if how == "in another's name":
        factories.absence(person=cast.head, substitute=cast.officer)
    else:
        cast.officer.memberships.create(unit=cast.office, role=Role.OFFICE_HEAD)
    answer = browser.post(reverse("signing"), {"sure": "1"})
    assert answer.status_code == 302 and answer.url.startswith(WHERE)
    phone = factor.offered(cast.officer)
    browser.post(WHERE, {"seal": factor.sealed(phone), "code": shown(phone)})
    assert browser.get(reverse("signing")).status_code == 200
    browser.post(reverse("second_factor_remove"))
    assert browser.get(reverse("signing")).url.startswith(WHERE)
