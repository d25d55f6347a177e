"""What was ticked in a list: shown whole before anything is done, then done one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.desk.access import workers
from tracker.desk.action import Action
from tracker.desk.bounds import numbers
from tracker.desk.nouns import Noun
from tracker.desk.request import Request
from tracker.desk.ticked import MOST, Done, Many, noun_called, offered_for, perform_each, sorted_out, token_of
from tracker.web.next_url import came_from

LISTS = {"task": "tasks", "obligation": "obligations", "letter": "letters"}


@workers
@require_http_methods(["GET", "HEAD", "POST"])
def ticked(request: Request, noun: str) -> HttpResponse:
    kind = noun_called(noun)
    if kind is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    many = _called(kind, asked.get("code", ""), request)
    back = came_from(request) or reverse(LISTS[noun])
    things = _ticked(request, kind, many, asked.getlist("id"))
    if not things:
        messages.error(request, _("请先勾选要办理的事项；已由他人处理的不再列出。"))
        return redirect(back)
    sheet = sorted_out(many.action, things, by=request.actor)
    lines = [many.lines(thing) for thing in sheet.ready]
    whole = many.whole(sheet.ready)
    token = token_of(many, sheet.ready, whole)
    was_seen = asked.get("seen") == token
    form = many.action.form(
        request.POST if request.method == "POST" else None,
        None,
        subject=things if many.asks_all else things[0],
        actor=request.actor,
    )
    if request.method == "POST" and form.is_valid() and was_seen:
        _tell(
            request,
            many.action,
            perform_each(many.action, sheet.ready, form.answers(), by=request.actor, whole=whole),
            sheet,
        )
        return redirect(back)
    context = {
        "action": many.action,
        "noun": noun,
        "sheet": sheet,
        "lines": lines,
        "seen": token,
        "has_changed": request.method == "POST" and not was_seen,
        "form": form,
        "back": back,
    }
    return render(request, "table/ticked.html", context, status=422 if form.is_bound else 200)


def _called(kind: Noun, code: str, request: Request) -> Many:
    for each in offered_for(kind, by=request.actor):
        if each.action.code == code:
            return each
    raise Http404


def _ticked(request: Request, kind: Noun, many: Many, wanted: list[str]) -> list[Any]:
    rows = kind.rows(request.actor).filter(pk__in=numbers(wanted)[:MOST]).prefetch_related(*many.reads)
    return list(rows.order_by("pk"))


def _tell(request: Request, action: Action, done: Done, sheet: Done) -> None:
    if done.ready:
        told = {"action": action.label, "n": len(done.ready)}
        messages.success(request, _("%(action)s：%(n)s项已办理。") % told)
    for thing, why in (*sheet.refused, *done.refused):
        messages.error(request, _("“%(what)s”未办理：%(why)s") % {"what": thing, "why": why})
