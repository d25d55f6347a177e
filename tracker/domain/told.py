"""Whoever must know is told: which verb tells whom. One table, and the notices that come of it.

`tell` writes them with the event, so that no verb can forget it; they go with a letter of that day or the next. Nobody is told
of his own act.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from tracker.domain.actor import Actor
from tracker.models import (
    OFFICE_ROLES,
    UNIT_ROLES,
    Membership,
    Notice,
    NoticeKind,
    Obligation,
    ProgressState,
    Receipt,
    Role,
    Verb,
)

if TYPE_CHECKING:
    from tracker.models import Dispatch, Task, TaskList, Unit, User

UNIT, LEADER = UNIT_ROLES, (Role.UNIT_LEADER,)
OFFICER, HEAD = (Role.OFFICER,), (Role.OFFICE_HEAD,)
OFFICE, CITY = OFFICE_ROLES, (Role.LEADER,)
TOLD: dict[Verb, tuple[str, ...]] = {
    # What a unit asked or handed in, to whoever decides on it.
    Verb.PROGRESS_RELEASED: OFFICER,
    Verb.PROGRESS_RECORDED: OFFICER,
    Verb.PROGRESS_WITHDRAWN: OFFICER,
    Verb.PROMISED: OFFICER,  # on the day that was promised
    Verb.OBJECTION_RAISED: OFFICER,
    Verb.OBJECTION_WITHDRAWN: OFFICER,
    Verb.EXTENSION_ASKED: HEAD,
    Verb.EXTENSION_WITHDRAWN: HEAD,
    Verb.PROGRESS_DRAFTED: LEADER,
    # What the office answered, or changed in what a unit owes.
    Verb.PROGRESS_ACCEPTED: UNIT,
    Verb.PROGRESS_UNACCEPTED: UNIT,
    Verb.PROGRESS_RETURNED: UNIT,
    Verb.PROGRESS_UNRETURNED: UNIT,
    Verb.EXTENSION_DECIDED: UNIT,
    Verb.EXTENSION_UNDECIDED: UNIT,
    Verb.OBJECTION_DECIDED: UNIT,
    Verb.OBLIGATION_DONE_BEFORE: UNIT,
    Verb.OBLIGATION_WAIVED: UNIT,
    Verb.OBLIGATION_UNWAIVED: UNIT,
    Verb.SUPPORT_NAMED: UNIT,
    Verb.TASK_ADDED: UNIT,
    Verb.TASK_CHANGED: UNIT,
    Verb.TASK_REOPENED: UNIT,
    Verb.TASK_REASSIGNED: UNIT,
    Verb.TASK_OWNER_DECIDED: UNIT,
    Verb.TASK_DATE_DECIDED: UNIT,
    Verb.TASK_BROKEN_DOWN: UNIT,
    Verb.TASK_SUSPENDED: UNIT,
    Verb.TASK_RESUMED: UNIT,
    Verb.TASK_CANCELLED: UNIT,
    Verb.TASK_RESTORED: UNIT,
    Verb.LIST_CLOSED: UNIT,
    Verb.UNIT_MERGED: UNIT,
    Verb.CONTRIBUTED: UNIT,
    Verb.CONTRIBUTION_ASKED: UNIT,
    Verb.CONTRIBUTION_UNASKED: UNIT,
    Verb.WAITING_STARTED: UNIT,
    Verb.WAITING_ENDED: UNIT,
    Verb.DISPATCH_VOIDED: UNIT,
    Verb.DISPATCH_REFUSED: OFFICER,
    Verb.ACCOUNT_HANDED_IN: OFFICER,
    # The annual report on its way.
    Verb.ANNUAL_SUBMITTED: HEAD,
    Verb.ANNUAL_AGREED: CITY,
    Verb.ANNUAL_APPROVED: OFFICER,
    Verb.ANNUAL_RETURNED: OFFICER,
    Verb.ANNUAL_UNAPPROVED: OFFICE,
    # What a city leader wrote, and what became of it.
    Verb.INSTRUCTION_GIVEN: OFFICE,
    Verb.INSTRUCTION_WITHDRAWN: OFFICE,
    Verb.INSTRUCTION_JOINED: UNIT,
    Verb.INSTRUCTION_REPORTED: CITY,
}
# Whom the office writes to has changed: its officers are told beside the units.
OFFICERS_TOO = (Verb.UNIT_MERGED,)
# Asks nothing of anybody: it goes with the next letter and makes none of its own for a week (ADR 16).
QUIET = (Verb.PROGRESS_ACCEPTED,)
# What may wait for another letter to its readers until the end of the next working day (ADR 67): what the office decided
# of a unit's matter, and what the head has to decide. A draft to be released and what comes to the officer does not.
CAN_WAIT = frozenset(verb for verb, roles in TOLD.items() if roles in (UNIT, HEAD) and verb not in QUIET)
# Where the history's word does not say what its reader has to do.
SAID = {Verb.PROGRESS_DRAFTED: "进展草稿待您审签报送"}
# The office reads the letters that leave in its name; how far a draft is, it does not.
WITHOUT_SHARE = (Verb.PROGRESS_DRAFTED,)
REASON_LENGTH, ABOUT_LENGTH = 300, 255


def notices_of(
    verb: Verb,
    *,
    by: Actor,
    note: str,
    task: Task | None,
    task_list: TaskList | None,
    unit: Unit | None,
    dispatch: Dispatch | None,
    also: Iterable[int],
    of_office: Unit | None = None,
    only: User | None = None,
    told_on: date | None = None,
) -> list[Notice]:
    """Unsaved: one for each unit that is told, or one for the office; with `only`, for one person in that role."""
    roles = TOLD.get(verb)
    if roles is None:
        return []
    about = task or dispatch or task_list or verb.label
    office = office_of(task, task_list, dispatch) or (of_office.pk if of_office else None)
    if office is None:
        raise ValueError("what is told to somebody is of a task, of a list or of a letter")
    if set(roles) <= set(UNIT_ROLES):
        units = ({unit.pk} if unit else _concerned(task, task_list, dispatch)) | set(also)
    else:
        units, roles = _to_the_office(unit, office, roles)
    return [
        Notice(
            kind=NoticeKind.DECISION,
            rung_code=verb.value,
            round=1,
            unit_id=each,
            office_id=office,
            to_roles=list(theirs),
            told_by=by.person,
            person=only,
            task=task,
            about_dispatch=dispatch,
            about=str(about)[:ABOUT_LENGTH],
            reason=_in_words(verb, note)[:REASON_LENGTH],
            owed_on=told_on or by.on,
        )
        for each, theirs in _addressed(verb, units, roles, office)
    ]


def _addressed(
    verb: Verb, units: Iterable[int], roles: tuple[str, ...], office: int
) -> list[tuple[int, tuple[str, ...]]]:
    besides = [(office, OFFICER)] if verb in OFFICERS_TOO else []
    return [*((unit, roles) for unit in sorted(units)), *besides]


def _in_words(verb: Verb, note: str) -> str:
    said = SAID.get(verb, str(verb.label))
    return f"{said}：{note}" if note and verb not in WITHOUT_SHARE else said


def _to_the_office(
    unit: Unit | None, office: int, roles: tuple[str, ...]
) -> tuple[set[int], tuple[str, ...]]:
    """Of which unit it is, and who decides: on what the office's own unit hands in, its head."""
    of = unit.pk if unit else office
    return {of}, HEAD if unit and of == office and roles == OFFICER else roles


def unsaid(notices: list[Notice]) -> list[Notice]:
    """Of a draft that is saved again and again its leader is told once, until he has been told. In a unit without one
    whoever wrote it hands it in: a colleague need not hear of it."""
    drafts = [n for n in notices if n.rung_code == Verb.PROGRESS_DRAFTED.value]
    if not drafts:
        return notices
    led = Membership.objects.current(drafts[0].owed_on).filter(role=Role.UNIT_LEADER)
    leads = set(led.filter(unit__in=[n.unit_id for n in drafts]).values_list("unit", flat=True))
    notices = [n for n in notices if n not in drafts or n.unit_id in leads]
    waiting = Notice.objects.decisions().owed().filter(rung_code=Verb.PROGRESS_DRAFTED.value)
    known = set(
        waiting.filter(unit__in=[n.unit_id for n in drafts]).values_list("unit", "task", "about_dispatch")
    )
    return [n for n in notices if n not in drafts or (n.unit_id, n.task_id, n.about_dispatch_id) not in known]


def drop_drafted(owed: Obligation, on: date) -> None:
    """It has been handed in: what still asks the leader to sign it is dropped, unless another draft of it waits."""
    theirs = {"unit": owed.unit_id, "task": owed.task_id, "dispatch": owed.dispatch_id}
    others = Obligation.objects.open().filter(**theirs, progress__state=ProgressState.DRAFT)
    if not others.exclude(pk=owed.pk).exists():
        about = {"unit": owed.unit_id, "task": owed.task_id, "about_dispatch": owed.dispatch_id}
        Notice.objects.decisions().filter(rung_code=Verb.PROGRESS_DRAFTED.value, **about).drop(on)


def office_of(task: Task | None, task_list: TaskList | None, dispatch: Dispatch | None) -> int | None:
    """Id of the office whose matter it is."""
    place = dispatch or task_list or task
    return place.office_id if place else None


def _concerned(task: Task | None, task_list: TaskList | None, dispatch: Dispatch | None) -> set[int]:
    """Units that owe, or owed until now, something of this; those that a letter has reached."""
    if task:
        owed = Obligation.objects.filter(task=task)
    elif dispatch:
        return set(Receipt.objects.served().filter(dispatch=dispatch).values_list("unit", flat=True))
    else:
        owed = Obligation.objects.filter(task_list=task_list)
    return set(owed.order_by().values_list("unit", flat=True).distinct())
