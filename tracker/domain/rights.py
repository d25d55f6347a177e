"""Who may act where, as reasons for a refusal. A substitute acts with the rights of the person away, and the record
names both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.models import OFFICE_ROLES, UNIT_ROLES, Role, Unit

if TYPE_CHECKING:
    from tracker.models.obligations import ObligationQuerySet


def why_not_office(office: Unit, *, by: Actor) -> str:
    if by.holds(*OFFICE_ROLES, unit=office):
        return ""
    return _("只有%(office)s的督办员或办主任可以这样做。") % {"office": office}


def why_not_head(office: Unit, *, by: Actor) -> str:
    if by.holds(Role.OFFICE_HEAD, unit=office):
        return ""
    return _("只有%(office)s的办主任可以这样做。") % {"office": office}


def why_not_unit(unit: Unit, *, by: Actor) -> str:
    if by.holds(*UNIT_ROLES, unit=unit):
        return ""
    return _("只有%(unit)s的联络员或负责人可以这样做。") % {"unit": unit}


def why_not_heir(unit: Unit, *, by: Actor) -> str:
    """The same; and once the unit is no more, whoever serves the unit that it went into."""
    if not unit.is_active and unit.pk in by.units_seen:
        return ""
    return why_not_unit(unit, by=by)


def why_not_for_others(unit: Unit, *, by: Actor) -> str:
    """What a unit has to ask for, nobody grants it who may ask in its name: the request would only be left out."""
    if not by.holds(*UNIT_ROLES, unit=unit):
        return ""
    return _("您同时是%(unit)s的联络员或负责人，本单位的事项须由单位提出、由他人决定。") % {"unit": unit}


def why_not_of_own_units(owed: ObligationQuerySet, *, by: Actor) -> str:
    """Nobody lays aside, ends, puts off or gives away what he owes himself for a unit: the first of these rows that is so."""
    mine = owed.filter(unit__in=by.served).select_related("unit").first() if by.served else None
    return why_not_for_others(mine.unit, by=by) if mine else ""


def why_not_let_off(asked: Unit, asking: Unit, *, by: Actor) -> str:
    """Who asks in the asking unit's name may ask no more; an officer lets no unit off for which he speaks himself."""
    return why_not_for_others(asked, by=by) if why_not_unit(asking, by=by) else ""


def why_not_account_keeper(*, by: Actor) -> str:
    """Accounts and units belong to the system administrator."""
    return _why_not_administrator(Role.SYSTEM_ADMIN, by=by)


def why_not_role_keeper(*, by: Actor) -> str:
    """Roles belong to the security administrator."""
    return _why_not_administrator(Role.SECURITY_ADMIN, by=by)


def why_not_alone(*, by: Actor) -> str:
    """What one person could use to become anybody takes a second one (`actions.pending_changes`)."""
    if by.second is not None and (by.second.person_id is None or by.second.person_id != by.person_id):
        return ""
    return _("这件事须两人办理：请先提请，由另一位管理员确认。")


def _why_not_administrator(role: Role, *, by: Actor) -> str:
    return "" if by.holds(role) else _("只有%(role)s可以这样做。") % {"role": role.label}
