"""Every address of the admin, from its urlconf (walked as everybody in tests/walk), and what it answers beside pages."""

import re

import pytest
from django.contrib import admin
from django.urls import URLPattern, reverse

from tests.admin.test_roles import BUSINESS, MAY_SEE

# What belongs to no model: the first page, the login, the language of its scripts, and what only leads elsewhere.
OF_ALL = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "autocomplete",
          "view_on_site", "app_list", None}  # fmt: skip
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
