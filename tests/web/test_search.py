"""One box over everything that one may see, and nothing beyond it."""

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tracker.actions import owners_and_dates, tasks
from tracker.desk import counting
from tracker.domain.actor import Actor
from tracker.domain.search import differences, rebuild
from tracker.models import SearchEntry, Task, found_by, is_found_by
from tracker.rules.grams import folded, grams


@pytest.fixture
def offices(cast):
    """Two offices, each with a task, a signed letter and a draft about 合法性审查."""
    elsewhere = factories.unit(name="邻市", kind="city", parent=None)
    other = factories.unit(name="邻市司法局", parent=elsewhere, is_office=True)
    away = {"officer": factories.person(name="邻市督办员", unit=other, role="officer")}
    for office, unit, name in ((cast.office, cast.bureau, "本市"), (other, elsewhere, "邻市")):
        made = factories.task(
            office=office,
            task_list=factories.task_list(office=office),
            title=f"{name}健全合法性审查机制",
            number="12",
        )
        factories.assign(task=made, unit=unit)
        drafted = factories.task(task_list=made.task_list, title=f"{name}合法性审查拟办", state="draft")
        factories.assign(task=drafted, unit=unit)
        factories.dispatch(office=office, units=(unit,), title=f"关于{name}合法性审查的督办单")
    rebuild()
    return away


def found(as_, person, words, **more) -> set[str]:
    context = as_(person).get(reverse("search"), {"q": words, **more}).context
    return {str(thing) for things in context["found"].values() for thing in things}


def test_each_role_finds_what_it_may_see(cast, offices, as_):
    ours = {"12. 本市健全合法性审查机制", "本市合法性审查拟办"}
    office = found(as_, cast.officer, "合法性审查")
    assert ours < office
    assert any("督办单" in each for each in office)
    assert not any("邻市" in each for each in office)
    for person in (cast.liaison, cast.chief, cast.leader):
        assert found(as_, person, "合法性审查") == {"12. 本市健全合法性审查机制"}, person
    assert found(as_, cast.college_liaison, "合法性审查") == set()
    assert not any("本市" in each for each in found(as_, offices["officer"], "合法性审查"))
    assert len(found(as_, offices["officer"], "合法性审查")) == 3


@pytest.mark.parametrize(
    "words", ["合法性 审查", "“合法性”审查", "合法 性审查", "机制", "12", "市发改委 审查", "　审查　机制"]
)
def test_widths_quotes_and_blanks_do_not_count(cast, offices, as_, words):
    assert "12. 本市健全合法性审查机制" in found(as_, cast.officer, words)


@pytest.mark.parametrize("words", ["合法审查", "审查机构", "机制健全"])
def test_words_are_found_as_they_are_written_and_not_otherwise(cast, offices, as_, words):
    assert "12. 本市健全合法性审查机制" not in found(as_, cast.officer, words)


def test_a_document_number_is_found_in_any_bracket(cast, as_):
    sent = factories.dispatch(office=cast.office, title="督办单")
    type(sent).objects.filter(pk=sent.pk).update(
        number="景法督〔2025〕3号", number_year=2025, number_seq=3, state="signed",
        signed_by=cast.head, signed_on=TODAY, signed_at="2025-12-03T00:00Z",
    )  # fmt: skip
    rebuild()
    for words in ("景法督〔2025〕3号", "景法督[2025]3号", "景法督（２０２５）３号"):
        answer = as_(cast.officer).get(reverse("search"), {"q": words, "go": "1"})
        assert answer.url == reverse("dispatch", args=[sent.pk]), words


@pytest.mark.parametrize(("words", "said"), [("“”", "只有标点符号"), ("字" * 101, "太长")])
def test_what_cannot_be_looked_for_is_said(cast, as_, words, said):
    answer = as_(cast.officer).get(reverse("search"), {"q": words})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_entries_follow_their_words_in_the_same_transaction(cast, as_):
    by = Actor.of(cast.officer, TODAY)
    made = tasks.create_task(
        task_list=factories.task_list(office=cast.office),
        title="清理积压案件",
        requirement="年底前清零。",
        origin="meeting",
        leads=[cast.bureau],
        supports=[],
        by=by,
    )
    assert "清理积压案件" in found(as_, cast.officer, "积压")
    tasks.change_task(task=Task.objects.get(pk=made.pk), title="清理历史遗留案件", by=by)
    assert found(as_, cast.officer, "积压") == set()
    assert "清理历史遗留案件" in found(as_, cast.officer, "遗留")
    owners_and_dates.decide_owners(task=made, leads=[cast.college], supports=[], by=by)
    assert "清理历史遗留案件" in found(as_, cast.officer, "教体局")
    assert list(differences()) == []


def test_an_entry_goes_with_its_thing(cast):
    task = factories.task(office=cast.office, title="随任务删除")
    rebuild()
    assert SearchEntry.objects.matching("随任务", "task").count() == 1
    task.delete()
    assert SearchEntry.objects.matching("随任务", "task").count() == 0


def test_each_entry_looked_into_answers_as_the_index(cast):
    for title in ("依法行政考核", "行政复议", "法", "复议行政案件"):
        factories.task(office=cast.office, title=title)
    rebuild()
    for words in ("依法行政", "行政", "法", "行政 复议", "依法 行", "年度报告", "，", ""):
        by_index, one_by_one = found_by(words, "task"), is_found_by(words, "task")
        assert {*Task.objects.filter(one_by_one)} == {*Task.objects.filter(by_index)}, words


def test_that_more_hold_words_than_anybody_counts_is_believed_for_a_minute(monkeypatch):
    told, now = iter([counting.COUNTED + 1, 3, 2]), [1000.0]
    monkeypatch.setattr(counting, "how_many", lambda *_args, **_more: next(told))
    monkeypatch.setattr("tracker.domain.recent.monotonic", lambda: now[0])
    found = []
    for later in (0, 59, 2, 0):
        now[0] += later
        found.append(counting.tasks_holding("很多任务都有的文字"))
    assert found == [counting.COUNTED + 1, counting.COUNTED + 1, 3, 2]


def test_a_text_is_cut_into_pairs():
    assert folded("景法督〔２０２５〕３ 号，") == "景法督20253号"
    assert grams(["依法行政", "", "7"]) == "依法 法行 行政 z 7"


def test_what_is_named_so_stands_before_what_only_mentions_it(cast, as_):
    late = {"urgency": 3, "nearest_on": TODAY}
    factories.task(office=cast.office, title="报送年度报告", requirement="信访局等各单位报送。", **late)
    factories.task(office=cast.office, title="推进信访工作法治化")
    rebuild()
    context = as_(cast.officer).get(reverse("search"), {"q": "信访"}).context
    assert [task.title for task in context["found"]["tasks"]] == ["推进信访工作法治化", "报送年度报告"]
