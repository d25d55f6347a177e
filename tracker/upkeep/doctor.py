"""`manage.py doctor`: what is wrong with this installation, subject by subject. Looks, and changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import Error as DatabaseError

from tracker.upkeep import machine, rows, servers
from tracker.upkeep.findings import Finding

Check = Callable[[datetime], Finding]
CHECKS: tuple[Check, ...] = (
    machine.data_folder,
    machine.disk,
    servers.database,
    servers.migrations,
    servers.clock_of_the_database,
    servers.queue,
    rows.clock_call,
    rows.waiting_mail,
    servers.mail_server,
    servers.certificate_of_the_site,
    servers.virus_scanner,
    rows.next_years_holidays,
    rows.contact,
    rows.administrators,
)


def examine(*, now: datetime) -> list[Finding]:
    """What each check says. Where the database is away that is one finding, and what stands in it is left out."""
    answers = [_answer_of(check, now) for check in CHECKS]
    return [answer for answer in answers if answer]


def _answer_of(check: Check, now: datetime) -> Finding | None:
    try:
        return check(now)
    except DatabaseError as error:
        return servers.database_away(error) if check is servers.database else None
