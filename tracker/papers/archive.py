"""归档包: all that belongs to one task, in folders that open without this program: letters, reports, evidence, history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.files import sha256
from tracker.domain.history import task_history
from tracker.domain.refusal import Refused
from tracker.models import (
    ContributionFile,
    ContributionRequest,
    Dispatch,
    Enclosure,
    Evidence,
    Progress,
    Task,
)
from tracker.papers.documents import filename, written
from tracker.papers.letters import letter_document
from tracker.papers.model import Archive, Block, Column, Document, Heading, Table, Text
from tracker.papers.register import in_book
from tracker.papers.sheets import as_csv
from tracker.papers.wanted import Wanted
from tracker.reporting.register import COLUMNS, rows_of

FACTS = (Column("项目", 30.0), Column("内容", 126.0))
LISTED = (Column("序号", 12.0, is_number=True), Column("文件", 84.0), Column("说明", 60.0))
STEPS = (
    Column("序号", 12.0, is_number=True),
    Column("步骤", 72.0),
    Column("责任单位", 42.0),
    Column("状态", 30.0),
)
HISTORY = ("序号", "时间", "业务日期", "事项", "经办人", "单位", "说明", "哈希")


@dataclass(slots=True)
class _Folder:
    files: list[tuple[str, bytes]] = field(default_factory=list)
    listed: list[tuple[int, str, str]] = field(default_factory=list)

    def add(self, folder: str, name: str, content: bytes, said: str) -> None:
        """Two files of one name stand beside each other."""
        taken = {path for path, _content in self.files}
        path, n = f"{folder}/{name}", 2
        while path in taken:
            stem, dot, ending = name.rpartition(".")
            path, n = f"{folder}/{stem or ending}（{n}）{dot}{ending if stem else ''}", n + 1
        self.files.append((path, content))
        self.listed.append((len(self.listed) + 1, path, said))

    def missing(self, name: str, said: str) -> None:
        self.listed.append((len(self.listed) + 1, f"（缺）{name}", said))


def archive_of_task(wanted: Wanted) -> Archive:
    """For the office. Raises Refused."""
    if wanted.pk is None:
        raise Refused(_("请写明归档哪一项任务（--id 后面写任务的编号）。"))
    rows = Task.objects.visible_to(wanted.by).filter(task_list__office__in=wanted.by.offices)
    task = rows.filter(pk=wanted.pk).select_related("task_list").first()
    if task is None:
        raise Refused(_("没有编号为%(id)d的任务，或者它不归本机构。") % {"id": wanted.pk})
    folder = _Folder()
    _letters(folder, task, wanted)
    _reports(folder, task, wanted)
    _contributions(folder, task, wanted)
    _history(folder, task, wanted)
    title = f"{task}归档包"
    return Archive(
        title=title, made_on=wanted.as_of, files=folder.files, index=_index(title, task, folder, wanted)
    )


def _index(title: str, task: Task, folder: _Folder, wanted: Wanted) -> Document:
    told = rows_of(Task.objects.filter(pk=task.pk), as_of=wanted.as_of)
    facts = [pair for row in told for pair in zip(COLUMNS, row.cells, strict=True) if pair[1]]
    blocks: list[Block] = [
        Text(
            "本归档包收录该任务截至归档之日的函件、报送、佐证和履历。SHA256SUMS.txt 为各文件的校验值，可用 sha256sum -c 核对。"
        ),
        Heading("任务"),
        Table(FACTS, [("清单", in_book(task.task_list)), *facts]),
        *_steps(task),
        Heading("所收文件"),
        Table(LISTED, folder.listed),
    ]
    lines = [f"截至{wanted.as_of}"]
    return Document(title=title, made_on=wanted.as_of, lines=lines, blocks=blocks)


def _steps(task: Task) -> list[Block]:
    """What it was broken into, each a task with an archive of its own."""
    rows = task.steps.issued_once().prefetch_related("assignments__unit").order_by("order", "pk")
    cells = [
        (
            n,
            str(step),
            "、".join(str(row.unit or row.written) for row in step.assignments.all()),
            f"{step.get_state_display()}{step.done_on or ''}",
        )
        for n, step in enumerate(rows, start=1)
    ]
    return [Heading("步骤"), Table(STEPS, cells)] if cells else []


def _letters(folder: _Folder, task: Task, wanted: Wanted) -> None:
    rows = Dispatch.objects.visible_to(wanted.by).numbered().filter(notices__obligation__task=task)
    rows = rows.filter(signed_on__lte=wanted.as_of).select_related("office").distinct()
    for dispatch in rows.order_by("signed_on", "pk"):
        content = written(letter_document(dispatch), "docx").content
        said = f"{dispatch.get_kind_display()}，{dispatch.signed_on}签发"
        if dispatch.voided_on:
            said += f"，{dispatch.voided_on}作废：{dispatch.reason}"
        folder.add("函件", filename(dispatch.number, dispatch.title), content, said)
        for enclosure in dispatch.enclosures.all():
            _stored(folder, "函件附件", enclosure, f"{dispatch.number}的附件")


def _reports(folder: _Folder, task: Task, wanted: Wanted) -> None:
    rows = Progress.objects.handed_in().filter(obligation__task=task, released_on__lte=wanted.as_of)
    rows = rows.select_related("obligation__unit", "released_by", "decided_by").prefetch_related("evidence")
    for row in rows.order_by("released_on", "pk"):
        unit = row.obligation.unit.name
        said = f"{unit}{row.released_on}报送，{row.get_state_display()}"
        content = written(_report(task, row), "html").content
        folder.add("报送", filename(f"{row.released_on}", unit, ending="html"), content, said)
        for piece in row.evidence.all():
            _evidence(folder, piece, said)


def _contributions(folder: _Folder, task: Task, wanted: Wanted) -> None:
    """What support units did, and what they were asked for."""
    rows = (
        task.contributions.filter(filed_on__lte=wanted.as_of)
        .select_related("unit", "filed_by")
        .prefetch_related("files")
    )
    asked = ContributionRequest.objects.filter(obligation__task=task, asked_on__lte=wanted.as_of)
    for one in asked.select_related("by_unit", "obligation__unit", "asked_by").order_by("asked_on", "pk"):
        facts = [
            ("请求单位", f"{one.by_unit}　{one.asked_by}"),
            ("请求日期", f"{one.asked_on}"),
            ("被请单位", str(one.obligation.unit)),
            ("所请事项", one.what),
            ("应办日期", f"{one.obligation.due_on}　{one.obligation.get_state_display()}"),
        ]
        _page(folder, task, f"{one.asked_on}请{one.obligation.unit}协办", one.asked_on, facts)
    for row in rows.order_by("filed_on", "pk"):
        facts = [
            ("配合单位", str(row.unit)),
            ("填报", f"{row.filed_on}　{row.filed_by}"),
            ("协办情况", row.text),
            ("佐证文号", row.document_number),
        ]
        said = f"{row.filed_on}{row.unit}协办"
        _page(folder, task, said, row.filed_on, facts)
        for piece in row.files.all():
            _stored(folder, "协办材料", piece, said)


def _page(folder: _Folder, task: Task, said: str, on: date, facts: list[tuple[str, str]]) -> None:
    document = Document(
        title=str(task), made_on=on, blocks=[Table(FACTS, [pair for pair in facts if pair[1]])]
    )
    folder.add("协办", filename(said, ending="html"), written(document, "html").content, said)


def _report(task: Task, row: Progress) -> Document:
    facts = [
        ("单位", row.obligation.unit.name),
        ("事项", str(row.obligation.get_kind_display())),
        ("报送", f"{row.released_on}　{row.released_by}"),
        ("完成比例", f"{row.share}%"),
        ("进展情况", row.text),
        ("存在问题", row.problems),
        ("下步打算", row.next_steps),
        ("核查情况", row.found),
        ("审核", f"{row.decided_on or ''}　{row.decided_by or ''}　{row.get_state_display()}"),
        ("退回原因", row.return_reason),
    ]
    table = Table(FACTS, [pair for pair in facts if pair[1]])
    return Document(title=str(task), made_on=row.released_on or row.drafted_at.date(), blocks=[table])


def _evidence(folder: _Folder, piece: Evidence, said: str) -> None:
    if not piece.file:
        folder.missing(piece.document_number, f"{said}；以文号为证，无文件")
        return
    _stored(folder, "佐证", piece, said)


def _stored(folder: _Folder, place: str, piece: Evidence | Enclosure | ContributionFile, said: str) -> None:
    """As it was sent; one that is gone is named, and one that was changed is told."""
    if not piece.file.storage.exists(piece.file.name or ""):
        folder.missing(piece.filename, f"{said}；文件已不在服务器上，原 SHA-256 {piece.sha256}")
        return
    with piece.file.open("rb") as stored:
        content = stored.read()
    same = "" if sha256(content) == piece.sha256 else "；与上传时的 SHA-256 不符"
    folder.add(place, filename_as_sent(piece.filename), content, f"{said}{same}")


def filename_as_sent(name: str) -> str:
    """The sender's, without what a path could be made of."""
    stem, _dot, ending = name.rpartition(".")
    return filename(stem or name, ending=ending if stem else "bin")


def _history(folder: _Folder, task: Task, wanted: Wanted) -> None:
    events = task_history(task, by=wanted.by).filter(happened_on__lte=wanted.as_of).order_by("seq")
    rows = [
        (
            e.seq,
            f"{timezone.localtime(e.happened_at):%Y-%m-%d %H:%M:%S}",
            e.happened_on,
            e.label,
            e.actor_name,
            str(e.unit or ""),
            e.note,
            e.hash,
        )
        for e in events
    ]
    content = as_csv([f"{task}　履历"], HISTORY, rows)
    folder.add("履历", "履历.csv", content, f"共{len(rows)}条，每条带链式哈希")
