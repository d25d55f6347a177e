"""Who sees which page of the admin, as each role; what is not mine does not exist for me."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.admin.conftest import list_of, page_of
from tests.factories import TODAY

BUSINESS = {
    "tasklist", "task", "obligation", "progress", "extension", "objection", "waiting",
    "dispatch", "receipt", "notice", "letter",
}  # fmt: skip
UNITS = {"unit", "unitgroup"}
RULES = {"rung", "numbering", "letterwording", "lettertemplate", "calendarday"}
CHANGES = {"pendingchange"}
MAY_SEE = {
    "officer": BUSINESS | UNITS | RULES | {"instruction", "mute"},
    "head": BUSINESS | UNITS | RULES | CHANGES | {"instruction", "mute"},
    "liaison": BUSINESS | UNITS,
    "chief": BUSINESS | UNITS,
    "leader": BUSINESS | UNITS,
    "system": UNITS | {"user", "membership", "installation", "writtenname"} | CHANGES,
    "security": UNITS | RULES | CHANGES | {"user", "membership"},
    "auditor": {"event", "accessrecord"} | CHANGES,
}
MAY_ADD = {
    "officer": {"tasklist", "task", "dispatch", "instruction", "letterwording", "lettertemplate"},
    "head": {
        "tasklist",
        "task",
        "dispatch",
        "instruction",
        "letterwording",
        "lettertemplate",
        "rung",
        "numbering",
        "calendarday",
    },
    "system": {"unit", "unitgroup", "user"},
    "security": {"membership", "rung", "numbering", "calendarday"},
}


@pytest.fixture
def person(request, cast, keepers):
    name = request.param
    return name, getattr(cast, name, None) or getattr(keepers, name)


each_role = pytest.mark.parametrize("person", MAY_SEE, indirect=True)


@each_role
def test_each_role_sees_its_lists_and_no_others(person, one_of_each, as_):
    name, user = person
    browser = as_(user)
    answers = {model: browser.get(list_of(model), follow=True).status_code for model in one_of_each}
    assert answers == {model: 200 if model in MAY_SEE[name] else 403 for model in one_of_each}


@each_role
def test_each_role_opens_things_of_its_own_and_no_others(person, one_of_each, as_):
    name, user = person
    browser = as_(user)
    hidden = set()
    if name in ("liaison", "chief", "leader"):
        hidden = {"dispatch", "receipt"}  # not signed yet: the office's own business
    if name in ("chief", "leader"):
        hidden.add("letter")  # somebody else's mail
    for model, thing in one_of_each.items():
        status = browser.get(page_of(thing)).status_code
        if model not in MAY_SEE[name]:
            assert status == 403, f"{name} got {status} from {model}"
        else:
            assert status == (404 if model in hidden else 200), f"{name} got {status} from {model}"


@each_role
def test_each_role_adds_only_what_it_keeps(person, one_of_each, as_):
    name, user = person
    browser = as_(user)
    for model in one_of_each:
        status = browser.get(reverse(f"admin:tracker_{model}_add"), follow=True).status_code
        assert status == (200 if model in MAY_ADD.get(name, ()) else 403), f"{name} got {status} from {model}"


@each_role
def test_the_first_page_offers_what_the_role_may_open(person, one_of_each, as_):
    name, user = person
    page = as_(user).get(reverse("admin:index")).content.decode()
    offered = {model for model in one_of_each if f'href="{list_of(model)}"' in page}
    assert offered == MAY_SEE[name]


def test_nothing_can_be_deleted_by_address(cast, keepers, one_of_each, as_):
    for user in (cast.head, keepers.system, keepers.security, keepers.auditor):
        browser = as_(user)
        for model, thing in one_of_each.items():
            where = reverse(f"admin:tracker_{model}_delete", args=[thing.pk])
            assert browser.post(where, {"post": "yes"}).status_code == 403
            assert type(thing).objects.filter(pk=thing.pk).exists()


def test_another_units_business_does_not_exist_for_the_college(cast, one_of_each, as_):
    for user in (cast.college_liaison, cast.college_chief):
        browser = as_(user)
        for model in BUSINESS:
            thing = one_of_each[model]
            assert browser.get(page_of(thing)).status_code == 404, model
            assert page_of(thing) not in browser.get(list_of(model)).content.decode()


def test_another_office_sees_none_of_our_business(cast, one_of_each, as_):
    elsewhere = factories.unit(name="邻市", kind="city")
    office = factories.unit(name="邻市司法局", parent=elsewhere, is_office=True)
    browser = as_(factories.person(name="邻市办主任", unit=office, role="office_head"))
    for model in BUSINESS:
        assert browser.get(page_of(one_of_each[model])).status_code == 404, model


def test_nobody_enters_without_logging_in_and_all_log_in_on_the_same_page(client, one_of_each):
    for thing in one_of_each.values():
        response = client.get(page_of(thing), follow=True)
        assert response.redirect_chain[-1][0].startswith(reverse("login"))
        assert response.templates[0].name == "registration/login.html"


def test_a_person_without_any_role_is_told_so(db, as_):
    response = as_(factories.person(name="新人")).get(reverse("admin:index"), follow=True)
    assert response.status_code == 403
    assert "还没有任何角色" in response.content.decode()


def test_a_role_that_ended_opens_nothing_any_more(cast, as_):
    cast.liaison.memberships.update(until_on=TODAY.replace(day=1))
    assert as_(cast.liaison).get(list_of("task"), follow=True).status_code == 403


def test_nobody_feels_the_way_to_a_password_by_filtering(keepers, one_of_each, as_):
    browser = as_(keepers.security)
    assert browser.get(list_of("user"), {"password__startswith": "pbkdf2"}).status_code == 400
    assert browser.get(list_of("membership"), {"user__password__startswith": "p"}).status_code == 400


def test_lists_are_filtered_and_searched(cast, one_of_each, as_):
    task = one_of_each["task"]
    browser = as_(cast.officer)
    found = browser.get(list_of("task"), {"q": task.title, "state": "suspended", "colour": "0"})
    assert page_of(task) in found.content.decode()
    missed = browser.get(list_of("task"), {"colour": "4"})
    assert page_of(task) not in missed.content.decode()
    for due in ("overdue", "near", "returned", "submitted", "dormant", "blocked", "nonsense"):
        assert browser.get(list_of("obligation"), {"due": due}).status_code == 200


def test_filters_name_only_what_the_reader_may_see(cast, one_of_each, as_):
    secret = factories.task(
        office=cast.office,
        task_list=factories.task_list(office=cast.office, name="未下达的清单", state="draft", issued_on=None),
        state="draft",
    )
    page = as_(cast.liaison).get(list_of("task")).content.decode()
    assert secret.task_list.name not in page
    assert one_of_each["tasklist"].name in page


def test_the_number_of_tasks_is_that_of_the_tasks_one_may_see(cast, one_of_each, as_):
    for _ in range(7):
        factories.task(office=cast.office, task_list=one_of_each["tasklist"])
    counts = {}
    for user in (cast.liaison, cast.officer):
        shown = as_(user).get(list_of("tasklist")).content.decode()
        counts[user] = re.search(r'class="field-count">(\d+)<', shown)[1]
    assert counts == {cast.liaison: "1", cast.officer: "8"}


@pytest.mark.one_database
def test_no_page_links_to_one_that_its_reader_may_not_open(cast, one_of_each, as_):
    """Every address of the admin that stands on a page of the liaison's opens for the liaison."""
    browser = as_(cast.liaison)
    stands_on: dict[str, str] = {}
    for model in BUSINESS - {"dispatch", "receipt"}:
        page = browser.get(page_of(one_of_each[model])).content.decode()
        stands_on |= dict.fromkeys(re.findall(r'href="(/admin/[^"#?]+)"', page), model)
    for where, model in stands_on.items():
        assert browser.get(where).status_code in (200, 302), f"{where} on the page of {model}"
