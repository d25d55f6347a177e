"""核定: who owes a task and by when is the office's decision, also while it runs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.issuing import ask_to_sign_for, open_schedules
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.lifecycle.ending import waive
from tracker.domain.lifecycle.opening import owing_units
from tracker.domain.lifecycle.rounds import move_to, start_round
from tracker.domain.locks import lock_task
from tracker.domain.realm import why_not_within
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.domain.rights import why_not_of_own_units, why_not_office
from tracker.models import (
    OPEN_TASKS,
    Assignment,
    AssignmentRole,
    Basis,
    CalendarDay,
    ContributionRequest,
    Deadline,
    Duty,
    Installation,
    Obligation,
    ObligationState,
    ProgressState,
    Schedule,
    ScheduleKind,
    Task,
    TaskState,
    Unit,
    Verb,
    Waiting,
)


def why_not_decide(task: Task, *, by: Actor) -> str:
    if task.state not in OPEN_TASKS:
        return _("任务已是“%(state)s”，不能再改责任单位或时限。") % {"state": task.get_state_display()}
    return why_not_office(task.task_list.office, by=by)


@chronicle()
def decide_owners(
    *, task: Task, leads: Iterable[Unit], supports: Iterable[Unit], by: Actor, reason: str = ""
) -> None:
    """核定责任单位: from now on the owners are the office's decision. In a running task the units that
    fall out owe nothing more, and the new ones owe every date still open."""
    task = lock_task(task)
    refuse_if(why_not_decide(task, by=by))
    leads, supports = list(leads), list(supports)
    if not leads:
        raise Refused(_("请至少指定一个牵头单位。"))
    refuse_if(why_not_within(task.task_list.office, [*leads, *supports]))
    before, owed_by = _owners_in_words(task), owing_units(task)
    known = set(task.assignments.of_units().values_list("unit", flat=True))
    write_owners(task, leads, supports)
    if task.state != TaskState.DRAFT:
        _shift_obligations(task, reason or _("责任单位已重新核定"), before=owed_by, by=by)
        ask_to_sign_for([task], by=by, besides=owed_by)
    note = _("由“%(before)s”核定为“%(after)s”。%(reason)s") % {
        "before": before,
        "after": _owners_in_words(task),
        "reason": reason,
    }
    # Who owes is told by what it owes; who only helps from now on must hear of it, too.
    helpers = [] if task.state == TaskState.DRAFT else [unit.pk for unit in supports if unit.pk not in known]
    tell(Verb.TASK_OWNER_DECIDED, by=by, task=task, note=note, also=helpers)


@chronicle()
def reassign(*, task: Task, from_unit: Unit, to_unit: Unit, reason: str, by: Actor) -> None:
    """改派: one unit takes another's place, with a reason. Its dates are the same, but for one that has passed or is
    too near: nobody is late by the days of another. Who leads it too is told."""
    task = lock_task(task)
    refuse_if(why_not_decide(task, by=by))
    reason = need(reason, _("请写明改派的理由。"))
    if from_unit.pk == to_unit.pk:
        raise Refused(_("请改派给另一个单位。"))
    refuse_if(why_not_within(task.task_list.office, [to_unit]))
    owed_by = owing_units(task)
    row = task.assignments.filter(unit=from_unit).first()
    if row is None:
        raise Refused(_("“%(unit)s”不在此任务的责任分工中。") % {"unit": from_unit})
    if task.assignments.filter(unit=to_unit).exclude(role=AssignmentRole.SUPPORT).exists():
        raise Refused(_("“%(unit)s”已是此任务的牵头单位。") % {"unit": to_unit})
    task.assignments.filter(unit=to_unit).delete()
    row.unit, row.basis, row.via_group = to_unit, Basis.DECIDED, ""
    row.save(update_fields=["unit", "basis", "via_group"])
    why = _("改派至%(unit)s：%(reason)s") % {"unit": to_unit, "reason": reason}
    _shift_obligations(task, why, before=owed_by, by=by)
    if task.state != TaskState.DRAFT:
        ask_to_sign_for([task], by=by, besides=owed_by)
    tell(
        Verb.TASK_REASSIGNED,
        by=by,
        task=task,
        unit=to_unit,
        also=[from_unit.pk, *(owing_units(task) if task.duty == Duty.LEAD else ())],
        note=_("由%(old)s改派至%(new)s：%(reason)s") % {"old": from_unit, "new": to_unit, "reason": reason},
    )


@chronicle()
def decide_date(
    *, task: Task, due_on: date, by: Actor, schedule: Schedule | None = None, reason: str = ""
) -> None:
    """核定时限. Without `schedule` a draft gets its one date; a running date moves and its ladder starts anew."""
    task = lock_task(task)
    refuse_if(why_not_decide(task, by=by))
    schedule = schedule or task.schedules.filter(rule="once").first()
    if schedule is None:
        schedule = write_date(task, due_on, "")
        if task.state != TaskState.DRAFT:  # a suspended task's date waits with the others for its resuming
            open_schedules([schedule], by.on, chase_past=False)
    else:
        refuse_if(_why_not_later(schedule, due_on, by=by))
        _move_date(schedule, due_on, by.on)
    tell(
        Verb.TASK_DATE_DECIDED,
        by=by,
        task=task,
        note=_("核定为%(due)s。%(reason)s") % {"due": due_on.isoformat(), "reason": reason},
        due=due_on.isoformat(),
    )


def _why_not_later(schedule: Schedule, due_on: date, *, by: Actor) -> str:
    """More time for what one owes oneself for a unit is another's to decide, as with an extension."""
    owed = Obligation.objects.unsettled().filter(deadline__schedule=schedule, due_on__lt=due_on)
    return why_not_of_own_units(owed, by=by)


def why_not_confirm(task: Task, *, by: Actor) -> str:
    refusal = why_not_decide(task, by=by)
    facts: list[Assignment | Schedule] = [] if refusal else [*task.assignments.all(), *task.schedules.all()]
    if refusal or any(fact.basis == Basis.INFERRED for fact in facts):
        return refusal
    return _("责任单位和时限都已是原文或核定。")


@chronicle()
def confirm_facts(
    *, task: Task, by: Actor, owners: Collection[int] | None = None, dates: Collection[int] | None = None
) -> int:
    """The office takes the inferred owners and dates as its own: 推断 becomes 核定. Returns how many. `owners`, `dates`:
    of which assignments and schedules (ids), where only some of them were shown; all without."""
    task = lock_task(task)
    refuse_if(why_not_decide(task, by=by))
    inferred = {"basis": Basis.INFERRED}
    assignments, schedules = task.assignments.filter(**inferred), task.schedules.all()
    if owners is not None or dates is not None:
        assignments, schedules = assignments.filter(pk__in=owners or ()), schedules.filter(pk__in=dates or ())
    running = Deadline.objects.filter(task=task, schedule__in=list(schedules), **inferred)
    owned = assignments.update(basis=Basis.DECIDED)
    dated = max(schedules.filter(**inferred).update(basis=Basis.DECIDED), running.update(basis=Basis.DECIDED))
    if owned:
        tell(Verb.TASK_OWNER_DECIDED, by=by, task=task, note=_("确认责任单位：") + _owners_in_words(task))
    if dated:
        tell(Verb.TASK_DATE_DECIDED, by=by, task=task, note=_("确认时限"))
    return owned + dated


def write_owners(task: Task, leads: Iterable[Unit], supports: Iterable[Unit]) -> None:
    """Replace the owners. Lead wins where a unit is named twice. The document's words stay: beside a unit that
    it named, and on rows of their own for a group or a name that stood for nobody; those owe nothing. Whom the
    document itself names in the same role stays 原文."""
    roles = dict.fromkeys(supports, AssignmentRole.SUPPORT) | dict.fromkeys(leads, AssignmentRole.LEAD)
    kept = {a.unit_id: a for a in task.assignments.all() if a.unit_id}
    task.assignments.of_units().delete()
    if (
        task.state == TaskState.DRAFT
    ):  # decided units take the group's place: it must not be expanded on issue
        task.assignments.groups_to_freeze().update(group=None)
    Assignment.objects.bulk_create(
        Assignment(
            task=task,
            unit=unit,
            role=role,
            basis=_basis_of(kept.get(unit.pk), role),
            order=order,
            written=kept[unit.pk].written if unit.pk in kept else unit.name,
        )
        for order, (unit, role) in enumerate(roles.items())
    )


def _basis_of(before: Assignment | None, role: str) -> Basis:
    """What the document states stays stated where nothing was changed; all else is the office's decision."""
    if before and before.role == role and before.basis == Basis.STATED:
        return Basis.STATED
    return Basis.DECIDED


def _owners_in_words(task: Task) -> str:
    rows = task.assignments.filter(via_group="").order_by("role", "order")
    return "、".join(str(a) for a in rows) or _("无责任单位")


def write_date(task: Task, due_on: date, wording: str) -> Schedule:
    return Schedule.objects.create(
        task=task,
        rule="once",
        due_on=due_on,
        basis=Basis.DECIDED,
        order=task.schedules.count(),
        wording=wording or due_on.isoformat(),
        explanation=_("由督办机构核定"),
    )


def _move_date(schedule: Schedule, due_on: date, today: date) -> None:
    if schedule.rule != "once":
        raise Refused(_("“%(wording)s”是周期性时限，不能改成一个日期。") % {"wording": schedule.wording})
    schedule.due_on, schedule.basis = due_on, Basis.DECIDED
    schedule.explanation = _("由督办机构核定")
    schedule.save(update_fields=["due_on", "basis", "explanation"])
    for deadline in schedule.deadlines.all():
        deadline.opens_on = min(deadline.opens_on, due_on)
        deadline.due_on, deadline.basis, deadline.explanation = due_on, Basis.DECIDED, schedule.explanation
        deadline.save(update_fields=["opens_on", "due_on", "basis", "explanation"])
        for obligation in deadline.obligations.unsettled().order_by("pk").select_for_update(no_key=True):
            move_to(obligation, due_on, today)


# --- Who owes the dates that are running ---------------------------------------------------------
def _shift_obligations(task: Task, reason: str, *, before: list[int], by: Actor) -> None:
    """After a change of owners: who owes no more is released, who owes now gets every date still open, as it
    stands. `before`: ids of the units that owed until now."""
    owing = set(owing_units(task))
    rows = task.obligations.unsettled().select_related("deadline__schedule").order_by("pk")
    running = list(rows.select_for_update(of=("self",), no_key=True))
    awaited = _awaited(task, owing)
    gone = {row.pk for row in running if row.unit_id not in owing and row.pk not in awaited}
    refuse_if(why_not_of_own_units(Obligation.objects.filter(pk__in=gone), by=by))  # it would be a waiver
    places = _by_deadline(running) or _owed_by_nobody(task, by.on)
    soonest = CalendarDay.objects.calendar().limit(by.on, Installation.objects.current().return_within)
    waive(obligations=task.obligations.filter(pk__in=gone), reason=reason, by=by)
    known = {(row.unit_id, row.deadline_id): row for row in task.obligations.filter(deadline__in=places)}
    for deadline, held in places.items():
        taken = [row for row in held if row.pk in gone] or held
        for unit in sorted(owing):
            old = known.get((unit, deadline.pk))
            if _takes_over(old, is_new=unit not in before):
                row = old or Obligation(unit_id=unit, deadline=deadline, task=task)
                _hand_over(row, deadline, taken, by.on, soonest=soonest)
            elif old and old.kind != deadline.schedule.kind:  # only waited for; now the date is its own
                Obligation.objects.filter(pk=old.pk).update(kind=deadline.schedule.kind)


def _takes_over(old: Obligation | None, *, is_new: bool) -> bool:
    """Who owed before and was let off stays let off."""
    return old is None or (old.state == ObligationState.WAIVED and is_new)


def _owed_by_nobody(task: Task, today: date) -> dict[Deadline, list[Obligation]]:
    """Whoever owed it was let off, and nothing more opens by itself: what is still to come, and the end whatever its date,
    go to the new owners, or giving them the task would give them nothing."""
    if task.schedules.filter(opens_next_on__isnull=False).exists():
        return {}
    rows = task.obligations.filter(deadline__isnull=False).select_related("deadline__schedule").order_by("pk")
    places = _by_deadline(list(rows.select_for_update(of=("self",), no_key=True)))
    return {
        deadline: held
        for deadline, held in places.items()
        if all(row.state == ObligationState.WAIVED for row in held)
        and (deadline.due_on >= today or deadline.schedule.kind == ScheduleKind.FINISH)
    }


def _by_deadline(rows: list[Obligation]) -> dict[Deadline, list[Obligation]]:
    places: dict[Deadline, list[Obligation]] = {}
    for row in rows:
        if row.deadline:
            places.setdefault(row.deadline, []).append(row)
    return places


def _awaited(task: Task, owing: set[int]) -> set[int]:
    """What assigned units owe because an owner waits or asked for it: that is no matter of who owns the task."""
    waits = Waiting.objects.in_force().filter(obligation__task=task, obligation__unit__in=owing)
    assigned = task.assignments.of_units().values("unit")
    asked = ContributionRequest.objects.open().filter(obligation__task=task, obligation__unit__in=assigned)
    return {
        *waits.filter(on_obligation__unit__in=assigned).values_list("on_obligation", flat=True),
        *asked.values_list("obligation", flat=True),
    }


def _hand_over(
    row: Obligation, deadline: Deadline, taken: list[Obligation], today: date, *, soonest: date
) -> None:
    """The date as the last owner had it: with the time that was granted, and asleep if nobody chose to chase it. One
    that is chased leaves the new owner as many working days as a return does: `soonest` is the last of them.
    A unit that gets its task back after it had handed in its report has handed it in."""
    row.office_id, row.kind = taken[0].office_id, deadline.schedule.kind
    row.opened_on, row.due_on, row.waived_reason = today, max(t.due_on for t in taken), ""
    row.waived_on = None
    if row.pk:
        start_round(row, today)
    row.is_chased = any(t.is_chased for t in taken)
    if row.is_chased:
        row.due_on = max(row.due_on, soonest)
    row.next_on = today if row.is_chased else None
    if row.pk and row.progress.filter(state=ProgressState.RELEASED).exists():
        row.state, row.next_on = ObligationState.SUBMITTED, None
    row.save()
