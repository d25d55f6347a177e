"""A unit's first page: what came back, what is to be signed for, what is to be reported by list, what comes later."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.actions.progress import release
from tracker.actions.serving import sign_for, sign_for_dispatch
from tracker.desk.access import units
from tracker.desk.bounds import numbers
from tracker.desk.counting import count
from tracker.desk.forms.base import UNREAD
from tracker.desk.request import Request
from tracker.domain.composed import kept_rows
from tracker.domain.digests import seen_of_reports
from tracker.domain.halts import with_halts
from tracker.domain.refusal import Refused, refuse_if
from tracker.models import NEAR_DAYS, Obligation, ObligationKind, ObligationState, Progress, Receipt
from tracker.web.listing import Listing, listing

LATER = 100  # rows of the folded part
OF_A_LINE = (
    *("kind", "state", "due_on", "is_chased", "task__number", "task__title", "task__state"),
    *("dispatch__number", "dispatch__title", "task_list__name"),
)


def owed_by_me(request: Request) -> QuerySet[Obligation]:
    rows = Obligation.objects.owed_by_units_of(request.actor).unsettled().with_colour(request.actor.on)
    return (
        with_halts(rows, request.actor.on)
        .annotate(has_draft=Exists(Progress.objects.drafts().filter(obligation=OuterRef("pk"))))
        .select_related("unit", "task__task_list", "deadline", "dispatch", "task_list")
        .worst_first()
    )


def _named(rows: QuerySet[Obligation], request: Request) -> QuerySet[Obligation]:
    """What a single line shows of each."""
    coloured = rows.with_colour(request.actor.on)  # type: ignore[attr-defined]
    return coloured.select_related("task", "dispatch", "task_list").only(*OF_A_LINE).worst_first()


def unit_desk(request: Request) -> HttpResponse:
    """Worst first, by list; what is not yet near is folded: the next quarter's rows have the names of this one's."""
    actor = request.actor
    soon = actor.on + timedelta(days=NEAR_DAYS)
    owed = owed_by_me(request)
    signing = owed.open().filter(kind=ObligationKind.SIGN_FOR)
    to_sign = kept_rows(("lists to sign for", actor.rights), lambda _n: signing)
    # Chosen by their own columns first: what is shown of each is reckoned for those few.
    mine = Obligation.objects.owed_by_units_of(actor).unsettled().exclude(pk__in=[o.pk for o in to_sign])
    found = listing(request, mine.chased().filter(due_on__lte=soon).only("due_on"), keys=("due_on", "pk"))
    pressing = {o.pk: o for o in owed.filter(pk__in=[o.pk for o in found.rows])} if found.rows else {}
    found = replace(found, rows=[pressing[o.pk] for o in found.rows])
    ahead = mine.filter(Q(due_on__gt=soon) | Q(is_chased=False)).order_by("due_on", "pk").values("pk")
    later = list(_named(Obligation.objects.filter(pk__in=ahead[:LATER]), request)) if not found.before else []
    letters = Receipt.objects.to_sign_for().answered_by(actor)
    letters = letters.select_related("dispatch", "unit").order_by("pk")
    context = {
        "listing": found,
        "by_list": _by_list(found.rows),
        "returned": _returned(request) if not found.before else [],
        "to_sign": to_sign,
        "later": later,
        "unsigned": kept_rows(("letters to sign for", actor.rights), lambda _n: letters),
        "drafts": _as_read(_to_release(request)) if actor.is_unit_leader else [],
        "overdue": count(Obligation.objects.owed_by_units_of(actor).overdue(actor.on)),
        "soon": soon,
        "many_units": len({o.unit_id for o in found.rows}) > 1,
        "open_count": _still_to_do(found),
    }
    return render(request, "home/unit.html", context)


def _still_to_do(found: Listing) -> int | str:
    """Where all are on the page: without those that are handed in and wait for the office."""
    if found.before or found.after:
        return found.counted
    return sum(o.state == ObligationState.OPEN for o in found.rows)


def _by_list(rows: list[Obligation]) -> list[tuple]:
    """Under the list that they come from, in the order in which the worst of each stands; replies by themselves."""
    of = {o.pk: o.task.task_list if o.task_id else None for o in rows}
    order: dict[int | None, int] = {}
    for o in rows:
        order.setdefault(of[o.pk].pk if of[o.pk] else None, len(order))
    by_order = sorted(rows, key=lambda o: order[of[o.pk].pk if of[o.pk] else None])
    return [(task_list, list(same)) for task_list, same in groupby(by_order, key=lambda o: of[o.pk])]


def _returned(request: Request) -> list[Progress]:
    """What the office sent back, newest reason of each: it is owed again, with what is still missing said."""
    # A return begins another round: so said, those few are found by their index.
    rows = Progress.objects.sent_back().filter(
        obligation__unit__in=request.actor.served, obligation__round__gt=1
    )
    rows = rows.select_related("obligation__unit", "obligation__task", "decided_by").order_by("-pk")[:LATER]
    found: dict[int, Progress] = {}
    for report in kept_rows(("reports sent back", request.actor.rights), lambda _n: rows):
        found.setdefault(report.obligation_id, report)
    return list(found.values())


def _to_release(request: Request) -> QuerySet[Progress]:
    waiting = Progress.objects.in_writing().filter(obligation__unit__in=request.actor.served)
    return waiting.exclude(drafted_by=request.user).select_related(
        "obligation__unit", "obligation__task", "drafted_by"
    )


def _as_read(drafts: Iterable[Progress]) -> list[Progress]:
    """Each with the digest of what the page shows: a colleague may write on meanwhile."""
    drafts = list(drafts)
    seen = seen_of_reports([draft.pk for draft in drafts]) if drafts else {}
    for draft in drafts:
        draft.seen = seen[draft.pk]
    return drafts


@units
@require_POST
def sign_for_all(request: Request) -> HttpResponse:
    """签收 of every list at once, or of every letter; one that is refused holds up none of the others."""
    if "letters" in request.POST:
        return _sign_for_letters(request)
    owed = Obligation.objects.owed_by_units_of(request.actor).open().filter(kind=ObligationKind.SIGN_FOR)
    done = _one_by_one(
        request,
        owed.select_related("unit", "office", "task_list"),
        lambda one: sign_for(obligation=one, by=request.actor),
        _("%(what)s未签收：%(why)s"),
        lambda one: one.subject,
    )
    if done:
        messages.success(request, _("已签收%(n)s份清单。") % {"n": done})
    return redirect("home")


def _sign_for_letters(request: Request) -> HttpResponse:
    """In one's own name, each with its own receipt; they stand listed where the button is."""
    waiting = Receipt.objects.to_sign_for().answered_by(request.actor)
    done = _one_by_one(
        request,
        waiting.select_related("dispatch__office", "unit").order_by("pk"),
        lambda one: sign_for_dispatch(receipt=one, name="", by=request.actor),
        _("%(what)s未签收：%(why)s"),
        lambda one: one.dispatch,
    )
    if done:
        messages.success(request, _("已签收%(n)s件函件；要求回复的，请按期回复。") % {"n": done})
    return redirect("home")


def _one_by_one(
    request: Request,
    rows: Iterable[Any],
    press: Callable[[Any], object],
    complaint: str,
    named: Callable[[Any], object],
) -> int:
    """One that is refused is told and holds up none of the others. Returns how many were done."""
    done = 0
    for one in rows:
        try:
            press(one)
        except Refused as no:
            messages.error(request, complaint % {"what": named(one), "why": no})
        else:
            done += 1
    return done


def _with_way_back(told: str, wanted: Iterable[int]) -> str:
    """Of one report the message leads to where it is taken back; of many each stands on its own page."""
    last = Progress.objects.awaiting_decision().filter(pk__in=wanted).order_by("released_at").last()
    if last is None:
        return told
    where = reverse("obligation", args=[last.obligation_id])
    return format_html('{} <a href="{}">{}</a>', told, where, _("打开这一事项"))


def _release_as_read(request: Request, draft: Progress) -> None:
    seen = request.POST.get(f"seen-{draft.pk}", "")
    refuse_if("" if seen else str(UNREAD))
    release(progress=draft, by=request.actor, seen=seen)


@units
@require_POST
def release_chosen(request: Request) -> HttpResponse:
    """报送所选: what the leader of a unit has ticked, each report for itself."""
    wanted = numbers(request.POST.getlist("p"))
    done = _one_by_one(
        request,
        _to_release(request).filter(pk__in=wanted).select_related("obligation__office"),
        lambda one: _release_as_read(request, one),
        _("%(what)s未报送：%(why)s"),
        lambda one: one.obligation.subject,
    )
    if done:
        told = _("已报送%(n)s项，等待审核；审核之前可以在事项页撤回。") % {"n": done}
        messages.success(request, _with_way_back(told, wanted) if done == 1 else told)
    if not wanted:
        messages.error(request, _("请勾选要报送的事项。"))
    return redirect("home")
