"""An office rules its own realm: whom it may give work and letters to, and whose rules it may change."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.models import Role, Unit
from tracker.models.people import UnitQuerySet


def units_of(office: Unit) -> UnitQuerySet:
    """Whom the office may choose: the units in use within its realm."""
    return Unit.objects.active().within(office.realm_path)


def units_of_offices(actor: Actor) -> UnitQuerySet:
    """Whom the offices that the actor works for may choose."""
    return Unit.objects.active().within(*(h.realm for h in actor.held if h.unit in actor.offices))


def why_not_within(office: Unit, units: Iterable[Unit]) -> str:
    """Neither a task nor a letter goes to a unit that another office looks after, or to one that is closed."""
    units = list(units)
    closed = [str(unit) for unit in units if not unit.is_active]
    if closed:
        return _("%(units)s已停用，请选择接替它的单位。") % {"units": "、".join(closed)}
    outside = [str(unit) for unit in units if not unit.path.startswith(office.realm_path)]
    if not outside:
        return ""
    return _("%(units)s不在%(office)s的督办范围内，不能选。") % {
        "units": "、".join(outside),
        "office": office,
    }


def why_not_rule_for_all(*, by: Actor) -> str:
    """The ladder and the calendar hold for every office of the installation: a head of office changes them only
    where no office lies outside of his realm."""
    if by.holds(Role.SECURITY_ADMIN):
        return ""
    realms = [h.realm for h in by.held if h.role == Role.OFFICE_HEAD]
    if not realms:
        return _("只有安全管理员或办主任可以这样做。")
    others = Unit.objects.active().filter(is_office=True).exclude(pk__in=Unit.objects.within(*realms))
    other = others.first()
    if other is None:
        return ""
    return _("督办规则和工作日历由各督办机构共用，%(other)s不在您的督办范围内，请安全管理员修改。") % {
        "other": other
    }


def why_not_keep_numbers(office: Unit, *, by: Actor) -> str:
    """An office's numbers are its own head's, or the security administrator's."""
    if by.holds(Role.SECURITY_ADMIN) or by.holds(Role.OFFICE_HEAD, unit=office):
        return ""
    return _("只有%(office)s的办主任或安全管理员可以这样做。") % {"office": office}
