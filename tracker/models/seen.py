"""What a reader may see of tasks, said once for the models that hang on them from either side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, Q

from tracker.models.states import KNOWN_TO_UNITS

if TYPE_CHECKING:
    from tracker.domain.actor import Actor


def task_seen(actor: Actor, path: str, assigned: Q | Exists) -> Q:
    """The office sees its own lists, drafts too; a leader and a unit see what was issued in their realm. `path` leads
    to the task ("" is the task itself, else it ends in __), `assigned` says that a unit of the reader's owns it."""
    own, led = (Q(**{f"{path}office__in": ids}) for ids in (actor.offices, actor.offices_led))
    issued = Q(
        **{f"{path}state__in": KNOWN_TO_UNITS}
    )  # not `~draft`: over several tasks that would mean none is
    if not actor.units_seen:
        return own | (issued & led)
    return own | (issued & (led | Q(assigned))) if actor.offices_led else own | (issued & Q(assigned))
