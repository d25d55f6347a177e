"""Every address of the admin, as everybody: with things that are there, with guessed ones, read and pressed."""

import re

import pytest
from django.contrib import admin
from django.urls import URLPattern, reverse

from tests.admin.conftest import action_of
from tests.admin.test_roles import BUSINESS, MAY_SEE
from tracker.desk.nouns import NOUNS
from tracker.models import Event

BUSINESS_NOUNS = [noun for noun in NOUNS if noun.model._meta.model_name in BUSINESS]
# What belongs to no model: the first page, the login, the language of its scripts, and what only leads elsewhere.
OF_ALL = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "autocomplete",
          "view_on_site", "app_list", None}  # fmt: skip
# An empty form is an answer: it takes the dates off a role, and a letter's part back to the program's words.
EMPTY_FORM_SAYS = {
    "security": {"change.asked"},  # by one; another confirms
    "officer": {"settings.changed"},
    "head": {"settings.changed"},
}
LOGS = {"axes_accesslog": "event", "axes_accessfailurelog": "event"}  # seen by whoever sees events


def addresses(patterns=None, prefix="/admin/") -> list[tuple[str | None, str, frozenset[str]]]:
    """(name, route, its parameters) of every pattern below /admin/."""
    found = []
    for pattern in admin.site.get_urls() if patterns is None else patterns:
        route = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            found.append((pattern.name, route, frozenset(pattern.pattern.converters)))
        else:
            found += addresses(pattern.url_patterns, route)
    return found


ALL = addresses()


def model_of(name: str | None) -> str | None:
    """The model whose page this is, or whose rule it shares."""
    if name in OF_ALL or name is None:
        return None
    for log, like in LOGS.items():
        if name.startswith(log):
            return like
    return name.removeprefix("tracker_").partition("_")[0]


def filled(name: str | None, route: str, needed, pk) -> str:
    values = {"object_id": pk, "content_type_id": 1, "app_label": "tracker", "url": "x"}
    where = route
    for parameter in needed:
        for converter in ("path:", "int:", "slug:", "str:", ""):
            where = where.replace(f"<{converter}{parameter}>", str(values[parameter]))
    return re.sub(r"\(\?P<app_label>.*\)/\$", "tracker/", where).replace("(?P<url>.*)$", "x")


def test_the_walk_finds_what_there_is():
    names = {name for name, _route, _needed in ALL}
    assert {"tracker_task_changelist", "tracker_event_export", "tracker_event_verify", "axes_accessfailurelog_change", "autocomplete"} <= names  # fmt: skip
    assert {model_of(name) for name in names} - {None} == set().union(*MAY_SEE.values())


def test_a_stranger_is_led_to_the_login_by_every_address(client, one_of_each):
    for name, route, needed in ALL:
        where = filled(name, route, needed, one_of_each.get(model_of(name), one_of_each["task"]).pk)
        for response in (client.get(where), client.post(where)):
            led = response.status_code == 302 and "/login/" in response.url
            assert led or name in ("jsi18n", "logout", "password_change", "password_change_done"), where


@pytest.mark.one_database
@pytest.mark.parametrize("who", MAY_SEE)
def test_every_address_as_each_role(cast, keepers, one_of_each, as_, who):
    """What belongs to others is refused, read or pressed, there or guessed; nothing breaks; nothing is written."""
    browser = as_(getattr(cast, who, None) or getattr(keepers, who))
    before = Event.objects.count()
    for name, route, needed in ALL:
        model = model_of(name)
        mine = one_of_each[model].pk if model in one_of_each else 1
        for where in dict.fromkeys(filled(name, route, needed, pk) for pk in (mine, 999_999)):
            for response in (browser.get(where), browser.post(where)):
                status = response.status_code
                assert status < 500, f"{who}: {where}"
                if model is not None and model not in MAY_SEE[who]:
                    assert status in (403, 404), f"{who} got {status} from {where}"
    written = set(Event.objects.order_by("seq").values_list("verb", flat=True)[before:])
    assert written == EMPTY_FORM_SAYS.get(who, set())


def test_an_id_that_is_none_breaks_no_page(cast, keepers, one_of_each, as_):
    """Databases differ in what they take for a number."""
    readers = [as_(person) for person in (cast.officer, keepers.system, keepers.security)]
    for name, route, needed in ALL:
        for pk in ("x", "9" * 30) if "object_id" in needed else ():
            where = filled(name, route, needed, pk)
            for browser in readers:
                assert browser.get(where).status_code in (302, 403, 404), where
                assert browser.post(where).status_code in (302, 403, 404), where


@pytest.mark.one_database
@pytest.mark.parametrize(
    "who", ["leader", "college_liaison", "college_chief", "system", "security", "auditor"]
)
def test_nobody_performs_what_is_not_theirs(cast, keepers, one_of_each, as_, who):
    """Every action of every thing, by those who have no part in it."""
    browser = as_(getattr(cast, who, None) or getattr(keepers, who))
    before = Event.objects.count()
    answers = {
        "reason": "理由",
        "name": "某人",
        "text": "文字",
        "percent": "100",
        "granted": "no",
        "upheld": "no",
    }
    for noun in BUSINESS_NOUNS:
        thing = one_of_each[noun.model._meta.model_name]
        for action in noun.actions:
            where = action_of(thing, action.code)
            status = browser.post(where, answers).status_code
            # A leader sees the business and finds no action that works; all others do not even see it.
            allowed = (403, 404, 422) if who == "leader" else (403, 404)
            assert status in allowed, f"{who} got {status} from {where}"
    assert Event.objects.count() == before


def test_choices_for_autocompletion_name_only_what_one_may_see(cast, one_of_each, as_):
    """No page of ours uses them, and Django answers nevertheless."""
    ask = {"app_label": "tracker", "model_name": "obligation", "field_name": "task", "term": ""}
    where = reverse("admin:autocomplete")
    assert as_(cast.liaison).get(where, ask).json()["results"] != []
    assert as_(cast.college_liaison).get(where, ask).json()["results"] == []
    people = {"app_label": "tracker", "model_name": "membership", "field_name": "user", "term": "a"}
    assert as_(cast.head).get(where, people).status_code == 403


@pytest.mark.parametrize("model", sorted(BUSINESS))
def test_no_filter_by_address_reaches_into_other_tables(cast, one_of_each, as_, model):
    """What is not on the page is not felt out by asking again and again."""
    browser = as_(cast.liaison)
    for lookup in (
        "unit__memberships__user__password__startswith",
        "obligation__unit__memberships__user__password__startswith",
        "person__password__startswith",
        "asked_by__password__startswith",
        "drafted_by__email__startswith",
        "released_by__password__startswith",
        "task__task_list__name__startswith",
        "task_list__tasks__title__startswith",
        "dispatch__matter__startswith",
        "obligations__progress__text__startswith",
        "notices__dispatch__matter__startswith",
    ):
        status = browser.get(reverse(f"admin:tracker_{model}_changelist"), {lookup: "p"}).status_code
        assert status in (302, 400), f"{model}?{lookup} answered {status}"
