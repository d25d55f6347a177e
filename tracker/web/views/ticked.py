"""What was ticked in a list: shown whole before anything is done, then done one by one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.desk.access import workers
from tracker.desk.bounds import numbers
from tracker.desk.nouns import Noun
from tracker.desk.request import Request
from tracker.desk.ticked import MOST, Done, Many, called, noun_called, perform_each, sorted_out, token_of
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
        done = perform_each(many.action, sheet.ready, form.answers(), by=request.actor, whole=whole)
        _tell(request, kind, many, done, sheet, back)
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
    found = called(kind, code, by=request.actor)
    if found is None:
        raise Http404
    return found


def _ticked(request: Request, kind: Noun, many: Many, wanted: list[str]) -> list[Any]:
    rows = kind.rows(request.actor).filter(pk__in=numbers(wanted)[:MOST]).prefetch_related(*many.reads)
    return list(rows.order_by("pk"))


def _tell(request: Request, kind: Noun, many: Many, done: Done, sheet: Done, back: str) -> None:
    if done.ready:
        told = {"action": many.action.label, "n": len(done.ready)}
        said = _("%(action)s：%(n)s项已办理。") % told
        messages.success(request, _with_undo(request, kind, many, done.ready, said, back))
    for thing, why in (*sheet.refused, *done.refused):
        messages.error(request, _("“%(what)s”未办理：%(why)s") % {"what": thing, "why": why})


def _with_undo(request: Request, kind: Noun, many: Many, things: list[Any], said: str, back: str) -> str:
    """The way back for all of them at once, on a sheet that shows first which of them still have one."""
    undoing = called(kind, many.undo, by=request.actor) if many.undo else None
    if undoing is None:
        return said
    asked = {"code": many.undo, "id": [thing.pk for thing in things], "next": back}
    url = f"{reverse('ticked', args=[kind.name])}?{urlencode(asked, doseq=True)}"
    until = _("（%(until)s）") % {"until": undoing.action.until} if undoing.action.until else ""
    return format_html('{} <a href="{}">{}</a>{}', said, url, undoing.action.label, until)
