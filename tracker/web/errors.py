"""Pages for what cannot be answered. They depend on nothing: no database, no session, no person."""

from __future__ import annotations

from django.http import HttpResponseBadRequest
from django.template.loader import render_to_string

from tracker.desk.bounds import NotAnswered
from tracker.desk.request import Request


def bad_request(request: Request, exception: Exception) -> HttpResponseBadRequest:
    """Our own sentences are for the reader; those of Django are for the log."""
    words = str(exception) if isinstance(exception, NotAnswered) else ""
    return HttpResponseBadRequest(render_to_string("400.html", {"words": words}))
