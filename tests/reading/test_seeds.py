"""The city's own report and list, item for item."""

import csv
import json
import re
from pathlib import Path

import pytest

from tracker.reading.figures import find_figures
from tracker.reading.proposal import propose, to_json
from tracker.reading.text.numbering import find_label
from tracker.reading.text.sentences import split

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def rows(name):
    with (SEEDS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def report():
    return propose((SEEDS / "report-2024.txt").read_bytes(), "report-2024.txt")


def test_head_of_the_report(report):
    assert (report.kind, report.addressee, report.issuer) == (
        "report",
        "省委、省政府",
        "中共景德镇市委 景德镇市人民政府",
    )
    assert (str(report.dated_on), report.year, report.report_year) == ("2025-02-18", 2025, 2024)


def test_eight_commitments_with_the_addresses_of_the_work_plan(report):
    plan = rows("work-plan-2025.csv")
    assert [t.address for t in report.tasks] == [r["原文条款"] for r in plan]
    for task, row in zip(report.tasks, plan, strict=True):
        assert task.text.startswith(row["原文开头"])
        assert str(task.due) == "2025-12-31" and task.dates[0].basis == "inferred"
        assert task.lead == task.co == []


def test_four_problems_with_the_addresses_of_the_rectification_list(report):
    plan = rows("rectification-2025.csv")
    assert [(p.address, p.text) for p in report.problems] == [(r["原文条款"], r["原文开头"]) for r in plan]


def test_nothing_of_the_past_becomes_a_task(report):
    passages = {p.order: p for p in report.passages}
    assert {passages[t.passage].role for t in report.tasks} == {"arrangements"}
    assert {t.address[0] for t in report.tasks} == {"四"}


def test_outline_has_every_heading(report):
    labelled = [n for n in report.outline if n.label]
    assert [n.label for n in labelled if n.level == 1] == ["一、", "二、", "三、", "四、"]
    assert len(labelled) == 4 + 10 + 9
    assert ("(四)", "不断夯实法治建设基层基础", "四、") in [(n.label, n.title, n.parent) for n in labelled]


def test_fifty_four_figures(report):
    assert len(report.figures) == 54
    found = {(f.value, f.unit, f.qualifier) for f in report.figures}
    assert {
        (434000, "次", ">"),
        (28900, "人次", "<"),
        (60, "学时", ">="),
        (1.5018, "亿元", "="),
        (10035, "家(次)", "="),
        (5, "个", "="),
        (90, "件次", ">"),
        (31550, "件次", "="),
    } <= found
    assert {f.year for f in report.figures} == {2024}


def test_each_figure_has_a_name_of_its_own_that_says_what_is_counted(report):
    named = {(f.name, f.unit) for f in report.figures}
    assert len(named) == 54
    assert {
        ("企业群众各类诉求办结率", "%"),
        ("人大代表建议等满意率", "%"),
        ("矛盾纠纷化解率", "%"),
        ("公共法律服务群众满意率", "%"),
        ("审结行政复议案件", "件"),
        ("具体工作任务", "项"),
        ("重点领域增值服务事项清单", "个"),
    } <= named
    bare = {"办结率", "满意率", "化解率", "群众满意率", "审结", "办结", "明确法治政府建设"}
    assert not bare & {name for name, _ in named}
    assert all(len(name) >= 3 and name[0] not in "，、和的了" for name, _ in named)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "全年受理信访事项1200件，办结1150件，按期办结率98%。",
            ["受理信访事项", "办结信访事项", "信访事项按期办结率"],
        ),
        (
            "办理建议20件、提案35件，办复率均为100%，回访率90%。",
            ["办理建议", "提案", "建议等办复率", "提案回访率"],
        ),
        ("组织执法培训8场，合格率96%。", ["组织执法培训", "执法培训合格率"]),
        ("化解率达95%。", ["化解率"]),
    ],
)
def test_a_bare_rate_takes_the_thing_that_was_counted_before_it(text, names):
    assert [f.name for f in find_figures(text, year=2024)] == names


def test_every_sentence_of_the_report_has_a_fate(report):
    told = {f.passage for f in report.fates}
    assert {p.order for p in report.passages if p.kind != "sentence"} == told
    words = "".join(re.sub(r"\s", "", f.text) for f in report.fates)
    for passage in report.passages:
        if passage.kind == "paragraph":
            label = find_label(passage.text)
            said = split(passage.text[label.end if label else 0 :])
            assert said and all(re.sub(r"\s", "", sentence) in words for sentence in said)


def test_every_item_is_tied_to_a_passage_that_holds_its_words(report):
    passages = {p.order: p for p in report.passages}
    for item in report.items:
        assert item.text in passages[item.passage].text
        parent = passages[passages[item.passage].parent]
        assert item.text in parent.text


def test_the_list_of_forty_two():
    listed, source = (
        propose((SEEDS / "responsibility-list.csv").read_bytes(), "responsibility-list.csv"),
        rows("responsibility-list.csv"),
    )
    assert [i.number for i in listed.items] == [str(n) for n in range(1, 43)]
    words = {"原文": "stated", "推断": "inferred", "核定": "decided"}
    for item, row in zip(listed.items, source, strict=True):
        assert item.text == row["任务"] and item.path == [row["一级指标"], row["二级指标"]]
        assert [o.name for o in item.lead] == [row["牵头单位"]]
        assert [o.name for o in item.co] == row["责任单位"].split("；")
        assert {o.basis for o in (*item.lead, *item.co)} == {words[row["单位依据"]]}
        assert {d.basis for d in item.dates} == {words[row["时限依据"]]}
        assert item.list_basis == row["清单依据"] and item.notes["出处"] == row["出处"]
        assert item.duty == ("each" if row["承担方式"] == "各单位分别" else "lead")
    first = listed.items[0].dates
    assert [(d.rule, d.month, d.day, d.label) for d in first] == [
        ("yearly", 3, 1, "报送"),
        ("yearly", 4, 1, "公开"),
    ]
    zones = next(o for o in listed.items[0].co if o.members)
    assert (zones.name, zones.members) == ("昌南新区、高新区管委会", ["昌南新区管委会", "高新区管委会"])


def test_json_is_the_same_each_time():

    data = (SEEDS / "report-2024.txt").read_bytes()
    first = to_json(propose(data, "报告.txt"))
    assert first == to_json(propose(data, "报告.txt")) and json.loads(first)["figures"]


def test_as_json_the_report_promises_eight_things_and_admits_four():
    proposal = propose((SEEDS / "report-2024.txt").read_bytes(), "report-2024.txt", year=2025)
    body = json.loads(to_json(proposal))
    assert [i["kind"] for i in body["items"]] == ["task"] * 8
    assert [i["address"] for i in body["problems"]] == [f"二/问题{n}" for n in (1, 2, 3, 4)]
