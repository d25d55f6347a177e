"""Where a person came from, and goes back to."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def came_from(request: HttpRequest) -> str:
    """The page named as `next`, when it is one of ours; otherwise nothing: no form leads to another site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if _is_ours(wanted) else ""


def _is_ours(address: str) -> bool:
    """A path alone: two strokes at its beginning would be another site."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)


def page_of_form(request: HttpRequest) -> str:
    """The page on which the form stood that was sent: never the address it was sent to, which may take nothing but
    forms. By the browser's own word, where it is of this site; otherwise the page above that address."""
    page = urlsplit(request.headers.get("referer", ""))
    if page.netloc == request.get_host() and _is_ours(page.path):
        return f"{page.path}?{page.query}" if page.query else page.path
    return page_above(request.path) or reverse("home")


def page_above(path: str) -> str:
    """The nearest page of ours above an address, such as /t/5/ above /t/5/follow/; nothing where there is none."""
    parts = path.strip("/").split("/")[:-1]
    while parts:
        above = f"/{'/'.join(parts)}/"
        try:
            resolve(above)
        except Resolver404:
            parts.pop()
        else:
            return above
    return ""
