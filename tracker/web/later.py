"""Views whose modules are loaded at their first call: what only some pages need does not slow the start of the server."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def later(name: str) -> View:
    """`name`: module within `tracker.web.views` and function. The view itself says once more who may enter."""
    module, _dot, function = name.partition(".")

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = cast(View, getattr(import_module(f"tracker.web.views.{module}"), function))
        return found(request, *args, **kwargs)

    view.__name__ = function
    return view
