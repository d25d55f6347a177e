"""合并、撤销: one unit goes into another, or its tasks to several. What is still owed moves, with its reports and letters; what was done stays in the
old name, in old papers, below the new unit, whose people may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracker.actions.units import move_unit
from tracker.domain.actor import Actor
from tracker.domain.digests import of_letter
from tracker.domain.events import chronicle, tell, touch
from tracker.domain.lifecycle.ending import waive
from tracker.domain.lifecycle.rounds import move_to, open_anew
from tracker.domain.locks import hold_tasks
from tracker.domain.personal import auditors, tell_people
from tracker.domain.realm import why_not_within
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_account_keeper
from tracker.models import (
    Assignment,
    AssignmentRole,
    CalendarDay,
    Dispatch,
    DispatchState,
    Installation,
    Obligation,
    ObligationState,
    Receipt,
    Task,
    Unit,
    UnitAlias,
    Verb,
)


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What would move: the administrator sees this first."""

    owed: list[Obligation]
    tasks: list[Task]
    children: list[Unit]
    people: list[str]  # whose roles the security administrator will have to look after


def preview_merge(unit: Unit) -> MergePreview:
    held = unit.memberships.select_related("user")
    return MergePreview(
        owed=list(
            Obligation.objects.unsettled().filter(unit=unit).select_related("unit", "task", "dispatch")
        ),
        tasks=list(Task.objects.open_or_draft().filter(assignments__unit=unit).distinct()),
        children=list(unit.children.active()),
        people=[f"{m.user}（{m.get_role_display()}）" for m in held],
    )


def why_not_merge(unit: Unit, *, by: Actor) -> str:
    if not unit.is_active:
        return _("%(unit)s已停用。") % {"unit": unit}
    if unit.is_office:
        return _("%(unit)s是督办机构，不能并入其他单位。") % {"unit": unit}
    return why_not_account_keeper(by=by)


@chronicle()
def merge(*, unit: Unit, into: Unit, by: Actor) -> str:
    """Returns what was done, in words."""
    note = _("%(unit)s并入%(into)s，移交未办结事项%(n)s项")
    return _hand_over(unit, into, {}, note=note, by=by)


@chronicle()
def dissolve(*, unit: Unit, rest: Unit, heirs: Mapping[int, Unit], by: Actor) -> str:
    """撤销: each task (id) goes to its heir, with the time that a reassignment leaves; whatever is of no task there, and
    the tasks that are not named, to `rest`. Returns what was done, in words."""
    note = _("%(unit)s撤销，未指定的由%(into)s承接，移交未办结事项%(n)s项")
    return _hand_over(unit, rest, heirs, note=note, by=by)


def _hand_over(unit: Unit, into: Unit, heirs: Mapping[int, Unit], *, note: str, by: Actor) -> str:
    also = {heir.pk for heir in heirs.values()}
    unit, into = _locked(unit, into, also, by=by)
    owed = Obligation.objects.unsettled().filter(unit=unit)
    assigned = Assignment.objects.filter(unit=unit, task__in=Task.objects.open_or_draft())
    hold_tasks([*owed.values_list("task", flat=True), *assigned.values_list("task", flat=True)])
    offices = {row.office for row in owed.select_related("office")}
    _refuse_elsewhere(unit, {into, *heirs.values()}, offices)
    tasks = _move_assignments(unit, into, heirs)
    count = 0
    for row in owed.order_by("pk").select_for_update(of=("self",), no_key=True):
        heir = heirs.get(row.task_id or 0)
        count += _move(row, heir or into, by=by)
        if heir:
            _leave_time(row, heir, by.on)
    touch(tasks, by.on)
    _move_unserved(unit, into, by=by)
    _move_names(unit, into)
    for child in unit.children.order_by("pk"):
        move_unit(unit=child, parent=into, by=by)
    if unit.parent_id != into.pk:
        move_unit(unit=unit, parent=into, by=by)
    Unit.objects.filter(pk=unit.pk).update(is_active=False)
    note = note % {"unit": unit, "into": into, "n": count}
    tell_people(auditors(by.on), note, by=by)
    for office in sorted(offices, key=lambda office: office.pk):
        tell(Verb.UNIT_MERGED, by=by, unit=into, office=office, also=also, note=note)
    if not offices:
        tell(Verb.UNIT_CHANGED, by=by, unit=into, note=note)
    return note


def _locked(unit: Unit, into: Unit, heirs: set[int], *, by: Actor) -> tuple[Unit, Unit]:
    """Both as they are now, held; refused where it cannot go, or one of them cannot take over."""
    takers = {into.pk, *heirs}
    rows = Unit.objects.filter(pk__in={unit.pk, *takers}).order_by("pk")
    rows = rows.select_for_update(no_key=True)  # who holds a task may still write what names a unit
    locked = {row.pk: row for row in rows}
    unit = locked[unit.pk]
    refuse_if(why_not_merge(unit, by=by))
    for taker in (locked[pk] for pk in sorted(takers)):
        if taker.path.startswith(unit.path):  # itself too
            raise Refused(_("请选择另一个单位，不能是它自己或它的下级。"))
        if not taker.is_active:
            raise Refused(_("%(unit)s已停用。") % {"unit": taker})
    return unit, locked[into.pk]


def _refuse_elsewhere(unit: Unit, takers: set[Unit], offices: set[Unit]) -> None:
    """What an office supervises stays within its realm, whoever moves it."""
    running = Task.objects.open_or_draft().filter(assignments__unit=unit).select_related("task_list__office")
    for office in sorted({*offices, *(task.task_list.office for task in running)}, key=lambda each: each.pk):
        refuse_if(why_not_within(office, sorted(takers, key=lambda each: each.pk)))


def _leave_time(row: Obligation, heir: Unit, on: date) -> None:
    """Nobody is late by the days of another: what has passed, or is too near, has as long as after a return."""
    soonest = CalendarDay.objects.calendar().limit(on, Installation.objects.current().return_within)
    for mine in Obligation.objects.open().chased().filter(pk=row.pk, unit=heir, due_on__lt=soonest):
        move_to(mine, soonest, on)


def _move_assignments(unit: Unit, into: Unit, heirs: Mapping[int, Unit]) -> list[int]:
    """In tasks that still run or will; the words of the document stay beside the new owner. Returns ids of tasks."""
    running = Assignment.objects.filter(unit=unit, task__in=Task.objects.open_or_draft())
    touched = []
    for row in running.order_by("pk"):
        touched.append(row.task_id)
        heir = heirs.get(row.task_id, into)
        theirs = Assignment.objects.filter(task=row.task_id, unit=heir).first()
        if theirs is None:
            row.unit = heir
            row.save(update_fields=["unit"])
            continue
        if row.role == AssignmentRole.LEAD and theirs.role != AssignmentRole.LEAD:
            theirs.role = AssignmentRole.LEAD
            theirs.save(update_fields=["role"])
        row.delete()
    return touched


def _move(row: Obligation, into: Unit, *, by: Actor) -> int:
    """Reports, requests and letters go with it. Where the other owes the same, it owes it once."""
    theirs = _same(row).filter(unit=into).first()
    touch([row.task_id], by.on)
    if theirs is None:
        Obligation.objects.filter(pk=row.pk).update(unit=into)
        Obligation.objects.open().chased().filter(pk=row.pk).recheck(by.on)
        return 1
    if theirs.state == ObligationState.WAIVED:
        open_anew(theirs, due_on=row.due_on, on=by.on)
    waive(
        obligations=Obligation.objects.filter(pk=row.pk),
        reason=_("单位合并，由%(unit)s承担") % {"unit": into},
        by=by,
    )
    return 1


def _same(row: Obligation) -> QuerySet[Obligation]:
    if row.deadline_id:
        return Obligation.objects.filter(deadline=row.deadline_id)
    if row.dispatch_id:
        return Obligation.objects.filter(dispatch=row.dispatch_id, kind=row.kind)
    return Obligation.objects.filter(task_list=row.task_list_id, kind=row.kind)


def _move_unserved(unit: Unit, into: Unit, *, by: Actor) -> None:
    """A letter that has not reached the old unit is for the new one; the history says so of each, or the auditor would
    read that its addressees were tampered with."""
    waiting = Receipt.objects.filter(unit=unit, sent_on=None)
    waiting = waiting.filter(dispatch__in=Dispatch.objects.drafts() | Dispatch.objects.running())
    for receipt in waiting.order_by("pk"):
        if receipt.dispatch.receipts.filter(unit=into).exists():
            receipt.delete()
        else:
            Receipt.objects.filter(pk=receipt.pk).update(unit=into)
        if receipt.dispatch.state == DispatchState.SIGNED:
            note = _("受文单位%(unit)s改为%(into)s") % {"unit": unit, "into": into}
            digest = of_letter(receipt.dispatch_id)
            tell(Verb.DISPATCH_CHANGED, by=by, dispatch=receipt.dispatch, unit=into, note=note, **digest)


def _move_names(unit: Unit, into: Unit) -> None:
    """Documents that write the old name find the new unit; groups and followers too."""
    UnitAlias.objects.filter(unit=unit).update(unit=into)
    for name in filter(None, (unit.name, unit.short_name)):
        if name not in (into.name, into.short_name):
            UnitAlias.objects.get_or_create(name=name, defaults={"unit": into})
    for group in unit.groups.all():
        group.members.remove(unit)
        group.members.add(into)
    known = into.followers.values("person")
    unit.followers.exclude(person__in=known).update(unit=into)
