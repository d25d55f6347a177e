"""Transactions with their history: `chronicle()` around every verb, `tell()` for every Event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone, translation

from tracker.domain.actor import Actor
from tracker.domain.lifecycle.summary import summarise
from tracker.domain.search import index_changed
from tracker.domain.told import notices_of, office_of, unsaid
from tracker.models import OFFICE_ROLES, UNIT_ROLES, Event, Notice, Role, Verb
from tracker.models.events import canonical

if TYPE_CHECKING:
    from tracker.models import Dispatch, Obligation, Task, TaskList, Unit, User


@dataclass(slots=True)
class _Chronicle:
    """What the running transaction has told and touched."""

    events: list[Event] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)  # decisions, to whom they concern
    touched: dict[int, date] = field(default_factory=dict)  # task id -> the business day

    def close(self) -> None:
        """The last writes: who is told, summaries and search entries, then the chain, whose head everybody waits for."""
        Notice.objects.bulk_create(unsaid(self.notices))
        touched = {e.task_id: e.happened_on for e in self.events if e.task_id} | self.touched
        for on in sorted(set(touched.values())):
            summarise([task for task, day in touched.items() if day == on], on)
        index_changed(self.events)
        Event.objects.append(self.events)


_running: ContextVar[_Chronicle | None] = ContextVar("chronicle_of_this_transaction", default=None)


@contextmanager
def chronicle() -> Iterator[None]:
    """One transaction and its history. Use as the decorator of every verb: `@chronicle()`.

    Events told inside are chained as the last step before commit; a verb that calls another shares its
    transaction, and a verb that fails takes its own events with it.
    """
    running = _running.get()
    if running is not None:
        mark, told = len(running.events), len(running.notices)
        try:
            with transaction.atomic():
                yield
        except BaseException:
            del running.events[mark:], running.notices[told:]
            raise
        return
    opened = _Chronicle()
    token = _running.set(opened)
    try:
        # The record is kept in one language, whichever its author reads the pages in.
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
            yield
            opened.close()
    finally:
        _running.reset(token)


def touch(tasks: Iterable[int | None], on: date) -> None:
    """Something that these tasks (ids) owe has changed: their summaries are written with the transaction. What an
    event names is touched anyway."""
    known = {task: on for task in tasks if task}
    running = _running.get()
    if running is not None:
        running.touched |= known
    elif known:
        with transaction.atomic():
            summarise(known, on)


# In which roles a verb is exercised: for whom a substitute acts follows from it. The first that fits is named;
# verbs that are not here belong to people in person.
_UNIT, _LEADER, _OFFICE, _HEAD = UNIT_ROLES, (Role.UNIT_LEADER,), OFFICE_ROLES, (Role.OFFICE_HEAD,)
CAPACITY: dict[Verb, tuple[tuple[str, ...], ...]] = {
    Verb.OBLIGATION_SIGNED_FOR: (_UNIT,),
    Verb.PROGRESS_DRAFTED: (_UNIT,),
    Verb.EVIDENCE_ATTACHED: (_UNIT,),
    Verb.PROGRESS_RELEASED: (_LEADER, _UNIT),
    Verb.PROGRESS_WITHDRAWN: (_LEADER, _UNIT),
    Verb.EXTENSION_ASKED: (_UNIT,),
    Verb.OBJECTION_RAISED: (_UNIT,),
    Verb.EXTENSION_WITHDRAWN: (_UNIT,),
    Verb.OBJECTION_WITHDRAWN: (_UNIT,),
    Verb.CONTRIBUTED: (_UNIT,),
    Verb.CONTRIBUTION_ASKED: (_UNIT, _OFFICE),
    Verb.CONTRIBUTION_UNASKED: (_UNIT, _OFFICE),
    Verb.WAITING_STARTED: (_UNIT,),
    Verb.WAITING_ENDED: (_UNIT,),
    Verb.DISPATCH_SIGNED_FOR: (_UNIT,),
    Verb.PROGRESS_RECORDED: (_OFFICE,),
    Verb.PROGRESS_ACCEPTED: (_OFFICE,),
    Verb.PROGRESS_UNACCEPTED: (_OFFICE,),
    Verb.PROGRESS_RETURNED: (_OFFICE,),
    Verb.PROGRESS_UNRETURNED: (_OFFICE,),
    Verb.OBJECTION_DECIDED: (_OFFICE,),
    Verb.OBLIGATION_CHASED: (_OFFICE,),
    Verb.OBLIGATION_DONE_BEFORE: (_OFFICE,),
    Verb.OBLIGATION_URGED: (_OFFICE,),
    Verb.NOTICE_TOLD: (_OFFICE,),
    Verb.TASK_CREATED: (_OFFICE,),
    Verb.TASK_ISSUED: (_OFFICE,),
    Verb.TASK_OWNER_DECIDED: (_OFFICE,),
    Verb.TASK_DATE_DECIDED: (_OFFICE,),
    Verb.TASK_REASSIGNED: (_OFFICE,),
    Verb.TASK_CHANGED: (_OFFICE,),
    Verb.TASK_BROKEN_DOWN: (_OFFICE,),
    Verb.TASK_SUSPENDED: (_OFFICE,),
    Verb.TASK_RESUMED: (_OFFICE,),
    Verb.LIST_ISSUED: (_OFFICE,),
    Verb.LIST_CHANGED: (_OFFICE,),
    Verb.LIST_CLOSED: (_OFFICE,),
    Verb.DISPATCH_DRAFTED: (_OFFICE,),
    Verb.DISPATCH_CHANGED: (_OFFICE,),
    Verb.DISPATCH_SERVED: (_OFFICE,),
    Verb.ANNUAL_STARTED: (_OFFICE,),
    Verb.ANNUAL_ASSEMBLED: (_OFFICE,),
    Verb.ANNUAL_CHANGED: (_OFFICE,),
    Verb.ANNUAL_SUBMITTED: (_OFFICE,),
    Verb.ANNUAL_AGREED: (_HEAD,),
    Verb.FIGURE_GIVEN: (_UNIT,),
    Verb.ACCOUNT_HANDED_IN: (_LEADER, _UNIT),
    Verb.REVIEW_CREATED: (_OFFICE,),
    Verb.REVIEW_CHANGED: (_OFFICE,),
    Verb.REVIEW_CLOSED: (_OFFICE,),
    Verb.PROBLEM_DESCRIBED: (_OFFICE,),
    Verb.EXTENSION_DECIDED: (_HEAD,),
    Verb.EXTENSION_UNDECIDED: (_HEAD,),
    Verb.TASK_CANCELLED: (_HEAD,),
    Verb.TASK_RESTORED: (_HEAD,),
    Verb.TASK_PREPARED_AGAIN: (_HEAD,),
    Verb.TASK_REOPENED: (_HEAD,),
    Verb.OBLIGATION_WAIVED: (_HEAD,),
    Verb.OBLIGATION_UNWAIVED: (_HEAD,),
    Verb.REMARKED: (_OFFICE,),
    Verb.INSTRUCTION_JOINED: (_OFFICE,),
    Verb.MUTED: (_HEAD,),
    Verb.UNMUTED: (_HEAD,),
    Verb.DISPATCH_SIGNED: (_HEAD,),
    Verb.DISPATCH_REFUSED: (_HEAD,),
    Verb.DISPATCH_VOIDED: (_HEAD,),
    Verb.DISPATCH_UNSIGNED: (_HEAD,),
}


def tell(
    verb: Verb,
    *,
    by: Actor,
    note: str = "",
    about: Obligation | None = None,
    task: Task | None = None,
    task_list: TaskList | None = None,
    unit: Unit | None = None,
    dispatch: Dispatch | None = None,
    also: Iterable[int] = (),
    office: Unit | None = None,
    only: User | None = None,
    told_on: date | None = None,
    **facts: Any,
) -> None:
    """Add an event to the running chronicle, on the actor's business day, and tell whom it concerns (`told.TOLD`).
    Where a substitute acts, “代张三” stands beside the name. `about`: an obligation instead of what it comes from and its
    unit. `also`: ids of further units to be told;
    `office`: whose matter it is where it is of no task, list or letter; `only`: the one person who is told;
    `told_on`: a later day on which they are."""
    running = _running.get()
    if running is None:
        raise RuntimeError("tell() outside of chronicle(): a change without a transaction has no history")
    if about is not None:
        task, task_list, unit, dispatch = about.task, about.task_list, about.unit, about.dispatch
    told = notices_of(
        verb, by=by, note=note, task=task, task_list=task_list, unit=unit, dispatch=dispatch, also=also,
        of_office=office, only=only, told_on=told_on,
    )  # fmt: skip
    running.notices.extend(told)
    now = timezone.now()
    if by.second is not None and by.second.person is not None:
        note = f"{note}（{by.second.name}确认）"
        facts["confirmed_by"] = by.second.person_id
    acting = _acting(verb, by, task=task, task_list=task_list, unit=unit, dispatch=dispatch)
    body = {
        "seq": 0,
        "at": now.isoformat(),
        "on": by.on.isoformat(),
        "verb": str(verb.value),
        "note": note,
        "actor": by.person_id,
        "actor_name": f"{by.name}（{acting}）" if acting else by.name,
        "task": task.pk if task else None,
        "task_list": task_list.pk if task_list else None,
        "unit": unit.pk if unit else None,
        "dispatch": dispatch.pk if dispatch else None,
        "facts": facts,
    }
    running.events.append(
        Event(
            happened_at=now,
            happened_on=by.on,
            verb=verb.value,
            actor=by.person,
            task=task,
            task_list=task_list,
            unit=unit,
            dispatch=dispatch,
            note=note,
            record=canonical(body),
        )
    )


def _acting(
    verb: Verb,
    by: Actor,
    *,
    task: Task | None,
    task_list: TaskList | None,
    unit: Unit | None,
    dispatch: Dispatch | None,
) -> str:
    if by.acts_for <= {by.person_id}:
        return ""
    for roles in CAPACITY.get(verb, ()):
        place: Unit | int | None = (
            unit if set(roles) <= set(UNIT_ROLES) else office_of(task, task_list, dispatch)
        )
        if place and (name := by.acting(*roles, unit=place)):
            return name
    return ""


def field_names(model: type[models.Model], fields: Iterable[str]) -> str:
    """Fields as the history names them: 标题、办理要求."""
    own = {field.name: field.verbose_name for field in model._meta.fields}
    return "、".join(str(own[name]) for name in fields)
