"""One thing that one unit owes: its report, its requests, and what the office makes of them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.actions.progress import attach, release, save_draft, why_not_report
from tracker.domain.halts import with_halts
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Evidence, Membership, Obligation, Progress, ProgressState, Role
from tracker.web import offers
from tracker.web.access import business, units, visible
from tracker.web.buttons import offered
from tracker.web.downloads import attachment
from tracker.web.forms.obligations import Report
from tracker.web.views.tasks import headings

RELATED = (
    "unit", "office", "task__task_list__office", "task__passage__source", "deadline", "dispatch", "task_list",
)  # fmt: skip


def _rows(request: HttpRequest) -> QuerySet:
    return with_halts(
        Obligation.objects.select_related(*RELATED).with_colour(request.actor.on), request.actor.on
    )


@business
@require_safe
def obligation(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, visible(request, _rows(request), pk))


@units
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the draft, attach what came with it, and on “报送” release it. What was saved stays saved when a
    later step is refused: the page shows the sentence above the kept entries."""
    owed = visible(request, _rows(request), pk)
    form = Report(request.POST, request.FILES)
    if form.is_valid():
        try:
            _save(request, owed, form)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return redirect("obligation", pk)
    return _show(request, visible(request, _rows(request), pk), form)


def _save(request: HttpRequest, owed: Obligation, form: Report) -> None:
    progress = _draft(owed).first()
    # A leader who hands in the liaison's words unchanged did not write them.
    if progress is None or "release" not in request.POST or _first_values(progress) != form.said():
        progress = save_draft(obligation=owed, **form.said(), by=request.actor)
    for piece in form.enclosed():
        attach(progress=progress, **piece, by=request.actor)
    if "release" not in request.POST:
        messages.success(request, _("草稿已保存，尚未报送。"))
        return
    release(progress=progress, by=request.actor)
    messages.success(request, _("已报送，等待审核。"))


def _draft(owed: Obligation) -> QuerySet:
    return owed.progress.drafts().select_related("drafted_by").prefetch_related("evidence")


def _show(request: HttpRequest, owed: Obligation, form: Report | None = None) -> HttpResponse:
    mine = owed.unit_id in request.actor.served
    draft = _draft(owed).first() if mine else None
    context = {
        "obligation": owed,
        "explanation": owed.explained(CalendarDay.objects.calendar()),
        "headings": headings(owed.task.passage) if owed.task else [],
        "reports": _reports(request, owed),
        "waits": [(w, offered(offers.WAITING, w, request, "waiting_press")) for w in _pauses(owed.waits)],
        "awaited": owed.awaited_by.in_force().select_related("obligation__unit"),
        "mutes": [
            (m, offered(offers.MUTE, m, request, "mute_press"))
            for m in owed.mutes.in_force(request.actor.on).select_related("approved_by", "obligation__office")
        ],
        "extensions": _requests(request, owed.extensions, offers.EXTENSION, "extension_press"),
        "objections": _requests(request, owed.objections, offers.OBJECTION, "objection_press"),
        "notices": owed.notices.visible_to(request.actor).select_related("dispatch", "rung"),
        "buttons": offered(offers.OBLIGATION, owed, request, "obligation_press"),
    }
    # What was just typed is shown again even when it can no longer be reported: a colleague was quicker.
    if form or (mine and not why_not_report(owed, by=request.actor)):
        context |= _desk(request, owed, draft, form)
    return render(request, "obligations/obligation.html", context, status=422 if form else 200)


def _desk(request: HttpRequest, owed: Obligation, draft: Progress | None, form: Report | None) -> dict:
    """The form, and who hands it in: a leader where the unit has one; otherwise the liaison, with proof."""
    leaders = Membership.objects.current(request.actor.on).filter(unit=owed.unit, role=Role.UNIT_LEADER)
    names = [str(m.user) for m in leaders.select_related("user")]
    is_leader = owed.unit_id in request.actor.units(Role.UNIT_LEADER)
    form = form or Report(initial=_first_values(draft))
    if names:
        del form.fields["seal"]
    return {
        "form": form,
        "draft": draft,
        "returned": _just_returned(owed),
        "released_by_others": "" if is_leader else "、".join(names),
    }


def _just_returned(owed: Obligation) -> Progress | None:
    """The last report, if the office sent it back: its reason belongs above the next one."""
    last = owed.progress.handed_in().select_related("decided_by").order_by("pk").last()
    return last if last and last.state == ProgressState.RETURNED else None


def _first_values(draft: Progress | None) -> dict:
    if draft is None:
        return {}
    return {name: getattr(draft, name) for name in ("text", "percent", "problems", "next_steps")}


def _reports(request: HttpRequest, owed: Obligation) -> list[tuple]:
    rows = owed.progress.handed_in().prefetch_related("evidence")
    rows = rows.select_related(
        "drafted_by", "released_by", "decided_by", "obligation__unit", "obligation__office"
    )
    return [
        (p, offered(offers.PROGRESS, p, request, "progress_press") if p.state == "released" else [])
        for p in rows
    ]


def _pauses(waits) -> QuerySet:
    return waits.in_force().select_related(
        "on_obligation__unit", "obligation__unit", "obligation__office", "recorded_by"
    )


def _requests(request: HttpRequest, rows, buttons, url_name: str) -> list[tuple]:
    office = request.actor.is_office
    rows = rows.select_related("asked_by", "decided_by", "obligation__office", "obligation__unit")
    return [(r, offered(buttons, r, request, url_name) if office and not r.decision else []) for r in rows]


@business
@require_safe
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of evidence, for whoever may see the report it belongs to."""
    seen = Obligation.objects.visible_to(request.actor)
    reports = Progress.objects.readable_by(request.actor.served).filter(obligation__in=seen)
    piece = get_object_or_404(Evidence.objects.filter(progress__in=reports).exclude(file=""), pk=pk)
    return attachment(piece.file, piece.filename)
