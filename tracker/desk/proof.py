"""What binds the office or changes who may do what is asked of the person, not of a browser left open: the password again,
ten minutes after it was last shown (GB/T 22239-2019 8.1.4.1; ASVS 4.0 3.7.1)."""

from __future__ import annotations

import time
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from tracker.desk.access import View
from tracker.desk.forms.base import PlainForm
from tracker.desk.request import Request
from tracker.entry.moments import BEGAN, PROVED
from tracker.entry.passwords import LONGEST

FRESH_SECONDS = 600
FIELD = "proof-password"


class Proof(PlainForm):
    """Through the door of the log-in: its lock and its record hold here too."""

    password = forms.CharField(
        label=_("您的登录密码"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )

    def __init__(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, prefix="proof", **kwargs)

    def clean_password(self) -> str:
        given: str = self.cleaned_data["password"]
        if authenticate(self.request, username=self.request.user.username, password=given) is None:
            raise forms.ValidationError(_("密码不对，请重新输入。"))
        return given


def is_fresh(request: Request) -> bool:
    shown = max(int(request.session.get(key, 0)) for key in (BEGAN, PROVED))
    return time.time() - shown < FRESH_SECONDS


def proved(view: View) -> View:
    """Before the view does anything (POST) ask for the password, if it was not shown lately; what had been sent goes on
    unchanged afterwards. Files cannot be sent again by a page: not for views that take some."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or is_fresh(request):
            return view(request, *args, **kwargs)
        form = Proof(request, request.POST if FIELD in request.POST else None)
        if not form.is_valid():
            return _ask(request, form)
        request.session[PROVED] = int(time.time())
        return view(request, *args, **kwargs)

    return guarded


def proved_first(view: View) -> View:
    """The same before the view shows anything: for one that takes files, which nobody should have to choose twice."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        form = Proof(request, request.POST if FIELD in request.POST else None)
        if not form.is_valid():
            return _ask(request, form, keeps=False)
        request.session[PROVED] = int(time.time())
        return redirect(request.path)

    return guarded


def _ask(request: Request, form: Proof, *, keeps: bool = True) -> HttpResponse:
    """The same address answers: what was sent stands in the page, and is sent again with the password."""
    ours = (FIELD, "csrfmiddlewaretoken")
    typed = request.POST.lists() if keeps else []
    sent = [(name, value) for name, values in typed for value in values if name not in ours]
    return render(request, "registration/proof.html", {"form": form, "sent": sent}, status=403)
