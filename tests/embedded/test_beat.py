"""The schedule in memory: what is called when beat starts, goes on, and finds the machine's clock set back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery import Celery
from celery.schedules import crontab, schedule
from django.conf import settings

from tracker.celery import app as ours
from tracker.embedded import health
from tracker.embedded.beat import Clock

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2025, 12, 3, 9, 10, tzinfo=SHANGHAI)


class Wall:
    """The machine's clock, set by hand."""

    def __init__(self, now):
        self.now = now


@pytest.fixture
def wall():
    return Wall(MORNING)


@pytest.fixture
def beat(wall, tmp_path, settings, monkeypatch):
    """Beat with the queue replaced by a list of (moment, job)."""
    settings.VAR_DIR = tmp_path
    app = Celery("beat", set_as_current=False, broker="memory://", timezone="Asia/Shanghai")
    told = {"nowfun": lambda: wall.now}
    app.conf.beat_schedule = {
        "sweep": {"task": "t.sweep", "schedule": crontab(minute="*/30", **told)},
        "deliver": {"task": "t.deliver", "schedule": schedule(60.0, **told)},
        "anchor": {"task": "t.anchor", "schedule": crontab(hour=18, minute=0, **told)},
    }
    monkeypatch.setattr(app, "now", lambda: wall.now)
    clock = Clock(app)
    clock.called = []
    monkeypatch.setattr(clock, "send_task", lambda name, *_, **__: clock.called.append((wall.now, name[2:])))
    return clock


def run(beat, wall, minutes):
    """As beat does: each tick says how long to sleep; returns what was called."""
    beat.called.clear()
    until = wall.now + timedelta(minutes=minutes)
    for _tick in range(int(minutes * 10) + 20):
        if wall.now >= until:
            break
        wait = min(beat.tick(), settings.CELERY_BEAT_MAX_LOOP_INTERVAL)
        wall.now += timedelta(seconds=max(wait, 0.02))  # a look at the clock takes its time, too
    assert wall.now >= until, "beat stands still"
    return [job for _at, job in beat.called]


def test_what_has_come_due_today_is_called_at_the_start(beat, wall):
    assert sorted(run(beat, wall, 0.5)) == ["deliver", "sweep"]


def test_a_start_after_six_calls_for_the_anchor_that_was_missed(beat, wall):
    wall.now = MORNING.replace(hour=19)
    assert "anchor" in run(beat, wall, 0.5)


def test_each_job_keeps_its_interval(beat, wall):
    called = run(beat, wall, 9 * 60)  # 09:10 to 18:10
    assert called.count("anchor") == 1
    assert called.count("sweep") == 1 + 18
    assert 530 <= called.count("deliver") <= 541


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=7), timedelta(days=400)], ids=str)
def test_a_clock_that_was_ahead_and_is_set_right_calls_on(beat, wall, ahead):
    run(beat, wall, 5)
    wall.now += ahead
    run(beat, wall, 5)
    wall.now -= ahead
    assert {"sweep", "deliver"} <= set(run(beat, wall, 31))
    assert run(beat, wall, 60).count("deliver") >= 58


def test_a_call_that_the_queue_takes_is_noted(beat, wall, tmp_path):
    run(beat, wall, 0.1)
    assert (tmp_path / health.CALLED).exists()


def test_a_call_that_the_queue_does_not_take_is_not_noted_and_stops_nothing(
    beat, wall, tmp_path, monkeypatch
):
    def away(*_, **__):
        raise ConnectionError("no queue")

    with monkeypatch.context() as patch:
        patch.setattr(beat, "send_task", away)
        run(beat, wall, 2)
        assert not (tmp_path / health.CALLED).exists()
    assert "deliver" in run(beat, wall, 2)


def test_a_full_disk_stops_no_call(beat, wall, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "away"
    assert "deliver" in run(beat, wall, 2)


def test_the_product_uses_this_clock_and_no_file(tmp_path):
    assert ours.conf.beat_scheduler == "tracker.embedded.beat:Clock"
    assert ours.conf.beat_max_loop_interval <= 60
