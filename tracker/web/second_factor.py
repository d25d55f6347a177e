"""What a log-in still owes: the code of the telephone, or setting one up where the office's policy asks for it."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tracker.desk.access import prepare
from tracker.desk.request import Request
from tracker.domain.actor import Actor
from tracker.entry.moments import OWED, SHOWN
from tracker.entry.second_factor import has_any
from tracker.models import Installation

CODE, SET_UP = "code", "set_up"


def note_second_factor(request: HttpRequest) -> None:
    """After a right password."""
    request.session.pop(SHOWN, None)
    if has_any(request.user):
        request.session[OWED] = CODE
    elif is_required(Actor.of(request.user, Installation.objects.current().business_date())):
        request.session[OWED] = SET_UP


def is_required(actor: Actor) -> bool:
    """Whether the office's policy (DUBAN_SECOND_FACTOR) names a role of this person: of his own, or of somebody for whom he
    stands in."""
    return bool(actor.roles.intersection(settings.SECOND_FACTOR_ROLES))


def owed(request: HttpRequest) -> str:
    """CODE, SET_UP, or nothing. Who was to set one up while another log-in has done so shows that one: or a stolen
    password that came first would add its own beside."""
    said = request.session.get(OWED, "") or _owed_since(request)
    return CODE if said == SET_UP and has_any(request.user) else said


def _owed_since(request: HttpRequest) -> str:
    """A role that asks for it may have come after the log-in: nobody signs with it for half a day by the password alone."""
    if not settings.SECOND_FACTOR_ROLES or SHOWN in request.session:
        return ""
    prepare(request)
    return SET_UP if is_required(cast(Request, request).actor) else ""


def complete_log_in(request: HttpRequest) -> None:
    """The log-in is whole: its key is a new one, so that one stolen half way is none."""
    request.session.pop(OWED, None)
    request.session[SHOWN] = True
    request.session.cycle_key()


def taken_away(request: HttpRequest) -> bool:
    """The last second factor of this person is gone; whether a new one is owed at once."""
    request.session.pop(SHOWN, None)
    return bool(owed(request))


class SecondFactorMiddleware:
    """Half a log-in opens nothing, the change of the password included."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and owed(request) and request.path not in self.allowed():
            wanted = request.get_full_path() if request.method == "GET" else "/"
            return redirect(f"{reverse('second_factor')}?{urlencode({'next': wanted})}")
        return self.get_response(request)

    def allowed(self) -> set[str]:
        names = ("second_factor", "security_key_ask", "security_key_add", "logout", "set_language")
        return {reverse(name) for name in names}
