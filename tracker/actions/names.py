"""A name that documents write comes into the register: an office asks, the system administrator decides."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.actions.units import create_unit, set_aliases, set_group
from tracker.domain.actor import Actor
from tracker.domain.events import chronicle
from tracker.domain.locks import lock
from tracker.domain.refusal import Refused, refuse_if
from tracker.domain.rights import why_not_account_keeper, why_not_office
from tracker.models import Decision, Unit, UnitGroup, UnitKind, WrittenName


@chronicle()
def ask_for_name(
    *, office: Unit, name: str, by: Actor, unit: Unit | None = None, group: UnitGroup | None = None
) -> WrittenName:
    """Please make it another name of this unit or group or, with neither, a unit of its own."""
    refuse_if(why_not_office(office, by=by))
    name = name.strip()
    if not name or len(name) > 128:
        raise Refused(_("名称不能是空的，最多128个字。"))
    row = WrittenName.objects.select_for_update(of=("self",)).filter(office=office, name=name).first()
    if row and row.asked_on and not row.decision:
        raise Refused(_("“%(name)s”已在%(day)s提出申请，还没有答复。") % {"name": name, "day": row.asked_on})
    row = row or WrittenName(office=office, name=name)
    if unit or group:
        row.unit, row.group = unit, group
    row.asked_by, row.asked_on = by.person, by.on
    row.decision, row.decision_reason, row.decided_by, row.decided_on = "", "", None, None
    row.save()
    return row


def why_not_decide(wanted: WrittenName, *, by: Actor) -> str:
    if not wanted.asked_on:
        return _("“%(name)s”没有人提出申请。") % {"name": wanted}
    if wanted.decision:
        return _("“%(name)s”已经答复过。") % {"name": wanted}
    return why_not_account_keeper(by=by)


@chronicle()
def grant_name(
    *,
    wanted: WrittenName,
    by: Actor,
    unit: Unit | None = None,
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
) -> WrittenName:
    """Another name of `unit`, or of the group that was asked for; with neither, a new unit."""
    wanted = _locked(wanted, by=by)
    if unit:
        names = [*unit.aliases.values_list("name", flat=True), wanted.name]
        set_aliases(unit=unit, names=names, by=by)
        wanted.unit, wanted.group = unit, None
    elif group := wanted.group:
        aliases = list(dict.fromkeys([*group.aliases, wanted.name]))
        kept = {"name": group.name, "kinds": group.kinds, "members": group.members.all()}
        set_group(group=group, aliases=aliases, by=by, **kept)
    else:
        wanted.unit = create_unit(name=wanted.name, kind=kind, parent=parent, by=by)
    return _decided(wanted, Decision.GRANTED, by=by)


@chronicle()
def refuse_name(*, wanted: WrittenName, reason: str, by: Actor) -> WrittenName:
    wanted = _locked(wanted, by=by)
    wanted.decision_reason = reason.strip()
    return _decided(wanted, Decision.REFUSED, by=by)


def _locked(wanted: WrittenName, *, by: Actor) -> WrittenName:
    wanted = lock(wanted)
    refuse_if(why_not_decide(wanted, by=by))
    return wanted


def _decided(wanted: WrittenName, decision: str, *, by: Actor) -> WrittenName:
    wanted.decision, wanted.decided_by, wanted.decided_on = decision, by.person, by.on
    wanted.save()
    return wanted
