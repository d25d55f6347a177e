"""The same words in another shape give the same items, owners and dates: blanks, wrapped lines, lone numbers, lost breaks."""

import random
import re
from pathlib import Path

import pytest

from tracker.reading.proposal import propose_blocks
from tracker.reading.readers import read_here

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
LABEL = re.compile(
    r"^(第[一二三四五六七八九十百]+[章节条]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|\d{1,3}\.)\s*"
)
UNITS = [
    "市司法局",
    "市财政局",
    "市教育局",
    "县公安局",
    "市发展改革委",
    "各县（市、区）人民政府",
    "市直有关部门",
    "市中级人民法院",
]
DATES = [
    "6月底前完成",
    "2025年9月30日前完成",
    "每季度末报送",
    "第三季度完成",
    "年底前完成",
    "每月5日前报送",
    "长期坚持",
]
WORK = [
    "推进行政执法规范化建设，组织案卷评查12次，公布执法目录", "健全重大行政决策程序，修订目录", "开展法治宣传教育，培训执法人员300人次",
    "建成公共法律服务中心3个，完善服务网络", "清理规范性文件，形成动态更新机制", "优化营商环境，压减审批时限三成",
]  # fmt: skip


def blanks(text, rng):
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=\d)", " ", text)
    return re.sub(r"(?<=\d)(?=[\u4e00-\u9fff])", " ", text)


def wrap(text, rng):
    width = rng.choice([28, 33, 36, 40])
    return "\n".join(
        line[a : a + width] for line in text.split("\n") for a in range(0, max(1, len(line)), width)
    )


def labels(text, rng):
    out = []
    for line in text.split("\n"):
        match = LABEL.match(line)
        lone = match and len(line) > match.end() + 8 and rng.random() < 1 / 3
        out += [line[: match.end()].strip(), line[match.end() :]] if lone else [line]
    return "\n".join(out)


def joined(text, rng):
    out = []
    for line in text.split("\n"):
        ended = out and LABEL.match(out[-1]) and out[-1][-1] in "。）" and len(out[-1]) > 40
        if ended and LABEL.match(line) and rng.random() < 1 / 3:
            out[-1] += line
        else:
            out.append(line)
    return "\n".join(out)


def page(text, rng):
    return wrap(labels(blanks(text, rng), rng), rng)


FORMS = [blanks, wrap, labels, joined, page]


def plan(seed):
    """A plan of a few sections, as an office writes it, with one manner of naming owners."""
    rng = random.Random(seed)
    manner = rng.choice(["keyed", "free", "line"])
    lines, number = (
        [f"某市{rng.choice(['2025', '2024'])}年法治建设工作方案", "为推进法治建设，制定本方案。"],
        0,
    )
    for section in range(rng.randint(2, 4)):
        lines.append(
            f"{'一二三四五'[section]}、{rng.choice(['健全工作机制', '提升执法质量', '优化法律服务'])}"
        )
        for _ in range(rng.randint(2, 5)):
            number += 1
            lead, *co = rng.sample(UNITS, 3)
            words, when = rng.choice(WORK), rng.choice(DATES)
            keyed = f"牵头单位：{lead}；配合单位：{'、'.join(co)}；完成时限：{when}"
            free = f"{lead}牵头，{'、'.join(co)}配合，{when}"
            clause = f"\n{keyed}" if manner == "line" else f"（{keyed if manner == 'keyed' else free}）"
            lines.append(
                f"{number}.{words}。{rng.choice(['', '加强统筹协调，及时总结经验做法并在全市推广。'])}{clause}"
            )
    return "\n".join(lines)


def read(text):
    return propose_blocks(read_here(text.encode(), "样本.txt"), "样本.txt", year=2025)


def gist(text):
    """What matters of each item: where it starts, whose, by when."""
    return [
        (re.sub(r"\s", "", item.text)[:12], [o.name for o in item.lead], [o.name for o in item.co], item.due, item.recurrence)
        for item in read(text).items
    ]  # fmt: skip


def forms_of(number):
    """Two of the five shapes in turn: together all are tried; `make score` tries all of them on everything."""
    return FORMS[number % 5], FORMS[(number // 5 + number + 1) % 5]


@pytest.mark.parametrize("decade", range(20))
def test_plans_read_the_same_in_every_shape(decade):
    for seed in range(10 * decade, 10 * decade + 10):
        text = plan(seed)
        wanted = gist(text)
        assert len(wanted) >= 4 and all(lead and co for _, lead, co, _, _ in wanted)
        for form in forms_of(seed):
            assert gist(form(text, random.Random(seed))) == wanted, (seed, form.__name__)


def test_the_report_reads_the_same_in_every_shape():
    text = (SEEDS / "report-2024.txt").read_text("utf-8")
    wanted = gist(text)
    assert len(wanted) == 12
    assert [f.__name__ for f in FORMS if gist(f(text, random.Random(1))) != wanted] == []


@pytest.mark.parametrize("seed", range(0, 40, 4))
def test_every_paragraph_of_a_plan_has_a_fate(seed):
    proposal = read(plan(seed))
    with_fate = {f.passage for f in proposal.fates}
    assert {p.order for p in proposal.passages if p.kind != "sentence"} == with_fate
    assert {f.item for f in proposal.fates if f.fate == "task"} == set(range(len(proposal.items)))
