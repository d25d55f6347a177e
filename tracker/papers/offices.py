"""Whose paper it is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused
from tracker.models import Unit


def office_of(by: Actor) -> Unit:
    """The office that one works for, or the first of those that one leads. Raises Refused."""
    office = Unit.objects.filter(pk__in=by.offices | by.offices_led).order_by("order", "pk").first()
    if office is None:
        raise Refused(_("这份文件由督办机构出具，您不在任何督办机构任职。"))
    return office
