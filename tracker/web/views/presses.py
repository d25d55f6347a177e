"""The doors behind the buttons: fetch the thing through `visible_to`, press, go back to where it is shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from tracker.models import (
    Dispatch,
    Extension,
    Letter,
    Mute,
    Objection,
    Obligation,
    Progress,
    Service,
    Task,
    TaskList,
    Waiting,
)
from tracker.web import offers
from tracker.web.access import office, visible, workers
from tracker.web.buttons import find, press

pressable = require_http_methods(["GET", "HEAD", "POST"])


def _back(request: HttpRequest, name: str, pk: int) -> str:
    """To the page the person came from, when it is one of ours; otherwise to the thing's own page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return reverse(name, args=[pk])


def _of_obligation(request: HttpRequest, model, pk: int):
    """Reports, requests and pauses are seen by whoever sees the obligation they belong to."""
    seen = Obligation.objects.visible_to(request.user, request.today)
    rows = model.objects.select_related("obligation__unit", "obligation__office", "obligation__task")
    return get_object_or_404(rows, pk=pk, obligation__in=seen)


def own_or_handed_in(request: HttpRequest, pk: int) -> Progress:
    """A draft belongs to the unit that writes it; to everybody else it does not exist."""
    seen = Obligation.objects.visible_to(request.user, request.today)
    rows = Progress.objects.readable_by(request.standing.served).filter(obligation__in=seen)
    return get_object_or_404(rows.select_related("obligation__unit", "obligation__office"), pk=pk)


@workers
@pressable
def task_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    task = visible(request, Task.objects.select_related("task_list__office"), pk)
    return press(request, find(offers.TASK, code), task, back=_back(request, "task", pk))


@workers
@pressable
def obligation_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    rows = Obligation.objects.select_related("unit", "office", "task__task_list", "dispatch", "task_list")
    return press(
        request,
        find(offers.OBLIGATION, code),
        visible(request, rows, pk),
        back=_back(request, "obligation", pk),
    )


@workers
@pressable
def progress_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    progress = own_or_handed_in(request, pk)
    back = _back(request, "obligation", progress.obligation_id)
    return press(request, find(offers.PROGRESS, code), progress, back=back)


@office
@pressable
def extension_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    extension = _of_obligation(request, Extension, pk)
    back = _back(request, "obligation", extension.obligation_id)
    return press(request, find(offers.EXTENSION, code), extension, back=back)


@office
@pressable
def objection_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    objection = _of_obligation(request, Objection, pk)
    back = _back(request, "obligation", objection.obligation_id)
    return press(request, find(offers.OBJECTION, code), objection, back=back)


@workers
@pressable
def waiting_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    waiting = _of_obligation(request, Waiting, pk)
    back = _back(request, "obligation", waiting.obligation_id)
    return press(request, find(offers.WAITING, code), waiting, back=back)


@office
@pressable
def mute_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    mute = _of_obligation(request, Mute, pk)
    return press(
        request, find(offers.MUTE, code), mute, back=_back(request, "obligation", mute.obligation_id)
    )


@office
@pressable
def dispatch_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    dispatch = visible(request, Dispatch.objects.select_related("office"), pk)
    return press(request, find(offers.DISPATCH, code), dispatch, back=_back(request, "dispatch", pk))


@workers
@pressable
def service_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    service = visible(request, Service.objects.select_related("dispatch__office", "unit"), pk)
    back = _back(request, "dispatch", service.dispatch_id)
    return press(request, find(offers.SERVICE, code), service, back=back)


@office
@pressable
def letter_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    letter = visible(request, Letter.objects.select_related("office", "person"), pk)
    return press(request, find(offers.LETTER, code), letter, back=_back(request, "letter", pk))


@office
@pressable
def list_press(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    task_list = visible(request, TaskList.objects.select_related("office"), pk)
    return press(request, find(offers.TASK_LIST, code), task_list, back=_back(request, "list", pk))
