"""Addresses of pages without arguments: Django looks through all patterns each time it is asked for one, and a page asks
for forty."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def address(name: str) -> str:
    """As `reverse(name)`."""
    return _found(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=1024)
def _found(name: str, urlconf: str, _prefix: str) -> str:
    return reverse(name, urlconf=urlconf)
