"""A query that is put together once answers as one that is put together each time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import F, ImageField, Max, Model, QuerySet
from django.db.models.signals import post_init, pre_init
from django.test.utils import CaptureQueriesContext
from django.utils.dateparse import parse_date, parse_datetime

from tests import factories
from tests.factories import TODAY
from tracker import sqlite_dates
from tracker.domain.composed import LONGEST, composed, kept_rows
from tracker.models import Obligation, Task, User, Withholding

pytestmark = pytest.mark.django_db


def build(owed: list[int], until: date, least: int) -> QuerySet:
    rows = Obligation.objects.filter(pk__in=owed, due_on__lte=until, pk__gte=least, state="open").order_by(
        "pk"
    )
    return rows.annotate(day=F("due_on"), last=Max("progress__released_on")).values_list(
        "pk", "is_chased", "day", "last"
    )


read = composed(build)


@pytest.fixture
def owed():
    unit = factories.people().bureau
    return [factories.obligation(unit=unit, due_on=TODAY + timedelta(days=n)).pk for n in range(5)]


def test_whatever_the_arguments(owed):
    for ids in (owed, owed[1:3], owed[:1], list(reversed(owed))):
        for until in (TODAY - timedelta(days=1), TODAY + timedelta(days=2), date.max):
            for least in (0, owed[2]):
                assert read(ids, until, least) == list(build(ids, until, least))


def test_of_an_empty_list_nothing_is_asked(owed):
    with CaptureQueriesContext(connection) as queries:
        assert read([], TODAY, 0) == []
    assert not queries


def test_a_long_list_is_asked_as_usual(owed):
    many = [*owed, *range(10_000, 10_000 + LONGEST)]
    assert read(many, date.max, 0) == list(build(owed, date.max, 0))


def owed_under(task: int) -> QuerySet:
    rows = Obligation.objects.filter(task=task).select_related("unit", "task__task_list", "dispatch")
    return rows.annotate(last=Max("progress__released_on")).order_by("due_on")


def test_objects_come_with_what_stands_beside_them(owed):
    tasks = [*Obligation.objects.values_list("task", flat=True)]
    kept_rows("owed under", owed_under, tasks[0])
    for task in (*tasks, 0):
        expected = list(owed_under(task))
        with CaptureQueriesContext(connection) as queries:
            found = kept_rows("owed under", None, task)  # nothing is built again
            said = [(o.unit.name, o.task.task_list.name, o.dispatch, o.last) for o in found]
        assert len(queries) == 1
        assert found == expected and [o.__dict__.keys() for o in found] == [
            o.__dict__.keys() for o in expected
        ]
        assert said == [(o.unit.name, o.task.task_list.name, o.dispatch, o.last) for o in expected]


def test_what_points_back_at_them_comes_with_them_too(owed):
    """Also that there is none: nobody asks again."""
    held = Task.objects.order_by("pk")[0]
    Withholding.objects.create(
        task=held, reason="涉及个人", withheld_by=User.objects.first(), withheld_on=TODAY
    )
    rows = composed(
        lambda least: Task.objects.filter(pk__gte=least).select_related("withholding").order_by("pk")
    )
    found = rows(held.pk)[:2]
    with CaptureQueriesContext(connection) as queries:
        assert found[0].withholding.reason == "涉及个人" and found[0].withholding.task is found[0]
        assert not hasattr(found[1], "withholding")
    assert not queries


def test_a_number_that_does_not_stand_there_is_refused():
    with pytest.raises(ValueError):
        kept_rows("shifted", lambda task: Obligation.objects.filter(task=task + 1), 1)


def whole(owed: list[int], until: date, state: str) -> QuerySet:
    rows = Obligation.objects.filter(pk__in=owed, due_on__lte=until, state=state).order_by("pk")
    return rows.select_related("unit", "deadline").annotate(day=F("due_on"))


def test_instances_come_with_what_is_fetched_beside_them(owed):
    read_whole = composed(whole)
    for ids in (owed[:3], owed[1:4]):
        found, usual = read_whole(ids, date.max, "open"), list(whole(ids, date.max, "open"))
        assert found == usual and [row.__dict__.keys() for row in found] == [
            row.__dict__.keys() for row in usual
        ]
        with CaptureQueriesContext(connection) as queries:
            assert [(row.unit.name, row.day, row.due_on) for row in found] == [
                (row.unit.name, row.day, row.due_on) for row in usual
            ]
        assert not queries
    assert read_whole(owed, date.max, "met") == []


def test_one_value_of_each_row_and_words_and_moments(owed):
    @composed
    def since(states: list[str], at: datetime) -> QuerySet:
        rows = Obligation.objects.filter(state__in=states).exclude(notices__carried_by__letter__sent_at=at)
        return rows.order_by("pk").values_list("pk", flat=True)

    assert since(["open", "met"], datetime(2025, 3, 3, 9, tzinfo=UTC)) == owed
    assert since(["met"], datetime(2025, 3, 3, 9, tzinfo=UTC)) == []


def test_what_is_reckoned_from_an_argument_is_refused():
    """It would be reckoned once, and stand in the text for ever."""
    near = composed(lambda on: Obligation.objects.filter(due_on__lte=on + timedelta(days=28)))
    with pytest.raises(ValueError, match="reckoned"):
        near(TODAY)


def test_objects_are_made_without_what_nobody_asks_for():
    """Rows become objects without Django's `__init__`: nobody listens to it, and no field sets more than itself."""
    models = list(apps.get_app_config("tracker").get_models())
    assert not (pre_init.receivers or [each for each in post_init.receivers if each])
    fields = {type(field) for model in models for field in model._meta.concrete_fields}
    assert not [each for each in fields if issubclass(each, ImageField)]
    made = vars(Model)["from_db"]
    assert all(getattr(model.from_db, "__func__", None) is made.__func__ for model in models)


def test_a_day_or_a_moment_is_read_once_and_as_django_reads_it():
    for text in ("2025-03-03", "2024-02-29"):
        assert sqlite_dates._day(text.encode()) == parse_date(text)
    moment = "2025-03-03 09:00:00.000123"
    assert sqlite_dates._moment(moment.encode()) == parse_datetime(moment)
    with pytest.raises(ValueError):
        sqlite_dates._day(b"2025-02-30")
