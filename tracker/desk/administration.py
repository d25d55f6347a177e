"""What the administrators do: names for the register, first passwords, roles, rules and single days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import calendar, names, people, rungs
from tracker.desk.action import Action
from tracker.desk.forms.base import Reason
from tracker.desk.forms.people import GrantName

WRITTEN_NAME = (
    Action(
        code="grant",
        label=_("列入名册"),
        takes="wanted",
        verb=names.grant_name,
        why_not=names.why_not_decide,
        done=_("“%(outcome)s”已列入名册，以后导入时都能认出。"),
        form=GrantName,
        look="primary",
    ),
    Action(
        code="refuse",
        label=_("不列入"),
        takes="wanted",
        verb=names.refuse_name,
        why_not=names.why_not_decide,
        done=_("已答复，督办员在导入页能看到理由。"),
        form=Reason,
    ),
)

PASSWORD = Action(
    code="password",
    label=_("发放首次密码"),
    takes="person",
    verb=people.reset_password,
    why_not=people.why_not_reset_password,
    done="",  # the password is shown once on the page that answers, and never in a message
    needs_proof=True,
    hint=_("原密码随即失效，登录锁定一并解除。新密码只显示一次，请当面转交；本人首次登录后须修改。"),
)
PERSON = (PASSWORD,)

MEMBERSHIP = (
    Action(
        code="remove",
        label=_("收回"),
        takes="membership",
        verb=people.remove_membership,
        why_not=people.why_not_remove,
        done=_("角色已收回。"),
        needs_proof=True,
        look="danger",
    ),
)

RUNG = (
    Action(
        code="retire",
        label=_("停用"),
        takes="rung",
        verb=rungs.retire_rung,
        why_not=rungs.why_not_retire,
        done=_("规则已停用。"),
        look="danger",
        hint=_("停用后不再按此规则发函；已经发出的函件保留它的依据。"),
    ),
)

CALENDAR_DAY = (
    Action(
        code="drop",
        label=_("删除这一天"),
        takes="day",
        verb=calendar.drop_day,
        why_not=calendar.why_not_drop_day,
        done=_("已删除，这一天按周末或平日计算。"),
        look="danger",
    ),
)
