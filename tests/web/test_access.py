"""Who may enter which page; and that what is not mine to see does not exist for me."""

import pytest
from django.template.loader import get_template
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from tests import factories
from tests.factories import TODAY
from tracker.desk.nouns import NOUNS
from tracker.models import (
    Contribution,
    Evidence,
    Extension,
    ImportRun,
    ImportState,
    Indicator,
    Instruction,
    Letter,
    LetterKind,
    LetterTemplate,
    Mute,
    Objection,
    PendingChange,
    Review,
    SavedView,
    Waiting,
)
from tracker.web.urls import urlpatterns

CODES = {noun.url_name: noun.actions for noun in NOUNS}


def views():
    return [pytest.param(p, id=p.name or str(p.pattern)) for p in urlpatterns]


def address(pattern, pk: int) -> str:
    """The address of a view for one thing; a view of many actions is asked for its first."""
    needed = pattern.pattern.converters
    arguments = {name: pk if name == "pk" else filled(pattern.name, name) for name in needed}
    return reverse(pattern.name, kwargs=arguments)


def filled(view: str, name: str):
    if name == "code" and view in CODES:
        return CODES[view][0].code
    return {"code": "x", "noun": "task", "row": 0, "run": 1, "number": 1}.get(name, 1)


@pytest.mark.parametrize("pattern", views())
def test_every_view_says_who_may_enter(pattern):
    assert hasattr(pattern.callback, "who_may_enter"), (
        f"{pattern.name} wears no decorator of tracker.desk.access"
    )


@pytest.fixture
def foreign(cast) -> dict[str, int]:
    """One of everything, all of it the bureau's business: ids by the name of the view that shows it."""
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    other = factories.obligation(unit=cast.office, due_on=TODAY, task=owed.task)
    said = factories.progress(obligation=owed, drafted_by=cast.liaison)
    sent = factories.dispatch(office=cast.office, units=(cast.bureau,))
    letter = Letter.objects.create(
        person=cast.liaison,
        office=cast.office,
        kind=LetterKind.DIGEST,
        digest_on=TODAY,
        message_id="<1@test>",
    )
    common = {"obligation": owed, "reason": "理由", "asked_by": cast.liaison, "asked_on": TODAY}
    asked = Extension.objects.create(
        **common, progress_so_far="一半", expected_on=TODAY, due_before_on=owed.due_on
    )
    objected = Objection.objects.create(**common, kind="other")
    muted = Mute.objects.create(
        obligation=owed, reason="理由", from_on=TODAY, until_on=TODAY, approved_by=cast.head
    )
    waits = Waiting.objects.create(
        obligation=owed, on_obligation=other, reason="理由", since_on=TODAY, recorded_by=cast.officer
    )
    piece = Evidence.objects.create(
        progress=said,
        kind="file",
        file="evidence/x",
        filename="x.pdf",
        sha256="0" * 64,
        uploaded_by=cast.liaison,
    )
    away = factories.absence(person=cast.liaison, substitute=cast.chief)
    written = Instruction.objects.create(
        given_by=cast.leader,
        office=cast.office,
        text="请抓紧",
        given_on=TODAY,
        recorded_by=cast.leader,
        recorded_on=TODAY,
    )
    enclosed = sent.enclosures.create(
        file="enclosures/x", filename="x.pdf", sha256="0" * 64, size=1, added_by=cast.officer
    )
    helped = Contribution.objects.create(
        task=owed.task, unit=cast.college, text="数据", filed_by=cast.college_liaison, filed_on=TODAY
    )
    helped = helped.files.create(file="contributions/x", filename="x.pdf", sha256="0" * 64, size=1)
    passage = factories.passage(text="一句话。")
    owed.task.passage = passage
    owed.task.save()
    change = PendingChange.objects.create(
        kind="password",
        title="发放首次密码",
        person=cast.liaison,
        asked_by=cast.officer,
        asked_on=TODAY,
        asked_at=timezone.now(),
        expires_at=timezone.now(),
    )
    annual = factories.annual_report(office=cast.office)
    review = Review.objects.create(year=2025, kind="meeting", title="述法", office=cast.office)
    account = review.accounts.create(unit=cast.bureau)
    review.findings.create(order=1, text="学法不够。", unit=cast.bureau)
    indicator = Indicator.objects.create(
        name="行政复议", office=cast.office, unit=cast.bureau, period="yearly"
    )
    task_list = owed.task.task_list.pk
    run = ImportRun.objects.create(
        office=cast.office,
        filename="x.xlsx",
        size=1,
        sha256="0" * 64,
        state=ImportState.PROPOSED,
        started_by=cast.officer,
    )
    imports = {p.name: run.pk for p in urlpatterns if p.name.startswith("import_")}
    return imports | {
        "list_export": task_list, "list_answers": task_list, "list_public": task_list, "list_commitments": task_list,
        "task": owed.task.pk, "task_past": owed.task.pk, "task_action": owed.task.pk, "follow_task": owed.task.pk,
        "obligation": owed.pk, "obligation_action": owed.pk,
        "progress_action": said.pk, "evidence": piece.pk,
        "extension_action": asked.pk, "objection_action": objected.pk,
        "waiting_action": waits.pk, "mute_action": muted.pk,
        "dispatch": sent.pk, "dispatch_action": sent.pk, "dispatch_file": sent.pk,
        "receipt_action": sent.receipts.get().pk, "slip": sent.receipts.get().pk,
        "slip_file": sent.receipts.get().pk,
        "letter": letter.pk, "letter_html": letter.pk, "letter_action": letter.pk,
        "absence_end": away.pk, "absence_confirm": away.pk,
        "source": passage.source_id, "source_file": passage.source_id,
        "list": task_list, "list_action": task_list, "report_many": task_list, "change_action": change.pk,
        "enclosure": enclosed.pk, "contribution_file": helped.pk, "schedule_action": owed.task.schedules.first().pk,
        "instruction": written.pk, "instruction_action": written.pk,
        "letter_template_action": LetterTemplate.objects.create(
            office=cast.office, kind="order", file="templates/x", filename="x.docx", sha256="0" * 64,
            taken_by=cast.officer, taken_at=timezone.now(),
        ).pk,
        "review": review.pk, "review_action": review.pk, "review_file": review.pk,
        "account": account.pk, "account_action": account.pk, "finding_action": review.findings.get().pk,
        "indicator": indicator.pk, "indicator_action": indicator.pk,
        "annual_report": annual.pk, "annual_action": annual.pk, "annual_promises": annual.pk,
        "annual_versions": annual.pk, "annual_file": annual.pk, "statement_action": annual.statements.get().pk,
        "view_drop": SavedView.objects.create(person=cast.liaison, page="tasks", name="我的").pk,
    }  # fmt: skip


def test_the_unit_itself_and_the_office_do_see_it(cast, foreign, as_):
    for person, names in (
        (cast.liaison, ("task", "obligation", "letter", "list")),
        (cast.officer, ("task", "obligation", "dispatch", "letter", "source", "list", "slip")),
        (cast.leader, ("task", "obligation", "list")),
    ):
        for name in names:
            assert as_(person).get(reverse(name, args=[foreign[name]])).status_code == 200, (person, name)


def test_an_unsigned_letter_does_not_exist_for_the_unit_it_is_meant_for(cast, foreign, as_):
    assert as_(cast.liaison).get(reverse("dispatch", args=[foreign["dispatch"]])).status_code == 404
    assert as_(cast.leader).get(reverse("dispatch", args=[foreign["dispatch"]])).status_code == 404


def test_a_substitute_sees_what_the_absent_colleague_sees(cast, as_):
    owed = factories.obligation(unit=cast.bureau, due_on=TODAY)
    where = reverse("obligation", args=[owed.pk])
    assert as_(cast.college_liaison).get(where).status_code == 404
    factories.absence(person=cast.liaison, substitute=cast.college_liaison)
    assert as_(cast.college_liaison).get(where).status_code == 200


def test_a_password_page_is_all_there_is_after_a_first_password(cast, as_):
    cast.liaison.must_change_password = True
    cast.liaison.save()
    browser = as_(cast.liaison)
    assert browser.get("/").url == reverse("password_change")
    assert browser.get(reverse("tasks")).url == reverse("password_change")
    assert browser.get(reverse("password_change")).status_code == 200


def test_no_address_is_unnamed():
    for pattern in urlpatterns:
        try:
            address(pattern, 1)
        except NoReverseMatch:
            pytest.fail(f"{pattern.pattern} cannot be addressed by name")


def test_a_unit_reads_its_document_while_other_tasks_of_it_are_still_drafts(cast, as_):
    sentence = factories.passage(text="推进政务公开。")
    factories.assign(task=factories.task(office=cast.office, passage=sentence), unit=cast.bureau)
    draft = factories.task(office=cast.office, passage=sentence, state="draft")
    factories.assign(task=draft, unit=cast.college)
    shown = reverse("source", args=[sentence.source_id])
    assert as_(cast.liaison).get(shown).status_code == 200
    assert as_(cast.college_liaison).get(shown).status_code == 404  # it has heard of nothing yet


@pytest.mark.parametrize(
    ("view", "asked"),
    [("calendar", {"year": "²"}), ("dispatch_new", {"o": "²"}), ("clock_move", {"days": "²"})],
)
def test_what_only_looks_like_a_number_breaks_no_page(cast, as_, view, asked):
    browser = as_(cast.officer)
    ask = browser.post if view == "clock_move" else browser.get
    assert ask(reverse(view), asked).status_code < 500


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_an_answer_to_a_broken_request_needs_nothing_and_says_what_to_do(name):
    text = get_template(name).render()
    assert "数据没有改动" in text
    assert "回到工作台" in text
