"""Who may act where. A substitute acts with the rights of the person away, and the record names both."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.models import OFFICE_ROLES, UNIT_ROLES, Absence, Membership, Role, Unit, User


def acting_as(user: User, on: date) -> list[int]:
    """Ids of the people this user acts for: the user, and everyone the user stands in for today."""
    return [user.pk, *Absence.objects.covered_by(user, on)]


def holds(user: User, *roles: str, unit: Unit, on: date) -> bool:
    """Whether the user has one of the roles in exactly this unit, in person or as a substitute."""
    return (
        Membership.objects.current(on)
        .filter(user__in=acting_as(user, on), role__in=roles, unit=unit)
        .exists()
    )


def acted_for(user: User, *roles: str, unit: Unit | int, on: date) -> list[User]:
    """The people away in whose name the user held one of these roles; nobody where it was the user's own."""
    held = Membership.objects.current(on).filter(role__in=roles, unit=unit)
    if held.filter(user=user).exists():
        return []
    return [row.user for row in held.filter(user__in=acting_as(user, on)).select_related("user")]


def for_unit(by: User, unit: Unit, on: date) -> str:
    """“代张三” where somebody acts for the unit only as a substitute, for the record; otherwise nothing."""
    return _for(by, *UNIT_ROLES, unit=unit, on=on)


def for_office(by: User, office: Unit, on: date) -> str:
    return _for(by, *OFFICE_ROLES, unit=office, on=on)


def for_head(by: User, office: Unit, on: date) -> str:
    return _for(by, Role.OFFICE_HEAD, unit=office, on=on)


def for_leader_of(unit: Unit, by: User, on: date) -> str:
    """A liaison who stands in for the unit's leader acts with the leader's right."""
    return _for(by, Role.UNIT_LEADER, unit=unit, on=on)


def _for(by: User, *roles: str, unit: Unit, on: date) -> str:
    absent = acted_for(by, *roles, unit=unit, on=on)
    return _("代%(name)s") % {"name": absent[0]} if absent else ""


def is_own(by: User, *, author: User, roles: Iterable[str], unit: Unit | int, on: date, today: date) -> bool:
    """Whether `by` must not decide today on what `author` did on the day `on` by these roles of the unit: they are
    one, or the one stands in for the other, or stood in then."""
    if author.pk in acting_as(by, today):
        return True
    return by in acted_for(author, *roles, unit=unit, on=on)


def why_not_office(office: Unit, *, by: User, today: date) -> str:
    if holds(by, *OFFICE_ROLES, unit=office, on=today):
        return ""
    return _("只有%(office)s的督办员或办主任可以这样做。") % {"office": office}


def why_not_head(office: Unit, *, by: User, today: date) -> str:
    if holds(by, Role.OFFICE_HEAD, unit=office, on=today):
        return ""
    return _("只有%(office)s的办主任可以这样做。") % {"office": office}


def why_not_unit(unit: Unit, *, by: User, today: date) -> str:
    if holds(by, Role.LIAISON, Role.UNIT_LEADER, unit=unit, on=today):
        return ""
    return _("只有%(unit)s的联络员或负责人可以这样做。") % {"unit": unit}


def why_not_account_keeper(*, by: User, today: date) -> str:
    """Accounts and units belong to the system administrator."""
    return _why_not_administrator(Role.SYSTEM_ADMIN, by=by, today=today)


def why_not_role_keeper(*, by: User, today: date) -> str:
    """Roles belong to the security administrator."""
    return _why_not_administrator(Role.SECURITY_ADMIN, by=by, today=today)


def why_not_rule_keeper(*, by: User, today: date) -> str:
    """The ladder and the calendar: kept by the security administrator or by the head of an office."""
    keepers = (Role.SECURITY_ADMIN, Role.OFFICE_HEAD)
    held = Membership.objects.held_by(by, today).filter(role__in=keepers)
    return "" if held.exists() else _("只有安全管理员或办主任可以这样做。")


def _why_not_administrator(role: Role, *, by: User, today: date) -> str:
    if Membership.objects.current(today).filter(user=by, role=role).exists():
        return ""
    return _("只有%(role)s可以这样做。") % {"role": role.label}
