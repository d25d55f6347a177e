"""待签发: many letters read on one page, by unit: what can be signed and what not, the facts that stand in the way, and
then one signing of many, each under a number of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker.actions.signable import why_not_sign_each
from tracker.actions.signing import expected_number, sign
from tracker.desk import guesses
from tracker.desk.access import office_head
from tracker.desk.bounds import number, numbers
from tracker.desk.forms.base import UNREAD
from tracker.desk.guesses import Guess
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.domain.digests import seen_of_letters
from tracker.domain.formal.unfit import addressed_without, leaving
from tracker.domain.refusal import Refused
from tracker.models import CalendarDay, Dispatch, DispatchKind, Notice, Receipt
from tracker.punctuation import listed
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


@dataclass(frozen=True, slots=True)
class Letter:
    """One draft on the page: what it stands on that nobody has decided, and else why it cannot be signed."""

    draft: Dispatch
    why_not: str
    guesses: list[Guess]
    leaving: list[Notice]  # settled or halted meanwhile: goes out as the letter is signed


@dataclass(frozen=True, slots=True)
class Group:
    """The drafts to one unit; those to several come first."""

    name: str
    letters: list[Letter] = field(default_factory=list)

    @property
    def ready(self) -> int:
        return sum(not letter.why_not for letter in self.letters)


@office_head
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def signing(request: Request) -> HttpResponse:
    drafts = Dispatch.objects.visible_to(request.actor).drafts().annotate(to_unit=_only_unit()).order_by("pk")
    if (unit := number(request.GET.get("unit", ""))) is not None:
        drafts = drafts.filter(receipts__unit=unit).distinct()
    if request.method == "POST" and "confirm" in request.POST:
        _confirm(request, drafts)
        return redirect(request.get_full_path())
    if request.method == "POST":
        wanted = drafts.filter(pk__in=numbers(request.POST.getlist("d")))
        if "sure" not in request.POST and wanted.exists():
            context = {"lines": _sheet(request, wanted), "minutes": settings.SIGNED_WAIT_MINUTES}
            return render(request, "dispatches/sign_sheet.html", context)
        _sign_each(request, wanted)
        return redirect(request.get_full_path())
    rows = drafts.select_related("office", "drafted_by").prefetch_related("receipts__unit")
    found = listing(request, rows, keys=("to_unit", "pk"), size=PAGE)
    seen = seen_of_letters(draft.pk for draft in found.rows)
    for draft in found.rows:
        draft.seen = seen[draft.pk]
    groups = _by_unit(request, found.rows)
    undecided = sum(len(letter.guesses) for group in groups for letter in group.letters)
    context = {"listing": found, "groups": groups, "undecided": undecided}
    return render(request, "dispatches/signing.html", context, status=found.status)


def _only_unit() -> Coalesce:
    """The unit that a letter goes to, 0 where there are several: what the page is sorted by."""
    receipts = Receipt.objects.filter(dispatch=OuterRef("pk")).order_by().values("dispatch")
    only = receipts.annotate(n=Count("pk"), one=Min("unit")).filter(n=1).values("one")
    return Coalesce(Subquery(only), 0)


def _by_unit(request: Request, drafts: Sequence[Dispatch]) -> list[Group]:
    why_not, undecided = why_not_sign_each(drafts, by=request.actor), guesses.under_letters(drafts)
    going = leaving(drafts, request.actor.on)
    groups = []
    for _unit, mine in groupby(drafts, key=lambda draft: draft.to_unit):  # type: ignore[attr-defined]
        letters = [
            Letter(d, why_not.get(d.pk, ""), undecided.get(d.pk, []), going.get(d.pk, [])) for d in mine
        ]
        names = [receipt.unit.name for receipt in letters[0].draft.receipts.all()]
        groups.append(Group(names[0] if len(names) == 1 else _("发往多个单位"), letters))
    return groups


# --- Facts -----------------------------------------------------------------------------------------
def _confirm(request: Request, drafts: QuerySet[Dispatch]) -> None:
    """Only what was ticked, and stands there still as it was shown."""
    ticked = set(request.POST.getlist("f"))
    named = drafts.filter(pk__in=numbers(key.partition("-")[0] for key in ticked))
    shown = [guess for mine in guesses.under_letters(named).values() for guess in mine if guess.key in ticked]
    by_task: dict[int, list[Guess]] = {}
    for guess in shown:
        by_task.setdefault(guess.task.pk, []).append(guess)
    decided = 0
    for mine in by_task.values():
        try:
            decided += guesses.confirm_of(mine[0].task, mine, by=request.actor)
        except Refused as no:
            messages.error(request, _("“%(title)s”未核定：%(why)s") % {"title": mine[0].task, "why": no})
    if decided:
        messages.success(request, _("已核定%(n)s处推断。") % {"n": decided})
    if not ticked:
        messages.error(request, _("请先勾选要核定的事实。"))
    elif len(shown) < len(ticked):
        messages.error(request, _("有的事实已由他人处理或已有改动，请核对现在的内容。"))


# --- Letters ---------------------------------------------------------------------------------------
def _sheet(request: Request, drafts: QuerySet[Dispatch]) -> list[Line]:
    """What signing would do, before any number is taken: to whom, until when, under which number."""
    taken: Counter[tuple[int, str]] = Counter()
    calendar, today = CalendarDay.objects.calendar(), request.actor.on
    lines = []
    wanted = list(drafts.select_related("office", "drafted_by").prefetch_related("receipts__unit"))
    refused, going = why_not_sign_each(wanted, by=request.actor), leaving(wanted, today)
    for draft in wanted:
        why_not = refused.get(draft.pk, "")
        kind = (draft.office_id, draft.kind)
        number = "" if why_not else expected_number(draft, today=today, before=taken[kind])
        taken[kind] += not why_not
        receipts = draft.receipts.all()
        if draft.pk in going:
            left = addressed_without(draft, going[draft.pk])
            receipts = [receipt for receipt in receipts if receipt.unit_id in left]
        units = listed(receipt.unit.name for receipt in receipts)
        answer_by = None if draft.kind == DispatchKind.GUIDANCE else calendar.limit(today, draft.reply_within)
        lines.append(Line(draft, units, number, answer_by, why_not, request.POST.get(f"seen-{draft.pk}", "")))
    return lines


def _sign_each(request: Request, drafts: Iterable[Dispatch]) -> None:
    """One refused letter holds up none of the others, and says why."""
    signed, chosen = [], list(drafts)
    for draft in chosen:
        try:
            if not (seen := request.POST.get(f"seen-{draft.pk}", "")):
                raise Refused(str(UNREAD))
            signed.append(
                (reverse("dispatch", args=[draft.pk]), sign(dispatch=draft, by=request.actor, seen=seen))
            )
        except Refused as no:
            messages.error(request, _("“%(title)s”未签发：%(why)s") % {"title": draft.title, "why": no})
    if signed:
        wait = settings.SIGNED_WAIT_MINUTES
        told = _("已签发%(n)s件，%(m)s分钟内可以打开撤回：") if wait else _("已签发%(n)s件：")
        said = told % {"n": len(signed), "m": wait}
        messages.success(
            request, format_html("{}{}", said, format_html_join("、", '<a href="{}">{}</a>', signed))
        )
    if not chosen:
        messages.error(request, _("请勾选要签发的函件；已由他人处理的不再列出。"))
