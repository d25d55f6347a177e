"""Nothing typed is lost: what is sent after its session has ended waits until its writer has logged in again."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from tracker.entry import drafts, writers
from tracker.entry.writers import WRITER
from tracker.models import User
from tracker.rules.characters import IMPOSSIBLE
from tracker.web.next_url import page_of_form
from tracker.web.sessions import last_person

ADDRESS = "_address"  # of the form, in what the page's script sends while one types


def keep_form(request: HttpRequest, person: User) -> None:
    """The words and the files of the form that this request brings."""
    address = request.POST.get(ADDRESS, "") if request.path == reverse("draft") else request.path
    if IMPOSSIBLE.search(address) or address.startswith(_proving()):
        return
    if address.startswith("/") and len(address) < 255:
        files = dict(request.FILES.lists())
        request.kept_for = person  # type: ignore[attr-defined]
        drafts.keep(person=person, address=address, words=request.POST, files=files, now=timezone.now())


def written_by(request: HttpRequest) -> User | None:
    """Whose page the form stood on, by its own word: also where the session's cookie or its row is gone."""
    return writers.person_of(request.POST.get(WRITER, ""))


def _proving() -> tuple[str, ...]:
    """Addresses whose forms prove who somebody is: of passwords and codes nothing is kept."""
    return tuple(reverse(name) for name in ("login", "password_change", "second_factor"))


def to_log_in(request: HttpRequest, *, is_kept: bool) -> HttpResponse:
    """And from there to the page the form stood on; the log-in says that the words are there."""
    asked = {"next": page_of_form(request)} | ({"kept": "1"} if is_kept else {})
    return redirect(f"{reverse('login')}?{urlencode(asked)}")


class KeptFormMiddleware:
    """A form that comes too late leads to the log-in, and from there to the page it stood on. Without this the log-in
    would lead to the address the form was sent to, which answers nothing but forms."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What was sent and done is kept no longer; the runner says so too, where it answers with a page."""
        response = self.get_response(request)
        was_done = request.method == "POST" and response.status_code == 302 and WRITER in request.POST
        if was_done and not hasattr(request, "kept_for") and request.user.is_authenticated:
            drafts.forget(cast(User, request.user), request.path)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if request.method != "POST" or request.user.is_authenticated or is_open(view):
            return None
        person = last_person(request) or written_by(request)
        if person:
            keep_form(request, person)
        return to_log_in(request, is_kept=person is not None)


def is_open(view: Callable) -> bool:
    """Whether a view of the workspace is open to anybody, or is none: the admin leads to its own pages."""
    return getattr(view, "who_may_enter", None) is None
