"""A name that documents write comes into the register: an office asks, the system administrator decides."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.actions.refusal import Refused, refuse_if
from tracker.actions.roles import why_not_account_keeper, why_not_office
from tracker.actions.units import create_unit, set_aliases, set_group
from tracker.models import Decision, Unit, UnitGroup, UnitKind, User, WrittenName, chronicle


@chronicle()
def ask_for_name(
    *,
    office: Unit,
    name: str,
    by: User,
    today: date,
    unit: Unit | None = None,
    group: UnitGroup | None = None,
) -> WrittenName:
    """Please make it another name of this unit or group or, with neither, a unit of its own."""
    refuse_if(why_not_office(office, by=by, today=today))
    name = name.strip()
    if not name or len(name) > 128:
        raise Refused(_("名称不能是空的，最多128个字。"))
    row = WrittenName.objects.select_for_update(of=("self",)).filter(office=office, name=name).first()
    if row and row.asked_on and not row.decision:
        raise Refused(_("“%(name)s”已在%(day)s提出申请，还没有答复。") % {"name": name, "day": row.asked_on})
    row = row or WrittenName(office=office, name=name)
    if unit or group:
        row.unit, row.group = unit, group
    row.asked_by, row.asked_on = by, today
    row.decision, row.decision_reason, row.decided_by, row.decided_on = "", "", None, None
    row.save()
    return row


def why_not_decide(wanted: WrittenName, *, by: User, today: date) -> str:
    if not wanted.asked_on:
        return _("“%(name)s”没有人提出申请。") % {"name": wanted}
    if wanted.decision:
        return _("“%(name)s”已经答复过。") % {"name": wanted}
    return why_not_account_keeper(by=by, today=today)


@chronicle()
def grant_name(
    *,
    wanted: WrittenName,
    by: User,
    today: date,
    unit: Unit | None = None,
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
) -> WrittenName:
    """Another name of `unit`, or of the group that was asked for; with neither, a new unit."""
    wanted = _locked(wanted, by=by, today=today)
    if unit:
        names = [*unit.aliases.values_list("name", flat=True), wanted.name]
        set_aliases(unit=unit, names=names, by=by, today=today)
        wanted.unit, wanted.group = unit, None
    elif group := wanted.group:
        aliases = list(dict.fromkeys([*group.aliases, wanted.name]))
        kept = {"name": group.name, "kinds": group.kinds, "members": group.members.all()}
        set_group(group=group, aliases=aliases, by=by, today=today, **kept)
    else:
        wanted.unit = create_unit(name=wanted.name, kind=kind, parent=parent, by=by, today=today)
    return _decided(wanted, Decision.GRANTED, by=by, today=today)


@chronicle()
def refuse_name(*, wanted: WrittenName, reason: str, by: User, today: date) -> WrittenName:
    wanted = _locked(wanted, by=by, today=today)
    wanted.decision_reason = reason.strip()
    return _decided(wanted, Decision.REFUSED, by=by, today=today)


def _locked(wanted: WrittenName, *, by: User, today: date) -> WrittenName:
    wanted = WrittenName.objects.select_for_update(of=("self",)).get(pk=wanted.pk)
    refuse_if(why_not_decide(wanted, by=by, today=today))
    return wanted


def _decided(wanted: WrittenName, decision: str, *, by: User, today: date) -> WrittenName:
    wanted.decision, wanted.decided_by, wanted.decided_on = decision, by, today
    wanted.save()
    return wanted
