"""One person's requests leave room for everybody else's.

A page that makes a PDF, reads a file or sends a large one holds a thread for many seconds, and there are few: twelve
such requests of one liaison stopped the site for all. So of one person a process works on `AT_ONCE` requests, lets one
wait for a moment, as a browser that opens many pages needs it, and puts the others off in a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Condition

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

AT_ONCE = 2  # in one process, of its four threads
MOMENT = 1.0  # seconds in which most pages are made
RETRY_SECONDS = "5"


class Turns:
    """Who has how many requests in work."""

    def __init__(self) -> None:
        self.free = Condition()
        self.working: Counter[int] = Counter()
        self.waiting: set[int] = set()

    def begin(self, person: int) -> bool:
        """Whether it may be worked on now; then `end` follows."""
        with self.free:
            if self.working[person] >= AT_ONCE:
                if person in self.waiting:
                    return False
                self.waiting.add(person)
                self.free.wait_for(lambda: self.working[person] < AT_ONCE, timeout=MOMENT)
                self.waiting.discard(person)
                if self.working[person] >= AT_ONCE:
                    return False
            self.working[person] += 1
            return True

    def end(self, person: int) -> None:
        with self.free:
            self.working[person] -= 1
            if not self.working[person]:
                del self.working[person]
            self.free.notify_all()


class TurnsMiddleware:
    """Behind the one that knows the person, before anything of the request's body is read. Strangers' requests are small
    (`RequestSizeMiddleware`) and cheap; how many of them come is the proxy's affair."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.turns = Turns()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user.pk
        if person is None:
            return self.get_response(request)
        if not self.turns.begin(person):
            page = render_to_string("503.html", {"is_turn": True})
            return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS})
        response = None
        try:
            response = self.get_response(request)
        finally:
            if response is None or not response.streaming:
                self.turns.end(person)
        if response.streaming:  # a file is sent after this, as slowly as its reader takes it
            response._resource_closers.append(partial(self.turns.end, person))  # type: ignore[attr-defined]
        return response
