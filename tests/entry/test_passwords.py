"""Which passwords are taken, at each door where one is set."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.web.conftest import page
from tracker.actions import people
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import PastPassword, Unit, User

STRONG = "teapot-gravel-42-moon"
EASY = [
    "          ", "abcdefghijk", "aaaaaaaaaaB", "Admin@12345", "P@ssw0rd2025", "jingdezhen2025", "Duban-demo-2025",
    "Qwer1234!@#$", "1qaz2wsx3edc", "woaizhongguo", "woaibeijing1314", "woaini5201314", "Zhongguo123!", "zhengfu@2025",
    "Huawei@123", "Duban@2025!", "Abc@1234567", "1234567890a", "qwertyuiop1", "19900101abc", "景德镇2025年督办", "我爱中国我爱中国",
    "中国中国中国中国中国", "!!!!!!!!!!aA1", "password-2025", "weirenminfuwu1", "gongchandang1921", "a1a1a1a1a1a1",
]  # fmt: skip
GOOD = [STRONG, "k7#Qm2vX9p4", "correct horse battery", "茶杯里的风暴停在码头七号", "Ch3ng-du-b4o-zi-rain"]


def refused(password, user=None) -> bool:
    try:
        validate_password(password, user)
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize("password", EASY)
def test_what_many_people_would_try_is_refused(cast, password):
    Unit.objects.filter(pk=cast.city.pk).update(name="景德镇市", short_name="景德镇")
    assert refused(password)


@pytest.mark.django_db
@pytest.mark.parametrize("password", GOOD)
def test_what_nobody_would_try_is_taken(password):
    assert not refused(password)


@pytest.mark.parametrize(
    "made", ["{0}2025", "{0}@123456", "{0}{0}8", "A{0}!2025", "{0}-duban-1", "2025.{0}.12"]
)
def test_names_of_the_office_and_of_the_person_are_words_too(cast, made):
    """In characters, in pinyin and by initials."""
    for name in ("zhoumin", "周敏", cast.officer.username, "shifagaiwei", "市发改委", "fagaiwei"):
        assert refused(made.format(name), cast.officer), made.format(name)


@pytest.mark.django_db
def test_a_book_is_no_password():
    assert refused(STRONG * 10)


@pytest.fixture
def person(cast, as_):
    cast.liaison.set_password(STRONG)
    cast.liaison.save()
    return cast.liaison


def logged_in(person) -> Client:
    browser = Client()
    browser.post(reverse("login"), {"username": person.username, "password": STRONG})
    return browser


def change(browser, old, new):
    entry = {"old_password": old, "new_password1": new, "new_password2": new}
    return browser.post(reverse("password_change"), entry)


@pytest.mark.parametrize("password", EASY[:8])
def test_nobody_changes_to_an_easy_one(person, as_, password):
    assert change(as_(person), STRONG, password).status_code == 200
    person.refresh_from_db()
    assert person.check_password(STRONG)


def test_an_account_is_not_made_with_an_easy_one(cast):
    from tests import factories

    system = factories.person(name="系统员", unit=cast.city, role="system_admin")
    with pytest.raises(Refused):
        people.create_person(
            username="new", name="新人", password="Admin@12345", by=Actor.of(system, factories.TODAY)
        )


def test_the_last_five_are_not_taken_again(person, as_):
    browser = as_(person)
    used = [
        STRONG,
        *(f"{word}-gravel-42-moon" for word in ("lantern", "marble", "orchid", "pepper", "quartz")),
    ]
    for old, new in pairwise(used):
        assert change(browser, old, new).status_code == 302, new
    for old in used[1:]:
        assert "近期用过" in page(change(browser, used[-1], old)), old
    assert change(browser, used[-1], used[0]).status_code == 302
    assert PastPassword.objects.of(person).count() == 5


def test_a_password_grows_old_and_is_changed_before_anything_else(person, as_, settings):
    settings.PASSWORD_DAYS = 90
    assert logged_in(person).get(reverse("home")).status_code == 200
    PastPassword.objects.of(person).update(set_at=timezone.now() - timedelta(days=91))
    fresh = logged_in(person)
    assert fresh.get(reverse("home")).url == reverse("password_change")
    assert "已到更换期限" in page(fresh.get(reverse("password_change")))
    change(fresh, STRONG, "lantern-gravel-42-moon")
    assert fresh.get(reverse("home")).status_code == 200


def test_age_is_switched_off_by_zero(person, as_, settings):
    settings.PASSWORD_DAYS = 0
    PastPassword.objects.of(person).update(set_at=timezone.now() - timedelta(days=4000))
    assert logged_in(person).get(reverse("home")).status_code == 200


def test_an_account_from_before_the_rule_counts_from_its_beginning(person, as_, settings):
    settings.PASSWORD_DAYS = 90
    PastPassword.objects.all().delete()
    User.objects.filter(pk=person.pk).update(joined_at=timezone.now() - timedelta(days=91))
    assert logged_in(person).get(reverse("home")).url == reverse("password_change")
