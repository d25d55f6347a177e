"""Where a person came from, and goes back to."""

from __future__ import annotations

from django.utils.http import url_has_allowed_host_and_scheme

from tracker.desk.request import Request


def came_from(request: Request) -> str:
    """The page named as `next`, when it is one of ours; otherwise nothing: no form leads to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    own = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if own else ""
