"""The annual report on the page: read part by part, changed sentence by sentence, compared, downloaded; and the pages of
figures and problems."""

import pytest
from django.urls import reverse

from tests import factories
from tests.web.conftest import page
from tracker.domain.digests import seen_of_annual
from tracker.models import Figure, Indicator

SENTENCE = "全面推进。"


@pytest.fixture
def report(cast):
    return factories.annual_report(office=cast.office)


def test_a_sentence_is_changed_where_it_stands(cast, report, as_):
    browser = as_(cast.officer)
    shown = page(browser.get(reverse("annual_report", args=[report.pk])))
    assert SENTENCE in shown and "无佐证" in shown
    row = report.statements.get()
    where = reverse("statement_action", args=[row.pk, "edit"])
    back = reverse("annual_report", args=[report.pk]) + f"?part=1#s{row.pk}"
    answer = browser.post(
        where, {"text": "改写了。", "chapter": "依法行政", "proof": "司发〔2025〕9号", "next": back}
    )
    assert answer.url == back
    shown = page(browser.get(back))
    assert "改写了。" in shown and "司发〔2025〕9号" in shown and "依法行政" in shown
    answer = browser.post(where, {"text": " ", "next": back})
    assert answer.status_code == 422 and "必填" in answer.content.decode()


def test_each_piece_of_evidence_opens_where_it_stands(cast, report, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=factories.TODAY)
    said = factories.progress(obligation=owed, drafted_by=cast.liaison)
    number = said.evidence.create(
        kind="document_number", document_number="市发改〔2025〕8号", uploaded_by=cast.liaison
    )
    row = report.statements.get()
    row.evidence = [
        {"kind": "accepted", "words": "市发改委报送", "id": said.pk},
        {"kind": "document_number", "words": "市发改〔2025〕8号", "id": number.pk},
        {"kind": "task", "words": "清单", "id": owed.task_id},
        {"kind": "named", "words": "年鉴", "id": None},
    ]
    row.save()
    shown = as_(cast.officer).get(reverse("annual_report", args=[report.pk])).content.decode()
    where = reverse("obligation", args=[owed.pk])
    assert (
        f'<a href="{where}">市发改委报送</a>' in shown and f'<a href="{where}">市发改〔2025〕8号</a>' in shown
    )
    assert reverse("task", args=[owed.task_id]) in shown and "年鉴" in shown


def test_what_a_person_names_stands_first_and_the_rest_is_folded_in_place(cast, report, as_):
    row = report.statements.get()
    numbers = [f"督办〔2025〕{n}号" for n in range(1, 10)]
    row.evidence = [{"kind": "dispatch", "words": words, "id": None} for words in numbers]
    row.key = "letters"
    row.save()
    browser, where = as_(cast.officer), reverse("annual_report", args=[report.pk])
    edit = reverse("statement_action", args=[row.pk, "edit"])
    browser.post(edit, {"text": SENTENCE, "proof": "景宣字〔2025〕12号"})
    shown = browser.get(where).content.decode()
    assert shown.index("景宣字〔2025〕12号") < shown.index(numbers[0])
    assert shown.index("另有4件佐证") < shown.index(numbers[-1])
    assert "见任务" not in shown and f"{reverse('paper_letters')}?year=2025" in shown


def test_a_sentence_is_led_to_the_promise_that_it_answers(cast, report, as_):
    said = factories.passage(text="推进政务公开。", section="arrangements")
    said.source.kind = "report"
    said.source.save()
    plan = factories.task_list(office=cast.office, year=report.year, source=said.source)
    task = factories.task(task_list=plan, passage=said, title="政务公开")
    browser, where = as_(cast.officer), reverse("annual_report", args=[report.pk])
    promises = reverse("annual_promises", args=[report.pk])
    assert "没有交代" in page(browser.get(promises))
    assert f'<option value="{task.pk}"' in browser.get(where).content.decode()
    edit = reverse("statement_action", args=[report.statements.get().pk, "edit"])
    browser.post(edit, {"text": SENTENCE, "chapter": "", "task": str(task.pk)})
    shown = page(browser.get(promises))
    assert "没有交代" not in shown and SENTENCE in shown


def test_a_part_that_is_not_there_and_a_filter(cast, report, as_):
    browser, where = as_(cast.officer), reverse("annual_report", args=[report.pk])
    assert browser.get(where, {"part": "²"}).status_code == 404
    assert SENTENCE in page(browser.get(where, {"part": 1, "only": "unproved"}))
    assert SENTENCE not in page(browser.get(where, {"part": 2}))
    assert "还没有内容" in page(browser.get(where, {"part": 4}))


def test_the_leader_sees_a_report_when_it_has_come_to_him(cast, report, as_):
    browser, where = as_(cast.leader), reverse("annual_report", args=[report.pk])
    assert browser.get(where).status_code == 404
    report.submitted_by, report.agreed_by, report.state = cast.officer, cast.head, "agreed"
    report.submitted_on = report.agreed_on = factories.TODAY
    report.save()
    assert "年度报告待您审定" in page(browser.get(reverse("overdue")))
    assert "年度报告待您审定" in page(browser.get(reverse("home")))
    assert "1句没有佐证" in page(browser.get(reverse("annual_action", args=[report.pk, "approve"])))
    shown = page(browser.get(where))
    assert "审定" in shown and "保存这一句" not in shown
    unread = browser.post(reverse("annual_action", args=[report.pk, "approve"]))
    assert unread.status_code == 422 and "请打开页面看过内容" in unread.content.decode()
    answer = browser.post(
        reverse("annual_action", args=[report.pk, "approve"]), {"_seen": seen_of_annual(report)}
    )
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.state == "approved"
    taken_back = reverse("annual_action", args=[report.pk, "unapprove"])
    assert taken_back in browser.get(where).content.decode()
    answer = browser.post(taken_back, {"reason": "数字有误", "next": where}, follow=True)
    report.refresh_from_db()
    assert answer.status_code == 200 and report.state == "draft"


def test_who_sends_a_report_on_is_told_what_is_open_in_it(cast, report, as_):
    report.year = factories.TODAY.year
    report.assembled_on = factories.TODAY
    report.save()
    row = report.statements.get()
    row.comments.create(text="出处？", made_by=cast.head, made_on=factories.TODAY)
    shown = page(as_(cast.officer).get(reverse("annual_action", args=[report.pk, "submit"])))
    assert f"{report.year}年还没有结束" in shown
    assert "1句没有佐证" in shown and SENTENCE in shown
    assert "1条批注没有处理" in shown and "出处？" in shown


def test_files_and_a_kind_that_is_none(cast, report, as_):
    browser = as_(cast.officer)
    word = browser.get(reverse("annual_file", args=[report.pk, "docx"]))
    assert word["Content-Type"].endswith("wordprocessingml.document") and word.content[:2] == b"PK"
    html = browser.get(reverse("annual_file", args=[report.pk, "html"])).content.decode()
    assert SENTENCE in html and "无佐证" in html
    answer = browser.get(reverse("annual_file", args=[report.pk, "xlsx"]), follow=True)
    assert "不能存成" in answer.content.decode()


def test_versions_stand_beside_one_another(cast, report, as_):
    for number, text in enumerate(("办理3件。", "办理5件。"), start=1):
        report.versions.create(
            number=number, note="汇编", made_on=factories.TODAY, content=[["own:1", 1, "", text]]
        )
    browser, where = as_(cast.officer), reverse("annual_versions", args=[report.pk])
    shown = page(browser.get(where))
    assert "<del>3</del>" in shown and "<ins>5</ins>" in shown
    assert browser.get(where, {"old": "9", "new": "1"}).status_code == 400


def test_figures_and_problems_are_shown_with_what_is_missing(cast, as_):
    row = Indicator.objects.create(
        name="行政复议", measure="件", office=cast.office, unit=cast.bureau, period="yearly"
    )
    Figure.objects.create(
        indicator=row, year=2024, value=556, wording="556件", passage=factories.passage(text="受理556件。")
    )
    problems = factories.task_list(office=cast.office, kind="rectification")
    factories.task(task_list=problems, title="执法不够规范")
    browser = as_(cast.officer)
    shown = page(browser.get(reverse("figures")))
    assert "市发改委未报" in shown and "<svg" in shown and "2024年556件" in shown
    assert browser.get(reverse("figures"), {"year": "²"}).status_code == 400
    shown = page(browser.get(reverse("problems")))
    assert "1个问题没有承诺回应" in shown and "登记整改情况" in shown
    assert "执法不够规范" not in page(as_(cast.liaison).get(reverse("problems")))
    where = reverse("indicator_action", args=[row.pk, "give"])
    answer = as_(cast.liaison).post(where, {"place": "2025-1", "value": "700", "reason": ""})
    assert "请说明原因" in answer.content.decode()
    assert as_(cast.liaison).post(where, {"place": "2025-1", "value": "560"}).status_code == 302
    assert "<b>560</b>" in page(as_(cast.liaison).get(reverse("figures")))
