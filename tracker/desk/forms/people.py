"""One's own password; who stands in for whom; names for the register; and the next year's working days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker.actions.merging import preview_merge
from tracker.desk.forms.base import DateField, PlainForm, Questions, Shown, ask_by_name
from tracker.domain.actor import Actor
from tracker.entry.passwords import LONGEST
from tracker.models import OFFICE_ROLES, Role, Unit, UnitKind, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SPEAKS = (*OFFICE_ROLES, Role.UNIT_LEADER, Role.LEADER)


class LogIn(AuthenticationForm):
    """Django bounds neither; a name of 5,000 characters was an error page, and nobody recorded the failure."""

    expired: StrOrPromise = ""  # said to whoever knows the first password, and to nobody else

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        bound(self.fields["username"], User._meta.get_field("username").max_length)
        bound(self.fields["password"], LONGEST)

    def confirm_login_allowed(self, user: User) -> None:
        """A first password has been seen by somebody else: it opens an account for some hours, and then nothing."""
        super().confirm_login_allowed(user)
        given_at = user.first_password_at if user.must_change_password else None
        if given_at and timezone.now() - given_at > timedelta(hours=settings.FIRST_PASSWORD_HOURS):
            self.expired = _("首次密码已过有效期（%(n)s小时），请联系系统管理员重新发放。") % {
                "n": settings.FIRST_PASSWORD_HOURS
            }
            raise forms.ValidationError(self.expired, code="first_password_expired")


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


def people_spoken_for(actor: Actor) -> QuerySet[User]:
    """Oneself; who leads, or works in an office, also speaks for the people of the units below. Whether that is to
    name a substitute or only to ask for one, the verb says."""
    realms = [h.realm for h in actor.held if h.role in SPEAKS and h.holder == actor.person_id]
    if not realms:
        return User.objects.filter(pk=actor.person_id)
    return User.objects.active().filter(memberships__unit__in=Unit.objects.within(*realms)).distinct()


def _colleagues(actor: Actor) -> QuerySet[User]:
    units = {h.unit for h in actor.held if h.holder == actor.person_id}
    theirs = Unit.objects.filter(memberships__user__in=people_spoken_for(actor))
    colleagues = User.objects.active().exclude(pk=actor.person_id)
    return colleagues.filter(memberships__unit__in=theirs | Unit.objects.filter(pk__in=units)).distinct()


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


class Merge(Questions):
    into = forms.ModelChoiceField(label=_("并入哪个单位"), queryset=Unit.objects.none())

    def prepare(self) -> None:
        self.fields["into"].queryset = Unit.objects.active().exclude(path__startswith=self.subject.path)

    def shown(self) -> list[Shown]:
        preview = preview_merge(self.subject)
        parts = [
            (_("移交的未办结事项（%(n)s项）"), preview.owed),
            (_("移交责任分工的任务（%(n)s项）"), preview.tasks),
            (_("一并移交的下级单位（%(n)s个）"), preview.children),
            (_("改由新单位报送的指标（%(n)s个）"), preview.figures),
            (_("角色不随之移交的人员（%(n)s人）"), preview.people),
        ]
        return [
            Shown(str(head) % {"n": len(rows)}, [str(row) for row in rows]) for head, rows in parts if rows
        ]


class Dissolve(Merge):
    """Each running task asks for its heir; who is left out goes with the rest."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["into"].label = _("其余事项由哪个单位承接")
        self.tasks = {f"task-{task.pk}": task for task in preview_merge(self.subject).tasks}
        heirs = {str(unit.pk): unit for unit in self.fields["into"].queryset}  # read once for all tasks
        choices = [("", _("同上")), *((pk, str(unit)) for pk, unit in heirs.items())]
        for name, task in self.tasks.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(task), choices=choices, coerce=heirs.get, required=False, empty_value=None
            )

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        heirs = {task.pk: given[name] for name, task in self.tasks.items() if given[name]}
        return {"rest": given["into"], "heirs": heirs}


class ScheduleFile(PlainForm):
    file = forms.FileField(
        label=_("放假安排文件"),
        help_text=_(
            "csv 或 xlsx，三列：日期、类型（放假、调休上班）、名称；按国务院办公厅公布的全年安排填写。"
        ),
    )
