"""One action for many things at once: what is ticked in a list goes through the same action, guard and verb, each for
itself. One that is refused holds up none of the others, and says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tracker.desk.action import Action
from tracker.desk.nouns import NOUNS, Noun
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused

# Only what asks the same of each thing, and whose guard reads nothing more: nobody confirms facts that he is not shown.
TICKED: dict[str, tuple[str, ...]] = {
    "task": ("suspend", "resume", "cancel"),
    "obligation": ("sign-for", "chase", "mute", "waive"),
    "letter": ("retry",),
}
MOST = 100  # things in one go; a page of a list has fifty
_FOR_OFFICE = {"retry", "suspend", "resume", "chase", "mute", "waive", "cancel"}
_FOR_HEAD = {"cancel", "mute", "waive"}


def noun_called(name: str) -> Noun | None:
    return next((noun for noun in NOUNS if noun.name == name and name in TICKED), None)


def offered_for(noun: Noun, *, by: Actor) -> list[Action]:
    """What this person may ever do with several of these; which of them allow it is shown before it is done."""
    return [a for a in noun.actions if a.code in TICKED[noun.name] and _may(a.code, by)]


def _may(code: str, by: Actor) -> bool:
    if code in _FOR_HEAD:
        return by.is_head
    return by.is_office if code in _FOR_OFFICE else by.is_unit


@dataclass(frozen=True, slots=True)
class Done:
    ready: list[Any]
    refused: list[tuple[Any, str]]


def sorted_out(action: Action, things: Iterable[Any], *, by: Actor) -> Done:
    """Who would go through, and what the others would be told."""
    ready, refused = [], []
    for thing in things:
        refusal = action.why_not(thing, by=by)
        if refusal:
            refused.append((thing, str(refusal)))
        else:
            ready.append(thing)
    return Done(ready, refused)


def perform_each(action: Action, things: Iterable[Any], answers: dict[str, Any], *, by: Actor) -> Done:
    ready: list[Any] = []
    refused: list[tuple[Any, str]] = []
    for thing in things:
        try:
            action.perform(thing, dict(answers), by=by)
        except Refused as no:
            refused.append((thing, str(no)))
        else:
            ready.append(thing)
    return Done(ready, refused)
