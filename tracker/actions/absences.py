"""Who stands in for whom: recorded by the person away or by the office, ended by either side."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused, refuse_if
from tracker.models import ADMIN_ROLES, OFFICE_ROLES, Absence, Membership, Unit, User, Verb


def why_not_record_absence(person: User, *, by: Actor) -> str:
    """Everybody names their own substitute; an officer may do it for a person of a unit the office supervises."""
    if by.person_id == person.pk:
        return ""
    realms = [h.realm for h in by.held if h.role in OFFICE_ROLES and h.holder == by.person_id]
    if Unit.objects.within(*realms).filter(memberships__user=person).exists():
        return ""
    return _("只有本人或其督办机构可以登记代办。")


@chronicle()
def record_absence(
    *, person: User, substitute: User, from_on: date, until_on: date, by: Actor, reason: str = ""
) -> Absence:
    refuse_if(why_not_record_absence(person, by=by))
    if person.pk == substitute.pk:
        raise Refused(_("代办人不能是本人。"))
    if (
        by.person_id == substitute.pk
    ):  # or an officer would sign letters in the name of a head declared absent
        raise Refused(_("不能登记由自己代办，请由不在岗人员本人或督办机构的其他人登记。"))
    if until_on < from_on:
        raise Refused(_("结束日期早于开始日期。"))
    units = person.memberships.values("unit")
    if not substitute.memberships.filter(unit__in=units).exists():
        raise Refused(_("代办人应是同一单位的同事。"))
    if Membership.objects.filter(user__in=(person, substitute), role__in=ADMIN_ROLES).exists():
        raise Refused(_("管理员不能代办业务，也不能由他人代办。"))
    absence = Absence.objects.create(
        person=person,
        substitute=substitute,
        from_on=from_on,
        until_on=until_on,
        reason=reason,
        recorded_by=by.user,
    )
    tell(Verb.ABSENCE_RECORDED, by=by, note=str(absence), person=person.pk, substitute=substitute.pk)
    return absence


def why_not_end_absence(absence: Absence, *, by: Actor) -> str:
    if absence.until_on < by.on:
        return _("代办已经结束。")
    if by.person_id == absence.substitute_id:
        return ""
    return why_not_record_absence(absence.person, by=by)


@chronicle()
def end_absence(*, absence: Absence, by: Actor) -> None:
    """Back early, or recorded by mistake: from today on the substitute acts for nobody. What has not begun yet
    leaves no row; the history keeps both."""
    absence = (
        Absence.objects.select_for_update(of=("self",))
        .select_related("person", "substitute")
        .get(pk=absence.pk)
    )
    refuse_if(why_not_end_absence(absence, by=by))
    note = _("提前结束：%(absence)s") % {"absence": absence}
    if absence.from_on < by.on:
        absence.until_on = by.on - timedelta(days=1)
        absence.save(update_fields=["until_on"])
    else:
        Absence.objects.filter(pk=absence.pk).delete()
    tell(
        Verb.ABSENCE_RECORDED,
        by=by,
        note=note,
        person=absence.person_id,
        substitute=absence.substitute_id,
    )
