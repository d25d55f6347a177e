"""What can be done with a list of tasks."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions import chasing, lists, publishing, registers
from tracker.desk.action import Action
from tracker.desk.forms import lists as questions
from tracker.desk.forms.base import Reason
from tracker.desk.forms.publishing import Publish
from tracker.desk.forms.tasks import Sure
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.domain.lists import create_list
from tracker.domain.refusal import Refused
from tracker.models import FrozenRegister, Publication, TaskList
from tracker.publishing import checking, commitments
from tracker.reporting.register import register


def _freeze(*, task_list: TaskList, by: Actor) -> FrozenRegister:
    """The register as this person sees it now."""
    rows = register(task_list, by=by, as_of=by.on).rows
    return registers.freeze_register(
        task_list=task_list, rows=[[row.task, *row.cells] for row in rows], by=by
    )


@chronicle()
def _publish(*, task_list: TaskList, reviewed_by: str, seen: str, by: Actor, **_looked: bool) -> Publication:
    """What was shown on the check page, and nothing that has come to it since."""
    document = commitments.commitments_of(task_list, as_of=by.on)
    if commitments.digest(document) != seen:
        raise Refused(gettext("核对之后清单的内容有了变化，请重新核对再公开。"))
    if any(one.forbids for one in checking.looked_through(document)):
        raise Refused(gettext("内容带有密级标志，不能公开：请先核实，该撤下的任务决定不公开。"))
    rows = document.pop("commitments")
    return publishing.publish_list(
        task_list=task_list,
        head=document,
        commitments=[(commitments.task_of(row), commitments.words_of(row), row) for row in rows],
        sha256=seen,
        reviewed_by=reviewed_by,
        by=by,
    )


NEW_LIST = Action(
    code="new",
    label=_("新建清单"),
    verb=create_list,
    done=_("清单已建立。"),
    form=questions.NewList,
)

TASK_LIST = (
    Action(
        code="issue",
        label=_("下达清单"),
        takes="task_list",
        verb=lists.issue_list,
        why_not=lists.why_not_issue_list,
        done=_("清单已下达。"),
        form=questions.IssueList,
        look="primary",
    ),
    Action(
        code="change",
        label=_("修改"),
        press=_("保存"),
        takes="task_list",
        verb=lists.change_list,
        why_not=lists.why_not_change_list,
        done=_("清单已修改。"),
        form=questions.ChangeList,
    ),
    Action(
        code="chase",
        label=_("启动催办"),
        takes="task_list",
        verb=chasing.chase_list,
        why_not=chasing.why_not_chase_list,
        done=_("已对%(outcome)s个已过期的事项启动催办。"),
        form=Sure,
        hint=_("下达时已经过期、只显示为“已过期未启动”的事项，从今天起按督办规则催办。"),
    ),
    Action(
        code="freeze",
        label=_("封存台账"),
        takes="task_list",
        verb=_freeze,
        why_not=registers.why_not_freeze_register,
        done=_("台账已封存。"),
        form=Sure,
        hint=_("封存后，这份清单的督办台账保持今天的样子，此后的更正不再改动它，备注也不能再写。"),
    ),
    Action(
        code="publish",
        label=_("对外公开"),
        takes="task_list",
        verb=_publish,
        why_not=publishing.why_not_publish,
        done=_("清单已对外公开。"),
        form=Publish,
        needs_proof=True,
        hint=_("公开的是今天核对的内容；此后的进展要再核对、再公开一次，才对外更新。"),
    ),
    Action(
        code="withdraw",
        label=_("停止公开"),
        takes="task_list",
        verb=publishing.withdraw_list,
        why_not=publishing.why_not_withdraw,
        done=_("清单已停止公开。"),
        form=Reason,
        look="danger",
        hint=_("公开页面立即看不到这份清单。已经导出到别处的网页，请在那里一并撤下。"),
    ),
    Action(
        code="close",
        label=_("归档"),
        takes="task_list",
        verb=lists.close_list,
        why_not=lists.why_not_close,
        done=_("清单已归档，转下年%(outcome)s项。"),
        form=questions.CloseList,
        look="danger",
        hint=_(
            "归档后不再发任何函件，各单位会被告知。转入的任务保留责任单位、时限、依据和来历，成为拟办，由您重新下达。"
        ),
    ),
)
