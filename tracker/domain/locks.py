"""Rows as they are now, held until the transaction ends: two people may act at once.

Whoever holds several locks them in this order, or two of them could wait for each other: list, task, receipt,
obligation, its report or request, formal letter. `no_key`: rows that only point at a held one (a notice, an event)
may still be written by others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from tracker.domain.composed import composed
from tracker.domain.refusal import Refused
from tracker.models import AnnualReport, Dispatch, Installation, Notice, Obligation, Progress, Task, TaskList

Row = TypeVar("Row", bound=Model)


def lock(row: Row, *related: str) -> Row:
    """As it is now, with the rows of these names."""
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    return (rows.select_related(*related) if related else rows).get(pk=row.pk)


def lock_list(task_list: TaskList) -> TaskList:
    return lock(task_list, "office")


def lock_task(task: Task) -> Task:
    return _one(_task(task.pk), Task)


@composed
def _task(pk: int) -> QuerySet[Task]:
    rows = Task.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("task_list__office").filter(pk=pk)


def lock_obligation(obligation: Obligation) -> Obligation:
    """With its task, first: the task's summary is written at the end of every change."""
    hold_tasks([obligation.task_id])
    return _one(_obligation(obligation.pk), Obligation)


@composed
def _obligation(pk: int) -> QuerySet[Obligation]:
    rows = Obligation.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("unit", "office", "task").filter(pk=pk)


def lock_dispatch(dispatch: Dispatch) -> Dispatch:
    """With what caused it and what it asks for: one who accepts a report closes the letters that stand on it."""
    causes = Notice.objects.filter(dispatch=dispatch.pk).values_list("obligation", flat=True)
    owed = {*causes, *Obligation.objects.filter(dispatch=dispatch.pk).values_list("pk", flat=True)}
    hold_tasks(Obligation.objects.filter(pk__in=owed).values_list("task", flat=True))
    _hold(Obligation.objects.filter(pk__in=owed))
    return lock(dispatch, "office")


def hold_tasks(tasks: Iterable[int | None]) -> list[int]:
    """Before anything changes what is owed under several tasks (ids); returns those that are there."""
    return _held(sorted({task for task in tasks if task}))


@composed
def _held(tasks: list[int]) -> QuerySet[Task, int]:
    rows = Task.objects.filter(pk__in=tasks).order_by("pk")
    return rows.select_for_update(no_key=True).values_list("pk", flat=True)


def _hold(rows: QuerySet) -> None:
    plain = rows.model.objects.filter(pk__in=rows.values("pk")).order_by("pk")
    list(plain.select_for_update(no_key=True).values_list("pk"))


def lock_progress(progress: Progress) -> Progress:
    return _one(_progress(progress.pk), Progress)


@composed
def _progress(pk: int) -> QuerySet[Progress]:
    rows = Progress.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("obligation__unit", "obligation__office").filter(pk=pk)


def _one(found: list[Any], model: type[Row]) -> Row:
    if not found:
        raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has it, each by itself
    row: Row = found[0]
    return row


def lock_report(report: AnnualReport) -> AnnualReport:
    """The annual report, before any of its statements is written."""
    return lock(report, "office", "task_list")


def lock_names() -> None:
    """Before a name is given that nothing else may bear: accounts and units are made one after another."""
    list(Installation.objects.select_for_update(no_key=True).values_list("pk"))


def lock_request(request: Row) -> Row:
    """An extension or an objection, before it is decided: its unit may have taken it back a moment ago."""
    try:
        return lock(request)
    except ObjectDoesNotExist as gone:
        raise Refused(_("单位已撤回这份申请，不需要再决定。")) from gone
