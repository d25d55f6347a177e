"""The pages of all actions, for the workspace and the admin: fetch the thing, run the action, and go back to where
one came from, or to where the thing is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tracker.desk.access import View
from tracker.desk.action import Action, find
from tracker.desk.administration import PASSWORD, TAKE
from tracker.desk.nouns import NOUNS, Noun
from tracker.desk.obligations import REPORT
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.desk.runner import Answer, Asked, run
from tracker.models import AnnualReport, Instruction
from tracker.web.next_url import came_from
from tracker.web.views import first_passwords, obligations

# Where a thing is shown: the name of the page, and which id it takes.
_ON_OBLIGATION = ("obligation", "obligation_id")
SHOWN = {
    "task": ("task", "pk"),
    "schedule": ("task", "task_id"),
    "list": ("list", "pk"),
    "obligation": ("obligation", "pk"),
    "progress": _ON_OBLIGATION,
    "extension": _ON_OBLIGATION,
    "objection": _ON_OBLIGATION,
    "waiting": _ON_OBLIGATION,
    "mute": _ON_OBLIGATION,
    "instruction": ("instruction", "pk"),
    "dispatch": ("dispatch", "pk"),
    "receipt": ("dispatch", "dispatch_id"),
    "letter": ("letter", "pk"),
    "letter_template": ("admin:tracker_lettertemplate_change", "pk"),
    "review": ("review", "pk"),
    "account": ("account", "pk"),
    "finding": ("review", "review_id"),
    "indicator": ("indicator", "pk"),
    "annual": ("annual_report", "pk"),
    "statement": ("annual_report", "report_id"),
    "unit": ("admin:tracker_unit_change", "pk"),
    "person": ("admin:tracker_user_change", "pk"),
    "membership": ("admin:tracker_membership_change", "pk"),
    "name": ("admin:tracker_writtenname_change", "pk"),
    "rung": ("admin:tracker_rung_change", "pk"),
    "day": ("admin:tracker_calendarday_change", "pk"),
    "change": ("admin:tracker_pendingchange_change", "pk"),
}


def action_page(request: Request, asked: Asked) -> HttpResponse:
    return render(request, "workspace/action.html", {"asked": asked}, status=asked.status)


def _report_page(request: Request, asked: Asked) -> HttpResponse:
    """A report is written on the page of what it is about, with all that was said before in view."""
    if asked.refusal:
        return action_page(request, asked)
    if asked.was_sent:
        return obligations.show(request, asked.thing, asked)
    return redirect(
        f"{reverse('obligation', args=[asked.thing.pk])}?{urlencode({'next': asked.back})}#report"
    )


def _answer(request: Request, action: Action, thing: Any, back: str) -> Answer | None:
    """What follows where one does not simply go back."""
    if action is PASSWORD:
        return lambda password: first_passwords.shown_once(request, thing, password, back=back)
    if action is TAKE:
        return lambda password: first_passwords.shown_once(request, thing.person, password, back=back)
    if isinstance(thing, Instruction) and action.code == "withdraw":  # its page is no more
        return lambda _outcome: redirect("instructions")
    if isinstance(thing, AnnualReport):
        return lambda _outcome: redirect(_of_reports(request, thing, back))
    return None


def _of_reports(request: Request, report: AnnualReport, back: str) -> str:
    """What a leader gave back is no longer before him: its page would say that there is none."""
    itself = reverse("annual_report", args=[report.pk])
    seen = AnnualReport.objects.visible_to(request.actor).filter(pk=report.pk)
    return back if not back.startswith(itself) or seen.exists() else reverse("annual_reports")


def _view(noun: Noun) -> View:
    """The view of one noun's actions."""
    page, owner = SHOWN[noun.name]

    @noun.entry
    @require_http_methods(["GET", "HEAD", "POST"])
    def perform(request: Request, pk: int, code: str) -> HttpResponse:
        action = find(noun.actions, code)
        thing: Any = get_object_or_404(noun.rows(request.actor), pk=pk)
        back = came_from(request) or reverse(page, args=[getattr(thing, owner)])
        ask = proved(run) if action.needs_proof else run
        return ask(
            request,
            action,
            thing,
            back=back,
            page=_report_page if action is REPORT else action_page,
            answer=_answer(request, action, thing, back),
        )

    return perform


VIEWS: dict[str, Callable[..., HttpResponse]] = {noun.name: _view(noun) for noun in NOUNS}
