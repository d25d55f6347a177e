"""What the search finds things by, written in the transaction that changes their words.

`chronicle()` hands over its events before it ends; the verbs that change words are named here. `manage.py search --check`
compares what is kept with what the rows say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Prefetch

from tracker.models import Assignment, Dispatch, Event, SearchEntry, Source, Task, Verb
from tracker.rules.grams import grams

BATCH = 500
TASK_WORDS = {
    Verb.TASK_CREATED,
    Verb.TASK_IMPORTED,
    Verb.TASK_CHANGED,
    Verb.TASK_OWNER_DECIDED,
    Verb.TASK_REASSIGNED,
    Verb.TASK_ISSUED,
    Verb.TASK_ADDED,
    Verb.TASK_CARRIED_OVER,
}
# Issuing a list puts the members of groups among the owners; a unit may get another name.
MANY_TASKS = {Verb.LIST_ISSUED, Verb.LIST_CLOSED, Verb.UNIT_CHANGED}
DISPATCH_WORDS = {Verb.DISPATCH_DRAFTED, Verb.DISPATCH_CHANGED, Verb.DISPATCH_SIGNED, Verb.DISPATCH_VOIDED}


def index_changed(events: Iterable[Event]) -> None:
    """Bring the entries of all whose words these events changed up to date."""
    tasks: set[int] = set()
    dispatches: set[int] = set()
    sources: set[int] = set()
    for event in events:
        if event.verb in TASK_WORDS and event.task_id:
            tasks.add(event.task_id)
        elif event.verb in MANY_TASKS:
            tasks |= _tasks_of(event)
        elif event.verb in DISPATCH_WORDS and event.dispatch_id:
            dispatches.add(event.dispatch_id)
        elif event.verb == Verb.SOURCE_RECEIVED:
            sources.add(event.facts["source"])
    for kind, pks in (("task", tasks), ("dispatch", dispatches), ("source", sources)):
        index(kind, pks)


def _tasks_of(event: Event) -> set[int]:
    if event.verb == Verb.UNIT_CHANGED:
        rows = Assignment.objects.filter(unit=event.unit_id) if event.unit_id else Assignment.objects.none()
        return set(rows.values_list("task", flat=True))
    return set(Task.objects.filter(task_list=event.task_list_id).values_list("pk", flat=True))


def index(kind: str, pks: Iterable[int]) -> None:
    """`kind`: task, dispatch or source. Writes only what differs."""
    for rows in _batches(kind, pks):
        pointer = f"{kind}_id"
        said = {row.pk: grams(_TEXTS[kind](row), kind) for row in rows}
        kept = {getattr(e, pointer): e for e in SearchEntry.objects.filter(**{f"{kind}__in": list(said)})}
        fresh = [SearchEntry(**{pointer: pk}, grams=text) for pk, text in said.items() if pk not in kept]
        changed = [e for pk, e in kept.items() if e.grams != said[pk]]
        for entry in changed:
            entry.grams = said[getattr(entry, pointer)]
        SearchEntry.objects.bulk_create(fresh, batch_size=BATCH)
        SearchEntry.objects.bulk_update(changed, ["grams"], batch_size=50)


def rebuild() -> None:
    for kind in _ROWS:
        index(kind, _ROWS[kind]().values_list("pk", flat=True))


def differences() -> Iterator[tuple[str, int]]:
    """(kind, id) wherever what is kept is not what the row says, for `manage.py search --check`."""
    for kind in _ROWS:
        for rows in _batches(kind, _ROWS[kind]().values_list("pk", flat=True)):
            pointer = f"{kind}_id"
            kept = SearchEntry.objects.filter(**{f"{kind}__in": [row.pk for row in rows]})
            found = dict(kept.values_list(pointer, "grams"))
            yield from ((kind, row.pk) for row in rows if found.get(row.pk) != grams(_TEXTS[kind](row), kind))


def _batches(kind: str, pks: Iterable[int]) -> Iterator[list[Any]]:
    wanted = sorted(set(pks))
    for start in range(0, len(wanted), BATCH):
        yield list(_ROWS[kind]().filter(pk__in=wanted[start : start + BATCH]))


def _task_texts(task: Task) -> list[str]:
    owners: list[str] = []
    for each in task.assignments.all():
        owners += [each.written, *([each.unit.name, each.unit.short_name] if each.unit else [])]
    plain = (task.number, task.title, task.requirement, task.standard, task.chapter, task.origin_note)
    return [*plain, *dict.fromkeys(owners)]


def _dispatch_texts(dispatch: Dispatch) -> list[str]:
    return [dispatch.number, dispatch.title, dispatch.matter]


def _source_texts(source: Source) -> list[str]:
    return [source.title, source.number, source.issuer]


_OWNERS = Prefetch("assignments", Assignment.objects.select_related("unit").order_by("pk"))
_ROWS: dict[str, Callable[[], Any]] = {
    "task": lambda: Task.objects.prefetch_related(_OWNERS),
    "dispatch": Dispatch.objects.all,
    "source": Source.objects.all,
}
_TEXTS: dict[str, Callable[[Any], list[str]]] = {
    "task": _task_texts,
    "dispatch": _dispatch_texts,
    "source": _source_texts,
}
