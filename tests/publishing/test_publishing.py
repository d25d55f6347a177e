"""What the public reads: checked before, kept as it was checked, the same as a site and as a folder, and in a format that
another office's installation takes in."""

import hashlib
import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from lxml import html

from tests import factories
from tests.factories import TODAY
from tests.support.html import complaints
from tracker import importing
from tracker.actions.lists import close_list
from tracker.actions.publishing import show_task, withdraw_list, withhold_task
from tracker.actions.steps import Step, break_down
from tracker.desk.lists import TASK_LIST
from tracker.desk.nouns import available_actions
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import (
    Assignment,
    Installation,
    ListKind,
    Publication,
    PublishedCommitment,
    Task,
    TaskList,
    TaskState,
)
from tracker.publishing import checking
from tracker.publishing.commitments import commitments_of, digest
from tracker.publishing.edition import Shown
from tracker.reading.proposal import propose
from tracker.reading.readers import UnreadableDocument, read_here

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "commitments.schema.json").read_text("utf-8"))
LATE = TODAY - timedelta(days=10)
PUBLISH = next(action for action in TASK_LIST if action.code == "publish")


@pytest.fixture
def cast(db):
    Installation.objects.update_or_create(
        pk=1, defaults={"is_demo": True, "demo_on": TODAY, "name": "督办平台"}
    )
    return factories.people()


@pytest.fixture
def plan(cast):
    """Something late, something done with evidence, and something that is not issued."""
    plan = factories.task_list(office=cast.office, name="工作安排")
    passage = factories.passage(text="开展执法案卷评查，年底前完成。")
    late = factories.task(
        task_list=plan, title="案卷评查", number="1", chapter="一、执法 / （一）监督", passage=passage
    )
    factories.obligation(unit=cast.bureau, due_on=LATE, task=late)
    done = factories.task(task_list=plan, title="=修订方案", number="2", state="done", done_on=LATE)
    owed = factories.obligation(unit=cast.college, due_on=LATE, task=done, state="met", met_on=LATE)
    said = factories.progress(
        obligation=owed, drafted_by=cast.college_liaison, state="accepted", released_by=cast.college_chief,
        released_on=LATE, released_at="2025-11-23T08:00+08:00", text="方案<已>印发。", decided_by=cast.officer,
        decided_on=LATE, decided_at="2025-11-23T09:00+08:00",
    )  # fmt: skip
    said.evidence.create(
        kind="document_number", document_number="景教〔2025〕8号", uploaded_by=cast.college_liaison
    )
    factories.task(task_list=plan, title="还在拟办", state="draft")
    return plan


def publish(plan, cast, *, by=None, seen=None):
    document = commitments_of(plan, as_of=TODAY)
    answers = {"reviewed_by": "张三", "seen": seen or digest(document)}
    return PUBLISH.perform(plan, answers, by=Actor.of(by or cast.head, TODAY))


def valid(document):
    jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(document)
    return document


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


# --- The site, the check page and the folder -------------------------------------------------------
def test_the_site_asks_nobody_who_he_is_and_searches(plan, cast, client):
    publish(plan, cast)
    home = client.get(reverse("public"), {"q": "印发 教体局"}).content.decode()
    assert "找到1项" in home and "=修订方案" in home
    task = plan.tasks.get(title="=修订方案")
    page = client.get(reverse("public_commitment", args=[task.pk])).content.decode()
    assert "方案&lt;已&gt;印发。" in page and "景教〔2025〕8号" in page and "周敏" not in page
    rows = client.get(reverse("public_file", args=[plan.pk, "csv"])).content.decode("utf-8-sig")
    assert "'=修订方案" in rows
    assert client.get(reverse("public_file", args=[plan.pk, "exe"])).status_code == 404
    TaskList.objects.update(name="还没有核对的名称")
    for where in ("public", "public_list", "public_file"):
        ending = {"public": [], "public_list": [plan.pk], "public_file": [plan.pk, "csv"]}[where]
        answer = client.get(reverse(where, args=ending))
        told = answer.content.decode() + unquote(answer.headers.get("Content-Disposition", ""))
        assert "工作安排" in told and "还没有核对" not in told
    late = plan.tasks.get(title="案卷评查")
    days = client.get(reverse("public_calendar", args=[late.pk])).content.decode()
    assert f"DTSTART;VALUE=DATE:{LATE:%Y%m%d}" in days and "URL:http://testserver/public/c/" in days
    assert all(len(line.encode()) <= 75 for line in days.split("\r\n"))


def test_the_check_page_shows_all_of_it_and_asks_for_the_reviewer(plan, cast, client):
    client.force_login(cast.head)
    plan.tasks.filter(title="案卷评查").update(requirement="联系13812345678")
    page = client.get(reverse("list_public", args=[plan.pk])).content.decode()
    assert "手机号码" in page and "方案&lt;已&gt;印发。" in page and "还在拟办" not in page
    action = reverse("list_action", args=[plan.pk, "publish"])
    shown = html.fromstring(client.get(action).content)
    seen = shown.xpath("//input[@name='seen']/@value")[0]
    assert client.post(action, {"reviewed_by": "张三", "seen": seen}).status_code == 422  # not looked through
    assert not Publication.objects.exists()
    assert client.post(action, {"reviewed_by": "张三", "seen": seen, "looked": "on"}).status_code == 302
    assert Publication.objects.get().reviewed_by == "张三"


def test_of_many_results_the_last_stand_first_and_the_older_ones_are_folded():
    said = {"results": [{"text": str(n)} for n in range(12)]}
    row = Shown(1, "", said, "", "", "")
    assert [one["text"] for one in row.newest] == [str(n) for n in range(11, 1, -1)]
    assert [one["text"] for one in row.older] == ["1", "0"]


def test_the_folder_says_the_same_without_a_server(plan, cast, client, tmp_path):
    publish(plan, cast)
    out = tmp_path / "公开"
    said = StringIO()
    call_command("publish", out=str(out), stdout=said)
    assert "1份清单，2项承诺" in said.getvalue()
    sums = dict(line.split("  ")[::-1] for line in (out / "SHA256SUMS").read_text("utf-8").splitlines())
    assert {path.name for path in out.iterdir()} == {*sums, "SHA256SUMS"}
    assert all(hashlib.sha256((out / name).read_bytes()).hexdigest() == sums[name] for name in sums)
    document = valid(json.loads((out / f"list-{plan.pk}.json").read_text("utf-8")))
    assert document == client.get(reverse("public_file", args=[plan.pk, "json"])).json()
    for name in sums:
        if name.endswith(".html"):
            assert complaints((out / name).read_bytes()) == [], name
            page = html.fromstring((out / name).read_bytes())
            for link in (*page.xpath("//@href"), *page.xpath("//@src")):
                assert link.lstrip("#") in ("main", *sums), (name, link)
    assert (out / "index.html").stat().st_mode & 0o777 == 0o644
    (tmp_path / "别的").mkdir()
    (tmp_path / "别的" / "我的文件.txt").write_text("x")
    with pytest.raises(CommandError, match="有别的文件"):
        call_command("publish", out=str(tmp_path / "别的"), stdout=StringIO())


def test_an_edition_takes_away_what_the_last_one_left(plan, cast, tmp_path):
    publish(plan, cast)
    call_command("publish", out=str(tmp_path), stdout=StringIO())
    assert (tmp_path / f"list-{plan.pk}.html").exists()
    plan.refresh_from_db()
    withdraw_list(task_list=plan, reason="撤", by=Actor.of(cast.officer, TODAY))
    call_command("publish", out=str(tmp_path), stdout=StringIO())
    assert not (tmp_path / f"list-{plan.pk}.html").exists() and (tmp_path / "index.html").exists()


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


def test_a_date_that_no_calendar_holds_leaves_the_edition_whole(plan, cast, client, tmp_path):
    """9999-12-31 in one row of another office's file: /public/…/list.ics was an error, and `publish` wrote nothing."""
    task = plan.tasks.get(title="案卷评查")
    task.schedules.update(due_on=date.max)
    task.obligations.update(due_on=date.max)
    publish(plan, cast)
    assert client.get(reverse("public_file", args=[plan.pk, "ics"])).status_code == 200
    call_command("publish", "--out", tmp_path / "out", stdout=StringIO())


def test_an_edition_follows_no_link_out_of_its_folder(plan, cast, tmp_path):
    publish(plan, cast)
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    call_command("publish", "--out", out, stdout=StringIO())
    elsewhere.write_text("of somebody else")
    (out / "index.html").unlink()
    (out / "index.html").symlink_to(elsewhere)
    call_command("publish", "--out", out, stdout=StringIO())
    assert elsewhere.read_text() == "of somebody else"
    assert "<html" in (out / "index.html").read_text("utf-8") and not (out / "index.html").is_symlink()


def test_a_folder_that_is_refused_is_left_as_closed_as_it_was(plan, cast, tmp_path):
    publish(plan, cast)
    out = tmp_path / "var"
    out.mkdir(mode=0o700)
    (out / "demo.sqlite3").write_text("of the program")
    with pytest.raises(CommandError, match="别的文件"):
        call_command("publish", "--out", out, stdout=StringIO())
    assert out.stat().st_mode & 0o777 == 0o700
