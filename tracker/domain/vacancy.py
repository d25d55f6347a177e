"""Of each kind of administrator there is always one: today, and on every day to come."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracker.models import ADMIN_ROLES, Membership

Dates = tuple[date | None, date | None]  # from, until; None: no bound


def why_not_leave_vacant(membership: Membership, dates: Dates | None, *, today: date) -> str:
    """Whether the role would have nobody on a day on which it has somebody now, were the membership's dates these, or
    (None) were it no more. A date in the future vacates it just as well as one of today. The rows of the role are
    locked, with the accounts beside them: of two that go at once the second sees the first, whichever way it went."""
    if membership.role not in ADMIN_ROLES:
        return ""
    rows = Membership.objects.filter(role=membership.role, user__is_active=True).order_by("pk")
    locked = rows.select_related("user").select_for_update(of=("self", "user"), no_key=True)
    held = {row.pk: (row.from_on, row.until_on) for row in locked}
    before = _vacant_from(list(held.values()), today)
    held.pop(membership.pk, None)
    if dates and membership.user.is_active:
        held[membership.pk] = dates
    after = _vacant_from(list(held.values()), today)
    if after is None or (before is not None and before <= after):
        return ""
    return _("%(name)s是唯一的%(role)s，%(day)s起将无人担任。请先任命接替的人。") % {
        "name": membership.user,
        "role": membership.get_role_display(),
        "day": after,
    }


def _vacant_from(held: list[Dates], today: date) -> date | None:
    """The first day from today on of which none of these dates speaks; None: there is none."""
    day = today
    while True:
        ends = [until for start, until in held if (start or day) <= day and (until or day) >= day]
        if not ends:
            return day
        if None in ends:
            return None
        day = max(end for end in ends if end) + timedelta(days=1)
