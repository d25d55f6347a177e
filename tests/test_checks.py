"""Each system check speaks when it should, and only then."""

import pytest
from django.core.checks import run_checks
from django.db import models

from tracker import checks
from tracker.models import Installation, User


def ids(messages):
    return [message.id for message in messages]


@pytest.mark.parametrize(("seconds", "is_well"), [(None, False), (30, False), (3600, True), (90000, False)])
def test_the_queue_waits_neither_too_short_nor_too_long(settings, seconds, is_well):
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {} if seconds is None else {"visibility_timeout": seconds}
    assert (checks.queue_waits_sensibly() == []) is is_well


def test_the_settings_as_delivered_pass():
    assert [message for message in run_checks() if message.is_serious()] == []


def test_badly_named_fields_are_found():
    class Sample(models.Model):
        due = models.DateField()
        sent = models.DateTimeField()
        due_on = models.DateField()
        sent_at = models.DateTimeField()
        boss = models.ForeignKey("tracker.User", models.CASCADE, related_name="+")
        signed_by = models.ForeignKey("tracker.User", models.CASCADE, related_name="+")
        person = models.ForeignKey("tracker.User", models.CASCADE, related_name="+")

        class Meta:
            app_label = "sample_of_bad_names"

        def __str__(self):
            return "sample"

    assert [field.name for field, _rule in checks.misnamed_fields(Sample)] == ["due", "sent", "boss"]


@pytest.fixture
def mode(settings, db):
    def choose(*, demo_setting, demo_database, has_people=True):
        settings.DEMO = demo_setting
        Installation.objects.update_or_create(pk=1, defaults={"is_demo": demo_database})
        if has_people:
            User.objects.create(username="somebody")
        return ids(checks.database_belongs_to_this_mode(databases=["default"]))

    return choose


@pytest.mark.parametrize("demo", [True, False])
def test_each_mode_takes_its_own_database(mode, demo):
    assert mode(demo_setting=demo, demo_database=demo) == []


@pytest.mark.parametrize("demo", [True, False])
def test_each_mode_refuses_the_database_of_the_other(mode, demo):
    assert mode(demo_setting=demo, demo_database=not demo) == ["duban.E006"]


def test_an_empty_database_may_become_a_demo(mode):
    assert mode(demo_setting=True, demo_database=False, has_people=False) == []
