"""The ladder file and what is refused in it, in sentences an officer can act on."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tracker.rules.ladder import LadderError, Rung, load_ladder, validate_rungs

DEFAULT = (Path(__file__).parents[2] / "seeds" / "ladder.toml").read_text(encoding="utf-8")
ALL = frozenset({"finish", "stage", "report", "sign_for", "reply"})
URGE = Rung("urge", "urge", ALL, offset=1, min_gap=1, to=("liaison",))


def problems_of(text):
    with pytest.raises(LadderError) as caught:
        load_ladder(text)
    return caught.value.problems


def rung_file(lines):
    return f'[[rung]]\ncode = "urge"\nkind = "urge"\nfor = ["finish"]\nto = ["liaison"]\n{lines}\n'


def test_the_default_ladder_loads_as_it_is_written():
    defaults, rungs = load_ladder(DEFAULT, live_from=date(2025, 3, 1))
    assert defaults.sign_for_within == 3
    assert defaults.reply_within["circular"] == 10
    assert defaults.prefix["order"] == "景法督"
    by_code = {rung.code: rung for rung in rungs}
    assert list(by_code) == [
        "guidance",
        "sign-for-urge",
        "remind-20",
        "remind-5",
        "remind-1",
        "urge",
        "order",
        "circular",
    ]
    assert by_code["guidance"].at == "open"
    order = by_code["order"]
    assert (order.offset, order.min_gap, order.formal, order.copy_to) == (6, 5, True, ())
    assert by_code["circular"].repeat == "monthly"
    assert {rung.live_from for rung in rungs} == {date(2025, 3, 1)}


def test_a_file_without_live_from_only_rehearses_and_a_rungs_own_wins():
    assert {rung.live_from for rung in load_ladder(DEFAULT)[1]} == {None}
    own = DEFAULT.replace('code = "guidance"', 'code = "guidance"\nlive_from = 2026-01-01')
    assert load_ladder(own, live_from=date(2025, 3, 1))[1][0].live_from == date(2026, 1, 1)


def test_a_broken_file_is_refused_with_its_place():
    (problem,) = problems_of("[[rung]\ncode=1")
    assert problem.startswith("督办规则文件不是有效的TOML格式")
    assert "line 1" in problem


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("offset = 1\noffest = 2", "第1条规则“urge”中的“offest”无法识别。"),
        ("", '第1条规则“urge”应写明 at = "open" 或 offset 中的一项，且只写一项。'),
        ('at = "open"\noffset = 1', '第1条规则“urge”应写明 at = "open" 或 offset 中的一项，且只写一项。'),
        ('offset = "1"', "第1条规则“urge”的“offset”应是整数（工作日）。"),
        ("offset = 1\nformal = 1", "第1条规则“urge”的“formal”应是 true 或 false。"),
        ('offset = 1\ncopy_to = "leader"', '第1条规则“urge”的“copy_to”应是文字列表，如 ["liaison"]。'),
        ('offset = 1\nlive_from = "now"', "第1条规则“urge”的“live_from”应是日期，如 2025-07-01。"),
    ],
)
def test_a_faulty_row_is_named(lines, sentence):
    assert problems_of(rung_file(lines)) == (sentence,)


def test_missing_keys_and_unknown_tables_are_named():
    assert problems_of('[[rung]]\ncode = "x"\noffset = 1') == (
        "第1条规则“x”缺少“kind”。",
        "第1条规则“x”缺少“for”。",
        "第1条规则“x”缺少“to”。",
    )
    assert problems_of("[rungs]") == ("督办规则文件中的“rungs”无法识别，只能有[defaults]和[[rung]]。",)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sign_for_within = 0", "sign_for_within 应是正整数"),
        ("reply_within = { urge = -1 }", "reply_within.urge 应是正整数"),
        ("reply_within = { letter = 5 }", "“letter”不是函件种类"),
        ("reply_within = 5", "reply_within 应按函件种类填写"),
        ('prefix = { order = "" }', "prefix.order 应是发文代字"),
        ("colour = 1", "[defaults]中的“colour”无法识别"),
    ],
)
def test_faulty_defaults_are_named(line, sentence):
    (problem,) = problems_of(f"[defaults]\n{line}")
    assert sentence in problem


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"code": ""}, "代码不能为空"),
        ({"code": "a@b"}, "不能含“@”"),
        ({"kind": "letter"}, "种类“letter”无法识别"),
        ({"for_kinds": frozenset()}, "没有写明适用于哪类事项"),
        ({"for_kinds": ALL | {"pay"}}, "适用事项“pay”无法识别"),
        ({"to": ()}, "没有写明发给谁"),
        ({"copy_to": ("mayor",)}, "收件角色“mayor”无法识别"),
        ({"repeat": "yearly"}, "重复周期“yearly”无法识别"),
        ({"min_gap": -1}, "间隔应在0至250个工作日之间，现在是-1"),
        ({"at": "now"}, "时点“now”无法识别"),
        ({"offset": 0}, "天数应为负数（时限前）或正数（时限后）"),
        ({"offset": 400}, "不超过250个工作日，现在是400"),
        ({"offset": -3}, "是催办，只能在时限之后发出"),
        ({"kind": "reminder"}, "是工作提醒，只能在时限之前发出"),
        ({"kind": "order"}, "是督办单，属于正式函件，须经签发"),
        ({"formal": True}, "是催办，不是正式函件"),
        ({"at": "open", "offset": 0}, "是催办，不能在交办时发出"),
    ],
)
def test_a_rung_that_makes_no_sense_is_refused(changes, sentence):
    problems = validate_rungs([replace(URGE, **changes)])
    assert any(sentence in problem for problem in problems)


def test_a_good_set_has_no_problems():
    assert validate_rungs([URGE]) == ()


def test_a_code_may_be_used_once():
    twice = [URGE, replace(URGE, offset=3)]
    assert "规则“urge”重复，每条规则的代码只能用一次。" in validate_rungs(twice)


def test_every_kind_of_obligation_needs_a_letter_after_its_date():
    (problem,) = validate_rungs([replace(URGE, for_kinds=ALL - {"reply"})])
    assert problem == "“回复”类事项没有时限之后的规则，到期后将无人过问，至少要有一条催办。"


def test_no_kind_begins_with_a_formal_letter_after_its_date():
    order = Rung("order", "order", frozenset({"finish"}), offset=1, to=("unit_leader",), formal=True)
    problems = validate_rungs([replace(URGE, offset=3), order])
    assert problems == ("“办结”类事项到期后的第一步“order”是正式函件，之前应先有催办。",)


def test_only_the_last_rung_may_repeat_and_two_may_not_share_a_moment():
    again = [replace(URGE, repeat="weekly"), replace(URGE, code="again", offset=5)]
    assert "“办结”类事项的“urge”之后还有别的规则，只有最后一步可以重复。" in validate_rungs(again)
    same = [URGE, replace(URGE, code="again")]
    assert "“办结”类事项在同一时点有2条规则（urge、again），请错开。" in validate_rungs(same)
