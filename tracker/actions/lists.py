"""A list of tasks: made, issued, its old dates chased if somebody wants that, closed at year's end."""

from __future__ import annotations

from copy import copy as copy_of
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tracker.actions.issuing import change_cycle, start_running
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, field_names, tell
from tracker.domain.lifecycle.ending import waive
from tracker.domain.locks import lock_list
from tracker.domain.refusal import Refused, refuse_if, refuse_unknown
from tracker.domain.rights import why_not_office
from tracker.models import (
    Assignment,
    AssignmentRole,
    Basis,
    Duty,
    Extension,
    ListKind,
    ListState,
    Objection,
    Obligation,
    Progress,
    ProgressState,
    Schedule,
    Task,
    TaskList,
    TaskState,
    Unit,
    UnitGroup,
    Verb,
    Withholding,
)
from tracker.models.people import UnitQuerySet

CHANGEABLE = (
    "name", "kind", "duty", "report_cycle", "report_cycle_note", "one_matter_one_order", "guidance",
)  # fmt: skip


def why_not_change_list(task_list: TaskList, *, by: Actor) -> str:
    if task_list.state == ListState.CLOSED:
        return _("清单已归档，不能再改。")
    return why_not_office(task_list.office, by=by)


@chronicle()
def change_list(*, task_list: TaskList, by: Actor, **changes: Any) -> None:
    task_list = lock_list(task_list)
    refuse_if(why_not_change_list(task_list, by=by))
    refuse_unknown(changes, CHANGEABLE, _("清单没有这些栏目：%(names)s。"))
    same = TaskList.objects.filter(
        office=task_list.office_id, year=task_list.year, name=changes.get("name", "")
    )
    if same.exclude(pk=task_list.pk).exists():
        raise Refused(_("%(year)s年已有清单“%(name)s”。") % {"year": task_list.year, "name": changes["name"]})
    if changes.get("kind", task_list.kind) == ListKind.HEAD_DUTIES:
        changes["duty"] = Duty.EACH  # nobody answers for another head
    old_cycle = task_list.report_cycle
    for field, value in changes.items():
        setattr(task_list, field, value)
    task_list.save(update_fields=list(changes))
    if task_list.report_cycle != old_cycle:
        change_cycle(task_list, by.on)
    note = field_names(TaskList, changes)
    tell(Verb.LIST_CHANGED, by=by, task_list=task_list, note=note, **changes)


@dataclass(frozen=True, slots=True)
class IssuePreview:
    """What issuing would do, and what it leaves out: the officer sees this first."""

    ready: list[Task]
    without_owner: list[Task]
    without_date: list[Task]
    without_address: list[Unit]
    past: list[Schedule]


def preview_issue(task_list: TaskList, *, today: date) -> IssuePreview:
    drafts = task_list.tasks.draft()
    without_owner = drafts.without_owner()
    without_date = drafts.without_date() if not task_list.report_cycle else drafts.none()
    left_out = Q(pk__in=without_owner.values("pk")) | Q(pk__in=without_date.values("pk"))
    ready = drafts.exclude(left_out)
    return IssuePreview(
        ready=list(ready),
        without_owner=list(without_owner),
        without_date=list(without_date),
        without_address=list(_owing(ready, task_list.office).without_address(today)),
        past=list(_past_dates(ready, task_list, today)),
    )


def owing_units_of(task_list: TaskList) -> UnitQuerySet:
    """The units that issuing would tell: for the sheet before it."""
    drafts = task_list.tasks.draft()
    left_out = Q(pk__in=drafts.without_owner().values("pk"))
    if not task_list.report_cycle:
        left_out |= Q(pk__in=drafts.without_date().values("pk"))
    return _owing(drafts.exclude(left_out), task_list.office)


def _owing(tasks: QuerySet[Task], office: Unit) -> UnitQuerySet:
    rows = Assignment.objects.filter(task__in=tasks)
    each = Q(task__duty_override=Duty.EACH) | Q(task__duty_override="", task__task_list__duty=Duty.EACH)
    rows = rows.filter(each | Q(role=AssignmentRole.LEAD))
    units = Q(pk__in=rows.values("unit"))
    for group in UnitGroup.objects.filter(pk__in=rows.values("group")):
        units |= Q(pk__in=group.current_members().within(office.realm_path).values("pk"))
    return Unit.objects.filter(units)


def _past_dates(tasks: QuerySet[Task], task_list: TaskList, today: date) -> QuerySet[Schedule]:
    dated = Schedule.objects.filter(task__in=tasks).select_related("task")
    once = Q(rule="once", due_on__lt=today)
    # 每年3月1日前 on a list issued in December: this year's date is past, next year's is not.
    yearly = Q(rule="yearly") & (Q(month__lt=today.month) | Q(month=today.month, day__lt=today.day))
    return dated.filter(once | yearly if task_list.year <= today.year else once)


def why_not_issue_list(task_list: TaskList, *, by: Actor) -> str:
    if task_list.state == ListState.CLOSED:
        return _("清单已归档。")
    if not task_list.tasks.draft().exists():
        return _("清单里没有待下达的任务。")
    return why_not_office(task_list.office, by=by)


@chronicle()
def issue_list(
    *, task_list: TaskList, by: Actor, chase_past: bool = False, despite_unreachable: bool = False
) -> IssuePreview:
    """下达清单: every draft with owner and date begins to run; the others stay draft and are named in the
    answer. Each unit that owes anything signs for the list within the office's limit. Units that no letter can
    reach are named, and the list waits unless the officer takes them on (`despite_unreachable`)."""
    task_list = lock_list(task_list)
    refuse_if(why_not_issue_list(task_list, by=by))
    list(
        task_list.tasks.draft().order_by("pk").select_for_update(no_key=True).values_list("pk")
    )  # nobody issues or cancels one meanwhile
    preview = preview_issue(task_list, today=by.on)
    if not preview.ready:
        raise Refused(_("没有可以下达的任务：请先为任务核定责任单位和时限。"))
    if preview.without_address and not despite_unreachable:
        names = "、".join(str(u) for u in preview.without_address[:10])
        raise Refused(
            _(
                "有%(n)s个单位没有可以收信的联络员（%(names)s），请先登记人员和邮箱，或确认改用纸质、电话告知后再下达。"
            )
            % {"n": len(preview.without_address), "names": names}
        )
    start_running(preview.ready, by=by, chase_past=chase_past)
    tell(
        Verb.LIST_ISSUED,
        by=by,
        task_list=task_list,
        note=_("下达%(n)s项任务") % {"n": len(preview.ready)},
        chase_past=chase_past,
    )
    return preview


def why_not_close(task_list: TaskList, *, by: Actor) -> str:
    if task_list.state != ListState.ISSUED:
        return _("只有已下达的清单可以归档。")
    return why_not_office(task_list.office, by=by)


@dataclass(frozen=True, slots=True)
class ClosePreview:
    """What closing would do: the officer sees this first."""

    open: list[Task]  # carried over
    standing: list[Task]  # carried on
    proved: list[Task]  # of these, with an accepted report: done in this list
    drafts: list[Task]  # never issued; they go with the others
    undecided: list[Obligation]  # reports, extensions, objections that wait for the office: they come first


def preview_close(task_list: TaskList) -> ClosePreview:
    running = list(task_list.tasks.open().order_by("order", "pk"))
    standing = [t for t in running if t.is_standing]
    accepted = Progress.objects.filter(obligation__task__in=standing, state=ProgressState.ACCEPTED)
    proved = set(accepted.values_list("obligation__task", flat=True))
    return ClosePreview(
        open=[t for t in running if not t.is_standing],
        standing=standing,
        proved=[t for t in standing if t.pk in proved],
        drafts=list(task_list.tasks.draft().order_by("order", "pk")),
        undecided=_undecided(task_list),
    )


def _undecided(task_list: TaskList) -> list[Obligation]:
    asked = Q()
    for model in (Progress, Extension, Objection):
        asked |= Q(pk__in=model.objects.awaiting_decision().values("obligation"))
    rows = Obligation.objects.filter(asked, task__task_list=task_list)
    return list(rows.select_related("unit", "task").order_by("task__order", "pk"))


@chronicle()
def close_list(*, task_list: TaskList, by: Actor, carry_to: TaskList | None = None) -> int:
    """归档. Open tasks are carried over to `carry_to` as drafts, with owners, dates and basis; without it they forbid
    closing. A standing task is carried on too, and is done only where a report was accepted. Drafts that were never
    issued go with them. What the office has not decided yet forbids closing too: it would be lost. Returns how many
    were carried over. See `preview_close`."""
    task_list = lock_list(task_list)
    refuse_if(why_not_close(task_list, by=by))
    if carry_to:
        refuse_if(_why_not_carry(task_list, carry_to))
    list(task_list.tasks.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    preview = preview_close(task_list)
    if preview.undecided:
        raise Refused(_("还有%(n)s件报送或申请等待决定，请先决定，再归档。") % {"n": len(preview.undecided)})
    rest = [*preview.open, *preview.standing, *preview.drafts]
    needs_place = [*preview.open, *(t for t in preview.standing if t not in preview.proved), *preview.drafts]
    if needs_place and carry_to is None:
        raise Refused(
            _("还有%(n)s项任务未办结，请选择要转入的清单，或先办结、撤销它们。") % {"n": len(needs_place)}
        )
    copies: dict[int, Task] = {}
    for task in rest if carry_to else preview.proved:
        if carry_to:
            copies[task.pk] = _carry_over(task, carry_to)
        if task in preview.proved:
            _end(task, TaskState.DONE, Verb.TASK_DONE, by=by)
        else:
            _end(task, TaskState.CARRIED_OVER, Verb.TASK_CARRIED_OVER, by=by)
    for task in rest:  # steps stay steps
        if task.parent_id in copies:
            Task.objects.filter(pk=copies[task.pk].pk).update(parent=copies[task.parent_id])
    carried = len(rest) if carry_to else 0
    waive(obligations=task_list.obligations.all(), reason=_("清单已归档"), by=by)
    task_list.state, task_list.closed_on = ListState.CLOSED, by.on
    task_list.save(update_fields=["state", "closed_on"])
    tell(Verb.LIST_CLOSED, by=by, task_list=task_list, note=_("转下年%(n)s项") % {"n": carried})
    return carried


def _why_not_carry(task_list: TaskList, target: TaskList) -> str:
    if target.pk == task_list.pk or target.office_id != task_list.office_id:
        return _("转入的清单应是同一督办机构的另一份清单。")
    if target.state == ListState.CLOSED:
        return _("转入的清单“%(name)s”已归档。") % {"name": target}
    return ""


def _end(task: Task, state: str, verb: Verb, *, by: Actor) -> None:
    waive(obligations=task.obligations.all(), reason=str(TaskState(state).label), by=by)
    task.schedules.update(opens_next_on=None)
    task.state = state
    task.done_on = by.on if state == TaskState.DONE else None
    task.suspended_on = task.review_on = None
    task.save(update_fields=["state", "done_on", "suspended_on", "review_on"])
    tell(verb, by=by, task=task)


def _carry_over(task: Task, target: TaskList) -> Task:
    """The same commitment in the new list: its owners, dates and their basis as they are, and where it comes from."""
    old_owners = list(task.assignments.filter(via_group=""))
    number = "" if target.tasks.filter(number=task.number).exists() else task.number
    copy = Task.objects.create(
        task_list=target,
        office_id=target.office_id,
        number=number,
        order=target.tasks.count() + 1,
        title=task.title,
        standard=task.standard,
        requirement=task.requirement,
        chapter=task.chapter,
        passage=task.passage,
        origin=task.origin,
        origin_note=task.origin_note,
        list_basis=task.list_basis,
        duty_override=task.duty_override,
        priority=task.priority,
        notes=task.notes,
        is_standing=task.is_standing,
        date_wording=task.date_wording,
        carried_from=task,
    )
    Withholding.objects.follow(task, copy)
    Assignment.objects.bulk_create(
        Assignment(
            task=copy,
            unit_id=row.unit_id,
            group_id=row.group_id,
            written=row.written,
            role=row.role,
            basis=row.basis,
            order=row.order,
        )
        for row in old_owners
    )
    Schedule.objects.bulk_create(_carried(row, copy) for row in task.schedules.order_by("order", "pk"))
    return copy


def _carried(schedule: Schedule, task: Task) -> Schedule:
    """A recurring date begins anew with the new list; a single one is the date that holds, granted time included."""
    row = copy_of(schedule)
    row.pk, row.task, row.starts_on, row.opens_next_on = None, task, None, None
    granted = Obligation.objects.unsettled().filter(deadline__schedule=schedule).order_by("-due_on").first()
    if row.rule == "once" and granted and granted.due_on != row.due_on and not granted.returned_on:
        row.due_on, row.basis = granted.due_on, Basis.DECIDED
        row.explanation = _("由督办机构核定")
    return row
