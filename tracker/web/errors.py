"""Pages for what cannot be answered. They depend on nothing: no database, no session, no person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBadRequest
from django.template.loader import render_to_string

from tracker.web.bounds import NotAnswered


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """Our own sentences are for the reader; those of Django are for the log."""
    words = str(exception) if isinstance(exception, NotAnswered) else ""
    return HttpResponseBadRequest(render_to_string("400.html", {"words": words}))
