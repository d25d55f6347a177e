"""What the actions of a task ask."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import DateField, LongText, Questions, Shown, UnitChoices
from tracker.domain.lifecycle.ending import letters_asking
from tracker.domain.realm import units_of, units_of_offices
from tracker.models import (
    AssignmentRole,
    DateRule,
    Passage,
    Priority,
    Source,
    Task,
    TaskList,
    TaskOrigin,
    Unit,
)


class DecideOwners(Questions):
    begins_with_what_is_there = True
    leads = UnitChoices(label=_("牵头单位"), queryset=None)
    supports = UnitChoices(label=_("配合单位"), queryset=None, required=False)
    reason = LongText(label=_("说明"), rows=2, required=False)

    def prepare(self) -> None:
        for name in ("leads", "supports"):
            self.fields[name].queryset = units_of(self.subject.task_list.office)
        owners = [a for a in self.subject.assignments.all() if a.unit_id]
        self.initial["leads"] = [a.unit_id for a in owners if a.role == AssignmentRole.LEAD]
        self.initial["supports"] = [a.unit_id for a in owners if a.role == AssignmentRole.SUPPORT]


class NoteInRegister(Questions):
    begins_with_what_is_there = True
    text = LongText(label=_("备注"), rows=3, required=False)

    def prepare(self) -> None:
        last = self.subject.register_notes.order_by("-pk").first()
        self.initial["text"] = last.text if last else ""


class DecideDate(Questions):
    schedule = forms.ModelChoiceField(
        label=_("哪一个时限"), queryset=None, required=False, empty_label=_("新的时限")
    )
    due_on = DateField(label=_("核定日期"))
    reason = LongText(label=_("说明"), rows=2, required=False)

    def prepare(self) -> None:
        once = self.subject.schedules.filter(rule=DateRule.ONCE)
        self.fields["schedule"].queryset = once
        first = once.first()
        if first is None:
            del self.fields["schedule"]
            return
        self.fields["schedule"].empty_label = None
        self.initial |= {"schedule": first.pk, "due_on": first.due_on}


class Reassign(Questions):
    from_unit = forms.ModelChoiceField(label=_("原责任单位"), queryset=None)
    to_unit = forms.ModelChoiceField(label=_("改派给"), queryset=None)
    reason = LongText(label=_("理由"), rows=3)

    def prepare(self) -> None:
        owners = self.subject.assignments.of_units().values("unit")
        self.fields["from_unit"].queryset = Unit.objects.filter(pk__in=owners)
        self.fields["to_unit"].queryset = units_of(self.subject.task_list.office)


def priority_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("优先级"), choices=Priority.choices, initial=Priority.NORMAL)


class ChangeTask(Questions):
    begins_with_what_is_there = True
    title = forms.CharField(label=_("任务"), max_length=200)
    requirement = LongText(label=_("任务要求"), rows=5)
    number = forms.CharField(label=_("编号"), max_length=32, required=False)
    standard = LongText(label=_("完成标准"), rows=3, required=False)
    chapter = forms.CharField(label=_("所属章节"), max_length=500, required=False)

    priority = priority_field()

    def prepare(self) -> None:
        for name in self.fields:
            self.initial[name] = getattr(self.subject, name)


class Reopen(Questions):
    reason = LongText(label=_("理由"), rows=3)
    due_on = DateField(label=_("新的时限"))


class Suspend(Questions):
    reason = LongText(label=_("理由"), rows=3)
    review_on = DateField(label=_("复核日期"), help_text=_("到这一天由督办员决定恢复办理，还是继续暂缓。"))

    def shown(self) -> list[Shown]:
        if not isinstance(self.subject, Task):  # of many at once
            return []
        letters = [f"{letter.number}　{letter.title}" for letter in letters_asking(self.subject)]
        heading = _("已发函件为此任务提出的要求随之撤下，恢复后重新催办（%(n)s份）") % {"n": len(letters)}
        return [Shown(heading, letters)] if letters else []


class Chase(Questions):
    """Asked where dates may have passed already; the answer is no unless somebody says yes."""

    chase_past = forms.BooleanField(
        label=_("对已过的时限也启动催办"),
        required=False,
        help_text=_("不勾选：已过的时限只显示为“已过期未启动”，不发任何催办函件。"),
    )


class Sure(Questions):
    """Nothing to fill in, but one look at what will happen."""


class NewTask(Questions):
    """领导批示 and meeting decisions, written down by an officer."""

    task_list = forms.ModelChoiceField(label=_("归入清单"), queryset=None)
    origin = forms.ChoiceField(label=_("来源"), choices=[c for c in TaskOrigin.choices if c[0] != "document"])
    origin_note = forms.CharField(
        label=_("来源说明"),
        max_length=300,
        required=False,
        help_text=_("例如：某市长2025年11月20日批示；第12次常务会议议定"),
    )
    title = forms.CharField(label=_("任务名称"), max_length=200)
    requirement = LongText(label=_("任务要求"), rows=5, help_text=_("照批示或纪要原文填写。"))
    standard = LongText(label=_("完成标准"), rows=2, required=False)
    number = forms.CharField(label=_("编号"), max_length=32, required=False)
    priority = priority_field()
    leads = UnitChoices(label=_("牵头单位"), queryset=None, required=False)
    supports = UnitChoices(label=_("配合单位"), queryset=None, required=False)
    due_on = DateField(label=_("时限"), required=False, help_text=_("没有时限的任务保持拟办，不会发函。"))
    date_wording = forms.CharField(label=_("时限原文"), max_length=200, required=False)
    passage = forms.ModelChoiceField(queryset=None, required=False, widget=forms.HiddenInput)

    def prepare(self) -> None:
        seen = Passage.objects.filter(source__in=Source.objects.visible_to(self.actor))
        self.fields["passage"].queryset = seen
        if self.data.get("passage") or self.initial.get("passage"):  # a document says so, nobody else
            del self.fields["origin"]
        mine = TaskList.objects.filter(office__in=self.actor.offices, closed_on=None)
        self.fields["task_list"].queryset = mine
        for name in ("leads", "supports"):
            self.fields[name].queryset = units_of_offices(self.actor)


class PastDay(Questions):
    """A day that is over, or today."""

    on = DateField(label=_("截至日期"))

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > self.actor.on:
            raise forms.ValidationError(_("这一天还没有到，只能看今天和以前。"))
        return on
