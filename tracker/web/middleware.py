"""What every request passes through: its size, the reader's language, a first password to be changed, and a
sentence instead of an error where the database had no time."""

import logging

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers

from tracker.entry.passwords import due_at
from tracker.web.database import STATEMENT_SECONDS, is_held, is_too_long
from tracker.web.second_factor import owed
from tracker.web.sessions import READING, last_person

FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "screen-wake-lock", "usb", "web-share", "xr-spatial-tracking",
)  # fmt: skip
STRANGER_BYTES = 64 * 1024  # a log-in takes 300; what is larger could be sent slowly (embedded/patience.py)
DUE = "password_due_at"
logger = logging.getLogger(__name__)


class FirstPasswordMiddleware:
    """A first password is for one use, and an old one for no more: its owner is led to change it before anything else,
    once the log-in is whole. Before that the second factor has its say: or each page would lead to the other for ever."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        has_to = user.is_authenticated and (user.must_change_password or is_old(request))
        if has_to and request.path not in self.allowed() and not owed(request):
            return redirect("password_change")
        return self.get_response(request)

    def allowed(self) -> set[str]:
        return {reverse("password_change"), reverse("logout"), reverse("set_language")}


def is_old(request: HttpRequest) -> bool:
    """Whether the password had reached the age of DUBAN_PASSWORD_DAYS at the log-in, which is half a day ago at most."""
    return DUE in request.session


def note_age(request: HttpRequest) -> None:
    """After a log-in, and after a change of the password."""
    due = due_at(request.user)
    if due and due <= timezone.now():
        request.session[DUE] = due.isoformat()
    else:
        request.session.pop(DUE, None)


class PlainAnswersMiddleware:
    """No page of ours asks for a camera, and no error page, which may name the person, stays in a shared computer."""

    policy = ", ".join(f"{feature}=()" for feature in FEATURES)

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.policy)
        if response.status_code >= 400:
            add_never_cache_headers(response)
        return response


class ChosenLanguageMiddleware:
    """Chinese, unless the reader has chosen English on a page. A browser's own preference is not a choice: many
    an office computer asks for English without anybody knowing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RequestSizeMiddleware:
    """Refused by the announced length, before a byte is read: Django would write any file of any stranger to the
    disk before a view could ask who is there. Without an announced length nothing is read at all."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.length(request) > self.allowed(request):
            limit = settings.REQUEST_MAX_BYTES // 1024 // 1024
            return render(request, "413.html", {"limit": limit}, status=413)
        return self.get_response(request)

    def length(self, request: HttpRequest) -> int:
        announced = request.META.get("CONTENT_LENGTH") or "0"
        return int(announced[:18]) if announced.isdecimal() else 0

    def allowed(self, request: HttpRequest) -> int:
        """What a log-in sends needs no look at the session; more than that nobody takes from a stranger, who is not
        whoever was logged in a moment ago: their files are kept."""
        if self.length(request) <= STRANGER_BYTES:
            return STRANGER_BYTES
        is_known = request.user.is_authenticated or last_person(request)
        return settings.REQUEST_MAX_BYTES if is_known else STRANGER_BYTES


class BusyDatabaseMiddleware:
    """What the database had no time for is said in a sentence; nothing of it was kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError) or not (is_held(error) or is_too_long(error)):
            return None
        logger.warning("%s %s: %s", request.method, request.path, error)
        asked = {"reads": request.method in READING, "seconds": STATEMENT_SECONDS}
        # Without the context of a page: that would ask the database again.
        return HttpResponse(render_to_string("503.html", asked), status=503, headers={"Retry-After": "30"})
