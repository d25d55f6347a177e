"""A page of tasks as they stand today, also before the day's roll of their summaries has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import QuerySet

from tracker.desk.request import Request
from tracker.domain.lifecycle.summary import as_of
from tracker.models import Task
from tracker.web.listing import PAGE_SIZE, Listing, listing


def tasks_shown(
    request: Request,
    rows: QuerySet[Task],
    complaints: Sequence[str] = (),
    *,
    keys: Sequence[str],
    size: int = PAGE_SIZE,
) -> Listing:
    found = listing(request, rows, complaints, keys=keys, size=size)
    return replace(found, rows=as_of(found.rows, request.actor.on))
