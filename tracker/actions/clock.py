"""The demo clock. Real installations have none."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused, refuse_if
from tracker.models import OFFICE_ROLES, Installation, Verb

FARTHEST = 31  # days in one go: each is swept and delivered in turn


def why_not_move_clock(*, by: Actor) -> str:
    if not Installation.objects.current().is_demo:
        return _("正式库没有演示时钟。")
    if not by.holds_in_person(*OFFICE_ROLES):
        return _("只有督办员或办主任可以调整演示日期。")
    return ""


@chronicle()
def move_clock(*, to: date, by: Actor) -> date:
    """The demo's business date goes forward to a day; a clock that has come so far or farther stays where it is.
    Sweeping and delivering that day is the caller's next step. Returns the date of the clock."""
    refuse_if(why_not_move_clock(by=by))
    office = Installation.objects.select_for_update().get(pk=1)
    stands_on = office.demo_on or by.on
    if to <= stands_on:
        return stands_on
    if (to - stands_on).days > FARTHEST:
        raise Refused(_("一次最多前进%(n)s天。") % {"n": FARTHEST})
    office.demo_on = to
    office.save(update_fields=["demo_on"])
    tell(Verb.CLOCK_MOVED, by=by, note=to.isoformat())
    return to
