"""What an office is asked before it reads a lower office's answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import PlainForm
from tracker.desk.forms.imports import why_not_take
from tracker.models import TaskList, Unit

MOST_BYTES = 2 * 1024 * 1024  # it travels through the page on which it is looked at


class AnswerFile(PlainForm):
    unit = forms.ModelChoiceField(label=_("答复单位"), queryset=None)
    file = forms.FileField(
        label=_("答复文件（json）"),
        help_text=_("下级督办机构接办清单后，在它的清单页导出的“承诺公开格式（json）”。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def __init__(self, *args, task_list: TaskList, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(assignments__task__task_list=task_list).exclude(pk=task_list.office_id)
        self.fields["unit"].queryset = units.distinct().order_by("order", "pk")

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(gettext("文件超过2 MB：请下级机构按清单分别导出。"))
        if refusal := why_not_take(file):
            raise forms.ValidationError(refusal)
        return file
