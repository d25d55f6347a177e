"""A name that documents write comes into the register: the office asks, the system administrator decides."""

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from tests.factories import TODAY
from tracker.actions import names
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import Event, Unit, UnitAlias, UnitGroup, WrittenName


@pytest.fixture
def keeper(cast):
    return factories.person(name="系统员", unit=cast.city, role="system_admin")


def ask(cast, name="市大数据局", **meant) -> WrittenName:
    return names.ask_for_name(office=cast.office, name=name, by=Actor.of(cast.officer, TODAY), **meant)


def test_only_the_office_asks_and_only_once_at_a_time(cast):
    with pytest.raises(Refused, match="督办员或办主任"):
        names.ask_for_name(office=cast.office, name="市大数据局", by=Actor.of(cast.liaison, TODAY))
    ask(cast)
    with pytest.raises(Refused, match="还没有答复"):
        ask(cast)


def test_the_officer_who_asks_may_not_decide(cast):
    wanted = ask(cast)
    for by in (cast.officer, cast.head):
        with pytest.raises(Refused):
            names.grant_name(wanted=wanted, by=Actor.of(by, TODAY))
    assert not Unit.objects.filter(name="市大数据局").exists()


def test_a_granted_name_becomes_an_alias(cast, keeper):
    names.grant_name(wanted=ask(cast, unit=cast.college), by=Actor.of(keeper, TODAY), unit=cast.college)
    assert UnitAlias.objects.get(name="市大数据局").unit == cast.college
    assert Event.objects.get(unit=cast.college).actor == keeper


def test_a_granted_name_keeps_the_other_aliases_of_the_unit(cast, keeper):
    UnitAlias.objects.create(unit=cast.college, name="市教育体育局")
    names.grant_name(wanted=ask(cast), by=Actor.of(keeper, TODAY), unit=cast.college)
    assert set(cast.college.aliases.values_list("name", flat=True)) == {"市教育体育局", "市大数据局"}


def test_a_granted_name_becomes_another_name_of_a_group(cast, keeper):
    group = UnitGroup.objects.create(name="市直各部门", kinds=["department"])
    names.grant_name(wanted=ask(cast, "市政府各部门", group=group), by=Actor.of(keeper, TODAY))
    group.refresh_from_db()
    assert (group.aliases, group.kinds) == (["市政府各部门"], ["department"])


def test_without_a_unit_a_new_one_is_made(cast, keeper):
    names.grant_name(wanted=ask(cast), by=Actor.of(keeper, TODAY), parent=cast.city)
    unit = Unit.objects.get(name="市大数据局")
    assert (unit.parent, WrittenName.objects.get().unit) == (cast.city, unit)


def test_a_refusal_has_a_reason_and_may_be_asked_again(cast, keeper):
    names.refuse_name(wanted=ask(cast), reason="已并入市政务局", by=Actor.of(keeper, TODAY))
    row = WrittenName.objects.get()
    assert (row.decision, row.decision_reason) == ("refused", "已并入市政务局")
    with pytest.raises(Refused, match="已经答复过"):
        names.grant_name(wanted=row, by=Actor.of(keeper, TODAY))
    assert ask(cast).decision == ""


def test_an_alias_of_another_unit_is_refused_and_the_request_stays_open(cast, keeper):
    wanted = ask(cast)
    UnitAlias.objects.create(unit=cast.bureau, name="市大数据局")
    with pytest.raises(Refused, match="别名"):
        names.grant_name(wanted=wanted, by=Actor.of(keeper, TODAY), unit=cast.college)
    assert WrittenName.objects.undecided().count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"decision": "granted"},
        {"decision": "maybe", "decided_on": TODAY},
        {"asked_on": TODAY},
        {"asked_by": "officer", "asked_on": TODAY, "decision": "granted", "decided_by": "officer", "decided_on": TODAY},
        {"unit": "bureau", "group": "group"},
    ],
)  # fmt: skip
def test_the_database_says_no_first(cast, wrong):
    things = {"officer": cast.officer, "bureau": cast.bureau, "group": UnitGroup.objects.create(name="各县")}
    fields = {
        key: things.get(value, value) if isinstance(value, str) else value for key, value in wrong.items()
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        WrittenName.objects.create(office=cast.office, name="某局", **fields)
