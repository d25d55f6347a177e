"""One person's requests leave room for everybody else's.

A page that makes a PDF, reads a file or sends a large one holds a thread for many seconds, and there are few: twelve
such requests of one liaison stopped the site for all. So of one person a process works on `AT_ONCE` requests. One more
waits as long as those may be pages like any, which many tabs or a reader of many pages ask for at once; when all of
them have taken longer than a `MOMENT`, it is put off in a sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from threading import Condition
from time import monotonic

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

AT_ONCE = 3  # in one process, of its four threads
MOMENT = 2.0  # seconds in which nearly every page is made
RETRY_SECONDS = "5"


class Turns:
    """Since when each person's requests are in work."""

    def __init__(self) -> None:
        self.free = Condition()
        self.working: defaultdict[int, list[float]] = defaultdict(list)

    def begin(self, person: int) -> float | None:
        """What `end` takes when it is done; None where it may not be worked on now."""
        with self.free:
            begun = self.working[person]
            if not self.free.wait_for(lambda: len(begun) < AT_ONCE, timeout=self._patience(begun)):
                return None
            begun.append(monotonic())
            return begun[-1]

    def _patience(self, begun: list[float]) -> float:
        return max(0.0, MOMENT - (monotonic() - max(begun, default=0.0)))

    def end(self, person: int, since: float) -> None:
        with self.free:
            self.working[person].remove(since)
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
        since = self.turns.begin(person)
        if since is None:
            page = render_to_string("503.html", {"is_turn": True})
            return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS})
        response = None
        try:
            response = self.get_response(request)
        finally:
            if response is None or not response.streaming:
                self.turns.end(person, since)
        if response.streaming:  # a file is sent after this, as slowly as its reader takes it
            response._resource_closers.append(partial(self.turns.end, person, since))  # type: ignore[attr-defined]
        return response
