"""机构改革: a unit goes into another in the middle of its work, and its people go on there."""

from __future__ import annotations

from datetime import timedelta

from tracker.actions import merging, people
from tracker.models import UNIT_ROLES, Dispatch, Membership, Obligation, Receipt, Role, Unit
from tracker.rehearsal.town import Town

# Which departments could become one: that pair is taken whose first has most in hand.
PAIRS = (
    ("市信访局", "市民政局"),
    ("市医保局", "市人社局"),
    ("市住建局", "市自然资源规划局"),
    ("市生态环境局", "市自然资源规划局"),
    ("市市场监管局", "市工信局"),
    ("市民政局", "市人社局"),
    ("市税务局", "市财政局"),
)


def standing(unit: Unit) -> Unit:
    """Itself, or the one that it went into."""
    return unit if unit.is_active or unit.parent is None else unit.parent


def merge(town: Town) -> None:
    """The system administrator joins the units; the security administrator gives its people the same roles in the other."""
    unit, into = max(_pairs(), key=lambda pair: _in_hand(*pair))
    done = town.press(merging.merge, unit=unit, into=into, by=town.administrator(Role.SYSTEM_ADMIN))
    if done:
        _take_along(town, unit, into)


def _pairs() -> list[tuple[Unit, Unit]]:
    units = {unit.name: unit for unit in Unit.objects.active()}
    return [(units[one], units[other]) for one, other in PAIRS if one in units and other in units]


def _in_hand(unit: Unit, into: Unit) -> int:
    """What would have to find its way: letters that wait for something, and what the other does not owe as well."""
    theirs = Obligation.objects.unsettled().filter(unit=into, deadline__isnull=False).values("deadline")
    owed = Obligation.objects.unsettled().filter(unit=unit).exclude(deadline__in=theirs).count()
    drafts = Dispatch.objects.drafts().filter(receipts__unit=unit).count()
    return owed + drafts + Receipt.objects.not_signed_for().filter(unit=unit).count()


def _take_along(town: Town, unit: Unit, into: Unit) -> None:
    by = town.administrator(Role.SECURITY_ADMIN).seconded(town.administrator(Role.SYSTEM_ADMIN))
    held = Membership.objects.current(town.today).filter(unit=unit, role__in=UNIT_ROLES)
    for row in held.select_related("user", "unit").order_by("pk"):
        yesterday = town.today - timedelta(days=1)
        town.press(people.change_membership, membership=row, from_on=row.from_on, until_on=yesterday, by=by)
        town.press(people.add_membership, user=row.user, unit=into, role=row.role, from_on=town.today, by=by)
