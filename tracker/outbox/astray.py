"""Letters that were on their way to somebody who is not to be told any more go to whoever is now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from tracker.domain.recipients import Directory
from tracker.models import LetterKind, Receipt
from tracker.outbox import claims
from tracker.outbox.alerts import alert_officers
from tracker.outbox.compose import carry_again, compose_dispatches
from tracker.outbox.contents import Prepared
from tracker.rules.workdays import Calendar


def redirect(prepared: Iterable[Prepared], *, directory: Directory, today: date, calendar: Calendar) -> None:
    """Take out of these claimed letters what must not be said in them, and have it told to the right people.

    Together: a notice that one letter lost and no other carries would be told to nobody.
    """
    left_out = [pk for each in prepared for pk in each.left_out]
    notices = {notice for each in prepared for notice in each.moved}
    astray = [each.letter for each in prepared if each.is_astray]
    if not (left_out or astray):
        return
    with transaction.atomic():
        claims.unload(left_out)
        if notices:
            carry_again(notices, directory=directory, today=today, calendar=calendar)
        dispatches = {letter.dispatch_id for letter in astray if letter.kind == LetterKind.DISPATCH}
        compose_dispatches(Receipt.objects.filter(dispatch__in=dispatches), directory=directory, today=today)
        for office in {letter.office_id for letter in astray if letter.kind == LetterKind.ALERT}:
            alert_officers(office, today=today)
