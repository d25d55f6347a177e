"""What a stranger with a log-in may write into the address of a list: only what the list's own filters write there."""

import re
from html import unescape
from itertools import cycle

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.admin.conftest import list_of
from tests.admin.test_roles import MAY_SEE
from tracker.admin.base import RoleAdmin
from tracker.models import Installation

# Python's engine never comes back from this, and SQLite uses Python's.
HANGS = "^(.+)+(.+)+(.+)+(.+)+(.+)+\x01$"
REFUSED = 400


def lists():
    """(model, its address) of every list of the admin; the page of the installation is no list."""
    return [
        (model, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        for model in admin.site._registry
        if model is not Installation
    ]


@pytest.fixture
def readers(cast, keepers, as_) -> dict:
    """For each list a browser of somebody who may open it."""
    may = {model: who for who, models in MAY_SEE.items() for model in models}
    people = {who: as_(getattr(cast, who, None) or getattr(keepers, who)) for who in set(may.values())}
    return {where: people[may.get(model._meta.model_name, "auditor")] for model, where in lists()}


def test_every_page_of_the_admin_goes_through_the_rule():
    assert all(isinstance(page, RoleAdmin) for page in admin.site._registry.values())


def test_no_column_of_any_list_is_felt_out_by_a_look_up(one_of_each, readers):
    """`regex` on each column, and each other look-up on some."""
    others = cycle(
        ("startswith", "icontains", "gt", "lt", "gte", "range", "in", "length", "iexact", "iregex")
    )
    patterns = cycle((HANGS, "(", "[", "a"))
    for model, where in lists():
        for field in model._meta.fields:
            for lookup, value in (("regex", next(patterns)), (next(others), "1")):
                answer = readers[where].get(where, {f"{field.name}__{lookup}": value})
                assert answer.status_code == REFUSED, f"{where} {field.name}__{lookup}"


def test_other_peoples_drafts_are_not_told_of_by_a_relation(one_of_each, readers):
    """From each table to each table that points at it or that it points at."""
    for model, where in lists():
        for relation in (field for field in model._meta.get_fields() if field.is_relation):
            name = f"{relation.name}__pk__gt" if relation.concrete else f"{relation.name}__isnull"
            assert readers[where].get(where, {name: "0"}).status_code == REFUSED, f"{where} {name}"


def test_a_filter_takes_no_value_that_no_filter_has(one_of_each, readers):
    for value in ("\x00", "a\x00b", "\ufffe", "x" * 5000, "\n"):
        for where in (list_of("task"), list_of("user"), list_of("event")):
            for name in ("title", "state__exact", "verb", "is_active__exact"):
                assert readers[where].get(where, {name: value}).status_code == REFUSED, f"{where} {name}"


@pytest.mark.parametrize(
    "asked",
    [
        {"happened_on__year": "99999"}, {"happened_on__year": "9999"}, {"happened_on__year": "0"},
        {"happened_on__year": "1"}, {"happened_on__month": "13"}, {"happened_on__day": "x"},
        {"happened_on__gte": "2020-01-01"}, {"happened_on__year__gt": "1"}, {"happened_on": "2025-12-03"},
        {"happened_on__year": "２０２５"}, {"happened_on__year": "2025", "happened_on__month": "2", "happened_on__day": "30"},
        {"note__regex": "a"}, {"hash__startswith": "a"}, {"nonsense": "1"}, {"verb__exact": "x"}, {"pk": "1"}, {"id": "1"},
    ],
)  # fmt: skip
def test_a_date_that_is_none_and_a_name_that_is_none_are_refused_in_words(one_of_each, readers, asked):
    where = list_of("event")
    for address in (where, reverse("admin:tracker_event_export")):
        answer = readers[where].get(address, asked)
        assert answer.status_code == REFUSED
        assert "请清除筛选后重新选择" in answer.content.decode()


@pytest.mark.one_database
def test_every_filter_that_a_list_offers_works(one_of_each, readers):
    """A link of each name in the column of filters, and the row of dates two steps deep."""
    names = set()
    for _model, where in lists():
        for link in one_of_each_name(readers[where].get(where).content.decode()):
            answer = readers[where].get(where + link)
            assert answer.status_code == 200, where + link
            names.add(link.partition("=")[0])
    assert {
        "?state__exact",
        "?unit__id__exact",
        "?memberships__role__exact",
        "?verb",
        "?month",
    } <= names


def one_of_each_name(page: str) -> list[str]:
    links = {re.sub(r"=[^&]*", "", link): link for link in re.findall(r'href="(\?[^"]+)"', page)}
    return [unescape(link) for link in links.values()]


def test_a_search_of_many_words_is_refused_in_words(one_of_each, readers):
    lengths = cycle(("a " * 9, "长" * 101, '"a" ' * 400, "a " * 1900))
    searched = [(where, "q") for model, where in lists() if admin.site._registry[model].search_fields]
    for where, name in [*searched, (reverse("tasks"), "text"), (reverse("dispatches"), "text")]:
        browser = readers.get(where, readers[list_of("task")])
        answer = browser.get(where, {name: next(lengths).strip()})
        assert answer.status_code == REFUSED
        assert "最多100个字、8个词" in answer.content.decode()


def test_a_short_search_finds(one_of_each, readers):
    where = list_of("unit")
    assert "市发改委" in readers[where].get(where, {"q": "市 发改委"}).content.decode()
    assert readers[where].get(where, {"q": "\x00"}).status_code in (200, REFUSED)
