"""Taking an import back, as long as nobody has worked on its tasks."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tracker.domain.actor import Actor
from tracker.domain.events import chronicle, tell
from tracker.domain.refusal import Refused
from tracker.models import (
    Assignment,
    Event,
    Figure,
    ImportRun,
    ImportState,
    Indicator,
    Passage,
    RegisterNote,
    Remark,
    Schedule,
    Source,
    Task,
    TaskList,
    TaskState,
    Verb,
)

from .applying import batched, save_changed, take_over, write_facts
from .diffing import CHANGED, LABELS, NEW
from .facts import Facts


def why_not_undo(run: ImportRun) -> str:
    """One sentence that says who was faster, or nothing."""
    if run.state != ImportState.APPLIED:
        return _("这次导入没有写入任何任务，不需要撤回。")
    made, changed = set(_ids(run, NEW)), set(_ids(run, CHANGED))
    running = next((t for t in _tasks(run).exclude(state=TaskState.DRAFT) if t.pk in made), None)
    if running:
        return _("任务“%(task)s”已下达，这次导入不能撤回。") % {"task": running}
    touched = next((e for e in _events_since(run) if e.task_id in made | changed), None)
    if touched:
        what = {"task": touched.task, "what": touched.label}
        return _("任务“%(task)s”已有人处理（%(what)s），这次导入不能撤回。") % what
    noted = next((task for task in _noted(run) if task.pk in made), None)
    return _("任务“%(task)s”已有人写了备注，这次导入不能撤回。") % {"task": noted} if noted else ""


def _noted(run: ImportRun) -> QuerySet[Task]:
    """Tasks of the list about which the office wrote something down: notes point at them, and would go with them."""
    tasks = _tasks(run)
    notes, in_register = Remark.objects.filter(task__in=tasks), RegisterNote.objects.filter(task__in=tasks)
    noted = Q(pk__in=notes.values("task")) | Q(pk__in=in_register.values("task"))
    return tasks.filter(noted).order_by("pk")


def _tasks(run: ImportRun) -> QuerySet[Task]:
    return Task.objects.filter(task_list__in=run.outcome["lists"])


def _events_since(run: ImportRun) -> QuerySet[Event]:
    """What happened to tasks of the list after this import wrote them: its own last event is told after theirs."""
    told = Event.objects.filter(verb=Verb.IMPORT_APPLIED, task_list__in=run.outcome["lists"]).order_by("-seq")
    own = next((event.seq for event in told if event.facts.get("import") == run.pk), 0)
    return Event.objects.filter(task__in=_tasks(run), seq__gt=own).select_related("task").order_by("seq")


def _rows(run: ImportRun, outcome: str) -> list[dict]:
    return [row for row in run.outcome.get("rows", ()) if row["outcome"] == outcome]


def _ids(run: ImportRun, outcome: str) -> list[int]:
    return [row["task"] for row in _rows(run, outcome)]


@chronicle()
def undo(*, run: ImportRun, by: Actor) -> int:
    """Drafts that the import made go, what it changed becomes what it was; so do the list and the document, if it
    brought them and nothing else uses them. Returns how many tasks went back. Raises Refused when it may not be undone
    any more: somebody was faster."""
    run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if run.state == ImportState.APPLIED:
        _hold(run)
    refusal = why_not_undo(run)
    if refusal:
        raise Refused(refusal)
    made, changed = _ids(run, NEW), _rows(run, CHANGED)
    for some in batched(made):
        Task.objects.filter(pk__in=some, state=TaskState.DRAFT).delete()
    for task in _restore(changed):
        tell(Verb.TASK_CHANGED, by=by, task=task, task_list=run.task_list, note=_("导入已撤回"))
    note = _("撤回%(n)s项") % {"n": len(made) + len(changed)}
    facts: dict[str, Any] = {"import": run.pk}
    tell(Verb.IMPORT_UNDONE, by=by, task_list=run.task_list, note=note, **facts)
    _remove_what_it_brought(run)
    return len(made) + len(changed)


def _hold(run: ImportRun) -> None:
    """Nobody issues or decides on these tasks meanwhile. The list first, as issuing locks them."""
    for rows in (TaskList.objects.filter(pk__in=run.outcome["lists"]), _tasks(run)):
        list(rows.order_by("pk").select_for_update().values_list("pk"))


def _restore(rows: list[dict]) -> list[Task]:
    tasks = Task.objects.in_bulk([row["task"] for row in rows])
    passages = Passage.objects.in_bulk([row["passage"] for row in rows if row["passage"]])
    pairs = []
    for row in rows:
        task = tasks[row["task"]]
        task.passage = passages.get(row["passage"])
        pairs.append((task, Facts.from_plain(row["before"])))
    save_changed([(task, take_over(task, facts, LABELS)) for task, facts in pairs])
    for task, facts in pairs:
        if task.state == TaskState.DRAFT:
            Assignment.objects.filter(task=task).delete()
            Schedule.objects.filter(task=task).delete()
            write_facts([(task, facts)])
    return [task for task, _facts in pairs]


def _remove_what_it_brought(run: ImportRun) -> None:
    source = run.source
    made_lists = TaskList.objects.filter(pk__in=run.outcome["made_lists"], tasks=None)
    run.state, run.source = ImportState.UNDONE, None
    run.save(update_fields=["state", "source"])
    for task_list in made_lists:
        if not task_list.imports.applied().exists():
            task_list.delete()
    if run.outcome["made_source"] and source and not _needed(source):
        TaskList.objects.filter(source=source).update(source=None)
        read = Figure.objects.filter(passage__source=source)
        brought = list(read.values_list("indicator", flat=True))
        read.delete()
        # None that somebody has made or taken up since, least of all another office.
        Indicator.objects.filter(pk__in=brought, figures=None, unit=None, definition="").delete()
        source.delete()


def _needed(source: Source) -> bool:
    """Whether anything but this import stands on the document."""
    return Task.objects.filter(passage__source=source).exists() or source.imports.applied().exists()
