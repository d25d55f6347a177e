"""待签发: many letters read on one page and signed together, each under a number of its own."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions.dispatches import sign
from tracker.desk.access import office_head
from tracker.desk.bounds import number, numbers
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.models import Dispatch
from tracker.web.listing import listing

PAGE = 20  # as many as one can read before one signs


@office_head
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def signing(request: Request) -> HttpResponse:
    drafts = Dispatch.objects.visible_to(request.actor).drafts().order_by("pk")
    if (unit := number(request.GET.get("unit", ""))) is not None:
        drafts = drafts.filter(receipts__unit=unit).distinct()
    if request.method == "POST":
        wanted = numbers(request.POST.getlist("d"))
        _sign_each(request, drafts.filter(pk__in=wanted))
        return redirect(request.get_full_path())
    rows = drafts.select_related("office", "drafted_by").prefetch_related("receipts__unit")
    context = {"listing": listing(request, rows, keys=("pk",), size=PAGE)}
    return render(request, "dispatches/signing.html", context, status=context["listing"].status)


def _sign_each(request: Request, drafts: Iterable[Dispatch]) -> None:
    """One refused letter holds up none of the others, and says why."""
    numbers, chosen = [], list(drafts)
    for draft in chosen:
        try:
            numbers.append(sign(dispatch=draft, by=request.actor))
        except Refused as no:
            messages.error(request, _("“%(title)s”未签发：%(why)s") % {"title": draft.title, "why": no})
    if numbers:
        told = {"n": len(numbers), "numbers": "、".join(numbers)}
        messages.success(request, _("已签发%(n)s件：%(numbers)s。") % told)
    if not chosen:
        messages.error(request, _("请勾选要签发的函件；已由他人处理的不再列出。"))
