"""The one way in which an action is performed: ask, call, tell, go on; refused, the entries are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext

from tracker.desk.action import Action
from tracker.desk.forms.base import Questions
from tracker.desk.kept import answered, keep_files, questions
from tracker.desk.nouns import BY_MODEL
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.entry.drafts import forget


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
        return 422 if self.was_sent else 200

    @property
    def was_sent(self) -> bool:
        """Not only shown with what had been typed before."""
        return self.form.is_bound and not self.form.shown_again


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
    ask = answered if posted else questions
    form = ask(request, action, thing, initial=initial)
    if posted and not form.is_valid():
        form.offered_again = keep_files(request, [form]) or form.offered_again
    elif posted:
        try:
            outcome = action.perform(thing, form.answers(), by=request.actor)
        except Refused as no:
            form.add_error(None, str(no))
            form.see_again()
        else:
            if action.asks:
                forget(request.user, request.path)
            if told := action.told(outcome):
                messages.success(request, _with_undo(request, action, thing, outcome, told))
            return answer(outcome) if answer else redirect(back)
    refusal = "" if posted else action.why_not(thing, by=request.actor)
    return page(request, Asked(action, thing, form, back, refusal))


def _with_undo(request: Request, action: Action, thing: Any, outcome: Any, told: str) -> str:
    """What was pressed by mistake is taken back from the very message, where that may still be done: by an action of
    what came of it, or else of the thing itself."""
    for one in (outcome, thing) if action.undo else ():
        noun = BY_MODEL.get(type(one))
        undoing = [each for each in noun.actions if each.code == action.undo] if noun else []
        if noun is None or not undoing:
            continue
        one.refresh_from_db()
        if undoing[0].why_not(one, by=request.actor):
            continue
        url = reverse(noun.url_name, args=[one.pk, action.undo])
        until = gettext("（%(until)s）") % {"until": undoing[0].until} if undoing[0].until else ""
        return format_html('{} <a href="{}">{}</a>{}', told, url, undoing[0].label, until)
    return told
