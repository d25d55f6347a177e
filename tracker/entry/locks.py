"""Who has to wait before the next password (GB/T 22239-2019 8.1.4.1 b; ASVS 2.2.1).

A lock by name alone lets anybody lock out anybody, all three administrators in fifteen requests; a lock by address alone
locks out an office. So three counts, each with a delay that doubles: of a name from an address, of a name from addresses
that it never came from, of an address. A browser in which this person has logged in before has a count of its own, which
nobody else can fill; and where the person is known by address, the delay stays short. django-axes keeps the counts.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_failure_limit
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

COOKIE = "duban_browser"
KNOWN_FOR = timedelta(days=90)
MEMORY = timedelta(hours=24)
LOOPBACK = ("127.0.0.1", "::1")  # who sits at the server itself


@dataclass(frozen=True, slots=True)
class Rule:
    """So many failures are free; each further one doubles the wait after it."""

    free: int
    longest: timedelta
    first: timedelta = timedelta(minutes=1)

    def wait_until(self, failed: QuerySet) -> datetime | None:
        found = failed.aggregate(times=Sum("failures_since_start"), last=Max("attempt_time"))
        over = (found["times"] or 0) - self.free
        if over < 0:
            return None
        return found["last"] + min(self.first * 2 ** min(over, 20), self.longest)


PAIR = Rule(free=5, longest=timedelta(minutes=30))
KNOWN = Rule(free=5, longest=timedelta(minutes=1))
NAME = Rule(free=20, longest=timedelta(minutes=15))
ADDRESS = Rule(free=20, longest=timedelta(minutes=15))


def wait_until(username: str, address: str | None, browser: str, now: datetime) -> datetime | None:
    """Until when no password is looked at; None or past: now."""
    failed = AccessAttempt.objects.filter(attempt_time__gte=now - MEMORY)
    named = failed.filter(username=username)
    if browser:
        return KNOWN.wait_until(named.filter(user_agent__endswith=_mark(browser)))
    pair = named.filter(ip_address=address)
    if address in LOOPBACK or address in _addresses(username, now):
        return KNOWN.wait_until(pair)
    strangers = named.exclude(ip_address__in=_addresses(username, now))
    rules = ((PAIR, pair), (NAME, strangers), (ADDRESS, failed.filter(ip_address=address)))
    return max(filter(None, (rule.wait_until(rows) for rule, rows in rules)), default=None)


def _addresses(username: str, now: datetime) -> QuerySet:
    """Where this person has logged in from lately."""
    came = AccessLog.objects.filter(username=username, attempt_time__gte=now - KNOWN_FOR)
    return came.exclude(ip_address=None).values_list("ip_address", flat=True).distinct()


def remember_browser(request: HttpRequest, response: HttpResponse, username: str) -> None:
    """After a log-in: this browser is this person's, whatever others do to the name."""
    value = TimestampSigner(salt=COOKIE).sign(f"{secrets.token_hex(8)}:{username}")
    response.set_cookie(
        COOKIE,
        value,
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )


def browser_of(request: HttpRequest, username: str) -> str:
    """What tells this browser from others, if this person has logged in with it; otherwise empty."""
    try:
        value = TimestampSigner(salt=COOKIE).unsign(request.COOKIES.get(COOKIE, ""), max_age=KNOWN_FOR)
    except BadSignature:
        return ""
    browser, _colon, owner = value.partition(":")
    return browser if owner == username else ""


def _mark(browser: str) -> str:
    return f" #{browser}"


class Handler(AxesDatabaseHandler):
    """django-axes counts and records; whether one has to wait is said above."""

    def get_failures(self, request: HttpRequest, credentials: dict | None = None) -> int:
        username = get_client_username(request, credentials) or ""
        until = wait_until(username, request.axes_ip_address, browser_of(request, username), timezone.now())
        return get_failure_limit(request, credentials) if until and until > timezone.now() else 0

    def user_login_failed(
        self, sender, credentials: dict, request: HttpRequest | None = None, **kwargs
    ) -> None:
        """It is counted that somebody failed. What was typed (the old and the new password at /password/, the one of
        the proof) is kept nowhere: django-axes writes all of it down but a field named password."""
        if request is None:
            super().user_login_failed(sender, credentials, request, **kwargs)
            return
        self._mark_browser(request, credentials)
        asked, typed = request.GET, request.POST
        request.GET, request.POST = QueryDict(), QueryDict()
        try:
            super().user_login_failed(sender, credentials, request, **kwargs)
        finally:
            request.GET, request.POST = asked, typed

    def _mark_browser(self, request: HttpRequest, credentials: dict) -> None:
        """The count of a known browser is told from others by the end of its name."""
        browser = browser_of(request, get_client_username(request, credentials) or "")
        if browser and not request.axes_user_agent.endswith(_mark(browser)):
            request.axes_user_agent = request.axes_user_agent[:200] + _mark(browser)
