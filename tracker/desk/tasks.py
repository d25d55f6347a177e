"""What can be done with a task."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tracker.actions import (
    contributions,
    issuing,
    owners_and_dates,
    publishing,
    registers,
    steps,
    tasks,
    undoing,
)
from tracker.desk.action import Action
from tracker.desk.dates import ADD_DATE
from tracker.desk.forms import sheets
from tracker.desk.forms import tasks as questions
from tracker.desk.forms.base import Reason
from tracker.desk.forms.contributions import Contribute
from tracker.desk.forms.steps import BreakDown
from tracker.desk.remarks import REMARK

NEW_TASK = Action(
    code="new",
    label=_("新建任务"),
    verb=tasks.create_task,
    done=_("任务已建立，尚为拟办；核对后请下达。"),
    form=questions.NewTask,
)

TASK = (
    Action(
        code="issue",
        label=_("下达"),
        takes="task",
        verb=issuing.issue_task,
        why_not=issuing.why_not_issue,
        done=_("任务已下达。"),
        form=questions.Chase,
        look="primary",
        hint=_("下达后，时限开始计算，指引和提醒按规则发出。"),
    ),
    Action(
        code="confirm",
        label=_("确认推断"),
        takes="task",
        verb=owners_and_dates.confirm_facts,
        why_not=owners_and_dates.why_not_confirm,
        done=_("已核定%(outcome)s处推断。"),
        form=sheets.ConfirmSheet,
        look="primary",
    ),
    Action(
        code="owners",
        label=_("核定责任单位"),
        takes="task",
        verb=owners_and_dates.decide_owners,
        why_not=owners_and_dates.why_not_decide,
        done=_("责任单位已核定。"),
        form=questions.DecideOwners,
        hint=_(
            "核定后依据为“核定”。任务已下达的，退出的单位不再承担未办结的事项，新的单位承担全部未到的时限。"
        ),
    ),
    Action(
        code="date",
        label=_("核定时限"),
        takes="task",
        verb=owners_and_dates.decide_date,
        why_not=owners_and_dates.why_not_decide,
        done=_("时限已核定。"),
        form=questions.DecideDate,
    ),
    ADD_DATE,
    Action(
        code="steps",
        label=_("拆解"),
        takes="task",
        verb=steps.break_down,
        why_not=steps.why_not_break_down,
        done=lambda made: str(_("已拆解出%(n)s个步骤。") % {"n": len(made)}),
        form=BreakDown,
        hint=_(
            "每个步骤成为同一清单中的一项任务，有自己的责任单位和日期；任务办理中的，步骤随即下达。本任务的责任和时限不变。"
        ),
    ),
    Action(
        code="reassign",
        label=_("改派"),
        takes="task",
        verb=owners_and_dates.reassign,
        why_not=owners_and_dates.why_not_decide,
        done=_("任务已改派。"),
        form=questions.Reassign,
    ),
    Action(
        code="suspend",
        label=_("暂缓办理"),
        takes="task",
        verb=tasks.suspend,
        why_not=tasks.why_not_suspend,
        done=_("任务已暂缓，期间不发提醒。"),
        form=questions.Suspend,
        undo="resume",
    ),
    Action(
        code="resume",
        label=_("恢复办理"),
        takes="task",
        verb=tasks.resume,
        why_not=tasks.why_not_resume,
        done=_("任务已恢复办理。"),
        look="primary",
    ),
    Action(
        code="edit",
        label=_("修改"),
        press=_("保存"),
        takes="task",
        verb=tasks.change_task,
        why_not=tasks.why_not_change_task,
        done=_("任务已修改。"),
        form=questions.ChangeTask,
    ),
    Action(
        code="register-note",
        label=_("台账备注"),
        press=_("保存"),
        takes="task",
        verb=registers.note_in_register,
        why_not=registers.why_not_note_in_register,
        done=_("台账备注已保存。"),
        form=questions.NoteInRegister,
        hint=_("写在督办台账的最后一栏，只有督办机构和市领导看得到；留空即清除。"),
    ),
    Action(
        code="reopen",
        label=_("重新办理"),
        takes="task",
        verb=tasks.reopen,
        why_not=tasks.why_not_reopen,
        done=_("任务已恢复办理。"),
        form=questions.Reopen,
    ),
    Action(
        code="cancel",
        label=_("撤销任务"),
        takes="task",
        verb=tasks.cancel,
        why_not=tasks.why_not_cancel,
        done=_("任务已撤销。"),
        form=Reason,
        look="danger",
        hint=_("撤销后，未办结的事项全部免除，任务留在清单中并写明理由。"),
        undo="restore",
    ),
    Action(
        code="restore",
        label=_("恢复任务"),
        takes="task",
        verb=undoing.restore_task,
        why_not=undoing.why_not_restore_task,
        done=_("任务已恢复，随撤销免除的事项照常办理。"),
        until=_("当天有效"),
    ),
    Action(
        code="withhold",
        label=_("不公开"),
        takes="task",
        verb=publishing.withhold_task,
        why_not=publishing.why_not_withhold,
        done=_("这项任务不对外公开。"),
        form=Reason,
        undo="show",
        hint=_("清单对外公开时略去这项任务；已经公开的，立即撤下。理由只有督办机构看得到。"),
    ),
    Action(
        code="show",
        label=_("恢复公开"),
        takes="task",
        verb=publishing.show_task,
        why_not=publishing.why_not_show,
        done=_("这项任务可以公开，下次核对公开清单时列入。"),
    ),
    Action(
        code="contribute",
        label=_("填报协办情况"),
        takes="task",
        verb=contributions.contribute,
        why_not=contributions.why_not_contribute,
        done=_("协办情况已填报，牵头单位会被告知。"),
        form=Contribute,
        look="primary",
        hint=_("填报后即告知牵头单位；牵头单位请本单位提供的情况，随之办结。"),
    ),
    REMARK,
)
