"""What support units do for a task of another; and owners that come later."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.actions.conftest import again, refused
from tests.factories import TODAY, by
from tracker.actions import contributions, owners_and_dates, pauses, requests, tasks
from tracker.domain.formal.matter import awaited_words
from tracker.models import Contribution, Event, Notice, Obligation

DUE, BY_THEN = date(2025, 12, 31), date(2025, 12, 10)


@pytest.fixture
def owed(cast):
    row = factories.obligation(unit=cast.bureau, due_on=DUE)
    factories.assign(task=row.task, unit=cast.college, role="support")
    return row


def contribute(owed, cast, who):
    return contributions.contribute(
        task=owed.task,
        unit=cast.college,
        text="已提供校园数据",
        document_number="景教〔2025〕3号",
        by=by(who),
    )


def test_the_lead_sees_and_is_told_what_a_support_unit_did(cast, owed):
    row = contribute(owed, cast, cast.college_liaison)
    assert list(Contribution.objects.visible_to(by(cast.liaison))) == [row]
    told = Notice.objects.decisions().filter(rung_code="contribution.filed", unit=cast.bureau)
    assert "已提供校园数据" in told.get().reason
    assert again(owed).state == "open"


def test_what_proves_it_comes_as_files_that_whoever_sees_the_task_can_read(
    cast, owed, settings, tmp_path, client
):
    settings.MEDIA_ROOT = tmp_path
    files = [SimpleUploadedFile(name, b"%PDF-1.4 x") for name in ("校园数据.pdf", "说明.pdf")]
    row = contributions.contribute(
        task=owed.task, unit=cast.college, text="见附件", files=files, by=by(cast.college_liaison)
    )
    assert [str(piece) for piece in row.files.all()] == ["校园数据.pdf", "说明.pdf"]
    assert "校园数据.pdf" in Event.objects.get(verb="contribution.filed").record
    where = reverse("contribution_file", args=[row.files.all()[0].pk])
    stranger = factories.person(name="外人", unit=factories.unit(name="市水利局"), role="liaison")
    for who, status in ((cast.liaison, 200), (cast.officer, 200), (stranger, 404)):
        client.force_login(who)
        assert client.get(where).status_code == status


def test_the_day_s_limit_of_a_unit_holds_for_what_it_files_here(cast, owed, settings, tmp_path):
    settings.MEDIA_ROOT, settings.EVIDENCE_FILES_A_DAY = tmp_path, 1
    files = [SimpleUploadedFile(name, b"x") for name in ("一.txt", "二.txt")]
    with refused("到了上限"):
        contributions.contribute(
            task=owed.task, unit=cast.college, text="见附件", files=files, by=by(cast.college_liaison)
        )
    assert not Contribution.objects.exists()


def test_lead_and_strangers_file_none(cast, owed):
    for who in (cast.liaison, cast.officer):
        with refused("配合单位"):
            contribute(owed, cast, who)


def test_the_lead_asks_by_a_day_in_its_own_words_and_its_clock_runs_on(cast, owed):
    theirs = contributions.ask(
        obligation=owed, unit=cast.college, what="校园数据。", due_on=BY_THEN, by=by(cast.liaison)
    )
    assert (theirs.due_on, theirs.kind, theirs.unit) == (BY_THEN, "stage", cast.college)
    assert awaited_words([theirs.pk]) == {
        theirs.pk: "市发改委牵头办理此项工作，请你单位于2025年12月10日前提供：校园数据。"
    }
    assert not owed.waits.exists()
    with refused("已有待办"):
        contributions.ask(obligation=owed, unit=cast.college, what="再要", due_on=DUE, by=by(cast.liaison))
    contribute(owed, cast, cast.college_chief)
    assert again(theirs).state == "met"
    once_more = contributions.ask(
        obligation=owed, unit=cast.college, what="附表", due_on=DUE, by=by(cast.officer)
    )
    assert (once_more.pk, once_more.state, once_more.contribution_request.what) == (theirs.pk, "open", "附表")


@pytest.mark.parametrize("how", ["waived", "objection"])
def test_what_the_office_waived_no_other_unit_begins_anew(cast, owed, how):
    theirs = Obligation.objects.create(
        unit=cast.college, office=owed.office, kind="finish", task=owed.task, deadline=owed.deadline,
        opened_on=owed.opened_on, due_on=DUE, next_on=TODAY,
    )  # fmt: skip
    if how == "waived":
        tasks.waive_one(obligation=theirs, reason="不属其职责", by=by(cast.head))
    else:
        raised = requests.raise_objection(
            obligation=theirs, kind="wrong_unit", reason="不是我们", by=by(cast.college_liaison)
        )
        requests.decide_objection(objection=raised, upheld=True, reason="成立", by=by(cast.officer))
    before = again(theirs)
    for who in (cast.liaison, cast.officer):
        with refused("已经免除"):
            contributions.ask(
                obligation=again(owed), unit=cast.college, what="数据", due_on=BY_THEN, by=by(who)
            )
    now = again(theirs)
    assert (now.state, now.due_on, now.waived_reason) == ("waived", DUE, before.waived_reason)


def test_a_favour_that_became_a_duty_is_no_favour_any_more(cast, owed):
    theirs = contributions.ask(
        obligation=owed, unit=cast.college, what="数据", due_on=BY_THEN, by=by(cast.liaison)
    )
    owners_and_dates.decide_owners(
        task=owed.task, leads=[cast.bureau, cast.college], supports=[], by=by(cast.officer)
    )
    theirs = again(theirs)
    assert theirs.state == "open"
    tasks.waive_one(obligation=theirs, reason="不属其职责", by=by(cast.head))
    with refused("已经免除"):
        contributions.ask(
            obligation=again(owed), unit=cast.college, what="再要", due_on=BY_THEN, by=by(cast.liaison)
        )


def test_who_was_waited_for_and_released_can_be_asked_by_a_day(cast, owed):
    wait = pauses.wait_for(obligation=owed, unit=cast.college, reason="等数据", by=by(cast.liaison))
    pauses.end_wait(waiting=wait, by=by(cast.liaison))
    theirs = contributions.ask(
        obligation=again(owed), unit=cast.college, what="数据", due_on=BY_THEN, by=by(cast.liaison)
    )
    assert (theirs.pk, theirs.state) == (wait.on_obligation_id, "open")


def test_what_was_asked_stays_when_the_lead_changes(cast, owed):
    theirs = contributions.ask(
        obligation=owed, unit=cast.college, what="校园数据", due_on=BY_THEN, by=by(cast.liaison)
    )
    other = factories.unit(name="市财政局", parent=cast.city)
    owners_and_dates.reassign(
        task=owed.task, from_unit=cast.bureau, to_unit=other, reason="职能划转", by=by(cast.officer)
    )
    assert again(theirs).state == "open"


def test_only_a_support_unit_is_asked_and_for_a_day_to_come(cast, owed):
    stranger = factories.unit(name="市财政局", parent=cast.city)
    with refused("配合单位"):
        contributions.ask(obligation=owed, unit=stranger, what="数据", due_on=BY_THEN, by=by(cast.liaison))
    with refused("晚于今天"):
        contributions.ask(obligation=owed, unit=cast.college, what="数据", due_on=TODAY, by=by(cast.liaison))


def test_a_later_owner_signs_for_its_one_task_and_nobody_else_again(cast, owed):
    listed = owed.task.task_list
    factories.sign_for(unit=cast.bureau, task_list=listed, opened_on=date(2025, 1, 2))
    owners_and_dates.decide_owners(
        task=owed.task, leads=[cast.bureau, cast.college], supports=[], by=by(cast.officer)
    )
    signing = {o.unit: o.opened_on for o in listed.obligations.all()}
    assert signing == {cast.bureau: date(2025, 1, 2), cast.college: TODAY}


def test_owners_that_are_ticked_again_stay_stated(cast, owed):
    other = factories.unit(name="市财政局", parent=cast.city)
    owners_and_dates.decide_owners(
        task=owed.task, leads=[cast.bureau], supports=[cast.college, other], by=by(cast.officer)
    )
    assert {a.unit: a.basis for a in owed.task.assignments.all()} == {
        cast.bureau: "stated", cast.college: "stated", other: "decided",
    }  # fmt: skip
