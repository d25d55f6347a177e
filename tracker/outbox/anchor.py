"""The event head goes to the auditors every day: what was said before it cannot be rewritten unseen."""

from __future__ import annotations

from datetime import date

from tracker.models import LetterKind, Membership, Role, User
from tracker.outbox.rows import insert, new_letter


def compose_anchors(*, today: date) -> int:
    """One letter per auditor with a mail address and day; the head is read when it leaves. Returns letters made."""
    return insert(
        new_letter(person=person, office=unit, kind=LetterKind.ANCHOR, today=today)
        for person, unit in auditors(today).items()
    )


def auditors(today: date) -> dict[int, int]:
    """Those who can be written to: person -> the first unit in which they audit."""
    held = Membership.objects.current(today).filter(role=Role.AUDITOR, user__in=User.objects.reachable())
    return dict(held.order_by("-pk").values_list("user_id", "unit_id"))
