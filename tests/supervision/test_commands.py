"""The doors: `manage.py sweep` and `manage.py forecast`."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from tests.factories import TODAY
from tracker.models import Installation, Letter, Notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    factories.ladder()
    factories.calendar()
    return factories.people()


@pytest.fixture
def demo(cast):
    Installation.objects.update(is_demo=True, demo_on=TODAY)
    return cast


def output(capsys, *arguments):
    call_command(*arguments)
    return capsys.readouterr().out


def test_sweep_prints_what_it_created_and_then_zeros(demo, capsys):
    factories.obligation(unit=demo.bureau, due_on=date(2025, 12, 31))
    first = json.loads(output(capsys, "sweep", "--json"))
    assert (first["notices"], first["letters"], first["on"]) == (1, 1, "2025-12-03")
    again = json.loads(output(capsys, "sweep", "--json"))
    assert (again["notices"], again["letters"]) == (0, 0)
    assert Letter.objects.count() == 1


def test_a_dry_run_says_the_same_and_keeps_nothing(demo, capsys):
    factories.obligation(unit=demo.bureau, due_on=date(2025, 12, 31))
    tried = json.loads(output(capsys, "sweep", "--json", "--dry-run"))
    assert (tried["notices"], tried["letters"]) == (1, 1)
    assert not Notice.objects.exists() and not Letter.objects.exists()
    assert json.loads(output(capsys, "sweep", "--json"))["notices"] == 1


def test_tomorrow_is_swept_in_a_demo_or_as_a_dry_run_only(cast, capsys):
    tomorrow = Installation.objects.current().business_date() + timedelta(days=1)
    with pytest.raises(CommandError, match=r"正式库不能提前发函.*--dry-run"):
        call_command("sweep", "--on", tomorrow.isoformat())
    assert "试运行" in output(capsys, "sweep", "--on", tomorrow.isoformat(), "--dry-run")
    Installation.objects.update(is_demo=True, demo_on=TODAY)
    assert "2025-12-04 例行检查：" in output(capsys, "sweep", "--on", "2025-12-04")


def test_the_budget_is_told_in_words(demo, capsys, settings):
    settings.NOTICE_BUDGET = 1
    for _ in range(3):
        factories.obligation(unit=demo.bureau, due_on=date(2025, 12, 31))
    assert "已达单日上限（DUBAN_NOTICE_BUDGET=1）：另有2件暂未发出" in output(capsys, "sweep")


def test_a_date_that_is_none_is_refused_in_words(cast):
    with pytest.raises(CommandError, match="日期“明天”无法识别"):
        call_command("sweep", "--on", "明天")


def test_forecast_as_text_and_as_json(demo, capsys):
    owed = factories.obligation(unit=demo.bureau, due_on=date(2025, 12, 31))
    text = output(capsys, "forecast")
    assert text.startswith("2025-12-03　市发改委（吴芳）　工作提醒　" + owed.task.title)
    rows = json.loads(output(capsys, "forecast", "--json", "--days", "40"))
    assert [row["rung"] for row in rows] == ["remind-20", "remind-5", "remind-1", "urge", "order"]
    assert "［演练］" not in text


def test_forecast_of_a_rung_that_is_not_live(demo, capsys):
    factories.Rung.objects.filter(code="remind-20").update(live_from_on=date(2026, 6, 1))
    factories.obligation(unit=demo.bureau, due_on=date(2025, 12, 31))
    assert "［演练］" in output(capsys, "forecast", "--rung", "remind-20")
    assert output(capsys, "forecast", "--days", "5") == "这几天没有要发的函件。\n"


def test_forecast_of_an_unknown_rung_names_the_known_ones(demo):
    with pytest.raises(CommandError, match="没有代码为“x”的督办规则"):
        call_command("forecast", "--rung", "x")
