"""A good row of every model that has constraints, each made anew and unlike the one before in all that must be unique."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count, cycle

from django.db.models import Model

from tests import factories
from tests.factories import TODAY, Cast
from tracker.models import (
    Absence,
    Account,
    AnnualReport,
    Assignment,
    ClockCall,
    Contribution,
    ContributionFile,
    ContributionRequest,
    DateMove,
    Deadline,
    Dispatch,
    DispatchItem,
    Enclosure,
    EventHead,
    Evidence,
    Extension,
    Figure,
    Finding,
    Follow,
    FormDraft,
    FrozenRegister,
    ImportRun,
    Indicator,
    Installation,
    Instruction,
    Letter,
    LetterNotice,
    LetterPart,
    LetterTemplate,
    LetterWording,
    MailPause,
    Membership,
    Mention,
    Mute,
    Notice,
    Numbering,
    NumberSeries,
    Objection,
    Obligation,
    Passage,
    PendingChange,
    PersonalNotice,
    Progress,
    Publication,
    PublishedCommitment,
    Receipt,
    RegisterNote,
    Remark,
    ReportVersion,
    Review,
    Rung,
    SavedView,
    Schedule,
    SearchEntry,
    Source,
    Statement,
    StatementComment,
    Task,
    TaskList,
    Unit,
    Waiting,
    Withholding,
    WrittenName,
)
from tracker.models.access import AccessRecord

DUE = date(2025, 12, 31)
NOW = datetime(2025, 12, 3, 1, 0, tzinfo=UTC)
_numbers = count(1)
_parts = cycle(LetterPart.values)  # an office words each part once


def _contribution(cast) -> Contribution:
    return Contribution.objects.create(
        task=factories.task(office=cast.office),
        unit=cast.college,
        text="已提供数据",
        filed_by=cast.college_liaison,
        filed_on=TODAY,
    )


def sample(model: type[Model], cast: Cast) -> Model:
    """A new good row, as the database gives it back."""
    row = MAKERS[model](cast)
    return model._default_manager.get(pk=row.pk)


def _remark(cast: Cast) -> Remark:
    return Remark.objects.create(
        office=cast.office, task=_task(cast), text="已电话了解。", made_by=cast.officer, made_on=TODAY
    )


def owed(cast: Cast) -> Obligation:
    return factories.obligation(unit=cast.bureau, due_on=DUE)


def _task(cast: Cast) -> Task:
    return factories.task(office=cast.office)


def _source(cast: Cast) -> Source:
    number = next(_numbers)
    return Source.objects.create(
        title="报告", filename="报告.txt", sha256=f"{number:x}", size=1, kind="report"
    )


def _absence(cast: Cast) -> Absence:
    return Absence.objects.create(
        person=cast.liaison, substitute=cast.chief, from_on=TODAY, until_on=TODAY, recorded_by=cast.chief
    )


def _import(cast: Cast) -> ImportRun:
    return ImportRun.objects.create(office=cast.office, filename="计划.docx", sha256="0", size=1)


def _schedule(cast: Cast) -> Schedule:
    return factories.deadline(task=_task(cast), due_on=DUE).schedule


def _numbering(cast: Cast) -> Numbering:
    return Numbering.objects.create(office=factories.unit(is_office=True), kind="order", prefix="督办")


def _rung(cast: Cast) -> Rung:
    number = next(_numbers)
    return Rung.objects.create(
        code=f"urge-{number}", name="催办", kind="urge", obligation_kinds=["finish"], at="due", offset=1, order=number,
        to_roles=["liaison"], live_from_on=TODAY,
    )  # fmt: skip


def _letter(cast: Cast) -> Letter:
    return Letter.objects.create(
        person=factories.person(unit=cast.bureau), office=cast.office, kind="digest", digest_on=TODAY,
        address="a@b.cn", message_id=f"<{uuid.uuid4()}@b.cn>",
    )  # fmt: skip


def _letter_notice(cast: Cast) -> LetterNotice:
    letter = _letter(cast)
    notice = factories.notice(obligation=owed(cast))
    return LetterNotice.objects.create(letter=letter, notice=notice, person=letter.person)


def _extension(cast: Cast) -> Extension:
    return Extension.objects.create(
        obligation=owed(cast), reason="汛期影响", progress_so_far="过半", asked_by=cast.liaison, asked_on=TODAY,
        due_before_on=DUE, expected_on=date(2026, 3, 31),
    )  # fmt: skip


def _objection(cast: Cast) -> Objection:
    return Objection.objects.create(
        obligation=owed(cast), kind="wrong_unit", reason="非本局职责", asked_by=cast.liaison, asked_on=TODAY
    )


def _waiting(cast: Cast) -> Waiting:
    return Waiting.objects.create(
        obligation=owed(cast),
        on_obligation=owed(cast),
        reason="等待数据",
        since_on=TODAY,
        recorded_by=cast.officer,
    )


def _mute(cast: Cast) -> Mute:
    return Mute.objects.create(
        obligation=owed(cast), reason="专项审计", from_on=TODAY, until_on=DUE, approved_by=cast.head
    )


def _progress(cast: Cast) -> Progress:
    return factories.progress(obligation=owed(cast), drafted_by=cast.liaison)


def _evidence(cast: Cast) -> Evidence:
    return Evidence.objects.create(
        progress=_progress(cast), kind="file", file="a.pdf", filename="台账.pdf", sha256="0", size=1,
        uploaded_by=cast.liaison,
    )  # fmt: skip


def _figure(cast: Cast) -> Figure:
    return Figure.objects.create(
        indicator=_indicator(cast),
        year=2025,
        value=3,
        wording="3件",
        passage=factories.passage(text="办理3件。"),
    )


def _indicator(cast: Cast) -> Indicator:
    return Indicator.objects.create(name=f"行政复议{next(_numbers)}", measure="件")


def _review(cast: Cast) -> Review:
    return Review.objects.create(
        year=2025, kind="meeting", title=f"第{next(_numbers)}次述法", office=cast.office
    )


def _statement(cast: Cast) -> Statement:
    report = factories.annual_report(office=cast.office, year=1990 + next(_numbers))
    return report.statements.create(
        part=1, order=2, key=f"task:{next(_numbers)}", assembled="完成。", text="完成。"
    )


def _version(cast: Cast) -> ReportVersion:
    report = factories.annual_report(office=cast.office, year=1990 + next(_numbers))
    return report.versions.create(number=next(_numbers), note="汇编", made_on=TODAY)


def _publication(cast: Cast) -> Publication:
    number = next(_numbers)
    return Publication.objects.create(
        task_list=factories.task_list(office=cast.office), number=number, head={"as_of": "2025-12-03"}, sha256="0",
        reviewed_by="张三", published_by=cast.head, published_on=TODAY,
    )  # fmt: skip


def _published(cast: Cast) -> PublishedCommitment:
    return PublishedCommitment.objects.create(
        publication=_publication(cast),
        task=_task(cast),
        order=next(_numbers),
        words="x",
        content={"title": "x"},
    )


MAKERS: dict[type[Model], Callable[[Cast], Model]] = {
    AccessRecord: lambda cast: AccessRecord.objects.create(
        kind="denied", person=cast.liaison, username="x", method="GET", path="/", status=404
    ),
    Absence: _absence,
    PendingChange: lambda cast: PendingChange.objects.create(
        kind="password", title="重置密码", asked_by=cast.officer, asked_on=TODAY, asked_at=NOW, expires_at=NOW
    ),
    PersonalNotice: lambda cast: PersonalNotice.objects.create(person=cast.liaison, text="改", told_on=TODAY),
    Account: lambda cast: _review(cast).accounts.create(unit=cast.bureau),
    AnnualReport: lambda cast: factories.annual_report(office=cast.office, year=1990 + next(_numbers)),
    Assignment: lambda cast: factories.assign(task=_task(cast), unit=cast.bureau),
    Deadline: lambda cast: factories.deadline(task=_task(cast), due_on=DUE),
    Dispatch: lambda cast: factories.dispatch(office=cast.office),
    ClockCall: lambda cast: ClockCall.objects.create(pk=1, called_at=NOW),
    DispatchItem: lambda cast: DispatchItem.objects.create(
        dispatch=factories.dispatch(office=cast.office), obligation=owed(cast), text="逾期未办结。"
    ),
    EventHead: lambda cast: EventHead.objects.get(),
    Evidence: _evidence,
    Extension: _extension,
    Figure: _figure,
    Finding: lambda cast: Finding.objects.create(review=_review(cast), order=1, text="部分单位述法不实。"),
    FormDraft: lambda cast: FormDraft.objects.create(
        person=cast.liaison, address=f"/o/{next(_numbers)}/", saved_at=NOW
    ),
    Follow: lambda cast: Follow.objects.create(person=cast.leader, task=_task(cast)),
    ImportRun: _import,
    Indicator: _indicator,
    Letter: _letter,
    LetterNotice: _letter_notice,
    Membership: lambda cast: factories.person(unit=cast.bureau).memberships.get(),
    Mute: _mute,
    Notice: lambda cast: factories.notice(obligation=owed(cast)),
    NumberSeries: lambda cast: NumberSeries.objects.create(numbering=_numbering(cast), year=2025),
    Numbering: _numbering,
    Objection: _objection,
    Obligation: owed,
    Installation: lambda cast: Installation.objects.get(),
    MailPause: lambda cast: MailPause.objects.create(pk=1, since_at=NOW, until_at=NOW, answer="553"),
    Passage: lambda cast: factories.passage(text="全面推进。", address=f"一/句{next(_numbers)}"),
    Progress: _progress,
    DateMove: lambda cast: DateMove.objects.create(
        obligation=owed(cast), moved_on=TODAY, due_before_on=TODAY
    ),
    LetterTemplate: lambda cast: LetterTemplate.objects.create(
        office=cast.office,
        kind="order",
        file="templates/x",
        filename="x.docx",
        sha256="0",
        taken_by=cast.officer,
        taken_at=NOW,
        ended_at=NOW,
    ),
    LetterWording: lambda cast: LetterWording.objects.create(
        office=cast.office, kind="order", part=next(_parts), text="关于{事项}的督办单"
    ),
    RegisterNote: lambda cast: RegisterNote.objects.create(
        task=_task(cast), text="已与发改委核对。", noted_by=cast.officer, noted_on=TODAY
    ),
    Publication: _publication,
    PublishedCommitment: _published,
    Withholding: lambda cast: Withholding.objects.create(
        task=_task(cast), reason="待核实", withheld_by=cast.officer, withheld_on=TODAY
    ),
    FrozenRegister: lambda cast: FrozenRegister.objects.create(
        task_list=factories.task_list(office=cast.office),
        frozen_on=TODAY,
        frozen_by=cast.officer,
        rows=[],
        sha256="0" * 64,
    ),
    ContributionRequest: lambda cast: ContributionRequest.objects.create(
        obligation=factories.obligation(unit=cast.college, due_on=DUE),
        by_unit=cast.bureau,
        what="校园数据",
        asked_by=cast.liaison,
        asked_on=TODAY,
    ),
    Contribution: lambda cast: _contribution(cast),
    ContributionFile: lambda cast: ContributionFile.objects.create(
        contribution=_contribution(cast),
        file="contributions/x",
        filename=f"数据{next(_numbers)}.xlsx",
        sha256="0" * 64,
        size=1,
    ),
    Instruction: lambda cast: Instruction.objects.create(
        given_by=cast.leader,
        office=cast.office,
        text="请抓紧办理",
        given_on=TODAY,
        recorded_by=cast.leader,
        recorded_on=TODAY,
    ),
    Enclosure: lambda cast: Enclosure.objects.create(
        dispatch=factories.dispatch(office=cast.office),
        file="enclosures/x",
        filename=f"附件{next(_numbers)}.pdf",
        sha256="0" * 64,
        size=1,
        added_by=cast.officer,
    ),
    Mention: lambda cast: Mention.objects.create(remark=_remark(cast), person=cast.head),
    Remark: lambda cast: _remark(cast),
    ReportVersion: _version,
    Review: _review,
    Rung: _rung,
    SavedView: lambda cast: SavedView.objects.create(
        person=cast.liaison, page="tasks", name=f"视图{next(_numbers)}"
    ),
    Schedule: _schedule,
    SearchEntry: lambda cast: SearchEntry.objects.create(task=_task(cast), grams="普法"),
    Receipt: lambda cast: factories.dispatch(office=cast.office, units=(cast.bureau,)).receipts.get(),
    Source: _source,
    Statement: _statement,
    StatementComment: lambda cast: _statement(cast).comments.create(
        text="出处？", made_by=cast.head, made_on=TODAY
    ),
    Task: _task,
    TaskList: lambda cast: factories.task_list(office=cast.office),
    Unit: lambda cast: factories.unit(parent=cast.city),
    Waiting: _waiting,
    WrittenName: lambda cast: WrittenName.objects.create(office=cast.office, name=f"发改{next(_numbers)}"),
}
