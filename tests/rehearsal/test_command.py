"""`manage.py rehearse` at its borders: where it refuses, and how its past goes on."""

import contextlib
import json
from datetime import date
from io import StringIO

import pytest
from django.conf import settings as installed
from django.core.management import CommandError, call_command

from tracker.management.seeding import Seeding, mark_demo
from tracker.models import Event, Installation
from tracker.supervision.sweep import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ISSUED_ON = date(2025, 2, 20)


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    mark_demo(ISSUED_ON)
    Seeding(installed.BASE_DIR / "seeds", on=ISSUED_ON, with_passwords=False, say=lambda sentence: None).run()


def rehearse(**options):
    out = StringIO()
    call_command("rehearse", skip_checks=True, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_the_real_thing_is_no_stage(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="只有演示模式可以演练"):
        rehearse()


@pytest.mark.usefixtures("demo")
def test_a_database_in_use_is_not_examined():
    sweep(today=ISSUED_ON)
    with pytest.raises(CommandError, match="演练要从刚建好的演示库开始"):
        rehearse()


@pytest.mark.usefixtures("demo")
def test_a_year_begins_with_its_lists():
    with pytest.raises(CommandError, match="从2025-02-20下达清单开始"):
        rehearse(to=date(2025, 1, 31))


@pytest.mark.usefixtures("demo")
def test_the_outcome_as_values_for_a_machine():
    out = StringIO()
    with contextlib.suppress(SystemExit):  # 1 where a rule was broken: what is told is the same
        call_command(
            "rehearse", to=date(2025, 2, 21), json=True, skip_checks=True, stdout=out, stderr=StringIO()
        )
    told = json.loads(out.getvalue())
    assert (told["from"], told["to"], told["seed"], told["temper"]) == (
        "2025-02-20",
        "2025-02-21",
        1,
        "mixed",
    )
    assert told["good"] == (not told["broken"] and all(limit["holds"] for limit in told["limits"]))
    assert told["checks"]["history"] == 0 and told["presses"]["release"] > 0


@pytest.mark.usefixtures("demo")
def test_a_past_that_was_cut_short_goes_on_and_ends_on_the_morning_after():
    rehearse(to=date(2025, 2, 21), unchecked=True)
    assert Installation.objects.get().demo_on == date(2025, 2, 22)
    rehearse(to=date(2025, 2, 25), unchecked=True)
    assert Installation.objects.get().demo_on == date(2025, 2, 26)
    moved = Event.objects.filter(verb="clock.moved").values_list("happened_on", flat=True)
    assert sorted(on.day for on in moved) == [21, 23, 24, 25], "on the 22nd the clock stood already"
    known = Event.objects.count()
    rehearse(to=date(2025, 2, 25), unchecked=True)
    assert Event.objects.count() == known, "what is lived through is not lived through again"
