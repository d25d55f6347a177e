"""The task before and after this one in the list that one came from: known from its address, never from the session."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.urls import reverse

from tracker.desk.request import Request
from tracker.models import Task
from tracker.web.listing import beside
from tracker.web.tables import Table
from tracker.web.tables.tasks import TASKS

LONGEST = 1000  # of the conditions in an address


@dataclass(frozen=True, slots=True)
class Neighbours:
    list_url: str
    before: str  # addresses; empty at either end
    after: str


def neighbours(request: Request, task: Task) -> Neighbours | None:
    """Nothing where one did not come from a list of tasks."""
    asked = _list_asked_for(request)
    if asked is None:
        return None
    there = copy.copy(request)
    there.GET = QueryDict(asked)
    table = Table(TASKS, there)
    list_url = f"{reverse('tasks')}?{asked}" if asked else reverse("tasks")
    if table.complaints:
        return None
    before, after = beside(table.rows, table.keys, task)
    return Neighbours(list_url, _address(before, asked), _address(after, asked))


def _list_asked_for(request: Request) -> str | None:
    """The list's conditions: named by the address (`list=`), or by the page that led here."""
    if "list" in request.GET:
        asked = request.GET["list"]
    else:
        came = urlsplit(request.headers.get("Referer", ""))
        if came.netloc != request.get_host() or came.path != reverse("tasks"):
            return None
        asked = came.query
    if len(asked) > LONGEST:
        return None
    kept = QueryDict(asked, mutable=True)
    for place in ("after", "before", "export", "filter"):
        kept.pop(place, None)
    return kept.urlencode()


def _address(task: Task | None, asked: str) -> str:
    return f"{reverse('task', args=[task.pk])}?{urlencode({'list': asked})}" if task else ""
