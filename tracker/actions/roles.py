"""Who may act where. A substitute acts with the rights of the person away, and the record names both."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.models import OFFICE_ROLES, Membership, Role, Unit, User


def acting_as(user: User, on: date) -> list[int]:
    """Ids of the people this user acts for: the user, and everyone the user stands in for today."""
    return [user.pk, *user.stands_in.current(on).values_list("person", flat=True)]


def holds(user: User, *roles: str, unit: Unit, on: date) -> bool:
    """Whether the user has one of the roles in exactly this unit, in person or as a substitute."""
    return (
        Membership.objects.current(on)
        .filter(user__in=acting_as(user, on), role__in=roles, unit=unit)
        .exists()
    )


def stands_for(user: User, *roles: str, unit: Unit, on: date) -> str:
    """“代张三” where the user holds the role only as a substitute; otherwise nothing."""
    own = Membership.objects.current(on).filter(role__in=roles, unit=unit)
    if own.filter(user=user).exists():
        return ""
    absent = own.filter(user__in=acting_as(user, on)).select_related("user").first()
    return _("代%(name)s") % {"name": absent.user} if absent else ""


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
