"""What can be done with the annual report and with one of its sentences. Two of these verbs join two rooms: what
`reporting` has assembled is stored by `actions`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tracker.actions import annual, statements
from tracker.desk.action import Action
from tracker.desk.forms import annual as questions
from tracker.desk.forms.base import Reason
from tracker.desk.forms.tasks import Sure
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.models import AnnualReport, Unit
from tracker.reporting.annual import assemble, last_report


@chronicle()
def start_and_assemble(*, office: Unit, year: int, by: Actor) -> AnnualReport:
    """A report of the year with its first draft, headed like the report of the year before."""
    report = annual.start_report(office=office, year=year, model=last_report(office, year), by=by)
    return annual.take_in(report=report, drafted=assemble(office, year), by=by)


def assemble_again(*, report: AnnualReport, by: Actor) -> AnnualReport:
    return annual.take_in(report=report, drafted=assemble(report.office, report.year), by=by)


NEW_REPORT = Action(
    code="new",
    label=_("起草年度报告"),
    verb=start_and_assemble,
    done=_("报告已汇编。请逐句核对，没有佐证的语句已标出。"),
    form=questions.NewReport,
)

REPORT: tuple[Action, ...] = (
    Action(
        code="submit",
        label=_("送办主任审核"),
        takes="report",
        verb=annual.submit_report,
        why_not=annual.why_not_submit,
        done=_("报告已送办主任审核。"),
        form=questions.Look,
        look="primary",
        hint=_("送审后不能再改，除非退回。"),
    ),
    Action(
        code="agree",
        label=_("审核通过，送领导审定"),
        takes="report",
        verb=annual.agree_to_report,
        why_not=annual.why_not_agree,
        done=_("已审核，等待领导审定。"),
        form=questions.Agree,
        look="primary",
    ),
    Action(
        code="approve",
        label=_("审定"),
        takes="report",
        verb=annual.approve_report,
        why_not=annual.why_not_approve,
        done=_("报告已审定。"),
        form=questions.Approve,
        needs_proof=True,
        look="primary",
        hint=_("审定后报告不再修改，可以报送和公开；确需改正的，可以撤回审定。"),
    ),
    Action(
        code="unapprove",
        label=_("撤回审定"),
        takes="report",
        verb=annual.unapprove_report,
        why_not=annual.why_not_unapprove,
        done=_("已撤回审定，报告可以修改，改后重新送审。"),
        form=Reason,
        needs_proof=True,
        look="danger",
        hint=_("报告回到起草，改后须重新送审、审核和审定。已经报送或公开的，请另行更正。"),
    ),
    Action(
        code="return",
        label=_("退回修改"),
        takes="report",
        verb=annual.return_report,
        why_not=annual.why_not_return,
        done=_("报告已退回起草。"),
        form=Reason,
    ),
    Action(
        code="assemble",
        label=_("重新汇编"),
        takes="report",
        verb=assemble_again,
        why_not=annual.why_not_change_report,
        done=_("已按最新情况汇编，人工改动都保留。"),
        form=Sure,
        hint=_("按今天的办理情况重新汇编。人工修改、删去和新写的语句都保留；来源有变的会标出。"),
    ),
    Action(
        code="add",
        label=_("新写一句"),
        takes="report",
        verb=statements.add_statement,
        why_not=annual.why_not_change_report,
        done=_("已加入。"),
        form=questions.AddStatement,
    ),
    Action(
        code="head",
        label=_("标题和落款"),
        press=_("保存"),
        takes="report",
        verb=annual.change_head,
        why_not=annual.why_not_change_report,
        done=_("已修改。"),
        form=questions.Head,
    ),
    Action(
        code="printed",
        label=_("文号和签发人"),
        press=_("保存"),
        takes="report",
        verb=annual.set_printed,
        why_not=annual.why_not_print,
        done=_("已登记。"),
        form=questions.Printed,
        hint=_("印在报告的版头和版记里；还没有编号时留出空位，审定后也可以补登。"),
    ),
)


def _resolved(n: Any) -> str:
    return str(_("已处理%(n)s条批注。") % {"n": n})


STATEMENT: tuple[Action, ...] = (
    Action(
        code="edit",
        label=_("修改"),
        takes="statement",
        verb=statements.edit_statement,
        why_not=statements.why_not_edit,
        done=_("这一句已修改。"),
        form=questions.EditStatement,
    ),
    Action(
        code="drop",
        label=_("删去"),
        takes="statement",
        verb=statements.drop_statement,
        why_not=statements.why_not_drop,
        done=_("这一句已删去。"),
        undo="undrop",
    ),
    Action(
        code="undrop",
        label=_("撤销删去"),
        takes="statement",
        verb=statements.undrop_statement,
        why_not=statements.why_not_undrop,
        done=_("这一句已恢复。"),
        until=_("送审之前有效"),
    ),
    Action(
        code="restore",
        label=_("恢复汇编内容"),
        takes="statement",
        verb=statements.restore_statement,
        why_not=statements.why_not_restore,
        done=_("已恢复汇编内容。"),
    ),
    Action(
        code="comment",
        label=_("批注"),
        press=_("保存"),
        takes="statement",
        verb=statements.comment,
        why_not=statements.why_not_comment,
        done=_("批注已保存。"),
        form=questions.Comment,
    ),
    Action(
        code="settle",
        label=_("批注已处理"),
        takes="statement",
        verb=statements.resolve_comments,
        why_not=statements.why_not_resolve,
        done=_resolved,
    ),
)
