"""Buttons: one press calls one action. A page offers only those that its reader may press now.

A button without questions is a form on the page itself; one with questions has a page of its own. When the
action refuses, its sentence is shown above what the person had entered, and nothing entered is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tracker.domain.refusal import Refused
from tracker.web.forms.base import NoQuestions, Questions


@dataclass(frozen=True, slots=True)
class Button:
    code: str  # the last part of its address
    label: str
    subject: str  # the keyword under which the action takes the object
    act: Callable[..., Any]
    why_not: Callable[..., str]
    done: str  # told after success; may hold %(outcome)s
    form: type[Questions] = NoQuestions
    look: str = ""  # "primary" or "danger"
    hint: str = ""  # what pressing does, shown on the page with the questions

    @property
    def asks(self) -> bool:
        return self.form is not NoQuestions

    def refusal(self, thing, request: HttpRequest) -> str:
        return self.why_not(thing, by=request.actor)

    def perform(self, thing, request: HttpRequest, answers: dict) -> str:
        """Call the action; returns what to tell. Raises Refused."""
        outcome = self.act(**{self.subject: thing}, by=request.actor, **answers)
        return str(self.done).replace("%(outcome)s", str(outcome))


@dataclass(frozen=True, slots=True)
class Offered:
    button: Button
    url: str


def offered(buttons: Iterable[Button], thing, request: HttpRequest, url_name: str) -> list[Offered]:
    """The buttons that this person may press now, in the order of the table."""
    return [
        Offered(b, reverse(url_name, args=[thing.pk, b.code]))
        for b in buttons
        if not b.refusal(thing, request)
    ]


def find(buttons: Iterable[Button], code: str) -> Button:
    for button in buttons:
        if button.code == code:
            return button
    raise Http404


def press(request: HttpRequest, button: Button, thing, *, back: str) -> HttpResponse:
    """Ask what has to be asked, call the action, go back and tell; or say why not, with the entries kept."""
    posted = request.method == "POST"
    form = button.form(
        request.POST if posted else None, request.FILES if posted else None, subject=thing, request=request
    )
    refusal = "" if posted else button.refusal(thing, request)
    if posted and form.is_valid():
        try:
            messages.success(request, button.perform(thing, request, form.answers()))
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect(back)
    context = {"button": button, "thing": thing, "form": form, "back": back, "refusal": refusal}
    return render(request, "workspace/press.html", context, status=422 if posted else 200)
