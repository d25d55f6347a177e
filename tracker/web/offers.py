"""Which buttons there are, for each noun: the label, the action behind it, and the guard that says when not."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tracker.actions import confirming, dispatches, issuing, letters, lists, pauses, progress, requests, tasks
from tracker.domain.actor import Actor
from tracker.domain.rights import why_not_office
from tracker.models import Obligation
from tracker.web.buttons import Button
from tracker.web.forms import dispatches as ask_dispatch
from tracker.web.forms import lists as ask_list
from tracker.web.forms import obligations as ask
from tracker.web.forms import tasks as ask_task
from tracker.web.forms.base import Reason


def why_not_confirm(task, *, by: Actor) -> str:
    inferred = {"basis": "inferred"}
    if not (task.assignments.filter(**inferred).exists() or task.schedules.filter(**inferred).exists()):
        return str(_("责任单位和时限都已是原文或核定。"))
    return confirming.why_not_decide(task, by=by)


def why_not_chase(obligation: Obligation, *, by: Actor) -> str:
    if obligation.is_chased or obligation.state != "open":
        return str(_("这一事项已在催办，或已办结。"))
    return why_not_office(obligation.office, by=by)


def chase_one(*, obligation: Obligation, by: Actor) -> int:
    return lists.chase(obligations=[obligation], by=by)


def dormant_of(task_list, today: date):
    """Dates that had passed when the list was issued, and that nobody chose to chase."""
    return Obligation.objects.filter(task__task_list=task_list).dormant(today)


def why_not_chase_list(task_list, *, by: Actor) -> str:
    if not dormant_of(task_list, by.on).exists():
        return str(_("没有已过期未启动的事项。"))
    return why_not_office(task_list.office, by=by)


def chase_list(*, task_list, by: Actor) -> int:
    rows = dormant_of(task_list, by.on).select_related("office")
    return lists.chase(obligations=rows, by=by)


def why_not_confirm_dispatch(dispatch, *, by: Actor) -> str:
    if not dispatches.unconfirmed_tasks(dispatch).exists():
        return str(_("责任单位和时限都已是原文或核定。"))
    return dispatches.why_not_change(dispatch, by=by)


TASK = (
    Button("issue", _("下达"), "task", issuing.issue_task, issuing.why_not_issue, _("任务已下达。"), ask_task.Chase, "primary",
           _("下达后，时限开始计算，指引和提醒按规则发出。")),
    Button("confirm", _("确认推断"), "task", confirming.confirm_facts, why_not_confirm, _("已核定%(outcome)s处推断。"), look="primary"),
    Button("owners", _("核定责任单位"), "task", confirming.decide_owners, confirming.why_not_decide, _("责任单位已核定。"), ask_task.DecideOwners,
           hint=_("核定后依据为“核定”。任务已下达的，退出的单位不再承担未办结的事项，新的单位承担全部未到的时限。")),
    Button("date", _("核定时限"), "task", confirming.decide_date, confirming.why_not_decide, _("时限已核定。"), ask_task.DecideDate),
    Button("reassign", _("改派"), "task", confirming.reassign, confirming.why_not_decide, _("任务已改派。"), ask_task.Reassign),
    Button("suspend", _("暂缓办理"), "task", tasks.suspend, tasks.why_not_suspend, _("任务已暂缓，期间不发提醒。"), Reason),
    Button("resume", _("恢复办理"), "task", tasks.resume, tasks.why_not_resume, _("任务已恢复办理。"), look="primary"),
    Button("cancel", _("撤销任务"), "task", tasks.cancel, tasks.why_not_cancel, _("任务已撤销。"), Reason, "danger",
           _("撤销后，未办结的事项全部免除，任务留在清单中并写明理由。")),
)  # fmt: skip

OBLIGATION = (
    Button("sign-for", _("签收"), "obligation", progress.sign_for, progress.why_not_sign_for, _("已签收。"), look="primary"),
    Button("extension", _("申请延期"), "obligation", requests.ask_extension, requests.why_not_ask_extension,
           _("延期申请已提交，由办主任决定。"), ask.AskExtension, hint=_("决定之前，原时限照常计算。")),
    Button("objection", _("提出异议"), "obligation", requests.raise_objection, requests.why_not_object,
           _("异议已提交，决定之前暂停发函。"), ask.Object),
    Button("wait", _("等待其他单位"), "obligation", pauses.wait_for, pauses.why_not_wait,
           _("已登记等待，时限转由对方承担。"), ask.Wait),
    Button("record", _("代录答复"), "obligation", progress.record_for_unit, progress.why_not_record,
           _("已代录，由其他人审核。"), ask.Record, hint=_("单位以电话、纸质或邮件答复的，由督办员代录。")),
    Button("chase", _("启动催办"), "obligation", chase_one, why_not_chase, _("已启动催办。")),
    Button("mute", _("暂停提醒"), "obligation", pauses.mute, pauses.why_not_mute, _("已暂停提醒。"), ask.Mute),
)  # fmt: skip

PROGRESS = (
    Button("release", _("报送"), "progress", progress.release, progress.why_not_release, _("已报送，等待审核。"), look="primary"),
    Button("accept", _("认可"), "progress", progress.accept, progress.why_not_decide, "%(outcome)s", ask.Accept, "primary",
           _("办结事项的比例不足100%的，只认可阶段进展：事项仍在办，时限照常计算。")),
    Button("return", _("退回"), "progress", progress.return_for_rework, progress.why_not_decide, _("已退回。"), ask.Return, "danger"),
)  # fmt: skip

EXTENSION = (
    Button("decide", _("决定延期"), "extension", requests.decide_extension, requests.why_not_decide_extension,
           _("延期申请已决定。"), ask.DecideExtension, "primary"),
)  # fmt: skip

OBJECTION = (
    Button("decide", _("决定异议"), "objection", requests.decide_objection, requests.why_not_decide_objection,
           _("异议已决定。"), ask.DecideObjection, "primary"),
    Button("leader", _("登记领导的决定"), "objection", requests.decide_objection, requests.why_not_record_leaders_decision,
           _("领导的决定已登记。"), ask.RecordLeadersDecision, hint=_("督办机构中没有可以决定的人时，登记市领导的决定。")),
)  # fmt: skip

WAITING = (
    Button("end", _("结束等待"), "waiting", pauses.end_wait, pauses.why_not_end_wait, _("等待已结束，本单位的时限继续计算。")),
)  # fmt: skip

MUTE = (Button("lift", _("恢复提醒"), "mute", pauses.unmute, pauses.why_not_unmute, _("已恢复提醒。")),)

DISPATCH = (
    Button("sign", _("签发"), "dispatch", dispatches.sign, dispatches.why_not_sign, _("已签发，文号%(outcome)s。"), look="primary"),
    Button("confirm", _("核定所列事实"), "dispatch", dispatches.confirm_dispatch_facts, why_not_confirm_dispatch,
           _("已核定%(outcome)s处推断。"), look="primary"),
    Button("change", _("修改"), "dispatch", dispatches.change_dispatch, dispatches.why_not_change, _("函件已修改。"), ask_dispatch.ChangeDispatch),
    Button("refuse", _("不予签发"), "dispatch", dispatches.refuse, dispatches.why_not_refuse, _("已登记不予签发。"), Reason, "danger"),
    Button("void", _("作废函件"), "dispatch", dispatches.void, dispatches.why_not_void, _("函件已作废，文号留在登记簿中。"), Reason, "danger",
           _("作废后文号保留、写明理由，所要求的回复不再承担。")),
)  # fmt: skip

RECEIPT = (
    Button("sign-for", _("签收"), "receipt", dispatches.sign_for_dispatch, dispatches.why_not_sign_for_dispatch,
           _("函件已签收。"), ask_dispatch.SignFor, "primary"),
    Button("serve", _("登记送达"), "receipt", dispatches.serve, dispatches.why_not_serve, _("已登记送达，回复期限自此起算。"),
           ask_dispatch.Serve, hint=_("纸质送达或电话告知，须有见证人，与邮件送达同样算数。")),
)  # fmt: skip

LETTER = (
    Button("retry", _("重新发送"), "letter", letters.retry_letter, letters.why_not_retry, _("已重新排队，稍后发送。"), look="primary"),
    Button("readdress", _("改地址重发"), "letter", letters.readdress_letter, letters.why_not_retry,
           _("邮箱已改正，稍后发送。"), ask_dispatch.Readdress),
)  # fmt: skip

TASK_LIST = (
    Button("issue", _("下达清单"), "task_list", lists.issue_list, lists.why_not_issue_list, _("清单已下达。"), ask_list.IssueList, "primary"),
    Button("change", _("修改"), "task_list", lists.change_list, lists.why_not_change_list, _("清单已修改。"), ask_list.ChangeList),
    Button("chase", _("启动催办"), "task_list", chase_list, why_not_chase_list,
           _("已对%(outcome)s个已过期的事项启动催办。"), ask_task.Sure,
           hint=_("下达时已经过期、只显示为“已过期未启动”的事项，从今天起按督办规则催办。")),
    Button("close", _("归档"), "task_list", lists.close_list, lists.why_not_close, _("清单已归档，转下年%(outcome)s项。"), ask_list.CloseList, "danger",
           _("归档后不再发任何函件；常态任务随清单办结，其余未办结的转入所选清单，由您重新下达。")),
)  # fmt: skip
