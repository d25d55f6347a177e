"""What a log-in still owes: the code of the telephone, or setting one up where the office's policy asks for it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from tracker.entry.moments import OWED
from tracker.entry.second_factor import has_any, is_required

CODE, SET_UP = "code", "set_up"


def note_second_factor(request: HttpRequest) -> None:
    """After a right password."""
    if has_any(request.user):
        request.session[OWED] = CODE
    elif is_required(request.user, timezone.localdate()):
        request.session[OWED] = SET_UP


def owed(request: HttpRequest) -> str:
    """CODE, SET_UP, or nothing. Who was to set one up while another log-in has done so shows that one: or a stolen
    password that came first would add its own beside."""
    said = request.session.get(OWED, "")
    return CODE if said == SET_UP and has_any(request.user) else said


def complete_log_in(request: HttpRequest) -> None:
    """The log-in is whole: its key is a new one, so that one stolen half way is none."""
    request.session.pop(OWED, None)
    request.session.cycle_key()


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
