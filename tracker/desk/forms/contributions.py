"""What a support unit did, and what it is asked for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.contributions import helping
from tracker.actions.taking_back import asked_by
from tracker.desk.forms.base import DateField, LongText, Questions
from tracker.desk.forms.obligations import FilesField
from tracker.models import Assignment, ContributionRequest, Unit
from tracker.punctuation import spelt


class Contribute(Questions):
    unit = forms.ModelChoiceField(label=_("配合单位"), queryset=Unit.objects.none(), empty_label=None)
    text = LongText(label=_("协办情况"), rows=5, help_text=_("做了什么、提供了什么。已有材料不必重复填报。"))
    document_number = forms.CharField(label=_("佐证文号"), max_length=100, required=False)
    files = FilesField(
        label=_("佐证材料"), required=False, help_text=_("可多选，单个不超过50 MB。只能是公开材料。")
    )

    def prepare(self) -> None:
        mine = [unit.pk for unit in helping(self.subject, by=self.actor)]
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=mine)


class Ask(Questions):
    unit = forms.ModelChoiceField(label=_("请哪个单位提供"), queryset=Unit.objects.none())
    what = LongText(label=_("需要提供什么"), rows=3)
    due_on = DateField(label=_("请于何日前提供"))

    def prepare(self) -> None:
        others = Assignment.objects.filter(task=self.subject.task_id).of_units()
        others = others.exclude(unit=self.subject.unit_id)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=others.values("unit"))


class AskedOf(forms.ModelChoiceField):
    def label_from_instance(self, asked: ContributionRequest) -> str:
        return spelt("{}：{}", asked.obligation.unit, asked.what)


class TakeBack(Questions):
    request = AskedOf(
        label=_("撤回哪一项"),
        queryset=ContributionRequest.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("对方的这一事项随之免除；已经看过请求的，会被告知。"),
    )

    def prepare(self) -> None:
        asked = [request.pk for request in asked_by(self.subject)]
        rows = ContributionRequest.objects.filter(pk__in=asked).select_related("obligation__unit")
        self.fields["request"].queryset = rows
        if len(asked) == 1:
            self.fields["request"].initial = asked[0]
