"""What can be done with a review, with one head's account, and with what was found wanting."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import reviews
from tracker.desk.action import Action
from tracker.desk.forms import reviews as questions
from tracker.desk.forms.base import Reason
from tracker.desk.forms.tasks import Sure

NEW_REVIEW = Action(
    code="new",
    label=_("组织述法"),
    verb=reviews.create_review,
    done=_("述法已建立，各单位会收到报送提醒。"),
    form=questions.NewReview,
)

REVIEW = (
    Action(
        code="finding",
        label=_("记录点评问题"),
        takes="review",
        verb=reviews.note_finding,
        why_not=reviews.why_not_note,
        done=_("已记录。"),
        form=questions.NoteFinding,
        look="primary",
    ),
    Action(
        code="circulate",
        label=_("起草共性问题通报"),
        takes="review",
        verb=reviews.circulate,
        why_not=reviews.why_not_circulate,
        done=_("通报已起草，等待签发。"),
        form=Sure,
        hint=_("记录的共性问题列入一份通报，发名单上的全部单位；签发后这些问题销号。"),
    ),
    Action(
        code="close",
        label=_("结束述法"),
        takes="review",
        verb=reviews.close_review,
        why_not=reviews.why_not_close_review,
        done=_("述法已结束。"),
        form=Sure,
        hint=_("每一个点评问题销号、名单上的单位都述法之后才能结束。"),
    ),
)

ACCOUNT = (
    Action(
        code="write",
        label=_("撰写述法报告"),
        press=_("保存"),
        takes="account",
        verb=reviews.write_account,
        why_not=reviews.why_not_write,
        done=_("已保存，尚未报送。"),
        form=questions.WriteAccount,
        look="primary",
        hint=_(
            "初稿由职责清单的履行情况、本单位已认可的任务、收到的函件和填报的数值汇编，请修改补充；报送后，职责清单上还没有报送的一并办结。"
        ),
    ),
    Action(
        code="hand-in",
        label=_("报送"),
        takes="account",
        verb=reviews.hand_in_account,
        why_not=reviews.why_not_hand_in,
        done=_("述法报告已报送。"),
        form=Sure,
        hint=_("报送后不能再改。"),
    ),
    Action(
        code="spoken",
        label=_("登记现场述法"),
        takes="account",
        verb=reviews.record_spoken,
        why_not=reviews.why_not_record_spoken,
        done=_("已登记。"),
    ),
    Action(
        code="paper",
        label=_("登记书面报送"),
        takes="account",
        verb=reviews.record_account,
        why_not=reviews.why_not_record_account,
        done=_("已登记。"),
        form=questions.RecordAccount,
        hint=_("单位以纸质或邮件报送的，由督办员登记；单位在系统里写好的草稿以登记的内容为准。"),
    ),
)

FINDING = (
    Action(
        code="rectify",
        label=_("列入整改并起草督办单"),
        takes="finding",
        verb=reviews.rectify,
        why_not=reviews.why_not_rectify,
        done=_("已列入整改，督办单等待签发。"),
        form=questions.Rectify,
        look="primary",
        hint=_("问题成为该单位的任务，按期整改；督办单由办主任签发。"),
    ),
    Action(
        code="withdraw",
        label=_("撤销问题"),
        takes="finding",
        verb=reviews.withdraw_finding,
        why_not=reviews.why_not_withdraw_finding,
        done=_("问题已撤销。"),
        form=Reason,
        hint=_("误记的才撤销；撤销的内容和理由留在历史里。"),
    ),
)
