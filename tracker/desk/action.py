"""An action: what a person may do with a thing, the verb behind it, and the questions it asks first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404

from tracker.desk.forms.base import NoQuestions, Questions
from tracker.domain.actor import Actor

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def never_refused(_thing: Any, *, by: Actor) -> str:
    """For what is made anew: whether that is allowed depends on the answers, so the verb says it."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    code: str  # the last part of its address
    label: StrOrPromise
    verb: Callable[..., Any]
    # Told after success; may hold %(outcome)s, or be made of the outcome.
    done: StrOrPromise | Callable[[Any], str]
    takes: str = ""  # the keyword under which the verb takes the thing; empty where it makes one
    why_not: Callable[..., str] = never_refused
    form: type[Questions] = NoQuestions
    look: str = ""  # "primary" or "danger"
    press: StrOrPromise = ""  # on the button, where the label names what is written
    # The password again, if it was not shown lately: it binds the office or opens doors.
    needs_proof: bool = False
    undo: str = ""  # the code of the action, of the thing or of the outcome, that takes it back; told with the success
    until: StrOrPromise = ""  # of what takes another back: how long it may, said beside it
    hint: StrOrPromise = ""  # what performing it does, shown on the page with the questions

    @property
    def asks(self) -> bool:
        return self.form is not NoQuestions

    def perform(self, thing: Any, answers: dict[str, Any], *, by: Actor) -> Any:
        """Call the verb; returns its outcome. Raises Refused."""
        subject = {self.takes: thing} if self.takes else {}
        return self.verb(**subject, **answers, by=by)

    def told(self, outcome: Any) -> str:
        if callable(self.done):
            return self.done(outcome)
        return str(self.done).replace("%(outcome)s", str(outcome))


def find(actions: Iterable[Action], code: str) -> Action:
    """404 for a code that is none of these."""
    for action in actions:
        if action.code == code:
            return action
    raise Http404
