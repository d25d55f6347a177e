"""合并、撤销: one unit goes into another, or its tasks to several. What is still owed moves, with its reports and letters; what was done stays in the
old name, in old papers, below the new unit, whose people may read it and sign for what had come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tracker.actions.units import move_unit
from tracker.domain import moving
from tracker.domain.actor import Actor
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
    Indicator,
    Installation,
    Membership,
    Obligation,
    ObligationState,
    Role,
    Task,
    Unit,
    Verb,
)
from tracker.models.obligations import UNSETTLED

NAMES_LENGTH = 160  # of what was taken over; a notice has room for twice as much


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What would move: the administrator sees this first."""

    owed: list[Obligation]
    tasks: list[Task]
    children: list[Unit]
    figures: list[Indicator]  # asked of it until now
    people: list[str]  # whose roles the security administrator will have to look after


def preview_merge(unit: Unit) -> MergePreview:
    held = unit.memberships.select_related("user")
    return MergePreview(
        owed=list(
            Obligation.objects.unsettled().filter(unit=unit).select_related("unit", "task", "dispatch")
        ),
        tasks=list(Task.objects.open_or_draft().filter(assignments__unit=unit).distinct()),
        children=list(unit.children.active()),
        figures=list(Indicator.objects.filter(unit=unit).order_by("name", "pk")),
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
    moving.take_drafts_back(unit, by=by)
    tasks = _move_assignments(unit, into, heirs)
    count, taken = 0, Taken({into: [], **{heir: [] for heir in heirs.values()}})
    for row in owed.order_by("pk").select_for_update(of=("self",), no_key=True):
        heir = heirs.get(row.task_id or 0)
        taken.note(row, heir or into, is_new=_move(row, heir or into, by=by))
        count += 1
        if heir:
            _leave_time(row, heir, by.on)
    touch(tasks, by.on)
    moving.move_unserved(unit, into, by=by)
    moving.move_questions(unit, into, heirs, by=by)
    moving.move_names(unit, into)
    for child in unit.children.order_by("pk"):
        move_unit(unit=child, parent=into, by=by)
    if unit.parent_id != into.pk:
        move_unit(unit=unit, parent=into, by=by)
    Unit.objects.filter(pk=unit.pk).update(is_active=False)
    said = note % {"unit": unit, "into": into, "n": count}
    _tell(unit, into, said, taken, offices, by=by)
    return said


@dataclass(slots=True)
class Taken:
    """What each unit took over and did not owe until now; how much of it is known, by office."""

    new: dict[Unit, list[Obligation]]
    known: Counter[tuple[int, int]] = field(default_factory=Counter)

    def note(self, row: Obligation, unit: Unit, *, is_new: bool) -> None:
        if is_new:
            self.new[unit].append(row)
        else:
            self.known[unit.pk, row.office_id] += 1

    def words(self, unit: Unit, office: Unit) -> str:
        rows = [row for row in self.new[unit] if row.office_id == office.pk]
        parts = []
        if rows:
            names = moving.names_of(sorted(rows, key=lambda row: (row.due_on, row.pk)), NAMES_LENGTH)
            parts.append(
                _("由%(unit)s接办%(n)s项：%(names)s") % {"unit": unit, "n": len(rows), "names": names}
            )
        if known := self.known[unit.pk, office.pk]:
            parts.append(_("%(n)s项%(unit)s本已承担，不重复办理") % {"n": known, "unit": unit})
        return "；".join(parts)


def _tell(unit: Unit, into: Unit, said: str, taken: Taken, offices: set[Unit], *, by: Actor) -> None:
    """Each unit of what it took over, and the officers with it; the security administrator of the roles that still stand."""
    tell_people(auditors(by.on), said, by=by)
    held = unit.memberships.current(by.on).select_related("user").order_by("pk")
    if people := "、".join(f"{row.user}（{row.get_role_display()}）" for row in held):
        ask = _("%(said)s。原单位人员的角色请您调整：%(people)s。") % {"said": said, "people": people}
        keepers = Membership.objects.current(by.on).filter(role=Role.SECURITY_ADMIN).select_related("user")
        tell_people([row.user for row in keepers.order_by("pk")], ask, by=by)
    for office in sorted(offices, key=lambda office: office.pk):
        for taker in taken.new:
            words = taken.words(taker, office)
            if words or taker == into:
                note = "；".join(filter(None, (said, words)))
                tell(Verb.UNIT_MERGED, by=by, unit=taker, office=office, note=note)
    if not offices:
        tell(Verb.UNIT_CHANGED, by=by, unit=into, note=said)


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
    offices = {*offices, *(task.task_list.office for task in running), *moving.offices_asking(unit)}
    for office in sorted(offices, key=lambda each: each.pk):
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


def _move(row: Obligation, into: Unit, *, by: Actor) -> bool:
    """Reports, requests and letters go with it. Where the other owes the same, it owes it once; what it was only asked for
    by the day becomes the matter itself. Whether the other did not owe it until now."""
    theirs = _same(row).filter(unit=into).first()
    touch([row.task_id], by.on)
    if theirs is None:
        Obligation.objects.filter(pk=row.pk).update(unit=into)
        Obligation.objects.open().chased().filter(pk=row.pk).recheck(by.on)
        return True
    was_owed = theirs.state in UNSETTLED
    is_more = theirs.kind != row.kind and row.kind == _asked_for(row)
    if theirs.state == ObligationState.WAIVED or is_more:
        theirs.kind = row.kind
        open_anew(theirs, due_on=row.due_on, on=by.on)
        if not row.is_chased:
            Obligation.objects.filter(pk=theirs.pk).update(is_chased=False, next_on=None)
    waive(
        obligations=Obligation.objects.filter(pk=row.pk),
        reason=_("单位合并，由%(unit)s承担") % {"unit": into},
        by=by,
    )
    return is_more or not was_owed


def _asked_for(row: Obligation) -> str:
    """What its date asks of whoever owes the task; another kind is a favour that was asked by the same day."""
    return row.deadline.schedule.kind if row.deadline else row.kind


def _same(row: Obligation) -> QuerySet[Obligation]:
    if row.deadline_id:
        return Obligation.objects.filter(deadline=row.deadline_id)
    if row.dispatch_id:
        return Obligation.objects.filter(dispatch=row.dispatch_id, kind=row.kind)
    return Obligation.objects.filter(task_list=row.task_list_id, kind=row.kind)
