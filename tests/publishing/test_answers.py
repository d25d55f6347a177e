"""A county has taken over the city's list and answers: what it did comes back as proposals, and none is taken unseen."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from tests import factories
from tests.factories import TODAY
from tracker.models import Contribution, Progress, TaskState
from tracker.publishing import answers
from tracker.publishing.answers import answers_in, read_answers
from tracker.publishing.commitments import commitments_of
from tracker.reading.readers import UnreadableDocument
from tracker.reading.readers.jsonfile import ORIGIN

ENDS = TODAY + timedelta(days=20)


@pytest.fixture
def plan(cast):
    """The college stands for the county: it owes the first task, supports the second, and has no part in the third."""
    plan = factories.task_list(office=cast.office, name="工作安排")
    owed = factories.task(task_list=plan, title="案卷评查")
    factories.obligation(unit=cast.college, due_on=ENDS, task=owed)
    helped = factories.task(task_list=plan, title="修订方案")
    factories.obligation(unit=cast.bureau, due_on=ENDS, task=helped)
    helped.assignments.create(unit=cast.college, written="市教体局", role="support", basis="stated")
    alien = factories.task(task_list=plan, title="与县无关")
    factories.obligation(unit=cast.bureau, due_on=ENDS, task=alien)
    return plan


@pytest.fixture
def answer(cast, plan):
    """What the county's Duban exports: each task taken over, two of them with something done."""
    county = factories.unit(name="浮梁县司法局", parent=cast.city, is_office=True)
    theirs = factories.task_list(office=county, name="接办清单")
    bureau = factories.unit(name="县教体局", parent=county)
    clerk, chief = (factories.person(unit=county, role="officer") for _ in range(2))
    for ours in commitments_of(plan, as_of=TODAY)["commitments"]:
        task = factories.task(
            office=county,
            task_list=theirs,
            title=ours["title"],
            notes={ORIGIN: ours["id"]},
            state=TaskState.DONE,
            done_on=TODAY,
        )
        owed = factories.obligation(
            unit=bureau, office=county, due_on=ENDS, task=task, state="met", met_on=TODAY
        )
        said = factories.progress(
            obligation=owed, drafted_by=clerk, state="accepted", released_by=clerk, released_on=TODAY,
            released_at="2025-11-23T08:00+08:00", text=f"{ours['title']}已完成。", decided_by=chief, decided_on=TODAY,
            decided_at="2025-11-23T09:00+08:00",
        )  # fmt: skip
        for number in ("浮教〔2025〕3号", "浮教〔2025〕4号"):
            said.evidence.create(kind="document_number", document_number=number, uploaded_by=clerk)
    return commitments_of(theirs, as_of=TODAY, withheld=True)


def sent(browser, plan, unit, answer):
    file = SimpleUploadedFile("答复.json", json.dumps(answer).encode(), "application/json")
    return browser.post(reverse("list_answers", args=[plan.pk]), {"unit": unit.pk, "file": file})


def test_answers_are_shown_then_taken_one_by_one_and_wait_for_a_decision(cast, plan, answer, client):
    client.force_login(cast.officer)
    page = sent(client, plan, cast.college, answer)
    shown = html.fromstring(page.content)
    offered = [int(pk) for pk in shown.xpath("//input[@name='id']/@value")]
    owed, helped, alien = plan.tasks.order_by("pk")
    assert offered == [owed.pk, helped.pk] and "不是此任务的责任单位" in page.content.decode()
    assert not Progress.objects.filter(obligation__unit=cast.college).exists()  # looked at is not taken
    said = shown.xpath("//input[@name='said']/@value")[0]
    where = reverse("list_answers", args=[plan.pk])
    assert "请先勾选" in client.post(where, {"unit": cast.college.pk, "said": said}).content.decode()
    taken = {"unit": cast.college.pk, "said": said, "id": [owed.pk, helped.pk, alien.pk]}
    told = client.post(where, taken, follow=True).content.decode()
    assert "已读入2项答复" in told and "“与县无关”未读入" in told
    report = Progress.objects.get(obligation__task=owed)
    assert (report.state, report.percent, report.witness) == ("released", 100, "浮梁县司法局")
    assert "浮梁县司法局答复（截至2025-12-03）：办结" in report.text and "案卷评查已完成。" in report.text
    assert [piece.document_number for piece in report.evidence.all()] == [
        "浮教〔2025〕3号",
        "浮教〔2025〕4号",
    ]
    assert report.obligation.state == "submitted"
    assert Contribution.objects.get(task=helped).document_number == "浮教〔2025〕3号；浮教〔2025〕4号"
    again = answers_in(read_answers(json.dumps(answer).encode()), plan, cast.college)
    assert [one.refusal for one in again.found[:2]] == ["这份答复已经读入。"] * 2


def test_what_answers_nothing_of_ours_is_counted_and_not_shown(cast, plan, answer):
    first, second, third = answer["commitments"]
    first["origin"]["id"] = first["origin"]["id"].replace("tag:", "tag:elsewhere.")
    second["origin"] = "乱写"
    third["results"] = [{"evidence": 3}, "乱写"]
    found = answers_in(answer, plan, cast.college)
    assert [one.task.title for one in found.found] == ["与县无关"] and found.foreign == 2


def test_what_the_county_has_not_finished_is_not_taken_for_finished(cast, plan, answer):
    answer["commitments"][0]["state"] = "issued"
    answer["commitments"][0]["results"][-1]["percent"] = 100
    first = answers_in(answer, plan, cast.college).found[0]
    assert (first.obligation.kind, first.percent) == ("finish", 99)


@pytest.mark.parametrize(("content", "said"), [(b"{}", "不是承诺公开格式"), (b"", "空")])
def test_another_file_is_refused_in_a_sentence(cast, plan, client, content, said):
    client.force_login(cast.officer)
    file = SimpleUploadedFile("答复.json", content, "application/json")
    page = client.post(reverse("list_answers", args=[plan.pk]), {"unit": cast.college.pk, "file": file})
    assert page.status_code == 422 and said in page.content.decode()


def test_only_the_office_reads_answers(cast, plan, client):
    client.force_login(cast.liaison)
    assert client.get(reverse("list_answers", args=[plan.pk])).status_code == 403


@pytest.mark.parametrize("spoilt", ["绝密★长期", "甲\x00乙", "甲\ud800乙", "甲\ufffe乙"])
def test_a_hostile_answer_is_refused_or_cleaned(cast, plan, answer, client, spoilt):
    """A mark was recorded as the unit's report; a lone surrogate was an error page, and so was NUL on PostgreSQL."""
    client.force_login(cast.officer)
    task = plan.tasks.get(title="案卷评查")
    for row in answer["commitments"]:
        row["results"][0]["text"] = spoilt
    fields = {"unit": cast.college.pk, "said": json.dumps(answer), "id": [task.pk]}
    taken = client.post(reverse("list_answers", args=[plan.pk]), fields)
    if "★" in spoilt:
        assert taken.status_code == 422 and "密级" in taken.content.decode()
        assert not Progress.objects.filter(obligation__task=task).exists()
    else:
        assert taken.status_code == 302
        assert "甲乙" in Progress.objects.get(obligation__task=task).text


def test_an_answer_that_would_hold_the_pages_for_a_minute_is_refused(monkeypatch):
    monkeypatch.setattr(answers, "MOST_BYTES", 100)
    with pytest.raises(UnreadableDocument, match="10MB"):
        read_answers(b'{"x": [' + b"[]," * 100 + b"[]]}")
