"""批量填报: what a unit owes of one list in one table, each row saved or handed in for itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.desk.access import units, visible
from tracker.desk.forms.base import SEEN
from tracker.desk.forms.obligations import Report, draft_of
from tracker.desk.kept import keep_files, uploads
from tracker.desk.obligations import REPORT
from tracker.desk.request import Request
from tracker.domain.digests import seen_of_reports
from tracker.domain.refusal import Refused
from tracker.entry import drafts
from tracker.models import NEAR_DAYS, Obligation, ObligationKind, Progress, ProgressState, TaskList

ROWS = 30  # as many as one fills in at a sitting
EMPTY: Mapping = {}
ASKED = ("text", "percent", "document_number", "files")  # the rest is asked on the page of each


@dataclass(slots=True)
class Line:
    """One thing owed, its questions, and what was said of it last."""

    obligation: Obligation
    form: Report
    last: Progress | None

    def is_meant(self, *, hand_in: bool) -> bool:
        """Whether something was filled in; to be handed in is also what a colleague has drafted and nobody changed."""
        if not self.form.is_bound:
            return False
        return self.form.has_changed() or (hand_in and draft_of(self.obligation, self.form.actor) is not None)


@units
@require_http_methods(["GET", "HEAD", "POST"])
def report_many(request: Request, pk: int) -> HttpResponse:
    task_list = visible(request, TaskList.objects, pk)
    if request.method == "POST":
        return _sent(request, task_list)
    draft = drafts.kept(request.user, request.path)
    words = draft.as_sent() if draft else {}
    lines = _lines(request, task_list, kept=words)
    context = {"task_list": task_list, "lines": lines, "shown_again": draft, "draft": draft}
    return render(request, "obligations/many.html", context)


def _sent(request: Request, task_list: TaskList) -> HttpResponse:
    files, draft = uploads(request)
    lines = _lines(request, task_list, files=files)
    meant = [line for line in lines if line.is_meant(hand_in="release" in request.POST)]
    done = [line for line in meant if _perform(request, line)]
    wrong = [line for line in meant if line.form.errors]
    if done:
        messages.success(request, _said(request, done))
    if wrong:
        draft = keep_files(request, [line.form for line in wrong]) or draft
        rest = [line for line in lines if line not in done]
        context = {"task_list": task_list, "lines": rest, "wrong": wrong, "draft": draft}
        return render(request, "obligations/many.html", context, status=422)
    drafts.forget(request.user, request.path)
    if not done:
        messages.error(request, _("没有填写任何一项。"))
    return redirect("home")


def _said(request: Request, done: list[Line]) -> str:
    told = {"n": len(done), "who": done[0].form.released_by_others}
    if "release" in request.POST:
        return _("已报送%(n)s项，等待审核。") % told
    return (_("已保存%(n)s项，请%(who)s审签报送。") if told["who"] else _("已保存%(n)s项草稿。")) % told


def _owed(request: Request, task_list: TaskList) -> QuerySet[Obligation]:
    """What is near or late; reports of other lists, replies and receipts have their own pages."""
    soon = request.actor.on + timedelta(days=NEAR_DAYS)
    rows = Obligation.objects.owed_by_units_of(request.actor).open().chased().with_colour(request.actor.on)
    return (
        rows.filter(task__task_list=task_list, due_on__lte=soon)
        .exclude(kind=ObligationKind.SIGN_FOR)
        .select_related("unit", "office", "task__task_list", "deadline")
        .prefetch_related("progress")
        .order_by("due_on", "pk")[:ROWS]
    )


def _lines(request: Request, task_list: TaskList, **given: Any) -> list[Line]:
    owed = list(_owed(request, task_list))
    drafts_of = {one.pk: p.pk for one in owed for p in one.progress.all() if p.state == ProgressState.DRAFT}
    seen = seen_of_reports(drafts_of.values()) if drafts_of else {}
    for one in owed:
        one.seen_draft = seen.get(drafts_of.get(one.pk, 0), "")
    earlier = _earlier(owed)
    return [_line(request, one, earlier, **given) for one in owed]


def _line(
    request: Request,
    one: Obligation,
    earlier: Mapping[tuple[int | None, int], Progress],
    *,
    kept: Mapping = EMPTY,
    files: MultiValueDict | None = None,
) -> Line:
    prefix = f"o{one.pk}"
    # A row that was saved a moment ago is not on the page that shows the others again.
    entries = (request.POST, files) if f"{prefix}-text" in request.POST else (None, None)
    form = REPORT.form(*entries, subject=one, actor=request.actor, prefix=prefix)
    form.fields["text"].widget.attrs["rows"] = 3
    form.use_required_attribute, form.empty_permitted = False, True  # most rows stay empty
    # A draft keeps what it says in the others; what was read is carried from the page, never read anew.
    for name in set(form.fields) - {*ASKED, SEEN}:
        form.fields[name].required, form.fields[name].disabled = False, True
    names = {name: form.add_prefix(name) for name in ASKED}
    form.initial |= {name: kept[sent] for name, sent in names.items() if sent in kept}
    handed_in = [p for p in one.progress.all() if p.state != ProgressState.DRAFT]
    return Line(one, form, max(handed_in, key=lambda p: p.pk, default=None) or earlier.get(_whose(one)))


def _whose(one: Obligation) -> tuple[int | None, int]:
    return one.task_id, one.unit_id


def _earlier(rows: Sequence[Obligation]) -> dict[tuple[int | None, int], Progress]:
    """What each unit said last of the same task, for another period: a new period is a new obligation."""
    told = Progress.objects.handed_in().filter(
        obligation__task__in={o.task_id for o in rows}, obligation__unit__in={o.unit_id for o in rows}
    )
    return {_whose(p.obligation): p for p in told.select_related("obligation").order_by("pk")}


def _perform(request: Request, line: Line) -> bool:
    line.form.empty_permitted = False
    if not line.form.is_valid():
        return False
    try:
        REPORT.perform(line.obligation, line.form.answers(), by=request.actor)
    except Refused as no:
        line.form.add_error(None, str(no))
        line.form.see_again()
        return False
    return True
