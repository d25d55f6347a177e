"""The doors behind the buttons: fetch the thing through `visible_to`, press, go back to where it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tracker.models import (
    Dispatch,
    Extension,
    Letter,
    Mute,
    Objection,
    Obligation,
    Progress,
    Receipt,
    Task,
    TaskList,
    Waiting,
)
from tracker.web import offers
from tracker.web.access import View, office, visible, workers
from tracker.web.buttons import Button, find, press
from tracker.web.origin import came_from

Fetch = Callable[[HttpRequest, int], Any]


def _seen(model: type[Model], *related: str) -> Fetch:
    """What has a `visible_to` of its own."""
    return lambda request, pk: visible(request, model.objects.select_related(*related), pk)


def _of_obligation(model: type[Model]) -> Fetch:
    """Requests and pauses are seen by whoever sees the obligation they belong to."""

    def fetch(request: HttpRequest, pk: int) -> Any:
        seen = Obligation.objects.visible_to(request.actor)
        rows = model.objects.select_related("obligation__unit", "obligation__office", "obligation__task")
        return get_object_or_404(rows, pk=pk, obligation__in=seen)

    return fetch


def own_or_handed_in(request: HttpRequest, pk: int) -> Progress:
    """A draft belongs to the unit that writes it; to everybody else it does not exist."""
    seen = Obligation.objects.visible_to(request.actor)
    rows = Progress.objects.readable_by(request.actor.served).filter(obligation__in=seen)
    return get_object_or_404(rows.select_related("obligation__unit", "obligation__office"), pk=pk)


def _door(
    entry: Callable[[View], View], buttons: Iterable[Button], fetch: Fetch, page: str, owner: str = "pk"
) -> View:
    """The view of one kind of button. Afterwards one is back where one came from, or on `page` of the `owner`."""

    @entry
    @require_http_methods(["GET", "HEAD", "POST"])
    def pressed(request: HttpRequest, pk: int, code: str) -> HttpResponse:
        thing = fetch(request, pk)
        back = came_from(request) or reverse(page, args=[getattr(thing, owner)])
        return press(request, find(buttons, code), thing, back=back)

    return pressed


_ON_OBLIGATION = ("obligation", "obligation_id")
task_press = _door(workers, offers.TASK, _seen(Task, "task_list__office"), "task")
obligation_press = _door(
    workers,
    offers.OBLIGATION,
    _seen(Obligation, "unit", "office", "task__task_list", "dispatch", "task_list"),
    "obligation",
)
progress_press = _door(workers, offers.PROGRESS, own_or_handed_in, *_ON_OBLIGATION)
extension_press = _door(office, offers.EXTENSION, _of_obligation(Extension), *_ON_OBLIGATION)
objection_press = _door(office, offers.OBJECTION, _of_obligation(Objection), *_ON_OBLIGATION)
waiting_press = _door(workers, offers.WAITING, _of_obligation(Waiting), *_ON_OBLIGATION)
mute_press = _door(office, offers.MUTE, _of_obligation(Mute), *_ON_OBLIGATION)
dispatch_press = _door(office, offers.DISPATCH, _seen(Dispatch, "office"), "dispatch")
receipt_press = _door(
    workers, offers.RECEIPT, _seen(Receipt, "dispatch__office", "unit"), "dispatch", "dispatch_id"
)
letter_press = _door(office, offers.LETTER, _seen(Letter, "office", "person"), "letter")
list_press = _door(office, offers.TASK_LIST, _seen(TaskList, "office"), "list")
