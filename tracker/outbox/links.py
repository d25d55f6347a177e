"""Addresses in letters: full, and always to a page that asks who is there."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import reverse

MARK = 987654321


def link(name: str, pk: int | None = None) -> str:
    """The full address of a page of the workspace: `link("task", 5)`, `link("home")`."""
    if pk is None:
        return settings.BASE_URL + reverse(name)
    return settings.BASE_URL + _pattern(name).replace(str(MARK), str(pk))


@lru_cache(maxsize=16)
def _pattern(name: str) -> str:
    """Looking an address up costs more than all else about a line, so it is done once for each kind of page."""
    return reverse(name, kwargs={"pk": MARK})
