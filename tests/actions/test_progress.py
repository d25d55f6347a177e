"""What a unit says it has done, and what the office makes of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests import factories
from tests.actions.conftest import again, count, last, refused
from tests.actions.reports import LATER, drafted, on_behalf, released
from tests.factories import TODAY
from tracker.actions import deciding, progress, serving
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import Membership, Notice, Progress, ProgressState, TaskState


@pytest.fixture
def owed(cast):
    return factories.obligation(unit=cast.bureau, due_on=LATER)


# --- The unit's side -------------------------------------------------------------------------------
def test_a_list_is_signed_for_once_by_its_unit(cast):
    asked = factories.sign_for(unit=cast.bureau, task_list=factories.task_list(office=cast.office))
    with refused("只有市发改委的联络员或负责人"):
        serving.sign_for(obligation=asked, by=Actor.of(cast.college_liaison, TODAY))
    serving.sign_for(obligation=asked, by=Actor.of(cast.liaison, TODAY))
    assert (again(asked).state, again(asked).met_on) == ("met", TODAY)
    assert (last("obligation.signed_for").actor, last("obligation.signed_for").unit) == (
        cast.liaison,
        cast.bureau,
    )
    with refused("没有需要签收的事项"):
        serving.sign_for(obligation=asked, by=Actor.of(cast.liaison, TODAY))


def test_a_draft_is_rewritten_not_doubled(cast, owed):
    drafted(cast, owed, percent=40)
    drafted(cast, owed, text="又有进展。", percent=60)
    assert [(p.text, p.percent, p.state) for p in owed.progress.all()] == [("又有进展。", 60, "draft")]
    assert again(owed).state == "open"
    assert count("progress.drafted") == 2


def test_who_hands_in_words_unchanged_did_not_write_them(cast, owed):
    said = {"obligation": owed, "text": "方案已印发。", "percent": 100}
    progress.report(**said, by=Actor.of(cast.liaison, TODAY))
    handed_in = progress.report(**said, by=Actor.of(cast.chief, TODAY), hand_in=True)
    assert (handed_in.drafted_by, handed_in.released_by) == (cast.liaison, cast.chief)
    assert count("progress.drafted") == 1


def test_a_draft_asks_its_leader_until_it_is_handed_in_and_nobody_else(cast, owed):
    def asked():
        return list(Notice.objects.decisions().owed().filter(rung_code="progress.drafted"))

    draft = drafted(cast, owed)
    assert [notice.unit for notice in asked()] == [cast.bureau]
    progress.release(progress=draft, by=Actor.of(cast.chief, TODAY))
    assert not asked(), "what was signed meanwhile asks for no signature"
    cast.college_chief.memberships.all().delete()
    factories.person(unit=cast.college, role="liaison")
    mine = factories.obligation(unit=cast.college, due_on=LATER)
    progress.save_draft(
        obligation=mine, text="方案已印发。", percent=90, by=Actor.of(cast.college_liaison, TODAY)
    )
    assert not asked(), "a colleague has nothing to sign"


def test_who_changes_the_words_has_written_them(cast, owed):
    progress.report(obligation=owed, text="方案已印发。", percent=90, by=Actor.of(cast.liaison, TODAY))
    said = {"obligation": owed, "text": "方案已印发。", "percent": 100}
    handed_in = progress.report(**said, by=Actor.of(cast.chief, TODAY), hand_in=True)
    assert (handed_in.drafted_by, handed_in.state) == (cast.chief, "released")


def test_what_was_saved_stays_saved_when_the_handing_in_is_refused(cast, owed):
    proof = {"kind": "document_number", "document_number": "景发改〔2025〕7号"}
    with pytest.raises(Refused, match="审签后报送"):
        progress.report(
            obligation=owed,
            text="方案已印发。",
            percent=100,
            evidence=[proof],
            hand_in=True,
            by=Actor.of(cast.liaison, TODAY),
        )
    kept = owed.progress.get()
    assert (kept.text, kept.state, str(kept.evidence.get())) == ("方案已印发。", "draft", "景发改〔2025〕7号")


@pytest.mark.parametrize(
    ("said", "words"),
    [({"text": " "}, "请填写进展情况"), ({"percent": 101}, "0到100"), ({"percent": -1}, "0到100")],
)
def test_a_report_says_something_within_reason(cast, owed, said, words):
    with refused(words):
        drafted(cast, owed, **said)
    assert not owed.progress.exists()


def test_nobody_reports_for_another_unit(cast, owed):
    for stranger in (cast.college_liaison, cast.officer, cast.leader):
        with refused("只有市发改委的联络员或负责人"):
            drafted(cast, owed, by=Actor.of(stranger, TODAY))


def test_the_leader_releases_and_the_liaison_waits_for_the_leader(cast, owed):
    report = drafted(cast, owed)
    factories.notice(obligation=owed)
    with refused("郑强.*审签后报送"):
        progress.release(progress=report, by=Actor.of(cast.liaison, TODAY))
    progress.release(progress=report, by=Actor.of(cast.chief, TODAY))
    assert (again(report).state, again(report).released_by, again(report).released_on) == (
        ProgressState.RELEASED,
        cast.chief,
        TODAY,
    )
    assert (again(owed).state, again(owed).next_on) == ("submitted", None)
    assert owed.notices.get().state == "dropped"
    assert last("progress.released").actor == cast.chief
    with refused("已经报送"):
        progress.release(progress=again(report), by=Actor.of(cast.chief, TODAY))


def test_without_a_leader_s_account_the_liaison_needs_proof(cast, owed):
    Membership.objects.filter(user=cast.chief).delete()
    report = drafted(cast, owed)
    with refused("盖章扫描件或填写文号"):
        progress.release(progress=report, by=Actor.of(cast.liaison, TODAY))
    progress.attach(progress=report, kind="file", upload=a_file(), by=Actor.of(cast.liaison, TODAY))
    with refused("盖章扫描件或填写文号"):  # a file is evidence, not the leader's consent
        progress.release(progress=report, by=Actor.of(cast.liaison, TODAY))
    progress.attach(
        progress=report,
        kind="document_number",
        document_number="景发改〔2025〕8号",
        by=Actor.of(cast.liaison, TODAY),
    )
    progress.release(progress=report, by=Actor.of(cast.liaison, TODAY))
    assert again(owed).state == "submitted"


def test_a_substitute_s_name_and_the_absent_one_s_stand_in_the_record(cast, owed):
    report = drafted(cast, owed)
    factories.absence(person=cast.chief, substitute=cast.liaison)
    progress.release(progress=report, by=Actor.of(cast.liaison, TODAY))
    event = last("progress.released")
    assert event.actor == cast.liaison
    assert event.actor_name == "吴芳（代郑强）"


def a_file(name: str = "方案.pdf", content: bytes = b"%PDF-1.7 x"):
    return SimpleUploadedFile(name, content)


def test_evidence_of_the_same_name_is_the_next_version(cast, owed):
    report = drafted(cast, owed)
    for content in (b"one", b"two"):
        progress.attach(
            progress=report, kind="file", upload=a_file(content=content), by=Actor.of(cast.liaison, TODAY)
        )
    assert [(e.filename, e.version) for e in report.evidence.all()] == [("方案.pdf", 1), ("方案.pdf", 2)]
    assert len(set(report.evidence.values_list("sha256", flat=True))) == 2


def test_evidence_must_be_something_and_come_in_time(cast, owed):
    report = drafted(cast, owed)
    who = {"by": Actor.of(cast.liaison, TODAY)}
    with refused("请填写文号"):
        progress.attach(progress=report, kind="document_number", document_number=" ", **who)
    with refused("不能是空的"):
        progress.attach(progress=report, kind="file", upload=a_file(content=b""), **who)
    with refused("只有市发改委"):
        progress.attach(
            progress=report, kind="file", upload=a_file(), by=Actor.of(cast.college_liaison, TODAY)
        )
    progress.release(progress=report, by=Actor.of(cast.chief, TODAY))
    for row in (again(report), report):  # `report` is the row as a slower colleague's page still has it
        with refused("尚未报送的进展"):
            progress.attach(progress=row, kind="file", upload=a_file(), **who)


def test_what_is_settled_or_ended_is_not_reported_on(cast, owed):
    released(cast, owed)
    with refused("不需要再报送"):
        drafted(cast, owed)
    ended = factories.obligation(unit=cast.bureau, due_on=LATER)
    ended.task.state, ended.task.state_reason = TaskState.CANCELLED, "撤销"
    ended.task.save()
    with refused("任务已是“撤销”"):
        drafted(cast, ended)


# --- On behalf -------------------------------------------------------------------------------------
def test_an_answer_by_telephone_is_written_down_and_decided_by_somebody_else(cast, owed):
    report = on_behalf(cast, owed, document_number="发改函〔2025〕3号")
    assert (report.state, report.channel, report.witness) == ("released", "phone", "王科长")
    assert report.evidence.get().document_number == "发改函〔2025〕3号"
    assert "王科长" in last("progress.recorded").note
    with refused("须由他人审核"):
        deciding.accept(progress=report, by=Actor.of(cast.officer, TODAY))
    deciding.accept(progress=report, by=Actor.of(cast.head, TODAY))
    assert again(owed).state == "met"


def test_what_the_unit_was_writing_stays_with_it(cast, owed):
    draft = drafted(cast, owed, text="写了一半")
    report = on_behalf(cast, owed)
    assert again(draft).text == "写了一半"
    with refused("待审核，不需要再报送"):
        progress.release(progress=again(draft), by=Actor.of(cast.chief, TODAY))
    assert not Progress.objects.in_writing().exists()
    deciding.return_for_rework(progress=report, reason="缺验收单", by=Actor.of(cast.head, TODAY))
    assert Progress.objects.in_writing().get() == draft
    progress.release(progress=again(draft), by=Actor.of(cast.chief, TODAY))
    assert (again(draft).state, again(draft).round) == ("released", 2)


@pytest.mark.parametrize(
    ("said", "words"),
    [({"channel": "web"}, "答复方式"), ({"witness": " "}, "答复人"), ({"text": ""}, "进展情况")],
)
def test_an_answer_on_behalf_names_how_and_who(cast, owed, said, words):
    with refused(words):
        on_behalf(cast, owed, **said)


def test_a_unit_records_nothing_on_behalf(cast, owed):
    with refused("只有市司法局"):
        on_behalf(cast, owed, by=Actor.of(cast.liaison, TODAY))
