"""Pages on which something new is made: the same runner, and on to what was made."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tracker.desk.action import Action
from tracker.desk.request import Request
from tracker.desk.runner import Asked, run
from tracker.web.next_url import came_from


def make(
    request: Request,
    action: Action,
    cause: Any = None,
    *,
    page: str,
    shown: str,
    back: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """`page` is the template, `shown` the name of the page of what is made; whoever came from elsewhere goes back."""
    came = came_from(request)

    def render_page(request: Request, asked: Asked) -> HttpResponse:
        context = {"asked": asked, "form": asked.form, "cause": cause, "next": came}
        return render(request, page, context, status=asked.status)

    def answer(made: Any) -> HttpResponse:
        return redirect(came) if came else redirect(shown, made.pk)

    return run(request, action, cause, back=came or back, page=render_page, answer=answer, initial=initial)
