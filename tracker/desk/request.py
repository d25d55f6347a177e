"""A request as the views get it: past `access.prepare`, which reads who asks, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from tracker.domain.actor import Actor
    from tracker.models import Installation, User


class Request(HttpRequest):
    """For type checkers only; nobody makes one. Behind an access decorator somebody is logged in."""

    user: User
    actor: Actor
    installation: Installation
    head: Any  # of the page, once one is shown (`web.places`)
    follows: bool  # anything at all; known once the places of the head are
