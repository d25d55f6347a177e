"""One's own password; who stands in for whom; and the next year's working days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from tracker.web.forms.base import DateField, PlainForm, ask_by_name


class NewPassword(PasswordChangeForm):
    """Django's own, in the words of the other forms. A first password is for one use: somebody else has seen it, so
    it is not taken as the new one either."""

    error_messages = {
        "password_incorrect": _("旧密码不对，请重新输入。"),
        "password_mismatch": _("两次输入的新密码不一样，请重新输入。"),
    }

    def __init__(self, user, *args, **kwargs) -> None:
        super().__init__(user, *args, label_suffix="", **kwargs)
        words = {
            "old_password": (_("首次密码") if user.must_change_password else _("旧密码"), ""),
            "new_password1": (
                _("新密码"),
                _("至少10个字符，不能全是数字，不能与登录名、姓名、邮箱相近，也不能是常见的密码。"),
            ),
            "new_password2": (_("再输一遍新密码"), ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        ask_by_name(self)

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
