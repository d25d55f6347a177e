"""Who stands in for whom: named by the person away or by a superior of both, ended by either side.

Whoever else asks for it (an officer, for a unit whose liaison is ill) gives nobody a right: it holds from the moment
in which the person away or a superior of both confirms it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.people import why_not_span
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.locks import lock
from tracker.domain.personal import tell_people
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.superiors import above, superiors_in_unit
from tracker.models import ADMIN_ROLES, OFFICE_ROLES, UNIT_ROLES, Absence, Membership, Unit, User, Verb

LONGEST = timedelta(days=366)  # a role that is handed over for good is the security administrator's to give


def stands_above(absences: Iterable[Absence], *, by: Actor) -> frozenset[int]:
    """Ids of those concerned whose superior the actor is: for a page of many, asked once."""
    return above({pk for a in absences for pk in (a.person_id, a.substitute_id)}, by=by)


def _may_name(absence: Absence, *, by: Actor, known: frozenset[int] | None = None) -> bool:
    """Oneself, or a superior of both. `known`: of whom the actor is one, where that was read already."""
    if by.person_id == absence.person_id:
        return True
    known = stands_above([absence], by=by) if known is None else known
    return {absence.person_id, absence.substitute_id} <= known


def _may_ask(person: User, *, by: Actor) -> bool:
    """The office asks for the people of the units that it supervises, never for its own."""
    realms = [h.realm for h in by.held if h.role in OFFICE_ROLES and h.holder == by.person_id]
    held = Membership.objects.current(by.on).filter(user=person)
    if not realms or held.exclude(role__in=UNIT_ROLES).exists():
        return False
    return held.filter(unit__in=Unit.objects.within(*realms)).exclude(unit__in=by.offices).exists()


@chronicle()
def record_absence(
    *, person: User, substitute: User, from_on: date, until_on: date, by: Actor, reason: str = ""
) -> Absence:
    """In force at once where `by` may name the substitute; otherwise it waits to be confirmed."""
    _hold(person, substitute)
    refuse_if(_why_not_stand_in(person, substitute, by=by))
    refuse_if(why_not_span(from_on, until_on))
    if until_on - from_on > LONGEST:
        raise Refused(_("一次代办最长一年；长期不在岗的，请安全管理员调整角色。"))
    absence = Absence(
        person=person,
        substitute=substitute,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        recorded_by=by.user,
    )
    may_name = _may_name(absence, by=by)
    if not (may_name or _may_ask(person, by=by)):
        raise Refused(
            _("只有本人，或者不在岗人员和代办人共同的上级，可以指定代办；督办机构可以为承担单位的人员提请。")
        )
    refuse_if(_why_not_one_hop(person, substitute, from_on, until_on))
    absence.save()
    if may_name:
        _confirm(absence, by=by)
    else:
        ask = _("%(by)s提请：%(absence)s。请本人或上级在“代办”页确认，确认前不生效。")
        asked = [person, *superiors_in_unit(person, by=by)]
        tell_people(asked, ask % {"by": by.name, "absence": absence}, by=by)
    note = str(absence) if may_name else _("提请，待确认：%(absence)s") % {"absence": absence}
    _tell(absence, note, by=by)
    return absence


def _why_not_stand_in(person: User, substitute: User, *, by: Actor) -> str:
    if person.pk == substitute.pk:
        return _("代办人不能是本人。")
    if by.person_id == substitute.pk:
        return _("不能登记由自己代办，请由不在岗人员本人或其上级登记。")
    return _why_no_colleague(person, substitute, by=by)


def _why_no_colleague(person: User, substitute: User, *, by: Actor) -> str:
    held = Membership.objects.current(by.on)  # who has left is no colleague any more
    if not held.filter(user=substitute, unit__in=held.filter(user=person).values("unit")).exists():
        return _("代办人应是同一单位的同事。")
    if Membership.objects.filter(user__in=(person, substitute), role__in=ADMIN_ROLES).exists():
        return _("管理员不能代办业务，也不能由他人代办。")
    return ""


def _why_not_one_hop(person: User, substitute: User, from_on: date, until_on: date) -> str:
    """Standing in is not handed on: who is away stands in for nobody, and who stands in finds a successor first."""
    then = Absence.objects.confirmed().overlapping(from_on, until_on).select_related("person")
    if then.filter(person=substitute).exists():
        return _("%(name)s在此期间也不在岗，不能代办，请指定别人。") % {"name": substitute}
    other = then.filter(substitute=person).first()
    if other:
        return _(
            "%(name)s在此期间正在为%(other)s代办，代办不能转给别人：请先结束这项代办，由%(other)s另行指定。"
        ) % {"name": person, "other": other.person}
    return ""


def why_not_confirm_absence(absence: Absence, *, by: Actor, known: frozenset[int] | None = None) -> str:
    if absence.confirmed_by_id:
        return _("这项代办已经确认。")
    if absence.until_on < by.on:
        return _("代办已经结束。")
    if by.person_id == absence.substitute_id or not _may_name(absence, by=by, known=known):
        return _("须由%(name)s本人，或者两人共同的上级确认。") % {"name": absence.person}
    return ""


@chronicle()
def confirm_absence(*, absence: Absence, by: Actor) -> None:
    """What was asked for holds from now on."""
    _hold(absence.person, absence.substitute)
    absence = _locked(absence)
    refuse_if(why_not_confirm_absence(absence, by=by))
    refuse_if(_why_no_colleague(absence.person, absence.substitute, by=by))
    refuse_if(_why_not_one_hop(absence.person, absence.substitute, absence.from_on, absence.until_on))
    _confirm(absence, by=by)
    _tell(absence, _("确认：%(absence)s") % {"absence": absence}, by=by)


def _confirm(absence: Absence, *, by: Actor) -> None:
    absence.confirmed_by, absence.confirmed_at = by.user, timezone.now()
    absence.save(update_fields=["confirmed_by", "confirmed_at"])
    told = _(
        "%(absence)s，由%(by)s确认。代办人收到函件并可以替本人办理，记录中写明“代”谁；随时可以提前结束。"
    )
    both = [absence.person, absence.substitute]
    tell_people(both, told % {"absence": absence, "by": by.name}, by=by)


def why_not_end_absence(absence: Absence, *, by: Actor, known: frozenset[int] | None = None) -> str:
    if absence.until_on < by.on:
        return _("代办已经结束。")
    if by.person_id in (absence.substitute_id, absence.recorded_by_id):
        return ""
    if _may_name(absence, by=by, known=known):
        return ""
    return _("只有本人、代办人、登记人或两人共同的上级可以结束代办。")


@chronicle()
def end_absence(*, absence: Absence, by: Actor) -> None:
    """Back early, or recorded by mistake: from today on the substitute acts for nobody. What has not begun yet, or
    was never confirmed, leaves no row; the history keeps both."""
    absence = _locked(absence)
    refuse_if(why_not_end_absence(absence, by=by))
    note = _("提前结束：%(absence)s") % {"absence": absence}
    tell_people([absence.person, absence.substitute], _("%(what)s。") % {"what": note}, by=by)
    if absence.confirmed_by_id and absence.from_on < by.on:
        absence.until_on = by.on - timedelta(days=1)
        absence.save(update_fields=["until_on"])
    else:
        Absence.objects.filter(pk=absence.pk).delete()
    _tell(absence, note, by=by)


def _hold(*people: User) -> None:
    """Until the transaction ends: of two that name one another in the same moment the second sees the first."""
    rows = User.objects.filter(pk__in=[person.pk for person in people]).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def _locked(absence: Absence) -> Absence:
    return lock(absence, "person", "substitute")


def _tell(absence: Absence, note: str, *, by: Actor) -> None:
    tell(Verb.ABSENCE_RECORDED, by=by, note=note, person=absence.person_id, substitute=absence.substitute_id)
