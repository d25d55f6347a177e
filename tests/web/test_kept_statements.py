"""A statement that is kept for one reader is nobody else's: after everybody has read, each reads what a process that has
just begun would show (ADR 88)."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tracker.domain import composed
from tracker.domain.actor import Actor
from tracker.models import Membership, Task
from tracker.reporting.kept import keep

# What differs from one answer to the next by itself: tokens, and the seconds that the session has left.
OF_THE_ANSWER = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|id_\w*[0-9a-f]{8,}|data-seconds="\d+"'
)


@pytest.fixture
def readers(cast) -> list:
    """Two units and a second office, each with matters of their own, and somebody who is of both offices."""
    for unit in (cast.bureau, cast.college):
        factories.obligation(unit=unit, due_on=TODAY, task=factories.task(office=cast.office))
    elsewhere = factories.unit(name="邻市司法局", parent=cast.city, is_office=True)
    task = factories.task(office=elsewhere, title="邻市的事")
    theirs = factories.obligation(unit=cast.bureau, due_on=TODAY, task=task)
    factories.progress(obligation=theirs, drafted_by=cast.liaison)
    head = factories.person(name="邻市办主任", unit=elsewhere, role="office_head")
    both = factories.person(name="两边跑", unit=elsewhere, role="officer")
    Membership.objects.create(user=both, unit=cast.bureau, role="liaison")
    return [cast.liaison, cast.chief, cast.officer, cast.head, cast.leader, cast.college_liaison, head, both]


@pytest.fixture
def kept():
    keep()
    yield
    keep(on=False)


def addresses() -> list[str]:
    tasks = [reverse("task", args=[pk]) for pk in Task.objects.values_list("pk", flat=True)]
    lists = ["/", "/tasks/", "/tasks/?view=mine", "/tasks/?view=late", "/tasks/?state=issued"]
    return [*lists, "/statistics/", "/overdue/", *tasks]


def everything_read(as_, people) -> dict[tuple[str, str], str]:
    return {
        (str(person), where): answer_of(browser, where)
        for person in people
        for browser in [as_(person)]
        for where in addresses()
    }


def answer_of(browser: Client, where: str) -> str:
    answer = browser.get(where)
    return f"{answer.status_code} {OF_THE_ANSWER.sub('', answer.content.decode())}"


def forgotten() -> None:
    composed.forget()
    keep()


def test_after_everybody_has_read_each_reads_their_own(readers, as_, kept):
    everything_read(as_, readers)
    warm = everything_read(as_, reversed(readers))
    forgotten()
    assert warm == {key: text for person in readers for key, text in as_if_alone(as_, person).items()}


def as_if_alone(as_, person) -> dict[tuple[str, str], str]:
    forgotten()
    return everything_read(as_, [person])


def test_who_loses_a_role_or_gains_one_reads_by_it_at_once(cast, readers, as_, kept):
    both = readers[-1]
    everything_read(as_, [both])
    Membership.objects.filter(user=both, unit=cast.bureau).delete()
    assert everything_read(as_, [both]) == as_if_alone(as_, both)
    Membership.objects.create(user=both, unit=cast.college, role="unit_leader")
    assert Actor.of(both, TODAY).served == {cast.college.pk}
    assert everything_read(as_, [both]) == as_if_alone(as_, both)
