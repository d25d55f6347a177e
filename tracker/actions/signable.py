"""Whether letters can be signed, and if not why: asked of a whole page of them at once, at the cost of one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.composed import composed
from tracker.domain.formal.unfit import leaving
from tracker.domain.halts import AGAINST_LETTERS, halted
from tracker.domain.rights import why_not_head
from tracker.models import (
    UNSETTLED,
    Basis,
    CalendarDay,
    Dispatch,
    DispatchState,
    Event,
    Notice,
    NoticeState,
    Receipt,
    Role,
    Task,
    Verb,
)
from tracker.rules import held_up
from tracker.rules.periods import period_key

Why = dict[int, str]  # of those that cannot be signed, by id


# --- Facts that nobody has decided -------------------------------------------------------------------
def unconfirmed(drafts: Iterable[Dispatch | int]) -> QuerySet[Notice]:
    """What these letters stand on and whose owner or date is only inferred: they cannot be signed before it is decided."""
    task = "obligation__task__assignments"
    owner = Q(**{f"{task}__unit": F("obligation__unit"), f"{task}__basis": Basis.INFERRED})
    dated = Q(obligation__deadline__basis=Basis.INFERRED)
    return Notice.objects.filter(Q(dispatch__in=drafts) & (owner | dated)).order_by().distinct()


def guessed(drafts: Iterable[Dispatch]) -> set[tuple[int, int]]:
    """The same as pairs: letter and task."""
    return {(draft, task) for draft, task in _guessed([draft.pk for draft in drafts]) if task}


@composed
def _guessed(drafts: list[int]) -> QuerySet[Notice, tuple[int, int | None]]:
    return unconfirmed(drafts).values_list("dispatch", "obligation__task")


def unconfirmed_tasks(dispatch: Dispatch) -> QuerySet[Task]:
    """The tasks that these belong to."""
    return Task.objects.filter(pk__in=unconfirmed([dispatch]).values("obligation__task"))


# --- Why not ---------------------------------------------------------------------------------------
def why_not_sign(dispatch: Dispatch, *, by: Actor) -> str:
    return why_not_sign_each([dispatch], by=by).get(dispatch.pk, "")


def why_not_sign_each(drafts: Iterable[Dispatch], *, by: Actor) -> Why:
    """The first reason of each that cannot be signed. What costs a look is looked at for all that are left."""
    drafts = list(drafts)
    said = {draft.pk: why for draft in drafts if (why := _why_not_by(draft, by=by))}
    for reasons in LOOKS:
        if left := [draft for draft in drafts if draft.pk not in said]:
            said |= reasons(left, by.on)
    return said


def _why_not_by(draft: Dispatch, *, by: Actor) -> str:
    return why_not_refuse(draft, by=by) or _why_not_own(draft, by=by)


def why_not_refuse(dispatch: Dispatch, *, by: Actor) -> str:
    if dispatch.state != DispatchState.DRAFT:
        return _("函件%(state)s。") % {"state": dispatch.get_state_display()}
    return why_not_head(dispatch.office, by=by)


def _why_not_own(dispatch: Dispatch, *, by: Actor) -> str:
    """Two people: who drafts and who signs, also where one of them acts in the other's name. A head who improves a
    draft signs it all the same; a substitute does not sign what they have written themselves."""
    if dispatch.drafted_by_id is not None and dispatch.drafted_by_id == by.person_id:
        return _("本函由您起草，须由他人签发。")
    in_name_of = {h.holder for h in by.acted_for(Role.OFFICE_HEAD, unit=dispatch.office_id)}
    if not in_name_of:
        return ""
    if dispatch.drafted_by_id in in_name_of:
        return _("本函由%(name)s起草，代办人不能代其签发，须由他人签发。") % {"name": dispatch.drafted_by}
    changed = Event.objects.filter(dispatch=dispatch, verb=Verb.DISPATCH_CHANGED, actor=by.person)
    return _("您改写过本函，不能再代办主任签发，须由他人签发。") if changed.exists() else ""


def _on_guesses(drafts: Collection[Dispatch], today: date) -> Why:
    found = guessed(drafts)
    names = {task.pk: str(task) for task in Task.objects.filter(pk__in={task for _draft, task in found})}
    said = {}
    for draft in {draft for draft, _task in found}:
        mine = [name for task, name in names.items() if (draft, task) in found]
        said[draft] = _("责任单位或时限还只是推断，核定后才能签发：%(tasks)s。") % {
            "tasks": "；".join(mine[:5])
        }
    return said


def _to_nobody(drafts: Collection[Dispatch], today: date) -> Why:
    addressed = set(_addressed([draft.pk for draft in drafts]))
    return {draft.pk: _("没有受文单位。") for draft in drafts if draft.pk not in addressed}


@composed
def _addressed(drafts: list[int]) -> QuerySet[Receipt, int]:
    return Receipt.objects.filter(dispatch__in=drafts).values_list("dispatch", flat=True)


def _out_of_turn(drafts: Collection[Dispatch], today: date) -> Why:
    """The office's running circular is signed once a month, at its end: until then matters join and leave it."""
    return {d.pk: why for d in drafts if d.period and (why := _why_not_this_month(d, today))}


def _why_not_this_month(dispatch: Dispatch, today: date) -> str:
    signed = Dispatch.objects.signed().filter(office=dispatch.office_id, kind=dispatch.kind)
    if signed.filter(period=period_key("monthly", today)).exists():
        return _("本月的通报已经签发，新增事项列入下月通报。")
    opens_on = circular_opens_on(today)
    if today < opens_on:
        return _("通报每月一份，月末最后%(n)s个工作日（%(day)s起）签发，此前列入的事项随办理情况增减。") % {
            "n": held_up.CIRCULAR_DAYS,
            "day": opens_on,
        }
    return ""


def circular_opens_on(today: date) -> date:
    """Of this month, on the days that this installation works."""
    return held_up.circular_opens_on(today, CalendarDay.objects.calendar())


def _without_ground(drafts: Collection[Dispatch], today: date) -> Why:
    """Nobody is sent an order about what they have answered, or about what is still being decided: out of a letter of the
    clock such a matter goes as it is signed, and the letter is held up only where nothing else is in it."""
    ids = [draft.pk for draft in drafts]
    going = {notice.pk for rows in leaving(drafts, today).values() for notice in rows}
    causes: dict[int, list[Notice]] = {}
    for cause in _causes(ids, today):
        if cause.pk not in going:
            causes.setdefault(cause.dispatch_id or 0, []).append(cause)
    owed = set(_still_owed(ids))
    said = {}
    for draft in drafts:
        mine = causes.get(draft.pk, [])
        if mine and (why := _why_not_about(draft, mine, is_owed=draft.pk in owed)):
            said[draft.pk] = why
    return said


@composed
def _causes(drafts: list[int], today: date) -> QuerySet[Notice]:
    rows = Notice.objects.filter(dispatch__in=drafts)
    waiting = rows.owed().filter(halted("obligation", today, AGAINST_LETTERS))
    related = ("obligation__unit", "obligation__task", "obligation__dispatch", "obligation__task_list")
    return rows.select_related(*related).annotate(
        waits=ExpressionWrapper(Q(pk__in=waiting.values("pk")), BooleanField())
    )


@composed
def _still_owed(drafts: list[int]) -> QuerySet[Notice, int]:
    standing = Notice.objects.filter(dispatch__in=drafts, lifted_on=None, obligation__state__in=UNSETTLED)
    return standing.values_list("dispatch", flat=True)


def _why_not_about(draft: Dispatch, causes: list[Notice], *, is_owed: bool) -> str:
    for cause in causes:
        if cause.waits:  # type: ignore[attr-defined]
            return _("“%(what)s”的异议、延期申请、等待、暂缓或暂停提醒尚未结束，现在不能签发。") % {
                "what": cause.obligation
            }
    if not is_owed:
        return _("本件所依据的事项均已办结或免除，不能再签发。")
    settled = next((cause for cause in causes if cause.state == NoticeState.DROPPED), None)
    if settled and draft.drafted_by_id is None:
        return _("“%(what)s”已报送、办结或调整，例行检查会把它移出本件，请稍后再签发。") % {
            "what": settled.obligation
        }
    return ""


LOOKS: tuple[Callable[[Collection[Dispatch], date], Why], ...] = (
    _on_guesses,
    _to_nobody,
    _out_of_turn,
    _without_ground,
)
