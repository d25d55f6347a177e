"""The dates of a task beside its first one: stages, recurring dates and report cycles, entered, changed and ended."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.issuing import open_schedules
from tracker.actions.owners_and_dates import why_not_decide
from tracker.actions.tasks import finish_if_all_met, why_not_own
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import waive
from tracker.domain.lifecycle.opening import from_next_period
from tracker.domain.locks import lock_task
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_head
from tracker.models import (
    Basis,
    CalendarDay,
    DateRule,
    Obligation,
    Schedule,
    ScheduleKind,
    Task,
    TaskState,
    Verb,
)
from tracker.rules.periods import validate_anchor, wording

ANCHOR = ("rule", "month", "day", "counts_workdays", "falls_after", "until_on")


@chronicle()
def add_date(
    *,
    task: Task,
    kind: str,
    rule: str,
    by: Actor,
    label: str = "",
    due_on: date | None = None,
    month: int | None = None,
    day: int | None = None,
    counts_workdays: bool = False,
    falls_after: bool = False,
    until_on: date | None = None,
) -> Schedule:
    """新增时限: a stage, a further date, a rhythm; also a report cycle beside a date. In a running task it holds from
    today, and the period that runs opens at once."""
    task = lock_task(task)
    refuse_if(why_not_decide(task, by=by))
    schedule = Schedule(
        task=task, kind=kind, label=(label.strip() or ScheduleKind(kind).label)[:32], rule=rule, due_on=due_on,
        month=month, day=day, counts_workdays=counts_workdays, falls_after=falls_after, until_on=until_on,
        order=max((s.order for s in task.schedules.all()), default=-1) + 1,
    )  # fmt: skip
    is_running = task.state != TaskState.DRAFT
    if is_running and due_on and due_on < by.on:
        raise Refused(_("日期%(day)s已过，请写今天或以后的日期。") % {"day": due_on})
    _write(schedule, by.on)
    if is_running:
        schedule.starts_on = by.on
        schedule.save(update_fields=["starts_on"])
        if task.state == TaskState.ISSUED:
            open_schedules([schedule], by.on, chase_past=False)
        else:  # a suspended task opens its periods when it goes on
            Schedule.objects.filter(pk=schedule.pk).update(opens_next_on=by.on)
    tell(Verb.TASK_DATE_DECIDED, by=by, task=task, note=_("新增%(what)s") % {"what": _in_words(schedule)})
    return Schedule.objects.get(pk=schedule.pk)


def _write(schedule: Schedule, on: date) -> None:
    """Check the rule, put it in words, save it as the office's decision."""
    if schedule.rule == DateRule.ONCE:
        schedule.month = schedule.day = schedule.until_on = None
        schedule.counts_workdays = schedule.falls_after = False
    else:
        schedule.due_on = None
    problems = validate_anchor(schedule.rule, schedule.anchor)
    refuse_if("".join(problems))
    if schedule.until_on and schedule.until_on < on:
        raise Refused(_("截止日期%(day)s已过。") % {"day": schedule.until_on})
    schedule.wording = wording(schedule.rule, schedule.anchor)
    schedule.basis, schedule.explanation = Basis.DECIDED, _("由督办机构核定")
    schedule.save()


def _in_words(schedule: Schedule) -> str:
    until = _("，至%(day)s止") % {"day": schedule.until_on} if schedule.until_on else ""
    return f"{schedule.get_kind_display()}（{schedule.label}）：{schedule.wording}{until}"


def why_not_change_date(schedule: Schedule, *, by: Actor) -> str:
    if schedule.rule == DateRule.ONCE:
        return _("一次性的时限请用“核定时限”。")
    if _has_ended(schedule):
        return _("这一周期已经停止。")
    return why_not_decide(schedule.task, by=by)


def _has_ended(schedule: Schedule) -> bool:
    return schedule.task.state != TaskState.DRAFT and schedule.opens_next_on is None


@chronicle()
def change_date(
    *,
    schedule: Schedule,
    rule: str,
    by: Actor,
    month: int | None = None,
    day: int | None = None,
    counts_workdays: bool = False,
    falls_after: bool = False,
    until_on: date | None = None,
) -> Schedule:
    """修改周期: what is open stays as it is; the new rhythm holds from the next period."""
    task = lock_task(schedule.task)
    schedule = Schedule.objects.select_related("task__task_list__office").get(pk=schedule.pk)
    refuse_if(why_not_change_date(schedule, by=by))
    if rule == DateRule.ONCE:
        raise Refused(_("请选择周期；一次性的日期请用“新增时限”。"))
    before = _in_words(schedule)
    schedule.rule, schedule.month, schedule.day = rule, month, day
    schedule.counts_workdays, schedule.falls_after, schedule.until_on = counts_workdays, falls_after, until_on
    schedule.is_list_cycle = False  # it has a rhythm of its own now
    _write(schedule, by.on)
    if task.state != TaskState.DRAFT:
        from_next_period(schedule, by.on, CalendarDay.objects.calendar())
        schedule.save(update_fields=["starts_on", "opens_next_on"])
    note = _("由“%(before)s”改为“%(after)s”，自下一期起") % {"before": before, "after": _in_words(schedule)}
    tell(Verb.TASK_DATE_DECIDED, by=by, task=task, note=note)
    return schedule


def why_not_end_date(schedule: Schedule, *, by: Actor) -> str:
    task = schedule.task
    if refusal := why_not_decide(task, by=by):
        return refusal
    if len(task.schedules.all()) == 1:
        return _("这是任务唯一的时限，请改为核定时限、修改周期，或撤销任务。")
    if task.state == TaskState.DRAFT:
        return ""
    if refusal := why_not_own(task, by=by):
        return refusal
    if schedule.rule != DateRule.ONCE:
        return _("这一周期已经停止。") if _has_ended(schedule) else ""
    if refusal := why_not_head(task.task_list.office, by=by):
        return refusal
    return "" if task.open_count else _("这一时限已没有未办结的事项。")


@chronicle()
def end_date(*, schedule: Schedule, reason: str, by: Actor) -> None:
    """停止: a rhythm opens no more periods, and what is open stays owed. A single date is owed no more; that is a waiver,
    and the head's. In a draft it is struck out."""
    task = lock_task(schedule.task)
    schedule = Schedule.objects.select_related("task__task_list__office").get(pk=schedule.pk)
    refuse_if(why_not_end_date(schedule, by=by))
    reason = need(reason, _("请写明停止的理由。"))
    note = _("停止%(what)s：%(reason)s") % {"what": _in_words(schedule), "reason": reason}
    if task.state == TaskState.DRAFT:
        schedule.delete()
    elif schedule.rule != DateRule.ONCE:
        schedule.opens_next_on, schedule.until_on = None, by.on
        schedule.save(update_fields=["opens_next_on", "until_on"])
    else:
        owed = Obligation.objects.filter(deadline__schedule=schedule)
        if not owed.unsettled().exists():  # the guard knows of the whole task only
            raise Refused(_("这一时限已没有未办结的事项。"))
        waive(obligations=owed, reason=note, by=by)
    tell(Verb.TASK_DATE_DECIDED, by=by, task=task, note=note)
    if task.state != TaskState.DRAFT:
        finish_if_all_met(task, by=by)
