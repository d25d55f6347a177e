"""全部任务, one task, and a task made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Max, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.desk.access import business, office, visible
from tracker.desk.nouns import available_actions
from tracker.desk.request import Request
from tracker.desk.tasks import NEW_TASK
from tracker.domain.halts import with_halts
from tracker.domain.history import task_history
from tracker.domain.lifecycle.summary import as_of
from tracker.models import (
    Assignment,
    Dispatch,
    Extension,
    Notice,
    Objection,
    Obligation,
    Passage,
    Progress,
    Remark,
    Task,
    Unit,
)
from tracker.papers.sheets import head_lines
from tracker.web import exports
from tracker.web.filters import TaskFilter, tasks_for
from tracker.web.making import make
from tracker.web.shown import tasks_shown

RELATED = (
    "task_list__office",
    "passage__source",
    "passage__parent__parent__parent",  # its headings, as far up as documents go as a rule
    "carried_from",
    "created_by",
)
OWNERS = Prefetch("assignments", Assignment.objects.select_related("unit", "group"))
HISTORY = 100  # events on the page; the audit log has them all


@business
@require_safe
def tasks(request: Request) -> HttpResponse:
    chosen = TaskFilter(request.GET, queryset=tasks_for(request), request=request)
    complaints = chosen.complaints()
    wanted = request.GET.get("export", "")
    if wanted and wanted not in exports.KINDS:
        complaints.append(_("只能导出 csv 或 xlsx。"))
    elif wanted and not complaints:
        return _export(request, chosen, wanted)
    rows = chosen.qs.none() if complaints else chosen.qs
    unit = None if complaints else chosen.form.cleaned_data["unit"]
    context = {
        "filter": chosen,
        "listing": tasks_shown(request, rows, complaints, keys=chosen.keys),
        "unit": unit,
        "may_follow": unit and _in_my_realm(request, unit),
        "follows": unit and unit.followers.filter(person=request.user).exists(),
    }
    return render(request, "tasks/list.html", context, status=context["listing"].status)


def _in_my_realm(request: Request, unit: Unit) -> bool:
    return Unit.objects.realm_of(request.actor).filter(pk=unit.pk).exists()


def _export(request: Request, chosen: TaskFilter, kind: str) -> HttpResponse:
    rows = as_of(chosen.qs.order_by(*chosen.keys).select_related("task_list", "passage"), request.actor.on)
    title = _("任务清单")
    head = head_lines(title, chosen.in_words(), len(rows), request.actor.on)
    return exports.table_file(title, kind, head, exports.TASK_COLUMNS, exports.task_rows(rows))


@business
@require_safe
def task(request: Request, pk: int) -> HttpResponse:
    this = visible(request, Task.objects.select_related(*RELATED).prefetch_related(OWNERS, "schedules"), pk)
    served = request.actor.served
    owed = _owed(request, this)
    context = {
        "task": this,
        "owners": this.assignments.all(),
        "groups": _by_group(this),
        "schedules": this.schedules.all(),
        "headings": headings(this.passage),
        "owed": owed,
        "mine": [o for o in owed if o.unit_id in served and o.state in ("open", "submitted")],
        "periods": _periods(owed),
        "colour": max((o.colour for o in owed), default=0),
        "reports": _reports(this, served),
        "extensions": _requests(Extension, this),
        "objections": _requests(Objection, this),
        "notices": Notice.objects.visible_to(request.actor)
        .filter(obligation__task=this)
        .select_related("obligation__unit", "dispatch")[:60],
        "remarks": remarks_on(request, this),
        "events": task_history(this, by=request.actor)[:HISTORY],
        "follows": this.followers.filter(person=request.user).exists(),
        "actions": available_actions(this, by=request.actor) if request.actor.is_office else [],
    }
    return render(request, "tasks/task.html", context)


def remarks_on(request: Request, thing: Task | Obligation | Dispatch) -> Iterable[Remark]:
    """The office's own notes; nobody else's page asks for them."""
    if not request.actor.is_office:
        return ()
    rows = Remark.objects.visible_to(request.actor).about(thing)
    return rows.select_related("made_by", "obligation__unit")


def _owed(request: Request, this: Task) -> list[Obligation]:
    rows = Obligation.objects.filter(task=this).with_colour(request.actor.on)
    return list(
        with_halts(rows, request.actor.on)
        .annotate(percent=Max("progress__percent"))
        .select_related("unit", "deadline__schedule", "task")
        .order_by("deadline__due_on", "deadline", "-colour", "unit__order")
    )


def _periods(owed: list[Obligation]) -> list[dict]:
    """The dates of the task, each with who owes it; what is all settled is folded away on the page."""
    found = []
    for deadline, rows in groupby(owed, key=lambda o: o.deadline):
        rows = list(rows)
        unsettled = [o for o in rows if o.state in ("open", "submitted")]
        found.append({"deadline": deadline, "rows": rows, "unsettled": len(unsettled)})
    return found


def _by_group(this: Task) -> list[tuple[str, list[Assignment]]]:
    """Frozen members stand under the name of the group that the document wrote."""
    rows = sorted(
        (a for a in this.assignments.all() if a.via_group), key=lambda a: (a.via_group, a.unit.order)
    )
    return [(name, list(members)) for name, members in groupby(rows, key=lambda a: a.via_group)]


def _reports(this: Task, served: frozenset[int]):
    seen = Progress.objects.readable_by(served).filter(obligation__task=this)
    related = ("obligation__unit", "obligation__deadline", "drafted_by", "released_by", "decided_by")
    return seen.select_related(*related).prefetch_related("evidence")


def _requests(model, this: Task):
    rows = model.objects.filter(obligation__task=this)
    return rows.select_related("obligation__unit", "asked_by", "decided_by")


def headings(passage: Passage | None) -> list[Passage]:
    """From the chapter down to the paragraph: where in the document the sentence stands."""
    found: list[Passage] = []
    while passage is not None and passage.parent_id:
        passage = passage.parent
        found.insert(0, passage)
    return found


@office
@require_http_methods(["GET", "HEAD", "POST"])
def task_new(request: Request) -> HttpResponse:
    first = {"task_list": request.GET.get("list")}
    return make(request, NEW_TASK, page="tasks/new.html", shown="task", back=reverse("tasks"), initial=first)
