"""One's own password; who stands in for whom; and the next year's working days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from tracker.web.forms.base import DateField, PlainForm


class NewPassword(PasswordChangeForm):
    """A first password is for one use: somebody else has seen it, so it is not taken as the new one either."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        new = self.cleaned_data.get("new_password2")
        if new and self.user.check_password(new):
            self.add_error("new_password2", _("新密码不能与原密码相同。"))
        return cleaned


class Absent(PlainForm):
    person = forms.ModelChoiceField(label=_("不在岗人员"), queryset=None, empty_label=None)
    substitute = forms.ModelChoiceField(label=_("代办人"), queryset=None)
    from_on = DateField(label=_("开始日期"))
    until_on = DateField(label=_("结束日期"))
    reason = forms.CharField(label=_("事由"), max_length=200, required=False)

    def __init__(self, *args, people, colleagues, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["substitute"].queryset = colleagues


class ScheduleFile(PlainForm):
    file = forms.FileField(
        label=_("放假安排文件"),
        help_text=_(
            "csv 或 xlsx，三列：日期、类型（放假、调休上班）、名称；按国务院办公厅公布的全年安排填写。"
        ),
    )
