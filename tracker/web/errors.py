"""Pages for what cannot be answered, each with a way on. Those for what is out of order depend on nothing: no
database, no session, no person."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.desk.bounds import NotAnswered
from tracker.desk.request import Request
from tracker.web.keeping import keep_form, to_log_in, written_by
from tracker.web.next_url import page_above, page_of_form
from tracker.web.sessions import last_person


def bad_request(request: Request, exception: Exception) -> HttpResponseBadRequest:
    """Our own sentences are for the reader; those of Django are for the log."""
    words = str(exception) if isinstance(exception, NotAnswered) else ""
    return HttpResponseBadRequest(render_to_string("400.html", {"words": words}))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is another session's: its writer has logged in anew meanwhile. Where the browser says that it
    stood on a page of this site, it is shown again with all that was typed; from anywhere else it is refused."""
    now = request.user if request.user.is_authenticated else None
    person = written_by(request) or now or last_person(request)
    if person and request.headers.get("origin") == f"{request.scheme}://{request.get_host()}":
        keep_form(request, person)
        if now is None:
            return to_log_in(request, is_kept=True)
        if request.path == reverse("draft"):
            # Logged in again in another window: the page's script goes on keeping.
            return HttpResponse(status=204)
        if now != person:
            told = _("刚才的内容由%(name)s填写，没有提交，已为本人保留；现在登录的是%(you)s。")
            messages.warning(request, told % {"name": person, "you": now})
            return redirect("home")
        messages.warning(request, _("登录状态已更新，刚才没有提交。填写的内容都在，请核对后再提交一次。"))
        return redirect(page_of_form(request))
    return HttpResponseForbidden(render_to_string("403_csrf.html"))


class OwnPagesMiddleware:
    """Where Django answers with an empty page, ours says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or response.content:
            return response
        page = render(request, "405.html", {"above": page_above(request.path)}, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page
