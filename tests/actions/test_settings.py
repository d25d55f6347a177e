"""The installation's own words, and the demo's clock."""

from datetime import timedelta

import pytest

from tests.actions.conftest import count, last, refused
from tests.factories import TODAY
from tracker.actions.clock import FARTHEST, move_clock
from tracker.actions.installation import change_settings
from tracker.domain.actor import Actor
from tracker.models import Installation


def test_the_system_administrator_names_the_installation(cast, system, security):
    for stranger in (security, cast.head, cast.liaison):
        with refused("只有系统管理员"):
            change_settings(by=Actor.of(stranger, TODAY), name="我的系统")
    change_settings(by=Actor.of(system, TODAY), name=" 景德镇督办平台 ", phone="0798-1")
    office = Installation.objects.current()
    assert (office.name, office.phone) == ("景德镇督办平台", "0798-1")
    assert last("settings.changed").actor == system


def test_a_name_is_needed_and_the_demo_flag_is_no_setting(cast, system):
    with refused("请填写系统名称"):
        change_settings(by=Actor.of(system, TODAY), name="  ")
    with refused("没有这些栏目"):
        change_settings(by=Actor.of(system, TODAY), is_demo=True)


@pytest.fixture
def demo(cast):
    Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "demo_on": TODAY})


def test_the_demo_s_clock_goes_forward(cast, demo):
    assert move_clock(to=TODAY + timedelta(days=7), by=Actor.of(cast.officer, TODAY)) == TODAY + timedelta(
        days=7
    )
    assert Installation.objects.current().business_date() == TODAY + timedelta(days=7)
    assert last("clock.moved").note == "2025-12-10"


def test_the_clock_goes_neither_back_nor_too_far(cast, demo):
    with refused("一次最多前进"):
        move_clock(to=TODAY + timedelta(days=FARTHEST + 1), by=Actor.of(cast.officer, TODAY))
    assert move_clock(to=TODAY - timedelta(days=1), by=Actor.of(cast.officer, TODAY)) == TODAY
    assert count("clock.moved") == 0


def test_a_real_installation_has_no_clock_and_a_unit_moves_none(cast):
    with refused("正式库没有演示时钟"):
        move_clock(to=TODAY + timedelta(days=1), by=Actor.of(cast.head, TODAY))
    Installation.objects.update(is_demo=True, demo_on=TODAY)
    with refused("只有督办员或办主任"):
        move_clock(to=TODAY + timedelta(days=1), by=Actor.of(cast.liaison, TODAY))
