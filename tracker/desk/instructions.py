"""What can be done with an instruction of a city leader."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import instructions, taking_back
from tracker.desk.action import Action
from tracker.desk.forms import instructions as questions

GIVE = Action(
    code="give",
    label=_("写批示"),
    verb=instructions.give,
    done=_("批示已发给督办机构，办理结果会反馈给您。"),
    form=questions.Give,
    undo="withdraw",
)
RECORD = Action(
    code="record",
    label=_("登记批示"),
    verb=instructions.record,
    done=_("批示已登记，请立项或并入任务。"),
    form=questions.Record,
    undo="withdraw",
)

INSTRUCTION = (
    Action(
        code="task",
        label=_("立项"),
        takes="instruction",
        verb=instructions.make_task,
        why_not=instructions.why_not_take_up,
        done=_("已立项“%(outcome)s”，尚为拟办；核对后请下达。"),
        form=questions.MakeTask,
        look="primary",
    ),
    Action(
        code="join",
        label=_("并入已有任务"),
        takes="instruction",
        verb=instructions.join,
        why_not=instructions.why_not_take_up,
        done=_("已并入任务，承担单位会被告知。"),
        form=questions.Join,
    ),
    Action(
        code="report",
        label=_("反馈办理结果"),
        takes="instruction",
        verb=instructions.report_back,
        why_not=instructions.why_not_report_back,
        done=_("已反馈，随当日邮件告知领导。"),
        form=questions.ReportBack,
    ),
    Action(
        code="withdraw",
        label=_("撤回批示"),
        takes="instruction",
        verb=taking_back.withdraw_instruction,
        why_not=taking_back.why_not_withdraw_instruction,
        done=_("批示已撤回。"),
        form=questions.Withdraw,
        look="danger",
        hint=_("批示从督办机构的工作台上撤下，履历中保留撤回的记录；已经看到的，会被告知已撤回。"),
        until=_("立项、并入或反馈之前有效"),
    ),
)
