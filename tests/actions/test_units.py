"""The tree of units, their names and groups."""

from datetime import timedelta

import pytest

from tests import factories
from tests.actions.conftest import again, last, refused
from tests.factories import TODAY
from tracker.actions import units
from tracker.domain.actor import Actor
from tracker.models import Task, Unit, UnitAlias

LATER = TODAY + timedelta(days=28)


def made(system, cast, **said):
    given = {"name": "市数据局", "parent": cast.city, "by": Actor.of(system, TODAY)}
    return units.create_unit(**(given | said))


def test_a_unit_grows_under_its_parent(cast, system):
    unit = made(system, cast, aliases=["市大数据局", " "])
    assert unit.path.startswith(cast.city.path)
    assert [a.name for a in unit.aliases.all()] == ["市大数据局"]
    assert last("unit.changed").unit == unit


def test_units_are_the_system_administrator_s(cast, security):
    for stranger in (security, cast.head, cast.chief):
        with refused("只有系统管理员"):
            made(stranger, cast)
        with refused("只有系统管理员"):
            units.move_unit(unit=cast.bureau, parent=cast.office, by=Actor.of(stranger, TODAY))


@pytest.mark.parametrize(
    ("said", "words"), [({"name": " "}, "请填写单位名称"), ({"kind": "club"}, "单位类别不对")]
)
def test_a_unit_has_a_name_and_a_kind(cast, system, said, words):
    with refused(words):
        made(system, cast, **said)


def test_a_name_means_one_unit(cast, system):
    made(system, cast, aliases=["大数据局"])
    with refused("已有名为"):
        made(system, cast)
    with refused("已是市数据局的别名"):
        made(system, cast, name="大数据局")
    with refused("已是市数据局的别名"):
        units.set_aliases(unit=cast.bureau, names=["大数据局"], by=Actor.of(system, TODAY))
    with refused("另一个单位的名称"):
        units.set_aliases(unit=cast.bureau, names=["市教体局"], by=Actor.of(system, TODAY))


def test_the_old_name_still_finds_a_renamed_unit(cast, system):
    units.change_unit(unit=cast.bureau, name="市发展和改革委员会", by=Actor.of(system, TODAY))
    assert again(cast.bureau).name == "市发展和改革委员会"
    assert UnitAlias.objects.get(name="市发改委").unit == cast.bureau
    assert last("unit.changed").facts == {"before": "市发改委", "after": "市发展和改革委员会"}
    with refused("没有这些栏目"):
        units.change_unit(unit=cast.bureau, path="x", by=Actor.of(system, TODAY))


def test_a_unit_that_owes_is_not_stopped(cast, system):
    factories.obligation(unit=cast.bureau, due_on=LATER)
    with refused("还有1个应办事项未办结"):
        units.change_unit(unit=cast.bureau, is_active=False, by=Actor.of(system, TODAY))
    with refused("下级单位在用"):
        units.change_unit(unit=cast.city, is_active=False, by=Actor.of(system, TODAY))
    units.change_unit(unit=cast.college, is_active=False, by=Actor.of(system, TODAY))
    assert not again(cast.college).is_active


def test_an_office_with_work_stays_an_office(cast, system):
    with refused("还有督办员或办主任"):
        units.change_unit(unit=cast.office, is_office=False, by=Actor.of(system, TODAY))
    factories.obligation(unit=cast.bureau, due_on=LATER)
    with refused("还在督办1项任务"):
        units.change_unit(unit=cast.office, is_office=False, by=Actor.of(system, TODAY))


def test_moving_a_unit_moves_all_below_it_and_what_its_people_see(cast, system):
    county = factories.unit(name="浮梁县", parent=cast.city, kind="county")
    town = factories.unit(name="瑶里镇", parent=county, kind="town")
    clerk = factories.person(unit=county)
    owed = factories.obligation(unit=cast.college, due_on=LATER)
    assert owed.task not in Task.objects.visible_to(Actor.of(clerk, TODAY))
    units.move_unit(unit=cast.college, parent=county, by=Actor.of(system, TODAY))
    assert owed.task in Task.objects.visible_to(Actor.of(clerk, TODAY))
    assert set(Unit.objects.within(again(county).path)) == {county, town, cast.college}
    units.move_unit(unit=county, parent=None, by=Actor.of(system, TODAY))
    assert set(Unit.objects.within(again(county).path)) == {county, town, cast.college}
    assert county not in Unit.objects.within(again(cast.city).path)


def test_a_tree_has_no_circles(cast, system):
    with refused("不能把.*移到它自己或下级"):
        units.move_unit(unit=cast.city, parent=cast.bureau, by=Actor.of(system, TODAY))
    with refused("不能把.*移到它自己或下级"):
        units.move_unit(unit=cast.bureau, parent=cast.bureau, by=Actor.of(system, TODAY))


def test_a_group_stands_for_kinds_and_members(cast, system):
    county = factories.unit(name="浮梁县", parent=cast.city, kind="county")
    given = {"by": Actor.of(system, TODAY)}
    group = units.set_group(name="各县区和高校", kinds=["county"], members=[cast.college], **given)
    assert set(group.current_members()) == {county, cast.college}
    units.set_group(group=group, name="各县区", kinds=["county"], **given)
    assert set(again(group).current_members()) == {county}
    with refused("没有成员"):
        units.set_group(name="空组", **given)
    with refused("已有名为"):
        units.set_group(name="各县区", kinds=["county"], **given)
    with refused("单位类别不对"):
        units.set_group(name="俱乐部", kinds=["club"], **given)
