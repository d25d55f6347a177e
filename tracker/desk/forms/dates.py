"""Dates of a task: stages, rhythms and report cycles."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import DateField, Questions
from tracker.models import DateRule, ScheduleKind


class Rhythm(Questions):
    rule = forms.ChoiceField(label=_("周期"), choices=[c for c in DateRule.choices if c[0] != DateRule.ONCE])
    month = forms.IntegerField(
        label=_("第几个月"),
        min_value=1,
        max_value=12,
        required=False,
        help_text=_("每年填1至12，每半年填1至6，每季度填1至3；不填为最后一个月。"),
    )
    day = forms.IntegerField(
        label=_("第几日"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=_("每周填1（星期一）至7（星期日）；不填为期末。"),
    )
    counts_workdays = forms.BooleanField(
        label=_("按工作日数"), required=False, help_text=_("例如每月第3个工作日前。")
    )
    falls_after = forms.BooleanField(
        label=_("在期后"), required=False, help_text=_("例如每季度结束后10日内、次年3月1日前。")
    )
    until_on = DateField(label=_("到哪天为止"), required=False, help_text=_("不填则随任务一直进行。"))


class ChangeDate(Rhythm):
    begins_with_what_is_there = True

    def prepare(self) -> None:
        for name in self.fields:
            self.initial[name] = getattr(self.subject, name)


class AddDate(Rhythm):
    kind = forms.ChoiceField(
        label=_("种类"),
        choices=ScheduleKind.choices,
        help_text=_("节点：阶段性工作的日期；报送：只报进展，不办结；办结：到此日全部完成。"),
    )
    label = forms.CharField(label=_("事项"), max_length=32, required=False, help_text=_("例如：出台方案。"))
    rule = forms.ChoiceField(label=_("周期"), choices=DateRule.choices)
    due_on = DateField(
        label=_("日期"), required=False, help_text=_("周期为“一次”的填写；其他周期填以下各项。")
    )
    field_order = ("kind", "label", "rule", "due_on")

    def prepare(self) -> None:
        self.initial["kind"] = ScheduleKind.STAGE
