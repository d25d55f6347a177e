"""The one way in which an action is performed: ask, call, tell, go on; refused, the entries are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from tracker.desk.action import Action
from tracker.desk.forms.base import Questions
from tracker.desk.request import Request
from tracker.domain.refusal import Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of questions shows: `refusal` says that they would be asked in vain."""

    action: Action
    thing: Any
    form: Questions
    back: str
    refusal: str = ""

    @property
    def status(self) -> int:
        return 422 if self.form.is_bound else 200


Page = Callable[[Request, Asked], HttpResponse]
Answer = Callable[[Any], HttpResponse]


def run(
    request: Request,
    action: Action,
    thing: Any = None,
    *,
    back: str,
    page: Page,
    answer: Answer | None = None,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the questions on `page`; on POST call the verb, tell, and go `back`, or to what `answer` makes of the
    outcome. What the verb refuses is told above the entries."""
    posted = request.method == "POST"
    entries = (request.POST, request.FILES) if posted else (None, None)
    form = action.form(*entries, subject=thing, actor=request.actor, initial=initial)
    if posted and form.is_valid():
        try:
            outcome = action.perform(thing, form.answers(), by=request.actor)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            if told := action.told(outcome):
                messages.success(request, told)
            return answer(outcome) if answer else redirect(back)
    refusal = "" if posted else action.why_not(thing, by=request.actor)
    return page(request, Asked(action, thing, form, back, refusal))
