"""How the pages look to one browser: dark or light, large type. A cookie each, because it is the screen's matter, not the
account's: an office computer in the sun, a phone at night."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

THEMES = (("auto", _("随系统")), ("light", _("浅色")), ("dark", _("深色")))
TYPES = ("normal", "large")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Appearance:
    theme: str
    type: str
    themes: tuple = THEMES


def appearance_of(request: HttpRequest) -> Appearance:
    theme, size = request.COOKIES.get("theme", ""), request.COOKIES.get("type", "")
    return Appearance(theme if theme in dict(THEMES) else "auto", size if size in TYPES else "normal")


def remember(response: HttpResponse, *, theme: str, size: str) -> None:
    """Only what is one of ours; anything else changes nothing."""
    options = {"max_age": YEAR, "samesite": "Lax", "httponly": True, "secure": settings.HTTPS}
    if theme in dict(THEMES):
        response.set_cookie("theme", theme, **options)
    if size in TYPES:
        response.set_cookie("type", size, **options)
