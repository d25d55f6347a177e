"""待签发: many letters read on one page and signed together, each under a number of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions.dispatches import expected_number, sign, why_not_sign
from tracker.desk.access import office_head
from tracker.desk.bounds import number, numbers
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.domain.digests import seen_of_letters
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Dispatch, DispatchKind
from tracker.web.listing import listing

PAGE = 20  # as many as one can read before one signs


@dataclass(frozen=True, slots=True)
class Line:
    """One letter on the sheet before signing: its number, or why it cannot be signed."""

    draft: Dispatch
    units: str
    number: str
    answer_by: date | None
    why_not: str
    seen: str  # the digest of the words that were read on the page before


@office_head
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def signing(request: Request) -> HttpResponse:
    drafts = Dispatch.objects.visible_to(request.actor).drafts().order_by("pk")
    if (unit := number(request.GET.get("unit", ""))) is not None:
        drafts = drafts.filter(receipts__unit=unit).distinct()
    if request.method == "POST":
        wanted = drafts.filter(pk__in=numbers(request.POST.getlist("d")))
        if "sure" not in request.POST and wanted.exists():
            context = {"lines": _sheet(request, wanted), "minutes": settings.SIGNED_WAIT_MINUTES}
            return render(request, "dispatches/sign_sheet.html", context)
        _sign_each(request, wanted)
        return redirect(request.get_full_path())
    rows = drafts.select_related("office", "drafted_by").prefetch_related("receipts__unit")
    context = {"listing": listing(request, rows, keys=("pk",), size=PAGE)}
    seen = seen_of_letters(draft.pk for draft in context["listing"].rows)
    for draft in context["listing"].rows:
        draft.seen = seen[draft.pk]
    return render(request, "dispatches/signing.html", context, status=context["listing"].status)


def _sheet(request: Request, drafts: QuerySet[Dispatch]) -> list[Line]:
    """What signing would do, before any number is taken: to whom, until when, under which number."""
    taken: Counter[tuple[int, str]] = Counter()
    calendar, today = CalendarDay.objects.calendar(), request.actor.on
    lines = []
    for draft in drafts.select_related("office").prefetch_related("receipts__unit"):
        why_not = why_not_sign(draft, by=request.actor)
        kind = (draft.office_id, draft.kind)
        number = "" if why_not else expected_number(draft, today=today, before=taken[kind])
        taken[kind] += not why_not
        units = "、".join(receipt.unit.name for receipt in draft.receipts.all())
        answer_by = None if draft.kind == DispatchKind.GUIDANCE else calendar.limit(today, draft.reply_within)
        lines.append(Line(draft, units, number, answer_by, why_not, request.POST.get(f"seen-{draft.pk}", "")))
    return lines


def _sign_each(request: Request, drafts: Iterable[Dispatch]) -> None:
    """One refused letter holds up none of the others, and says why."""
    numbers, chosen = [], list(drafts)
    for draft in chosen:
        try:
            seen = request.POST.get(f"seen-{draft.pk}", "")
            numbers.append(sign(dispatch=draft, by=request.actor, seen=seen))
        except Refused as no:
            messages.error(request, _("“%(title)s”未签发：%(why)s") % {"title": draft.title, "why": no})
    if numbers:
        told = {"n": len(numbers), "numbers": "、".join(numbers)}
        messages.success(request, _("已签发%(n)s件：%(numbers)s。") % told)
    if not chosen:
        messages.error(request, _("请勾选要签发的函件；已由他人处理的不再列出。"))
