"""Who stands in for whom, and what a person follows."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions.absences import (
    confirm_absence,
    end_absence,
    stands_above,
    why_not_confirm_absence,
    why_not_end_absence,
)
from tracker.actions.follows import follow, have_seen, unfollow
from tracker.desk.absences import NEW_ABSENCE
from tracker.desk.access import business, visible
from tracker.desk.forms.people import people_spoken_for
from tracker.desk.news import count_news
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.desk.runner import Asked, run
from tracker.domain.news import news_of, unread_news
from tracker.domain.refusal import Refused
from tracker.models import Absence, Mention, Task, Unit

NEWS = 100  # as far back as a person reads
MENTIONED = ("remark__made_by", "remark__task", "remark__obligation__task", "remark__dispatch")


@business
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: Request) -> HttpResponse:
    # Who stands in signs: a browser left open names nobody.
    return proved(run)(request, NEW_ABSENCE, back=reverse("absences"), page=_absences_page)


def _absences_page(request: Request, asked: Asked) -> HttpResponse:
    context = {"form": asked.form, "absences": _with_buttons(request, list(_recorded(request)[:100]))}
    return render(request, "people/absences.html", context, status=asked.status)


def _with_buttons(request: Request, rows: list[Absence]) -> list[tuple[Absence, bool, bool, bool]]:
    """Each with whether it is in force today, and whether this person may confirm it, and may end it."""
    by = request.actor
    in_force = set(
        Absence.objects.current(by.on).filter(pk__in=[r.pk for r in rows]).values_list("pk", flat=True)
    )
    known = stands_above((row for row in rows if row.until_on >= by.on), by=by)
    return [
        (
            row,
            row.pk in in_force,
            not why_not_confirm_absence(row, by=by, known=known),
            not why_not_end_absence(row, by=by, known=known),
        )
        for row in rows
    ]


def _recorded(request: Request):
    rows = Absence.objects.filter(person__in=people_spoken_for(request.actor)) | Absence.objects.filter(
        substitute=request.user
    )
    return rows.distinct().select_related("person", "substitute", "recorded_by", "confirmed_by")


@business
@require_POST
@proved
def absence_confirm(request: Request, pk: int) -> HttpResponse:
    return _with_absence(request, pk, confirm_absence, _("已确认，代办生效。"))


@business
@require_POST
def absence_end(request: Request, pk: int) -> HttpResponse:
    return _with_absence(request, pk, end_absence, _("代办已结束。"))


def _with_absence(request: Request, pk: int, verb: Callable[..., None], done: str) -> HttpResponse:
    try:
        verb(absence=get_object_or_404(_recorded(request), pk=pk), by=request.actor)
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect("absences")


@business
@require_POST
def follow_task(request: Request, pk: int) -> HttpResponse:
    task = visible(request, Task.objects.all(), pk)
    _toggle(request, task=task)
    return redirect("task", pk)


@business
@require_POST
def follow_unit(request: Request, pk: int) -> HttpResponse:
    # Only units whose affairs one may see: what moves there is told in one's own letters.
    unit = get_object_or_404(Unit.objects.realm_of(request.actor), pk=pk)
    _toggle(request, unit=unit)
    return redirect(f"{reverse('tasks')}?unit={unit.pk}")


def _toggle(request: Request, **thing) -> None:
    if "stop" in request.POST:
        unfollow(by=request.actor, **thing)
        messages.success(request, _("已取消关注。"))
    else:
        follow(by=request.actor, **thing)
        messages.success(request, _("已关注，有变化时会告诉您。"))


@business
@require_safe
def news(request: Request) -> HttpResponse:
    """The bell: what others did in what one follows, the unseen marked."""
    unread = set(unread_news(request.actor).values_list("seq", flat=True)[:NEWS])
    events = news_of(request.actor).select_related("task", "unit")[:NEWS]
    seen = Q(task=None) | Q(task__in=Task.objects.visible_to(request.actor))
    follows = request.user.follows.filter(seen).select_related("task", "unit")[:NEWS]
    context = {
        "events": [(e, e.seq in unread) for e in events],
        "mentions": Mention.objects.of(request.actor).select_related(*MENTIONED)[:NEWS],
        "unread": count_news(request.actor),
        "follows": follows,
    }
    return render(request, "people/news.html", context)


@business
@require_POST
def news_seen(request: Request) -> HttpResponse:
    have_seen(by=request.actor)
    return redirect("news")
