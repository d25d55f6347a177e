"""What a unit reports, asks and objects, and what the office decides about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tracker.actions.replies import why_not_count
from tracker.desk.bounds import numbers
from tracker.desk.forms.base import SEEN, UNREAD, DateField, LongText, Questions, Reason
from tracker.desk.forms.figures import AskedFields
from tracker.domain.actor import Actor
from tracker.domain.digests import seen_of_report, seen_of_reports
from tracker.domain.figures import asked_of
from tracker.inspection import why_not_keep
from tracker.models import (
    Assignment,
    Channel,
    EvidenceKind,
    Membership,
    ObjectionKind,
    Obligation,
    ObligationKind,
    Progress,
    ProgressState,
    Role,
    ToldVia,
    Unit,
    User,
)

WRITTEN = ("text", "percent", "problems", "next_steps", "measures", "expected_on", "counts_for_task")
OF_REPLIES = ("measures", "counts_for_task")
MOST_FILES = 20  # at once


class Told(Questions):
    via = forms.ChoiceField(label=_("告知方式"), choices=ToldVia.choices, widget=forms.RadioSelect)
    told_to = forms.CharField(label=_("告知了谁"), max_length=64)


YES_NO_EXTENSION = [("yes", _("同意延期")), ("no", _("不同意"))]
YES_NO_OBJECTION = [("yes", _("异议成立")), ("no", _("异议不成立"))]


class YesNo(forms.TypedChoiceField):
    def __init__(self, *, choices, **kwargs) -> None:
        super().__init__(
            choices=choices, coerce=lambda answer: answer == "yes", widget=forms.RadioSelect, **kwargs
        )


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several pieces of evidence at once, each looked at before anything is kept; an empty choice is an empty list."""

    widget = ManyFiles

    def clean(self, data, initial=None) -> list:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("一次最多上传%(n)s个文件，请分几次上传。") % {"n": MOST_FILES})
        return [self._looked_at(super(FilesField, self).clean(file, initial)) for file in files]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """No file is no change: the widget says it with an empty list."""
        return bool(data) and not self.disabled

    def _looked_at(self, file: UploadedFile) -> UploadedFile:
        complaint = (
            why_not_keep(file) if file.size <= settings.UPLOAD_MAX_BYTES else ""
        )  # `attach` refuses those
        if complaint:
            raise forms.ValidationError(complaint)
        return file


def draft_of(obligation: Obligation, actor: Actor) -> Progress | None:
    """The report in hand, for whoever acts for the unit; to everybody else it does not exist."""
    mine = obligation.progress.all() if obligation.unit_id in actor.served else ()
    return next((p for p in mine if p.state == ProgressState.DRAFT), None)


def returned_of(obligation: Obligation) -> Progress | None:
    """The last report, if the office sent it back: the next one begins with its words. From prefetched rows."""
    handed_in = (p for p in obligation.progress.all() if p.state != ProgressState.DRAFT)
    last = max(handed_in, key=lambda p: p.pk, default=None)
    return last if last and last.state == ProgressState.RETURNED else None


class Report(Questions):
    """The report in hand: saved again and again as a draft, then handed in with the button named `release`. A
    leader hands it in where the unit has one; otherwise the liaison, with a seal scan or a document number."""

    begins_with_what_is_there = True
    measures = LongText(label=_("采取的措施"), rows=3, required=False)
    text = LongText(label=_("进展情况"), rows=6, help_text=_("做了什么、结果如何。已有材料不必重复填报。"))
    percent = forms.IntegerField(
        label=_("完成比例（%）"),
        min_value=0,
        max_value=100,
        help_text=_("全部完成填100；不足100的办结事项，认可后仍在办，时限不变。"),
    )
    problems = LongText(label=_("存在问题"), rows=2, required=False)
    next_steps = LongText(label=_("下步打算"), rows=2, required=False)
    expected_on = DateField(
        label=_("预计完成日期"),
        required=False,
        help_text=_("尚未完成的填写；认可后，到这一天由督办机构核实，此前不再起草督办单和通报。"),
    )
    counts_for_task = forms.BooleanField(
        label=_("同时作为任务进展"),
        required=False,
        help_text=_("勾选后填写完成比例；回复获得认可时，任务的进展一并认可，不必再报。"),
    )
    document_number = forms.CharField(
        label=_("佐证文号"), max_length=100, required=False, help_text=_("有文号可查的，不必上传文件。")
    )
    files = FilesField(
        label=_("佐证文件"),
        required=False,
        help_text=_("可多选，每个不超过50 MB。只传公开材料，涉密文件不得上传。"),
    )
    seal = FilesField(
        label=_("盖章扫描件"), required=False, help_text=_("本单位没有负责人账号时，凭盖章扫描件或文号报送。")
    )

    def prepare(self) -> None:
        draft = draft_of(self.subject, self.actor)
        leaders = Membership.objects.current(self.actor.on).filter(
            unit=self.subject.unit_id, role=Role.UNIT_LEADER
        )
        self.leaders = [str(m.user) for m in leaders.select_related("user")]
        if self.leaders:
            del self.fields["seal"]
        self._fit_to(self.subject.kind)
        if draft:
            known = getattr(self.subject, "seen_draft", "")  # of a page of many, asked once
            self.carry_seen(known or seen_of_report(draft))
        if before := draft or returned_of(self.subject):
            self.initial |= {name: getattr(before, name) for name in WRITTEN}
        self.asked = AskedFields(self, asked_of(self.subject.unit_id, self.actor.on))

    def _fit_to(self, kind: str) -> None:
        """A reply to an order has the order's own points; a share done only where it counts for the task."""
        if kind != ObligationKind.REPLY:
            for name in OF_REPLIES:
                del self.fields[name]
            return
        del self.fields["next_steps"]
        if why_not_count(self.subject):
            del self.fields["counts_for_task"], self.fields["percent"]
        else:
            self.fields["percent"].required = False
            self.fields["percent"].help_text = _("勾选“同时作为任务进展”的才填写。")
        self.order_fields(["measures", "text", "problems", "expected_on", "counts_for_task", "percent"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "release" in self.data and SEEN in self.fields and not given.get(SEEN):
            self.add_error(None, UNREAD)  # a colleague has begun a draft since the empty form was opened
            self.data = self.data.copy()
            self.data[self.add_prefix(SEEN)] = self.initial[SEEN]
        self.asked.clean(self)
        if given.get("counts_for_task") and given.get("percent") is None:
            self.add_error("percent", _("作为任务进展的，请填写完成比例。"))
        return given

    @property
    def released_by_others(self) -> str:
        """The names of those who hand it in, where the actor is none of them."""
        return "" if self.subject.unit_id in self.actor.units(Role.UNIT_LEADER) else "、".join(self.leaders)

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        said = {name: given[name] for name in WRITTEN if name in given}
        said["percent"] = given.get("percent") or 0
        return said | {
            "evidence": self._enclosed(),
            "figures": self.asked.answers(given),
            "hand_in": "release" in self.data,
            "seen": given.get(SEEN, ""),
            "without": self._without(),
        }

    def see_again(self) -> None:
        """The page shows the draft's material as it is by now, also where this very press has begun it."""
        draft = Progress.objects.drafts().filter(obligation=self.subject).first()
        if draft and self.subject.unit_id in self.actor.served:
            self.carry_seen(seen_of_reports([draft.pk])[draft.pk])
            self.data = self.data.copy()
            self.data[self.add_prefix(SEEN)] = self.initial[SEEN]

    def _without(self) -> list[int]:
        """The piece whose 移除 was pressed; what had been typed is saved with it."""
        return numbers([self.data.get("remove", "")])

    def _enclosed(self) -> list[dict[str, Any]]:
        given = self.cleaned_data
        pieces = [{"kind": EvidenceKind.FILE, "upload": f} for f in given["files"]]
        pieces += [{"kind": EvidenceKind.SEAL_SCAN, "upload": f} for f in given.get("seal", [])]
        if given["document_number"]:
            pieces.append({"kind": EvidenceKind.DOCUMENT_NUMBER, "document_number": given["document_number"]})
        return pieces


class Release(Questions):
    """Whoever signs for the unit hands in what he has read."""

    def prepare(self) -> None:
        self.carry_seen(seen_of_reports([self.subject.pk]).get(self.subject.pk, ""), must=True)


class Record(Questions):
    channel = forms.ChoiceField(
        label=_("答复方式"),
        choices=[c for c in Channel.choices if c[0] != Channel.WEB],
        widget=forms.RadioSelect,
    )
    witness = forms.CharField(label=_("对方答复人"), max_length=64)
    text = LongText(label=_("答复的进展情况"), rows=5)
    percent = forms.IntegerField(label=_("完成比例（%）"), min_value=0, max_value=100)
    document_number = forms.CharField(label=_("来文文号"), max_length=100, required=False)


class Accept(Questions):
    found = LongText(label=_("核查情况"), rows=3, required=False, help_text=_("与单位所报分开记载，可不填。"))
    found_percent = forms.IntegerField(
        label=_("核定比例（%）"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("与单位所报比例不同的，才需填写。"),
    )

    def prepare(self) -> None:
        self.carry_seen(seen_of_reports([self.subject.pk]).get(self.subject.pk, ""), must=True)


class Return(Questions):
    reason = LongText(label=_("退回理由"), rows=3, help_text=_("写明还差什么、怎样补。对方会在信中看到。"))
    found = LongText(label=_("核查情况"), rows=2, required=False)


class AskExtension(Questions):
    reason = LongText(label=_("延期理由"), rows=3)
    progress_so_far = LongText(label=_("目前进展"), rows=3)
    expected_on = DateField(label=_("预计完成日期"))


class Extend(Questions):
    new_due_on = DateField(label=_("新的应办日期"))
    reason = LongText(label=_("理由"), rows=3)


class DecideExtension(Questions):
    granted = YesNo(label=_("决定"), choices=YES_NO_EXTENSION)
    new_due_on = DateField(label=_("新的应办日期"), required=False, help_text=_("同意时必填。"))
    reason = LongText(label=_("说明"), rows=3, required=False, help_text=_("不同意时必填。"))

    def prepare(self) -> None:
        self.initial["new_due_on"] = self.subject.expected_on

    def answers(self) -> dict[str, Any]:
        answers = dict(self.cleaned_data)
        return answers if answers["granted"] else answers | {"new_due_on": None}


class Object(Questions):
    kind = forms.ChoiceField(label=_("异议类型"), choices=ObjectionKind.choices, widget=forms.RadioSelect)
    reason = LongText(label=_("理由"), rows=4)


class DecideObjection(Questions):
    upheld = YesNo(label=_("决定"), choices=YES_NO_OBJECTION)
    reason = LongText(label=_("理由"), rows=3)
    new_due_on = DateField(label=_("正确的日期"), required=False, help_text=_("“时限有误”成立时必填。"))

    def prepare(self) -> None:
        if self.subject.kind != ObjectionKind.WRONG_DATE:
            del self.fields["new_due_on"]


class RecordLeadersDecision(DecideObjection):
    leader = forms.ModelChoiceField(label=_("作出决定的领导"), queryset=None)

    def prepare(self) -> None:
        super().prepare()
        self.fields["leader"].queryset = User.objects.leading(
            self.subject.obligation.office, on=self.actor.on
        )


class Wait(Questions):
    unit = forms.ModelChoiceField(label=_("等待哪个单位"), queryset=None)
    reason = LongText(label=_("等待什么"), rows=3)

    def prepare(self) -> None:
        # By id: what belongs to no task has nobody to wait for, and the action says so.
        others = (
            Assignment.objects.filter(task=self.subject.task_id).of_units().exclude(unit=self.subject.unit)
        )
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=others.values("unit"))


class Mute(Reason):
    until_on = DateField(label=_("暂停到"))
