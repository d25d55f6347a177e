"""Two people: what an administrator asks for, another one confirms; only then the verb is performed, in the name of
both. One way for all of them.

    change = ask(ChangeKind.ROLE_GIVEN, {"user": 5, …}, by=actor)    the verb is tried and taken back: a refusal comes now
    confirm(change=change, by=another)                                the verb is performed by the one, seconded by the other
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions import calendar, people, people_import
from tracker.actions.pending_change_kinds import KINDS, Arguments, Made
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock
from tracker.domain.personal import auditors, tell_people
from tracker.domain.realm import why_not_rule_for_all
from tracker.domain.refusal import Refused, need, refuse_if
from tracker.models import (
    ADMIN_ROLES,
    CalendarDay,
    ChangeKind,
    ChangeState,
    Event,
    Membership,
    PendingChange,
    Role,
    Rung,
    User,
    Verb,
)
from tracker.models.approvals import OF_RULES, OPEN_FOR
from tracker.rules.workdays import Day


class _OnlyTried(Exception):
    """Takes the trial back."""


# --- Verbs -----------------------------------------------------------------------------------------
@chronicle()
def ask(*, kind: str, arguments: Arguments, by: Actor) -> PendingChange:
    """Keep it for somebody else to confirm. Whatever the verb would refuse is refused now. Raises Refused."""
    what = KINDS[ChangeKind(kind)]
    made = what.made(arguments)
    outcome = _try(what.verb, made.keywords, by=by)
    now = timezone.now()
    if PendingChange.objects.waiting(now).filter(kind=kind, arguments=arguments).exists():
        raise Refused(_("“%(what)s”已经提请，正等待确认。") % {"what": made.title})
    change = PendingChange.objects.create(
        kind=kind,
        title=made.title[:300],
        details=made.details + (_moves(outcome) if kind == ChangeKind.CALENDAR else ""),
        arguments=arguments,
        person=made.person,
        asked_by=by.user,
        asked_on=by.on,
        asked_at=now,
        expires_at=now + OPEN_FOR,
    )
    tell(Verb.CHANGE_ASKED, by=by, note=change.title, change=change.pk, kind=kind, arguments=arguments)
    _tell_people(change, _("%(who)s提请：%(what)s，待另一位管理员确认。"), by=by)
    return change


def _try(verb: Callable[..., Any], keywords: Arguments, *, by: Actor) -> Any:
    """Perform it as if it had been confirmed, and take it back, events too; what came of it."""
    outcome = None
    try:
        with chronicle():
            outcome = _perform(verb, keywords, by=by.seconded(Actor.system(by.on)))
            raise _OnlyTried
    except _OnlyTried:
        return outcome


def _moves(moved: list[calendar.MovedDate]) -> str:
    """What cannot be taken back is shown whole before it is done: here how much, for whoever sees no business."""
    return "\n" + _("确认后变动%(n)s个按工作日计算的应办日期") % {"n": len(moved)}


def _perform(verb: Callable[..., Any], keywords: Arguments, *, by: Actor) -> Any:
    outcome = verb(**keywords, by=by)
    bad = [row for row in outcome if not row.ok] if verb is people_import.import_people else []
    if bad:
        raise Refused(
            "；".join(_("第%(n)s行：%(why)s") % {"n": row.row, "why": row.reason} for row in bad[:10])
        )
    return outcome


def why_not_confirm(change: PendingChange, *, by: Actor) -> str:
    if not change.is_waiting(timezone.now()):
        return _closed(change)
    if by.person_id == change.asked_by_id:
        return _("提请人不能自己确认，须由另一位管理员确认。")
    if change.kind == ChangeKind.PERSON and change.person and _audits(change.person):
        return "" if by.holds_in_person(Role.AUDITOR) else _("审计员的邮箱须由审计员确认。")
    if by.person_id == change.person_id:
        return _("涉及本人的变更，须由别人确认。")
    if by.holds_in_person(*ADMIN_ROLES):
        return ""
    if change.kind in OF_RULES and by.holds_in_person(Role.OFFICE_HEAD):
        return why_not_rule_for_all(by=by)
    return _("只有系统管理员、安全管理员和审计员可以确认。")


@chronicle()
def confirm(*, change: PendingChange, by: Actor) -> None:
    """It is done now, in the name of both; a first password waits for whoever asked for it to take it."""
    change = _locked(change)
    refuse_if(why_not_confirm(change, by=by))
    made = _as_asked(change)
    if change.kind != ChangeKind.PASSWORD:
        _perform(KINDS[ChangeKind(change.kind)].verb, made.keywords, by=_both(change, by))
    _decide(change, ChangeState.CONFIRMED, by=by)
    tell(Verb.CHANGE_CONFIRMED, by=by, note=change.title, change=change.pk)
    _tell_people(change, _("%(who)s确认：%(what)s（%(asked)s提请）。"), by=by)


def why_not_refuse(change: PendingChange, *, by: Actor) -> str:
    return why_not_confirm(change, by=by)


@chronicle()
def refuse(*, change: PendingChange, reason: str, by: Actor) -> None:
    change = _locked(change)
    refuse_if(why_not_refuse(change, by=by))
    reason = need(reason, _("请写明理由。"))
    change.reason = reason[:300]
    _decide(change, ChangeState.REFUSED, by=by)
    tell(Verb.CHANGE_REFUSED, by=by, note=f"{change.title}：{change.reason}", change=change.pk)
    _tell_people(change, _("%(who)s未同意：%(what)s（%(asked)s提请）。"), by=by)


def why_not_withdraw(change: PendingChange, *, by: Actor) -> str:
    if not change.is_waiting(timezone.now()):
        return _closed(change)
    return "" if by.person_id == change.asked_by_id else _("只有提请人可以撤回。")


@chronicle()
def withdraw(*, change: PendingChange, by: Actor) -> None:
    change = _locked(change)
    refuse_if(why_not_withdraw(change, by=by))
    _decide(change, ChangeState.WITHDRAWN, by=by)
    tell(Verb.CHANGE_WITHDRAWN, by=by, note=change.title, change=change.pk)


def why_not_take(change: PendingChange, *, by: Actor) -> str:
    if not change.is_to_be_taken(timezone.now()):
        return _("没有可领取的首次密码：须先经确认，确认后%(n)s小时内领取一次。") % {"n": 24}
    return "" if by.person_id == change.asked_by_id else _("首次密码由提请人领取并当面转交。")


@chronicle()
def take(*, change: PendingChange, by: Actor) -> str:
    """The first password that was asked for and confirmed: once, and only to whoever asked."""
    change = _locked(change)
    refuse_if(why_not_take(change, by=by))
    second = Actor.of(change.decided_by, by.on) if change.decided_by else None
    if second is None or not second.holds_in_person(*ADMIN_ROLES):
        raise Refused(_("确认人已不再是管理员，请重新提请。"))
    password: str = people.reset_password(**_as_asked(change).keywords, by=by.seconded(second))
    change.taken_at = timezone.now()
    change.save(update_fields=["taken_at"])
    return password


# --- What they share -------------------------------------------------------------------------------
def _both(change: PendingChange, by: Actor) -> Actor:
    """Whoever asked, with the rights of today, seconded by whoever confirms."""
    return Actor.of(change.asked_by, by.on).seconded(by)


def _as_asked(change: PendingChange) -> Made:
    """What was asked for, as the history has it and as it was shown: whoever confirms answers for what he has read, not for
    what somebody has written into the row since, nor for a person who has got another name."""
    made = KINDS[ChangeKind(change.kind)].made(change.arguments)
    asked = Event.objects.filter(verb=Verb.CHANGE_ASKED, actor=change.asked_by, happened_on=change.asked_on)
    said = next((event for event in asked.iterator() if event.facts.get("change") == change.pk), None)
    is_same = (
        said is not None
        and said.hash_agrees()
        and (said.facts.get("kind"), said.facts.get("arguments")) == (change.kind, change.arguments)
        and made.title[:300] == change.title
        and change.details.startswith(made.details)
    )
    if not is_same:
        raise Refused(_("提请的内容在提请之后有了改变，不能照此办理，请重新提请。"))
    return made


def _locked(change: PendingChange) -> PendingChange:
    return lock(change, "asked_by", "decided_by", "person")


def _closed(change: PendingChange) -> str:
    if change.state == ChangeState.PENDING:
        return _("已过有效期，请重新提请。")
    return _("这项变更%(state)s。") % {"state": change.get_state_display()}


def _decide(change: PendingChange, state: str, *, by: Actor) -> None:
    change.state, change.decided_by, change.decided_at = state, by.user, timezone.now()
    change.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _tell_people(change: PendingChange, words: str, *, by: Actor) -> None:
    """The person concerned, whoever asked, and every auditor."""
    text = words % {"who": by.name, "what": change.title, "asked": change.asked_by.name}
    people_told = [*([change.person] if change.person else []), change.asked_by, *auditors(by.on)]
    tell_people(people_told, text, by=by)


def _audits(person: User) -> bool:
    return person.memberships.filter(role=Role.AUDITOR).exists()


# --- As the desk asks for them ---------------------------------------------------------------------
def ask_for_password(*, person: User, by: Actor) -> PendingChange:
    return ask(kind=ChangeKind.PASSWORD, arguments={"person": person.pk}, by=by)


def ask_to_take_role(*, membership: Membership, by: Actor) -> PendingChange:
    return ask(kind=ChangeKind.ROLE_TAKEN, arguments={"membership": membership.pk}, by=by)


def ask_to_retire(*, rung: Rung, by: Actor) -> PendingChange:
    return ask(kind=ChangeKind.RUNG_RETIRED, arguments={"rung": rung.pk}, by=by)


def ask_for_listed(
    *, rows: Iterable[Mapping[str, str]], all_or_nothing: bool, by: Actor
) -> list[people_import.PersonOutcome]:
    """Roles by a spreadsheet: tried row by row, and the good rows asked for as one change. One outcome for each row."""
    told = [{column: str(row.get(column) or "").strip() for column in people_import.COLUMNS} for row in rows]
    outcomes: list[people_import.PersonOutcome] = []
    try:
        with chronicle():
            seconded = by.seconded(Actor.system(by.on))
            outcomes = people_import.import_people(rows=told, all_or_nothing=all_or_nothing, by=seconded)
            raise _OnlyTried
    except _OnlyTried:
        pass
    new = [o.ok and o.reason != people_import.unchanged() for o in outcomes]
    good = [row for row, is_new in zip(told, new, strict=True) if is_new]
    if good:
        ask(kind=ChangeKind.ROLES_LISTED, arguments={"rows": good}, by=by)
    asked = _("已提请授予，待另一位管理员确认")
    return [replace(o, reason=asked) if is_new else o for o, is_new in zip(outcomes, new, strict=True)]


def ask_to_drop_day(*, day: CalendarDay, by: Actor) -> PendingChange:
    return ask_for_days([], removed=[day.falls_on], by=by)


def ask_for_days(days: list[Day], *, by: Actor, removed: list[date] | None = None) -> PendingChange:
    told = [[d.on.isoformat(), d.is_working, d.name, d.official] for d in days]
    gone = [on.isoformat() for on in removed or []]
    return ask(kind=ChangeKind.CALENDAR, arguments={"days": told, "removed": gone}, by=by)


def needs_a_second(person: User) -> bool:
    """Whose password takes two people: everybody's who holds a role, now or some day. An account that can do nothing
    yet gets its first password from the one who made it; the role that makes it something takes two."""
    return person.memberships.exists()
