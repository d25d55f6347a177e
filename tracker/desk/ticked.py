"""One action for many things at once: what is ticked in a list goes through the same guard and verb, each for itself.
One that is refused holds up none of the others, and says why. All of it is shown before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from tracker.desk import batch, letters, obligations, tasks
from tracker.desk.action import Action, find
from tracker.desk.forms import batch as shown
from tracker.desk.forms.base import Questions
from tracker.desk.nouns import NOUNS, Noun
from tracker.domain.actor import Actor
from tracker.domain.refusal import Refused

MOST = 100  # things in one go; a page of a list has fifty


def _office(by: Actor) -> bool:
    return by.is_office


def _head(by: Actor) -> bool:
    return by.is_head


def _unit(by: Actor) -> bool:
    return by.is_unit


def _nothing(_things: list[Any]) -> dict[int, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Many:
    """Who may ever do it; the lines that show one thing (nobody confirms facts that he is not shown); what is read along."""

    action: Action
    may: Callable[[Actor], bool]
    lines: Callable[[Any], list[str]] = shown.line_of
    reads: tuple[str, ...] = ()
    # Where the lines are cut: the digest of all that stands behind them, by thing; its verb takes it as `seen`.
    whole: Callable[[list[Any]], dict[int, str]] = _nothing
    asks_all: bool = False  # its form is about all of them, not about each
    undo: str = ""  # the code of what takes it back from all that it was done to; told with the success
    only_undoes: bool = False  # stands in that message, and not under the list


def _of(actions: Iterable[Action], code: str, may: Callable[[Actor], bool], **more: Any) -> Many:
    return Many(find(actions, code), may, **more)


_FACTS = ("assignments__unit", "schedules")
# Only what asks the same of each thing, and whose guard reads nothing more than is read along.
TICKED: dict[str, tuple[Many, ...]] = {
    "task": (
        Many(
            replace(find(tasks.TASK, "confirm"), form=Questions),
            _office,
            lines=shown.facts_of,
            reads=_FACTS,
        ),
        Many(replace(find(tasks.TASK, "reassign"), form=shown.ReassignMany), _office, asks_all=True),
        _of(tasks.TASK, "suspend", _office, undo="resume"),
        _of(tasks.TASK, "resume", _office),
        _of(tasks.TASK, "cancel", _head, undo="restore"),
        _of(tasks.TASK, "restore", _head, only_undoes=True),
    ),
    "obligation": (
        Many(
            batch.ACCEPT_MANY,
            _office,
            lines=shown.report_of,
            reads=("progress__evidence",),
            whole=shown.reports_of,
            undo="undo-accept",
        ),
        Many(batch.UNDO_ACCEPT_MANY, _office, reads=("progress",), only_undoes=True),
        Many(batch.URGE_MANY, _office),
        Many(batch.DECIDE_PAST, _office),
        _of(obligations.OBLIGATION, "sign-for", _unit),
        _of(obligations.OBLIGATION, "extend", _head),
        _of(obligations.OBLIGATION, "mute", _head),
        _of(obligations.OBLIGATION, "waive", _head, undo="unwaive"),
        _of(obligations.OBLIGATION, "unwaive", _head, only_undoes=True),
    ),
    "letter": (_of(letters.LETTER, "retry", _office),),
}


def noun_called(name: str) -> Noun | None:
    return next((noun for noun in NOUNS if noun.name == name and name in TICKED), None)


def offered_for(noun: Noun, *, by: Actor) -> list[Many]:
    """What this person may ever do with several of these; which of them allow it is shown before it is done."""
    return [each for each in TICKED[noun.name] if each.may(by) and not each.only_undoes]


def called(noun: Noun, code: str, *, by: Actor) -> Many | None:
    """Also what only takes another back."""
    return next((each for each in TICKED[noun.name] if each.action.code == code and each.may(by)), None)


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


def token_of(many: Many, things: list[Any], whole: dict[int, str]) -> str:
    """The digest of what was shown, for this action and these things: had anything changed meanwhile, it is shown anew
    instead of done."""
    lines = [(thing.pk, many.lines(thing)) for thing in things]
    return hashlib.sha256(repr((many.action.code, lines, whole)).encode()).hexdigest()


def perform_each(
    action: Action, things: Iterable[Any], answers: dict[str, Any], *, by: Actor, whole: dict[int, str]
) -> Done:
    """A hundred take seconds: what is changed while the first are done is not done to the last."""
    ready: list[Any] = []
    refused: list[tuple[Any, str]] = []
    for thing in things:
        seen = {"seen": whole[thing.pk]} if thing.pk in whole else {}
        try:
            action.perform(thing, answers | seen, by=by)
        except Refused as no:
            refused.append((thing, str(no)))
        else:
            ready.append(thing)
    return Done(ready, refused)
