"""Where an import lands: which list, what would change, one button, and what became of each row."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from tracker import importing, jobs
from tracker.desk.access import office, visible
from tracker.desk.forms.imports import APART, NEW_LIST, NOWHERE, TOGETHER, Both, Target
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.importing import editing, runs
from tracker.importing.editing import Edition
from tracker.importing.years import odd_days
from tracker.models import Cycle, Duty, ImportRun, ImportState, ListKind, TaskList
from tracker.papers.sheets import head_lines
from tracker.reading.owners.posts import of_heads
from tracker.web.exports import table_file
from tracker.web.listing import numbered
from tracker.web.proposal_page import Rows, ticked

KIND_NAMES = {"task": gettext_lazy("任务"), "problem": gettext_lazy("问题")}
LIST_KINDS = {
    "report": ListKind.WORK_PLAN,
    "plan": ListKind.WORK_PLAN,
    "list": ListKind.DUTY_LIST,
    "rectification": ListKind.RECTIFICATION,
}
LEFT_OUT = "left_out"
PAGE = 100


def _run(request: Request, pk: int) -> ImportRun:
    return visible(request, ImportRun.objects.select_related("office", "task_list"), pk)


# --- Where to --------------------------------------------------------------------------------------
@office
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    if run.state != ImportState.PROPOSED:
        return redirect("import_run", pk)  # which shows how far it is
    edition = runs.edition_of(run)
    lists = runs.open_lists(run)
    forms = {
        kind: Target(
            request.POST or None, prefix=kind, lists=lists, initial=_first(edition, kind, lists, request)
        )
        for kind in editing.KINDS
        if edition.items_of(kind)
    }
    both = Both(request.POST or None, initial={"how": _how(edition)}) if len(forms) > 1 else None
    chosen = _chosen(forms, both.chosen if both else APART) if request.method == "POST" else None
    if chosen is not None:
        try:
            with runs.editing(run) as fresh:
                fresh.target = chosen
        except Refused as no:
            messages.error(request, str(no))
            return redirect("import_run", pk)
        return redirect("import_diff", pk)
    named = [(KIND_NAMES[kind], len(edition.items_of(kind)), form) for kind, form in _ordered(forms)]
    context = {"run": run, "forms": named, "both": both}
    return render(request, "imports/target.html", context, status=422 if request.method == "POST" else 200)


def _chosen(forms: dict[str, Target], how: str) -> dict[str, dict] | None:
    """Where each kind goes; None where a form that is asked for lacks something."""
    asked = [kind for kind in forms if how in (APART, kind) or (how == TOGETHER and kind == "problem")]
    wrong = [kind for kind in asked if not forms[kind].is_valid()]  # every form says what it lacks
    if wrong:
        return None
    chosen = {kind: answers for kind in asked if (answers := forms[kind].answers())}
    if how == TOGETHER and chosen:
        chosen["task"] = {"with": "problem"}
    return chosen


def _how(edition: Edition) -> str:
    """What the officer chose before; else one list for a document of rectification, whose rows give a problem and the task
    that mends it."""
    target = edition.target
    if target:
        return TOGETHER if any("with" in t for t in target.values()) else APART if len(target) > 1 else "task"
    return TOGETHER if edition.head.kind == "rectification" else APART


def _ordered(forms: dict[str, Target]) -> list[tuple[str, Target]]:
    """Problems first where both are asked for: theirs is the list that takes both."""
    return sorted(forms.items(), key=lambda pair: pair[0] != "problem")


def _first(edition: Edition, kind: str, lists: list[TaskList], request: Request) -> dict:
    """What the officer chose before; else the list of the same name; else a new one."""
    chosen = edition.target.get(kind)
    if chosen is None and edition.target:
        return {"where": NOWHERE}
    if chosen and "with" not in chosen:
        return _as_chosen(chosen)
    head = edition.head
    name, year = _list_name(edition, kind), head.year or request.actor.on.year
    same = next((each for each in lists if each.name == name and each.year == year), None)
    list_kind = ListKind.RECTIFICATION if kind == "problem" else LIST_KINDS.get(head.kind, ListKind.OTHER)
    if kind == "task" and of_heads(head.title or head.filename):
        list_kind, duty, cycle = ListKind.HEAD_DUTIES, Duty.EACH, Cycle.YEARLY
    else:
        duty, cycle = Duty.LEAD, Cycle.QUARTERLY
    first = {"where": str(same.pk) if same else NEW_LIST, "name": name, "year": year, "list_kind": list_kind}
    return first | {"duty": duty.value, "report_cycle": cycle.value}


def _as_chosen(chosen: dict) -> dict:
    if "list" in chosen:
        return {"where": str(chosen["list"])}
    return {"where": NEW_LIST, **chosen, "list_kind": chosen["kind"]}


def _list_name(edition: Edition, kind: str) -> str:
    name = edition.head.title or edition.head.filename.rpartition(".")[0]
    both = all(edition.items_of(k) for k in editing.KINDS)
    if both and not (kind == "problem" and _how(edition) == TOGETHER):
        name += _("（问题整改）") if kind == "problem" else _("（工作任务）")
    return name[:200]


# --- What would change -----------------------------------------------------------------------------
@office
@require_safe
def diff(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    if run.state != ImportState.PROPOSED:
        return redirect("import_run", pk)  # which shows how far it is
    edition = runs.edition_of(run)
    try:
        chosen = runs.chosen_lists(edition, run)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("import_target", pk)
    if not edition.target and not ticked(edition.head.figures):
        return redirect("import_target", pk)
    rows = Rows((kind, change) for kind, changes in runs.preview(run, chosen) for change in changes)
    counts = Counter(change.outcome for _kind, change in rows)
    show = request.GET.get("show", "")
    if show in importing.OUTCOMES:
        rows = Rows(row for row in rows if row[1].outcome == show)
    context = {
        "run": run,
        "figures": ticked(edition.head.figures),
        "dropped": sum(e.is_dropped for e in edition.entries),
        "lists": [_lands(edition, kind, task_list, request) for kind, task_list in chosen.items()],
        "counts": [(code, label, counts[code]) for code, label in importing.OUTCOMES.items()],
        "show": show,
        "listing": numbered(request, rows, size=PAGE),
    }
    return render(request, "imports/diff.html", context)


def _lands(edition: Edition, kind: str, task_list: TaskList | None, request: Request) -> dict:
    """One list of this import: what goes there, and whether its days lie where a list of that year has them."""
    fields = edition.target[kind]
    year = task_list.year if task_list else fields["year"]
    return {
        "label": "、".join(str(KIND_NAMES[each]) for each in edition.kinds_with(kind)),
        "list": task_list,
        "fields": fields,
        "odd": odd_days(edition.items_for(kind), year=year, today=request.actor.on),
    }


@office
@require_POST
def apply(request: Request, pk: int) -> HttpResponse:
    """The one button: a job writes new lists, the document, its figures and the drafts, all or nothing."""
    run = _run(request, pk)
    try:
        if run.state == ImportState.PROPOSED:
            runs.chosen_lists(runs.edition_of(run), run)
        runs.ask_to_apply(run=run, by=request.actor)
    except Refused as no:
        messages.error(request, str(no))
        return redirect("import_diff", pk)
    queue_applying(request, run)
    return redirect("import_run", pk)


def queue_applying(request: Request, run: ImportRun) -> None:
    """Asked for twice, it is written once. A second later: on SQLite a long write keeps even the page that tells of it
    waiting, so that page comes first."""
    try:
        jobs.apply_import.apply_async((run.pk,), countdown=1)
    except OperationalError:
        runs.take_back(run=run)
        messages.error(request, _("后台作业服务暂时连不上，什么也没有写入；请稍后再按“确认导入”。"))


@office
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """The officer does not want to wait, or the job got lost."""
    if not runs.take_back(run=_run(request, pk)):
        messages.error(request, _("写入已经结束，请看结果；不要的可以撤回。"))
    return redirect("import_run", pk)


# --- What became of it -----------------------------------------------------------------------------
def _outcome_rows(run: ImportRun) -> list[dict]:
    """Every row of the file and of the list, each with its outcome and reason."""
    rows = [{**row, "label": str(importing.OUTCOMES[row["outcome"]])} for row in run.outcome.get("rows", ())]
    out = [{**row, "outcome": LEFT_OUT, "label": _("未导入")} for row in run.outcome.get("left_out", ())]
    return rows + out


def result(request: Request, run: ImportRun) -> HttpResponse:
    rows = _outcome_rows(run)
    counts = Counter(row["outcome"] for row in rows)
    labels = {**importing.OUTCOMES, LEFT_OUT: _("未导入")}
    show = request.GET.get("show", "")
    chosen = Rows(row for row in rows if show not in labels or row["outcome"] == show)
    context = {
        "run": run,
        "lists": TaskList.objects.filter(pk__in=run.outcome.get("lists", ())),
        "counts": [(code, label, counts[code]) for code, label in labels.items()],
        "show": show,
        "listing": numbered(request, chosen, size=PAGE),
        "why_not_undo": importing.why_not_undo(run),
        "figures": run.outcome.get("figures", 0),
    }
    return render(request, "imports/result.html", context)


@office
@require_safe
def result_file(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    names = dict(TaskList.objects.filter(pk__in=run.outcome.get("lists", ())).values_list("pk", "name"))
    columns = (_("结果"), _("清单"), _("编号"), _("任务"), _("原文位置"), _("改动"), _("说明"))
    rows = [
        (
            row["label"],
            names.get(row.get("list"), ""),
            row["number"],
            row["title"],
            row["address"],
            "；".join(f"{name}：{before} → {after}" for name, before, after in row.get("fields", ())),
            row["reason"],
        )
        for row in _outcome_rows(run)
    ]
    head = head_lines(_("导入结果：%(file)s") % {"file": run.filename}, (), len(rows), request.actor.on)
    return table_file(_("导入结果"), "xlsx", head, columns, rows)


@office
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    run = _run(request, pk)
    try:
        count = importing.undo(run=run, by=request.actor)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("已撤回%(n)s项。提议仍在，可以重新打开修改后再导入。") % {"n": count})
    return redirect("import_run", pk)


@office
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    try:
        runs.reopen(run=_run(request, pk))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("import_run", pk)
