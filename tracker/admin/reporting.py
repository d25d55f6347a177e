"""填报进展 in the admin: one form that saves the report, attaches its evidence and, if wanted, hands it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tracker.actions.progress import attach, release, save_draft, why_not_report
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.models import EvidenceKind, Obligation, Progress
from tracker.web.buttons import Button
from tracker.web.forms.base import LongText, Questions
from tracker.web.forms.obligations import FilesField

SAVED = ("text", "percent", "problems", "next_steps")


class ReportQuestions(Questions):
    text = LongText(label=_("进展情况"), rows=6, help_text=_("做了什么、结果如何。已有材料不必重复填报。"))
    percent = forms.IntegerField(label=_("完成比例（%）"), min_value=0, max_value=100, initial=100)
    problems = LongText(label=_("存在问题"), rows=2, required=False)
    next_steps = LongText(label=_("下步打算"), rows=2, required=False)
    document_number = forms.CharField(label=_("佐证文号"), max_length=100, required=False)
    files = FilesField(
        label=_("佐证文件"),
        required=False,
        help_text=_("可多选，每个不超过50 MB。只传公开材料，涉密文件不得上传。"),
    )
    seals = FilesField(
        label=_("盖章扫描件"), required=False, help_text=_("本单位没有负责人账号时，凭盖章扫描件或文号报送。")
    )
    hand_in = forms.BooleanField(
        label=_("保存后直接报送"),
        required=False,
        help_text=_("不勾选则只存为草稿，由本单位负责人审签后报送。"),
    )

    def prepare(self) -> None:
        draft = self.subject.progress.drafts().first()
        if draft:
            self.initial |= {name: getattr(draft, name) for name in SAVED}


@chronicle()
def report(
    *,
    obligation: Obligation,
    by: Actor,
    document_number: str,
    files: list[UploadedFile],
    seals: list[UploadedFile],
    hand_in: bool,
    **said: Any,
) -> Progress:
    """All of it or nothing: a report that may not be handed in yet is refused, and its entries are kept."""
    progress = save_draft(obligation=obligation, **said, by=by)
    for upload in files:
        attach(progress=progress, kind=EvidenceKind.FILE, upload=upload, by=by)
    for upload in seals:
        attach(progress=progress, kind=EvidenceKind.SEAL_SCAN, upload=upload, by=by)
    if document_number:
        attach(progress=progress, kind=EvidenceKind.DOCUMENT_NUMBER, document_number=document_number, by=by)
    if hand_in:
        release(progress=progress, by=by)
    return progress


REPORT = Button(
    "report",
    _("填报进展"),
    "obligation",
    report,
    why_not_report,
    _("进展已保存。"),
    ReportQuestions,
    "primary",
)
