"""The ladder as data: every change is a version of its own, and the ladder stays sane with it."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests import factories
from tests.actions.conftest import again, count, forbidden_by_the_database, last, refused
from tests.factories import LADDER_FILE, TODAY
from tracker.actions import rungs
from tracker.domain.actor import Actor
from tracker.models import Numbering, Rung

TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def ladder(cast):
    return factories.ladder()


def revised(security, rung, **fields):
    return rungs.revise_rung(rung=rung, by=factories.two(security), **({"live_from_on": TODAY} | fields))


def test_a_change_is_the_next_version_and_the_old_one_stays(cast, security, ladder):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY + timedelta(days=28), next_on=None)
    said = factories.notice(obligation=owed, rung=ladder["remind-20"])
    row = revised(security, ladder["remind-20"], offset=-15, name="到期前15个工作日提醒")
    assert (row.code, row.version, row.offset, row.is_current, row.created_by) == (
        "remind-20", 2, -15, True, security,
    )  # fmt: skip
    old = again(ladder["remind-20"])
    assert (old.version, old.offset, old.is_current) == (1, -20, False)
    assert again(said).rung == old
    assert again(owed).next_on == TODAY  # what it touches is looked at again
    event = last("rung.changed")
    assert (event.actor, event.facts["version"]) == (security, 2)
    assert event.facts["fields"]["offset"] == -15


def test_the_head_of_office_may_change_the_ladder_and_an_officer_may_not(cast, security, ladder):
    assert revised(cast.head, ladder["urge"], offset=2).version == 2
    for stranger in (cast.officer, cast.liaison, cast.leader):
        with refused("只有安全管理员或办主任"):
            revised(stranger, ladder["urge"], offset=3)
        with refused("只有安全管理员或办主任"):
            rungs.retire_rung(rung=ladder["remind-1"], by=factories.two(stranger))


def test_a_rule_does_not_reach_into_the_past(cast, security, ladder):
    with refused("启用日期不能早于今天"):
        revised(security, ladder["urge"], offset=2, live_from_on=TODAY - timedelta(days=1))
    reworded = rungs.revise_rung(rung=ladder["urge"], by=factories.two(security), name="逾期催办函")
    assert (reworded.version, reworded.live_from_on) == (2, ladder["urge"].live_from_on)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "song"}, "请改正"),
        ({"clause": ""}, "请改正"),
        ({"colour": "red"}, "没有这些栏目"),
        ({"to_roles": []}, "收件"),
    ],
)
def test_a_rule_is_complete_and_of_known_words(cast, security, ladder, fields, words):
    with refused(words):
        revised(security, ladder["urge"], **fields)
    assert Rung.objects.filter(code="urge").count() == 1


def test_an_order_without_a_signature_is_no_rule(cast, security, ladder):
    with refused("签发"):
        revised(security, ladder["order"], is_formal=False)
    with forbidden_by_the_database("rung_formal_kinds"):
        Rung.objects.filter(code="order").update(is_formal=False)


def test_a_new_rung_has_a_code_of_its_own(cast, security, ladder):
    given = {
        "name": "到期前10个工作日提醒", "kind": "reminder", "order": 4, "obligation_kinds": ["finish"], "at": "due",
        "offset": -10, "min_gap": 0, "repeat": "", "to_roles": ["liaison"], "copy_to_roles": [], "is_formal": False,
        "clause": "第八条", "live_from_on": TOMORROW,
    }  # fmt: skip
    row = rungs.revise_rung(rung=None, code="remind-10", by=factories.two(security), **given)
    assert (row.version, row.is_current) == (1, True)
    with refused("已经用过"):
        rungs.revise_rung(rung=None, code="remind-10", by=factories.two(security), **given)


def test_a_retired_rung_speaks_no_more_and_does_not_rise_again(cast, security, ladder):
    rungs.retire_rung(rung=ladder["remind-1"], by=factories.two(security))
    assert not Rung.objects.current().filter(code="remind-1").exists()
    assert last("rung.changed").note.startswith("停用")
    with refused("已经停用"):
        rungs.retire_rung(rung=ladder["remind-1"], by=factories.two(security))
    with refused("已经停用"):
        revised(security, ladder["remind-1"], offset=-2)


def test_no_kind_of_obligation_is_left_in_silence(cast, security):
    only = factories.ladder(codes={"remind-20", "urge"})
    before = count("rung.changed")
    with refused("没有时限之后的规则，到期后将无人过问"):
        rungs.retire_rung(rung=only["urge"], by=factories.two(security))
    assert count("rung.changed") == before
    assert again(only["urge"]).is_current


def test_the_database_has_one_current_version(cast, ladder):
    with forbidden_by_the_database("rung_one_current|code"), transaction.atomic():
        Rung.objects.create(
            code="urge",
            version=9,
            name="又一版",
            kind="urge",
            clause="x",
            live_from_on=TODAY,
            is_current=True,
        )


# --- Numbers and the default -----------------------------------------------------------------------
def test_a_prefix_is_set_and_changed(cast, security):
    given = {"office": cast.office, "kind": "order", "by": Actor.of(security, TODAY)}
    rungs.set_numbering(prefix=" 景法督 ", reply_within=5, **given)
    row = rungs.set_numbering(prefix="景府督", reply_within=10, **given)
    assert (row.prefix, row.reply_within, Numbering.objects.count()) == ("景府督", 10, 1)
    assert "景府督" in last("settings.changed").note


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"prefix": "景法督〔2025〕"}, "只写"),
        ({"prefix": " "}, "只写"),
        ({"reply_within": 0}, "回复期限"),
        ({"kind": "song"}, "没有“song”这种函件"),
    ],
)
def test_a_prefix_is_only_the_part_before_the_year(cast, security, said, words):
    given = {"office": cast.office, "kind": "order", "prefix": "景法督", "reply_within": 5}
    with refused(words):
        rungs.set_numbering(**(given | said), by=Actor.of(security, TODAY))


def test_numbers_belong_to_offices(cast, security):
    with refused("不是督办机构"):
        rungs.set_numbering(
            office=cast.bureau, kind="order", prefix="发改", reply_within=5, by=Actor.of(security, TODAY)
        )


def test_the_default_ladder_is_loaded_once(cast, security):
    given = {"office": cast.office, "by": Actor.of(security, TODAY), "live_from_on": TODAY}
    text = LADDER_FILE.read_text("utf-8")
    written = rungs.load_default_ladder(text=text, **given)
    assert written == Rung.objects.count() > 5
    assert Numbering.objects.get(office=cast.office, kind="order").prefix == "景法督"
    assert rungs.load_default_ladder(text=text, **given) == 0
    with refused("缺少“kind”"):
        rungs.load_default_ladder(text="[[rung]]\ncode = 1", **given)
