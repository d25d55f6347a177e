"""What can be done with formal letters, with their receipts, and with mails."""

from __future__ import annotations

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tracker.actions import dispatches, enclosures, letters, serving, signable, signing, unsigning
from tracker.desk.action import Action
from tracker.desk.forms import dispatches as questions
from tracker.desk.forms import sheets
from tracker.desk.forms.base import Reason
from tracker.desk.remarks import REMARK

NEW_DISPATCH = Action(
    code="new",
    label=_("起草函件"),
    verb=dispatches.draft_dispatch,
    done=_("函件已起草，由办主任签发。"),
    form=questions.NewDispatch,
)

SIGN = Action(
    code="sign",
    label=_("签发"),
    takes="dispatch",
    needs_proof=True,
    verb=signing.sign,
    why_not=signable.why_not_sign,
    done=_("已签发，文号%(outcome)s。"),
    undo="unsign",
    form=sheets.SignSheet,
    look="primary",
)

DISPATCH = (
    SIGN,
    Action(
        code="confirm",
        label=_("核定所列事实"),
        takes="dispatch",
        verb=signing.confirm_dispatch_facts,
        why_not=signing.why_not_confirm,
        done=_("已核定%(outcome)s处推断。"),
        form=sheets.ConfirmLetterSheet,
        hint=_("核定后，下列推断作为本机构的决定写入函件和任务。有不对的，请先到任务页改正。"),
        look="primary",
    ),
    Action(
        code="change",
        label=_("修改"),
        press=_("保存"),
        takes="dispatch",
        verb=dispatches.change_dispatch,
        why_not=dispatches.why_not_change,
        done=_("函件已修改。"),
        form=questions.ChangeDispatch,
    ),
    Action(
        code="change-item",
        label=_("改写一项"),
        verb=dispatches.change_item,
        why_not=dispatches.why_not_change_items,
        done=_("该项已改写。"),
        form=questions.ChangeItem,
        hint=_("改写后的文字不再随办理情况变动，签发当日也保持原样。"),
    ),
    Action(
        code="enclose",
        label=_("添加附件"),
        takes="dispatch",
        verb=enclosures.enclose,
        why_not=dispatches.why_not_change,
        done=_("附件已添加，共%(outcome)s件，随函件一并发出。"),
        form=questions.Enclose,
    ),
    Action(
        code="take-out",
        label=_("移除附件"),
        takes="dispatch",
        verb=enclosures.take_out,
        why_not=enclosures.why_not_take_out,
        done=_("附件已移除。"),
        form=questions.TakeOut,
    ),
    Action(
        code="refuse",
        label=_("不予签发"),
        takes="dispatch",
        verb=signing.refuse,
        why_not=signable.why_not_refuse,
        done=_("已登记不予签发。"),
        form=questions.Refuse,
        look="danger",
    ),
    Action(
        code="unsign",
        label=_("撤回签发"),
        takes="dispatch",
        verb=unsigning.unsign,
        why_not=unsigning.why_not_unsign,
        done=_("已撤回签发，%(outcome)s收回，函件退回待签发，没有发出。"),
        hint=_("签发后的几分钟内函件尚未发出，可以撤回；文号一并收回。"),
        until=format_lazy(_("{n}分钟内有效"), n=settings.SIGNED_WAIT_MINUTES),
    ),
    Action(
        code="void",
        label=_("作废函件"),
        takes="dispatch",
        verb=signing.void,
        why_not=signing.why_not_void,
        done=_("函件已作废，文号留在登记簿中。"),
        form=Reason,
        look="danger",
        hint=_(
            "作废后文号保留、写明理由，所要求的回复不再承担。需要更正的，可在该件页面以此为底稿另起一稿。"
        ),
    ),
    REMARK,
)

RECEIPT = (
    Action(
        code="sign-for",
        label=_("签收"),
        takes="receipt",
        verb=serving.sign_for_dispatch,
        why_not=serving.why_not_sign_for_dispatch,
        done=_("函件已签收。"),
        form=questions.SignFor,
        look="primary",
    ),
    Action(
        code="serve",
        label=_("登记送达"),
        takes="receipt",
        verb=serving.serve,
        why_not=serving.why_not_serve,
        done=_("已登记送达，回复期限自此起算。"),
        form=questions.Serve,
        hint=_("纸质送达或电话告知，须有见证人，与邮件送达同样算数。"),
    ),
)

LETTER = (
    Action(
        code="retry",
        label=_("重新发送"),
        takes="letter",
        verb=letters.retry_letter,
        why_not=letters.why_not_retry,
        done=_("已重新排队，稍后发送。"),
        look="primary",
    ),
    Action(
        code="readdress",
        label=_("改地址重发"),
        takes="letter",
        verb=letters.readdress_letter,
        why_not=letters.why_not_retry,
        done=_("邮箱已改正，稍后发送。"),
        form=questions.Readdress,
    ),
)
