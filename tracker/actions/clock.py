"""The demo clock. Real installations have none."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracker.actions.refusal import Refused
from tracker.models import OFFICE_ROLES, Membership, Office, User, Verb, chronicle, tell

FARTHEST = 31  # days in one go: each is swept and delivered in turn


def why_not_move_clock(*, by: User, today: date) -> str:
    if not Office.objects.current().is_demo:
        return _("正式库没有演示时钟。")
    if not Membership.objects.current(today).filter(user=by, role__in=OFFICE_ROLES).exists():
        return _("只有督办员或办主任可以调整演示日期。")
    return ""


@chronicle()
def move_clock(*, days: int, by: User, today: date) -> date:
    """The demo's business date goes forward; sweeping and delivering that day is the caller's next step."""
    refusal = why_not_move_clock(by=by, today=today)
    if refusal:
        raise Refused(refusal)
    if not 1 <= days <= FARTHEST:
        raise Refused(_("一次最多前进%(n)s天。") % {"n": FARTHEST})
    office = Office.objects.select_for_update().get(pk=1)
    office.demo_on = (office.demo_on or today) + timedelta(days=days)
    office.save(update_fields=["demo_on"])
    tell(Verb.CLOCK_MOVED, by=by, on=office.demo_on, note=office.demo_on.isoformat())
    return office.demo_on
