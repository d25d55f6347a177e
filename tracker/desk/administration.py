"""What the administrators do: names for the register, first passwords, roles, rules and single days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import calendar, merging, names, pending_changes, people, rungs
from tracker.desk.action import Action
from tracker.desk.forms.base import Reason
from tracker.desk.forms.people import Dissolve, GrantName, Merge
from tracker.domain.actor import Actor
from tracker.models import User

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

ASKED = _("已提请“%(outcome)s”，由另一位管理员在“待确认变更”中确认后生效。")


def why_not_first_password(person: User, *, by: Actor) -> str:
    """At once, for an account that can do nothing yet."""
    refusal = people.why_not_reset_password(person, by=by)
    if not refusal and pending_changes.needs_a_second(person):
        return str(_("此人已有角色，重置密码须两人办理，请用“提请重置密码”。"))
    return refusal


def why_not_ask_for_password(person: User, *, by: Actor) -> str:
    refusal = people.why_not_reset_password(person, by=by)
    if not refusal and not pending_changes.needs_a_second(person):
        return str(_("此人还没有角色，可以直接发放首次密码。"))
    return refusal


UNIT = (
    Action(
        code="dissolve",
        label=_("撤销单位"),
        takes="unit",
        verb=merging.dissolve,
        needs_proof=True,
        why_not=merging.why_not_merge,
        done=_("%(outcome)s。原单位人员的角色请安全管理员调整。"),
        form=Dissolve,
        look="danger",
        hint=_(
            "逐项指定任务由谁承接；其余事项、下级单位、别名和待送达的函件移交承接单位。已办结的保留原单位名称。不能撤回。"
        ),
    ),
    Action(
        code="merge",
        label=_("并入其他单位"),
        takes="unit",
        verb=merging.merge,
        needs_proof=True,
        why_not=merging.why_not_merge,
        done=_("%(outcome)s。原单位人员的角色请安全管理员调整。"),
        form=Merge,
        look="danger",
        hint=_(
            "未办结的事项、责任分工、下级单位、别名和待送达的函件全部移交；已办结的保留原单位名称，可在新单位下查阅。不能撤回。"
        ),
    ),
)

PASSWORD = Action(
    code="password",
    label=_("发放首次密码"),
    takes="person",
    verb=people.reset_password,
    why_not=why_not_first_password,
    done="",  # the password is shown once on the page that answers, and never in a message
    needs_proof=True,
    hint=_("新密码只显示一次，请当面转交，24小时内有效；本人首次登录后须修改。"),
)
ASK_FOR_PASSWORD = Action(
    code="ask_password",
    label=_("提请重置密码"),
    takes="person",
    verb=pending_changes.ask_for_password,
    why_not=why_not_ask_for_password,
    needs_proof=True,
    done=ASKED,
    hint=_("须由另一位管理员确认，并告知本人和审计员；确认后由您领取首次密码，当面转交。"),
)
PERSON = (PASSWORD, ASK_FOR_PASSWORD)

MEMBERSHIP = (
    Action(
        code="remove",
        label=_("收回"),
        takes="membership",
        verb=pending_changes.ask_to_take_role,
        why_not=people.why_not_remove,
        done=ASKED,
        needs_proof=True,
        look="danger",
    ),
)

RUNG = (
    Action(
        code="retire",
        label=_("停用"),
        takes="rung",
        verb=pending_changes.ask_to_retire,
        why_not=rungs.why_not_retire,
        done=ASKED,
        look="danger",
        hint=_("停用后不再按此规则发函；已经发出的函件保留它的依据。"),
    ),
)

CALENDAR_DAY = (
    Action(
        code="drop",
        label=_("删除这一天"),
        takes="day",
        verb=pending_changes.ask_to_drop_day,
        why_not=calendar.why_not_drop_day,
        done=ASKED,
        look="danger",
    ),
)

TAKE = Action(
    code="take",
    label=_("领取首次密码"),
    takes="change",
    verb=pending_changes.take,
    why_not=pending_changes.why_not_take,
    needs_proof=True,
    done="",
    look="primary",
    hint=_("原密码随即失效，登录锁定一并解除。新密码只显示一次，请当面转交；本人首次登录后须修改。"),
)
PENDING_CHANGE = (
    Action(
        code="confirm",
        label=_("确认"),
        takes="change",
        verb=pending_changes.confirm,
        why_not=pending_changes.why_not_confirm,
        needs_proof=True,
        done=_("已确认，变更已经生效（首次密码由提请人领取）。"),
        look="primary",
        hint=_("确认即与提请人共同负责，履历中写明两人。"),
    ),
    Action(
        code="refuse",
        label=_("不同意"),
        takes="change",
        verb=pending_changes.refuse,
        why_not=pending_changes.why_not_refuse,
        done=_("已答复提请人。"),
        form=Reason,
    ),
    Action(
        code="withdraw",
        label=_("撤回提请"),
        takes="change",
        verb=pending_changes.withdraw,
        why_not=pending_changes.why_not_withdraw,
        done=_("已撤回。"),
    ),
    TAKE,
)
