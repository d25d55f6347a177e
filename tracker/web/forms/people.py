"""One's own password; who stands in for whom; and the next year's working days."""

from __future__ import annotations

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.entry.passwords import LONGEST
from tracker.models import User
from tracker.web.forms.base import DateField, PlainForm, ask_by_name


class LogIn(AuthenticationForm):
    """Django bounds neither; a name of 5,000 characters was an error page, and nobody recorded the failure."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        bound(self.fields["username"], User._meta.get_field("username").max_length)
        bound(self.fields["password"], LONGEST)


def bound(field: forms.CharField, most: int) -> None:
    field.max_length = most
    field.validators.append(MaxLengthValidator(most))


class NewPassword(PasswordChangeForm):
    """Django's own, in the words of the other forms. A first password is for one use: somebody else has seen it, so
    it is not taken as the new one either. A wrong old one counts like a wrong one at the log-in: a session left open
    must not be a place to guess."""

    error_messages = {
        "password_incorrect": _("旧密码不对，请重新输入。"),
        "password_mismatch": _("两次输入的新密码不一样，请重新输入。"),
    }

    def __init__(self, request: HttpRequest, *args, **kwargs) -> None:
        user, self.request = request.user, request
        super().__init__(user, *args, label_suffix="", **kwargs)
        bound(self.fields["old_password"], LONGEST)
        words = {
            "old_password": (_("首次密码") if user.must_change_password else _("旧密码"), ""),
            "new_password1": (
                _("新密码"),
                _("至少10个字符；不要用常见的词、拼音、人名、单位名称和年份；不能与近5次用过的密码相同。"),
            ),
            "new_password2": (_("再输一遍新密码"), ""),
        }
        for name, (label, hint) in words.items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        ask_by_name(self)

    def clean_old_password(self) -> str:
        """Through the door of the log-in: its lock and its record hold here too."""
        old = self.cleaned_data["old_password"]
        if authenticate(self.request, username=self.user.username, password=old) is None:
            raise forms.ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old


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
