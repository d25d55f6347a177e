"""全部任务, one task, and a task made by hand."""

from __future__ import annotations

from itertools import groupby

from django.contrib import messages
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions.tasks import create_task
from tracker.domain.halts import with_halts
from tracker.domain.lifecycle.summary import as_of
from tracker.domain.refusal import Refused
from tracker.models import (
    Assignment,
    Event,
    Extension,
    Notice,
    Objection,
    Obligation,
    Passage,
    Progress,
    Task,
    Unit,
    Verb,
)
from tracker.web import exports, offers
from tracker.web.access import business, office, visible
from tracker.web.buttons import offered
from tracker.web.filters import TaskFilter, tasks_for
from tracker.web.forms.tasks import NewTask
from tracker.web.shown import tasks_shown

MAKERS = {"csv": exports.as_csv, "xlsx": exports.as_xlsx}
INSIDE_THE_OFFICE = (Verb.DISPATCH_DRAFTED, Verb.DISPATCH_CHANGED, Verb.DISPATCH_REFUSED)
HISTORY = 100  # events on the page; the audit log has them all


@business
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    chosen = TaskFilter(request.GET, queryset=tasks_for(request), request=request)
    complaints = chosen.complaints()
    wanted = request.GET.get("export", "")
    if wanted and wanted not in MAKERS:
        complaints.append(_("只能导出 csv 或 xlsx。"))
    elif wanted and not complaints:
        return _export(request, chosen, MAKERS[wanted])
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


def _in_my_realm(request: HttpRequest, unit: Unit) -> bool:
    return Unit.objects.realm_of(request.actor).filter(pk=unit.pk).exists()


def _export(request: HttpRequest, chosen: TaskFilter, make) -> HttpResponse:
    rows = as_of(chosen.qs.order_by(*chosen.keys).select_related("task_list", "passage"), request.actor.on)
    title = _("任务清单")
    head = exports.head_lines(title, chosen.in_words(), len(rows), request.actor.on)
    return make(title, head, exports.TASK_COLUMNS, exports.task_rows(rows))


@business
@require_safe
def task(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Task.objects.select_related("task_list__office", "passage__source", "carried_from", "created_by")
    this = visible(request, rows, pk)
    served = request.actor.served
    owed = _owed(request, this)
    context = {
        "task": this,
        "owners": this.assignments.select_related("unit", "group"),
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
        "events": history_for(request, this),
        "follows": this.followers.filter(person=request.user).exists(),
        "buttons": offered(offers.TASK, this, request, "task_press") if request.actor.is_office else [],
    }
    return render(request, "tasks/task.html", context)


def _owed(request: HttpRequest, this: Task) -> list[Obligation]:
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


def history_for(request: HttpRequest, this: Task):
    """What a letter or a report was before it left the house is told to nobody outside of that house."""
    events = Event.objects.filter(task=this).select_related("unit")
    if not request.actor.is_office:
        events = events.exclude(verb__in=INSIDE_THE_OFFICE)
    others = Q(verb=Verb.PROGRESS_DRAFTED) & ~Q(unit__in=request.actor.served)
    return events.exclude(others)[:HISTORY]


def _by_group(this: Task) -> list[tuple[str, list[Assignment]]]:
    """Frozen members stand under the name of the group that the document wrote."""
    rows = [
        a for a in this.assignments.select_related("unit").order_by("via_group", "unit__order") if a.via_group
    ]
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
def task_new(request: HttpRequest) -> HttpResponse:
    first = {"task_list": request.GET.get("list")}
    form = NewTask(request.POST or None, initial=first, offices=request.actor.offices)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_task(**form.answers(), by=request.actor)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("任务已建立，尚为拟办；核对后请下达。"))
            return redirect("task", made.pk)
    return render(request, "tasks/new.html", {"form": form}, status=422 if form.is_bound else 200)
