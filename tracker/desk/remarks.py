"""The office's own notes, on whatever it notes something about."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions import remarks
from tracker.desk.action import Action
from tracker.desk.forms.remarks import Note
from tracker.models import Remark


def _noted(row: Remark) -> str:
    names = "、".join(str(mention.person) for mention in row.mentions.select_related("person"))
    return _("已记入内部备注，已提醒%(names)s。") % {"names": names} if names else _("已记入内部备注。")


REMARK = Action(
    code="remark",
    label=gettext_lazy("内部备注"),
    press=gettext_lazy("保存"),
    takes="about",
    verb=remarks.remark,
    why_not=remarks.why_not_remark,
    done=_noted,
    form=Note,
    hint=gettext_lazy("只供督办机构内部查看，承办单位和市领导都看不到。填写通话人的，记为通话记录。"),
)
