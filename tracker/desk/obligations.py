"""What can be done with what a unit owes: its reports, its requests and its pauses."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.actions import (
    chasing,
    contributions,
    deciding,
    pauses,
    progress,
    requests,
    serving,
    taking_back,
    tasks,
    telling,
    undoing,
)
from tracker.desk.action import Action
from tracker.desk.forms import obligations as questions
from tracker.desk.forms.base import Reason
from tracker.desk.forms.contributions import Ask, TakeBack
from tracker.desk.remarks import REMARK
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.domain.rights import why_not_office
from tracker.models import (
    Decision,
    Extension,
    Membership,
    Objection,
    Obligation,
    Progress,
    ProgressState,
    Role,
)


def _why_not_told(obligation: Obligation, *, by: Actor) -> str:
    if refusal := why_not_office(obligation.office, by=by):
        return refusal  # before its notices are read
    notice = telling.waiting_notice(obligation)
    return telling.why_not_record_told(notice, by=by) if notice else str(_("没有待告知的提示。"))


def _told(*, obligation: Obligation, via: str, told_to: str, by: Actor) -> None:
    notice = telling.waiting_notice(obligation)
    if notice is None:
        raise Refused(_("没有待告知的提示。"))
    telling.record_told(notice=notice, via=via, told_to=told_to, by=by)


def _where_it_is(report: Progress) -> str:
    if report.state == ProgressState.DRAFT:
        leaders = Membership.objects.filter(
            unit=report.obligation.unit_id, role=Role.UNIT_LEADER, until_on=None
        )
        if leaders.exclude(user=report.drafted_by_id).exists():
            return str(_("已保存，列在负责人的工作台上，由负责人审签报送；报送之前可以继续修改。"))
        return str(_("草稿已保存，尚未报送。"))
    return str(_("已报送，等待审核。"))


REPORT = Action(
    code="report",
    label=_("填报进展"),
    takes="obligation",
    verb=progress.report,
    why_not=progress.why_not_report,
    done=_where_it_is,
    form=questions.Report,
    look="primary",
    undo="withdraw",
)

OBLIGATION = (
    REPORT,
    Action(
        code="told",
        label=_("登记已告知"),
        takes="obligation",
        verb=_told,
        why_not=_why_not_told,
        done=_("已登记，视同发出。"),
        form=questions.Told,
        hint=_("邮件无法送达的提醒、催办，以电话、纸质或即时消息告知后登记，督办继续进行。"),
    ),
    Action(
        code="waive",
        label=_("免除"),
        takes="obligation",
        verb=tasks.waive_one,
        why_not=tasks.why_not_waive,
        done=_("已免除。"),
        form=Reason,
        look="danger",
        hint=_("只免除这一期、这一个单位的事项，其余照常。"),
        undo="unwaive",
    ),
    Action(
        code="unwaive",
        label=_("撤销免除"),
        takes="obligation",
        verb=taking_back.unwaive_one,
        why_not=taking_back.why_not_unwaive,
        done=_("免除已撤销，事项照常办理，时限不变。"),
        until=_("当天有效"),
    ),
    Action(
        code="sign-for",
        label=_("签收"),
        takes="obligation",
        verb=serving.sign_for,
        why_not=serving.why_not_sign_for,
        done=_("已签收。"),
        look="primary",
    ),
    Action(
        code="extension",
        label=_("申请延期"),
        takes="obligation",
        verb=requests.ask_extension,
        why_not=requests.why_not_ask_extension,
        done=_("延期申请已提交，由办主任决定。"),
        form=questions.AskExtension,
        hint=_("决定之前，原时限照常计算。"),
        undo="take-back-extension",
    ),
    Action(
        code="take-back-extension",
        label=_("撤回延期申请"),
        takes="obligation",
        verb=undoing.take_back_extension,
        why_not=undoing.why_not_take_back_extension,
        done=_("延期申请已撤回。"),
        until=_("决定之前有效"),
    ),
    Action(
        code="extend",
        label=_("延长时限"),
        takes="obligation",
        verb=requests.extend,
        why_not=requests.why_not_extend,
        done=_("时限已延长，单位会被告知。"),
        form=questions.Extend,
        hint=_("只延长这一个单位的时限；针对旧时限的督办单随之销号。"),
    ),
    Action(
        code="objection",
        label=_("提出异议"),
        takes="obligation",
        verb=requests.raise_objection,
        why_not=requests.why_not_object,
        done=_("异议已提交，决定之前暂停发函。"),
        form=questions.Object,
        undo="take-back-objection",
    ),
    Action(
        code="take-back-objection",
        label=_("撤回异议"),
        takes="obligation",
        verb=undoing.take_back_objection,
        why_not=undoing.why_not_take_back_objection,
        done=_("异议已撤回，时限和提醒照常。"),
        until=_("决定之前有效"),
    ),
    Action(
        code="wait",
        label=_("等待其他单位"),
        takes="obligation",
        verb=pauses.wait_for,
        why_not=pauses.why_not_wait,
        done=_("已登记等待，时限转由对方承担。"),
        form=questions.Wait,
        undo="end",
    ),
    Action(
        code="ask",
        label=_("请配合单位提供情况"),
        takes="obligation",
        verb=contributions.ask,
        why_not=contributions.why_not_ask,
        done=_("已请对方提供，对方会被告知并按期提醒。"),
        form=Ask,
        hint=_("本单位的时限照常计算；没有对方的材料就办不下去的，请用“等待其他单位”。"),
        undo="take-back-request",
    ),
    Action(
        code="take-back-request",
        label=_("撤回请求"),
        takes="obligation",
        verb=taking_back.take_back_request,
        why_not=taking_back.why_not_take_back_request,
        done=_("请求已撤回，对方不必再答复。"),
        form=TakeBack,
        until=_("答复之前有效"),
    ),
    Action(
        code="record",
        label=_("代录答复"),
        takes="obligation",
        verb=progress.record_for_unit,
        why_not=progress.why_not_record,
        done=_("已代录，由其他人审核。"),
        form=questions.Record,
        hint=_("单位以电话、纸质或邮件答复的，由督办员代录。"),
    ),
    Action(
        code="chase",
        label=_("启动催办"),
        takes="obligation",
        verb=chasing.chase_one,
        why_not=chasing.why_not_chase,
        done=_("已启动催办。"),
    ),
    Action(
        code="mute",
        label=_("暂停提醒"),
        takes="obligation",
        verb=pauses.mute,
        why_not=pauses.why_not_mute,
        done=_("已暂停提醒。"),
        form=questions.Mute,
        undo="lift",
    ),
    REMARK,
)

PROGRESS = (
    Action(
        code="withdraw",
        label=_("撤回"),
        takes="progress",
        verb=progress.withdraw,
        why_not=progress.why_not_withdraw,
        done=_("已撤回，可修改后重新报送。"),
        until=_("审核之前有效"),
    ),
    Action(
        code="release",
        label=_("报送"),
        takes="progress",
        verb=progress.release,
        why_not=progress.why_not_release,
        done=_("已报送，等待审核。"),
        form=questions.Release,
        look="primary",
        undo="withdraw",
    ),
    Action(
        code="accept",
        label=_("认可"),
        takes="progress",
        verb=deciding.accept,
        why_not=deciding.why_not_decide,
        done=str,
        form=questions.Accept,
        look="primary",
        hint=_("办结事项的比例不足100%的，只认可阶段进展：事项仍在办，时限照常计算。"),
        undo="undo",
    ),
    Action(
        code="return",
        label=_("退回"),
        takes="progress",
        verb=deciding.return_for_rework,
        why_not=deciding.why_not_decide,
        done=_("已退回。"),
        form=questions.Return,
        look="danger",
        undo="undo-return",
    ),
    Action(
        code="undo-return",
        label=_("撤销退回"),
        takes="progress",
        verb=undoing.undo_return,
        why_not=undoing.why_not_undo_return,
        done=_("退回已撤销，报送重新待审核。"),
        until=_("当天有效"),
    ),
    Action(
        code="undo",
        label=_("撤销认可"),
        takes="progress",
        verb=undoing.undo_acceptance,
        why_not=undoing.why_not_undo,
        done=_("认可已撤销，报送重新待审核。"),
        form=Reason,
        hint=_("只限认可当天。因此办结的任务、销号的函件一并恢复。"),
        until=_("当天有效"),
    ),
)


def _extended(extension: Extension) -> str:
    if extension.new_due_on:
        return gettext("已同意延至%(day)s，已告知申请单位。") % {"day": extension.new_due_on}
    return gettext("未同意延期，时限不变，理由会告知申请单位。")


def _objected(objection: Objection) -> str:
    if objection.decision == Decision.GRANTED:
        return gettext("异议成立，已告知提出单位。")
    return gettext("异议不成立，恢复计时，理由会告知提出单位。")


EXTENSION = (
    Action(
        code="decide",
        label=_("决定延期"),
        takes="extension",
        verb=requests.decide_extension,
        why_not=requests.why_not_decide_extension,
        done=_extended,
        form=questions.DecideExtension,
        look="primary",
        undo="undo",
    ),
    Action(
        code="undo",
        label=_("撤销决定"),
        takes="extension",
        verb=undoing.undo_extension,
        why_not=undoing.why_not_undo_extension,
        done=_("延期的决定已撤销，申请重新待决定，时限不变。"),
        until=_("当天有效"),
    ),
)

OBJECTION = (
    Action(
        code="decide",
        label=_("决定异议"),
        takes="objection",
        verb=requests.decide_objection,
        why_not=requests.why_not_decide_objection,
        done=_objected,
        form=questions.DecideObjection,
        look="primary",
    ),
    Action(
        code="leader",
        label=_("登记领导的决定"),
        takes="objection",
        verb=requests.decide_objection,
        why_not=requests.why_not_record_leaders_decision,
        done=_("领导的决定已登记。"),
        form=questions.RecordLeadersDecision,
        hint=_("督办机构中没有可以决定的人时，登记市领导的决定。"),
    ),
)

WAITING = (
    Action(
        code="end",
        label=_("结束等待"),
        takes="waiting",
        verb=pauses.end_wait,
        why_not=pauses.why_not_end_wait,
        done=_("等待已结束，本单位的时限继续计算。"),
    ),
)

MUTE = (
    Action(
        code="lift",
        label=_("恢复提醒"),
        takes="mute",
        verb=pauses.unmute,
        why_not=pauses.why_not_unmute,
        done=_("已恢复提醒。"),
    ),
)
