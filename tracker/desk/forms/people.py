"""One's own password; who stands in for whom; names for the register; and the next year's working days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tracker.desk.forms.base import DateField, PlainForm, Questions, ask_by_name
from tracker.domain.actor import Actor
from tracker.models import Unit, UnitKind, User


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


def people_spoken_for(actor: Actor) -> QuerySet[User]:
    """Oneself; an officer also speaks for the people of the units that the office looks after."""
    if not actor.is_office:
        return User.objects.filter(pk=actor.person_id)
    realm = Unit.objects.realm_of(actor)
    return User.objects.active().filter(memberships__unit__in=realm).distinct()


def _colleagues(actor: Actor) -> QuerySet[User]:
    units = Unit.objects.filter(pk__in={h.unit for h in actor.held})
    if actor.is_office:
        units = Unit.objects.realm_of(actor)
    return User.objects.active().filter(memberships__unit__in=units).distinct()


class Absent(Questions):
    person = forms.ModelChoiceField(label=_("不在岗人员"), queryset=None, empty_label=None)
    substitute = forms.ModelChoiceField(label=_("代办人"), queryset=None)
    from_on = DateField(label=_("开始日期"))
    until_on = DateField(label=_("结束日期"))
    reason = forms.CharField(label=_("事由"), max_length=200, required=False)

    def prepare(self) -> None:
        self.fields["person"].queryset = people_spoken_for(self.actor)
        self.fields["substitute"].queryset = _colleagues(self.actor)
        self.initial |= {"person": self.actor.person_id, "from_on": self.actor.on}


class GrantName(Questions):
    """As another name of a unit, or as a new unit."""

    unit = forms.ModelChoiceField(
        label=_("作为这个单位的别名"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("（新建单位）"),
        help_text=_("以后导入的文件里，这个写法都指该单位。"),
    )
    kind = forms.ChoiceField(label=_("新单位的类别"), choices=UnitKind.choices)
    parent = forms.ModelChoiceField(label=_("新单位的上级"), queryset=Unit.objects.none(), required=False)

    def prepare(self) -> None:
        if self.subject.group_id:
            self.fields.clear()
            return
        self.fields["unit"].queryset = self.fields["parent"].queryset = Unit.objects.active()
        self.initial |= {
            "unit": self.subject.unit,
            "kind": UnitKind.DEPARTMENT,
            "parent": self.subject.office.parent,
        }


class ScheduleFile(PlainForm):
    file = forms.FileField(
        label=_("放假安排文件"),
        help_text=_(
            "csv 或 xlsx，三列：日期、类型（放假、调休上班）、名称；按国务院办公厅公布的全年安排填写。"
        ),
    )
