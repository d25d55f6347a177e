"""The office's own notes, on whatever it notes something about."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import remarks
from tracker.desk.action import Action
from tracker.desk.forms.remarks import Note

REMARK = Action(
    code="remark",
    label=_("内部备注"),
    takes="about",
    verb=remarks.remark,
    why_not=remarks.why_not_remark,
    done=_("已记入内部备注。"),
    form=Note,
    hint=_("只供督办机构内部查看，承办单位和市领导都看不到。填写通话人的，记为通话记录。"),
)
