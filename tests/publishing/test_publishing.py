"""What the public reads: checked before, kept as it was checked, the same as a site and as a folder, and in a format that
another office's installation takes in."""

import json
from datetime import timedelta

import jsonschema
import pytest
from django.urls import reverse

from tests import factories
from tests.factories import TODAY
from tests.publishing.conftest import LATE, PUBLISH, SCHEMA, publish, valid
from tracker import importing
from tracker.actions.lists import close_list
from tracker.actions.publishing import show_task, withdraw_list, withhold_task
from tracker.actions.steps import Step, break_down
from tracker.desk.nouns import available_actions
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import (
    Assignment,
    ListKind,
    Publication,
    PublishedCommitment,
    Task,
    TaskState,
)
from tracker.publishing import checking
from tracker.publishing.commitments import commitments_of, digest
from tracker.reading.proposal import propose
from tracker.reading.readers import UnreadableDocument, read_here


# --- The format ------------------------------------------------------------------------------------
def test_the_schema_is_one_and_a_list_is_as_it_says(plan):
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["list"]["properties"]["kind"]["enum"] == ListKind.values
    document = valid(commitments_of(plan, as_of=TODAY))
    late, done = document["commitments"]
    assert late["late"] and late["sentence"] == "开展执法案卷评查，年底前完成。"
    assert late["chapter"] == ["一、执法", "（一）监督"] and late["units"][0]["name"] == "市发改委"
    assert done["state"] == "done" and done["results"][0]["evidence"][0]["name"] == "景教〔2025〕8号"


def test_the_query_count_does_not_grow_with_the_list(plan, cast, django_assert_num_queries):
    for n in range(5):
        factories.obligation(
            unit=cast.bureau, due_on=LATE, task=factories.task(task_list=plan, title=f"又{n}")
        )
    with django_assert_num_queries(7):
        assert len(commitments_of(plan, as_of=TODAY)["commitments"]) == 7


def test_another_office_takes_the_list_over_and_answers_with_its_origin(plan, cast):
    given = commitments_of(plan, as_of=TODAY)
    proposal = propose(json.dumps(given).encode(), "上级清单.json")
    assert proposal.title == "2025年工作安排" and proposal.year == 2025
    assert [item.title for item in proposal.tasks] == ["案卷评查", "=修订方案"]
    assert proposal.tasks[0].due == LATE and proposal.tasks[0].dates[0].basis == "stated"
    county = factories.unit(name="县司法局", parent=cast.city, is_office=True)
    theirs = factories.task_list(office=county, name="接办清单", state="draft", issued_on=None)
    by = Actor.of(factories.person(unit=county, role="officer"), TODAY)
    importing.apply(items=proposal.chosen, source=None, task_list=theirs, by=by)
    theirs.tasks.update(state=TaskState.ISSUED)
    answer = valid(commitments_of(theirs, as_of=TODAY))
    assert [one["origin"]["id"] for one in answer["commitments"]] == [
        one["id"] for one in given["commitments"]
    ]
    assert not {one["id"] for one in answer["commitments"]} & {one["id"] for one in given["commitments"]}
    again = importing.diff(items=propose(json.dumps(given).encode(), "x.json").chosen, task_list=theirs)
    assert {change.outcome for change in again} == {importing.UNCHANGED}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1}', "不是承诺公开格式"),
        (b'{"format"', "不是完整的JSON"),
        (b'{"format": "duban-commitments", "version": "2.0"}', "只能读取1.0版"),
        (b'{"format": "duban-commitments", "version": "1.0", "commitments": [1]}', "没有承诺"),
        (b'{"format": "duban-commitments", "version": "1.0", "commitments": [{"title": "x"}]}', "没有编号"),
        (
            b'{"format": "duban-commitments", "version": "1.0", "commitments": [{"id": "x", "title": 3}]}',
            "不是文字",
        ),
        (
            '{"format": "duban-commitments", "version": "1.0", "list": {"name": "机密★1年"}, "commitments": []}'.encode(),
            "密级",
        ),
        (b'{"a":' * 100_000, "不是完整的JSON"),
    ],
)
def test_a_file_that_is_not_of_the_format_is_refused_in_a_sentence(content, said):
    with pytest.raises(UnreadableDocument, match=said):
        read_here(content, "x.json")


# --- The check -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("机密★5年", "secret"),
        ("密级：秘密", "secret"),
        ("内部资料，注意保密", "internal"),
        ("身份证号36020119800101123X", "identity"),
        ("联系人电话13812345678", "mobile"),
        ("电话0798-8123456", "phone"),
        ("zhang.san@jdz.gov.cn", "mail"),
        ("账号6222021234567890128", "account"),
        ("家住新厂西路12号", "address"),
        ("由周敏负责", "person"),
    ],
)
def test_marks_are_found_where_they_stand(words, mark):
    said = {"id": "tag:x,2025:commitment/3", "title": "标题", "results": [{"text": words, "evidence": []}]}
    found = checking.looked_through({"list": {"name": "清单"}, "commitments": [said]}, {"周敏"})
    assert mark in {one.mark.value for one in found}
    assert all(one.task == 3 for one in found)


def test_what_everybody_writes_is_no_mark():
    text = "2025年12月31日前完成，投入12345万元，景法〔2025〕13号，编号20251203000001，保守秘密教育，商务热线12345。"
    said = {"id": "tag:x,2025:commitment/3", "title": text, "results": []}
    assert checking.looked_through({"list": {"name": "清单"}, "commitments": [said]}, {"周敏"}) == []


def test_a_mark_of_secrecy_cannot_be_published_and_a_task_that_bears_it_is_left_out(plan, cast):
    task = plan.tasks.get(title="案卷评查")
    task.requirement = "机密★3年"
    task.save()
    with pytest.raises(Refused, match="密级标志"):
        publish(plan, cast)
    withhold_task(task=task, reason="待核实", by=Actor.of(cast.officer, TODAY))
    publish(plan, cast)
    assert [row.task.title for row in PublishedCommitment.objects.shown()] == ["=修订方案"]


# --- Publishing ------------------------------------------------------------------------------------
def test_what_was_checked_is_public_and_nothing_that_came_later(plan, cast, client):
    seen = digest(commitments_of(plan, as_of=TODAY))
    publish(plan, cast, seen=seen)
    plan.refresh_from_db()
    assert plan.is_public
    plan.tasks.filter(title="案卷评查").update(title="改了")
    assert "案卷评查" in client.get(reverse("public_list", args=[plan.pk])).content.decode()
    with pytest.raises(Refused, match="重新核对"):
        publish(plan, cast, seen=seen)
    assert publish(plan, cast).number == 2
    assert Publication.objects.current().count() == 1


@pytest.mark.parametrize("whom", ["officer", "liaison", "leader"])
def test_only_the_head_of_the_office_publishes(plan, cast, whom):
    with pytest.raises(Refused, match="办主任"):
        publish(plan, cast, by=getattr(cast, whom))


def test_drafts_and_instructions_are_never_public(plan, cast):
    plan.kind = "instruction"
    plan.save()
    with pytest.raises(Refused, match="批示"):
        publish(plan, cast)


def test_a_leaders_instruction_in_another_list_is_left_out_and_the_check_says_so(plan, cast, client):
    plan.tasks.filter(title="案卷评查").update(origin="instruction", origin_note="市领导批示")
    client.force_login(cast.head)
    assert (
        "领导批示，不对外公开（1项）" in client.get(reverse("list_public", args=[plan.pk])).content.decode()
    )
    publish(plan, cast)
    assert [row.task.title for row in PublishedCommitment.objects.shown()] == ["=修订方案"]


def test_what_is_held_back_or_withdrawn_is_gone_at_once(plan, cast, client):
    publish(plan, cast)
    task = plan.tasks.get(title="案卷评查")
    page = reverse("public_commitment", args=[task.pk])
    assert client.get(page).status_code == 200
    assert Publication.objects.get().figures == {"count": 2, "done": 1, "running": 1, "late": 1}
    by = Actor.of(cast.officer, TODAY)
    withhold_task(task=task, reason="涉及个案", by=by)
    assert client.get(page).status_code == 404
    assert Publication.objects.get().figures == {"count": 1, "done": 1, "running": 0, "late": 0}
    assert "案卷评查" not in client.get(reverse("public_file", args=[plan.pk, "json"])).content.decode()
    task.refresh_from_db()
    show_task(task=task, by=Actor.of(cast.head, TODAY))
    assert client.get(page).status_code == 404  # until the list is checked again
    plan.refresh_from_db()
    withdraw_list(task_list=plan, reason="内容有误", by=by)
    assert client.get(reverse("public_list", args=[plan.pk])).status_code == 404
    assert "没有公开的清单" in client.get(reverse("public")).content.decode()


def test_the_office_has_its_actions_where_it_checks(plan, cast):
    codes = {each.action.code for each in available_actions(plan, by=Actor.of(cast.head, TODAY))}
    assert "publish" in codes and "withdraw" not in codes
    assert PUBLISH.needs_proof


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机\u200b密★10年", "secret"), ("机密\u2060★\ufe0f10年", "secret"), ("機密✩3年", "secret"), ("秘密＊5年", "secret"),
        ("机\u202d密\u202c★", "secret"), ("１３８１２３４５６７８", "mobile"), ("138\u200b1234\u00a05678", "mobile"),
        ("8613812345678", "mobile"), ("138.1234.5678", "mobile"), ("360200 19800101 123X", "identity"),
        ("３６０２００１９８００１０１１２３Ｘ", "identity"), ("zhou＠example.com", "mail"), ("周\u3000敏", "person"),
        ("周\u200b敏", "person"), ("０７９８－８２２１２３４", "phone"), ("内\u200b部资料", "internal"),
    ],
)  # fmt: skip
def test_another_spelling_hides_nothing_from_the_check(text, mark):
    document = {"list": {"name": "x"}, "commitments": [{"id": "tag:x,2025:commitment/1", "title": text}]}
    assert mark in {one.mark for one in checking.looked_through(document, {"周敏"})}


def test_what_another_office_has_decided_is_not_decided_here(plan, cast):
    Assignment.objects.update(basis="decided")
    document = commitments_of(plan, as_of=TODAY)
    assert document["commitments"][0]["units"][0]["basis"] == "decided"
    proposal = propose(json.dumps(document).encode(), "甲.json")
    assert {owner.basis for item in proposal.items for owner in (*item.lead, *item.co)} == {"inferred"}


def test_what_is_made_of_a_task_that_is_held_back_is_held_back_with_it(plan, cast, client):
    """A step names its task, and so does what carries it on: one was hidden, the other told the same in public."""
    task = plan.tasks.get(title="案卷评查")
    officer = Actor.of(cast.officer, TODAY)
    task.schedules.update(due_on=TODAY + timedelta(days=9))
    [before] = break_down(task=task, steps=[Step("先行", cast.bureau, TODAY)], by=officer)
    publish(plan, cast)
    stranger = client.get(reverse("public_commitment", args=[before.pk]))
    assert "案卷评查" in stranger.content.decode()
    withhold_task(task=task, reason="涉及在办案件", by=officer)
    [after] = break_down(
        task=Task.objects.get(pk=task.pk), steps=[Step("再行", cast.bureau, TODAY)], by=officer
    )
    for step in (before, after):
        assert client.get(reverse("public_commitment", args=[step.pk])).status_code == 404
    assert "案卷评查" not in client.get(reverse("public_file", args=[plan.pk, "json"])).content.decode()
    assert "案卷评查" not in json.dumps(commitments_of(plan, as_of=TODAY), ensure_ascii=False)
    with pytest.raises(Refused, match="步骤"):
        show_task(task=Task.objects.get(pk=before.pk), by=Actor.of(cast.head, TODAY))
    next_year = factories.task_list(office=cast.office, name="下年", year=2026)
    close_list(task_list=plan, carry_to=next_year, by=Actor.of(cast.head, TODAY))
    next_year.tasks.update(state=TaskState.ISSUED)
    told = json.dumps(commitments_of(next_year, as_of=TODAY), ensure_ascii=False)
    assert next_year.tasks.filter(title="案卷评查").exists() and "案卷评查" not in told


def test_what_has_been_carried_on_before_is_held_back_as_well(plan, cast):
    """Held back in the list of last year, it stayed in public in that of this year."""
    next_year = factories.task_list(office=cast.office, name="下年", year=2026)
    close_list(task_list=plan, carry_to=next_year, by=Actor.of(cast.head, TODAY))
    next_year.tasks.update(state=TaskState.ISSUED)
    assert "案卷评查" in json.dumps(commitments_of(next_year, as_of=TODAY), ensure_ascii=False)
    old = plan.tasks.get(title="案卷评查")
    withhold_task(task=old, reason="涉及在办案件", by=Actor.of(cast.officer, TODAY))
    assert "案卷评查" not in json.dumps(commitments_of(next_year, as_of=TODAY), ensure_ascii=False)


def test_what_is_held_back_is_quoted_by_no_other_task_of_its_sentence(plan, cast, client):
    """One sentence makes two tasks: of the one that was held back the other still told every word."""
    shared = factories.passage(text="推进公开，并办理某件要案。")
    factories.task(task_list=plan, title="推进公开", passage=shared)
    held = factories.task(task_list=plan, title="要案", passage=shared)
    publish(plan, cast)
    withhold_task(task=held, reason="涉及在办案件", by=Actor.of(cast.officer, TODAY))
    stranger = client.get(reverse("public_file", args=[plan.pk, "json"])).content.decode()
    assert "推进公开" in stranger and "要案" not in stranger
    assert not PublishedCommitment.objects.exclude(task=held).filter(words__contains="要案").exists()
    told = json.dumps(commitments_of(plan, as_of=TODAY), ensure_ascii=False)
    assert "推进公开" in told and "要案" not in told
    full = json.dumps(commitments_of(plan, as_of=TODAY, withheld=True), ensure_ascii=False)
    assert full.count("要案") > 1  # another office of the same government may know it
