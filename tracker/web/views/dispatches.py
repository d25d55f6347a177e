"""外发函件: formal letters with their proof of service, notices owed and sent, and the outbox."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import Case, Max, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions.serving import mark_opened
from tracker.actions.signable import unconfirmed_tasks
from tracker.desk.access import business, office, visible
from tracker.desk.bounds import number
from tracker.desk.counting import count
from tracker.desk.downloads import attachment, made
from tracker.desk.letters import NEW_DISPATCH, SIGN
from tracker.desk.nouns import available, available_actions, refusals
from tracker.desk.request import Request
from tracker.domain.counting import count_in_words
from tracker.domain.formal.unfit import leaving
from tracker.domain.history import letter_history
from tracker.models import Dispatch, Enclosure, Letter, Obligation, Receipt, Unit
from tracker.models.obligations import ObligationQuerySet
from tracker.papers import paper_of, slip_of
from tracker.papers.receipt_slip import receipt_slip
from tracker.web.making import make
from tracker.web.tables import table_page
from tracker.web.tables.letters import DISPATCHES, LETTERS, NOTICES
from tracker.web.views.tasks import remarks_on

MOST = 200  # letters of one day on the page; the outbox has them all
ELSEWHERE = ("notices", "letters")  # lists that have addresses of their own now


@business
@require_safe
def dispatches(request: Request) -> HttpResponse:
    """Without a question what left today; with one the list of formal letters."""
    tab = request.GET.get("tab") or ("dispatches" if request.GET else "today")
    if tab in ELSEWHERE:
        asked = request.GET.copy()
        asked.pop("tab")
        return redirect(f"{reverse(tab)}?{asked.urlencode()}")
    if tab == "today":
        return _today(request)
    return table_page(request, DISPATCHES, template="dispatches/list.html", context={"tab": tab})


@business
@require_safe
def notices(request: Request) -> HttpResponse:
    return table_page(request, NOTICES, template="dispatches/list.html", context={"tab": "notices"})


@business
@require_safe
def letters(request: Request) -> HttpResponse:
    return table_page(request, LETTERS, template="dispatches/list.html", context={"tab": "letters"})


def _today(request: Request) -> HttpResponse:
    """What left today, or last, by unit; and what waits for a signature or failed, as numbers that lead there."""
    seen = Letter.objects.visible_to(request.actor).until(request.actor.on)
    on = seen.aggregate(last=Max("digest_on"))["last"]
    related = (
        seen.of_day(on).select_related("person", "dispatch").defer("text", "html") if on else seen.none()
    )
    letters = list(related.prefetch_related("person__memberships__unit").order_by("pk")[:MOST])
    drafts = Dispatch.objects.visible_to(request.actor).drafts()
    context = {
        "tab": "today",
        "on": on,
        "by_unit": _by_unit(letters),
        "letter_count": len(letters),
        "is_bounded": len(letters) == MOST,
        "drafts": count_in_words(count(drafts)) if request.actor.is_office else "",
        "failed": count_in_words(count(seen.failed())) if request.actor.is_office else "",
    }
    return render(request, "dispatches/today.html", context)


def _by_unit(letters: list[Letter]) -> list[tuple[Unit | None, list[Letter]]]:
    """Each unit with the letters of its people; who has no unit any more stands last."""
    found: dict[int, tuple[Unit | None, list[Letter]]] = {}
    for each in letters:
        unit = next((m.unit for m in each.person.memberships.all()), None)
        found.setdefault(unit.pk if unit else 0, (unit, []))[1].append(each)
    return sorted(found.values(), key=lambda pair: (pair[0] is None, pair[0].order if pair[0] else 0))


@business
@require_safe
def dispatch(request: Request, pk: int) -> HttpResponse:
    """The document and its proof. Read by somebody of an addressed unit, it counts as opened by that unit."""
    rows = Dispatch.objects.select_related("office", "drafted_by", "signed_by", "refused_by", "voided_by")
    this = visible(request, rows.prefetch_related("enclosures"), pk)
    mine = this.receipts.to_sign_for().answered_by(request.actor).filter(opened_at=None)
    for receipt in mine.select_related("unit"):
        mark_opened(receipt=receipt, by=request.actor)
    is_ours, was_signed = this.office_id in request.actor.offices, this.signed_on is not None
    said = refusals(this, by=request.actor) if is_ours else {}
    context = {
        "dispatch": this,
        "receipts": [
            (s, available_actions(s, by=request.actor))
            for s in this.receipts.visible_to(request.actor).select_related(
                "unit", "dispatch__office", "opened_by", "signed_for_by", "served_by"
            )
        ],
        "notices": this.notices.select_related(
            "obligation__unit", "obligation__task", "obligation__deadline"
        ),
        "replies": _replies(request, this) if was_signed else [],
        "unconfirmed": unconfirmed_tasks(this) if is_ours and not was_signed else [],
        "leaving": leaving([this], request.actor.on).get(this.pk, []) if is_ours and not was_signed else [],
        "sign_refusal": said.get(SIGN, "") if request.actor.is_head else "",
        "letters": this.letters.visible_to(request.actor).select_related("person") if was_signed else [],
        # What became of it inside the house, and at the other units, is for the office and the leaders.
        "events": letter_history(this, by=request.actor)
        if is_ours or this.office_id in request.actor.offices_led
        else [],
        "actions": available(this, said),
        "remarks": remarks_on(request, this),
        "enclosures": this.enclosures.all(),
        "next_draft": _next_draft(request, this) if is_ours else None,
    }
    return render(request, "dispatches/dispatch.html", context)


def _replies(request: Request, this: Dispatch) -> ObligationQuerySet:
    owed = Obligation.objects.filter(dispatch=this).visible_to(request.actor)
    return owed.with_colour(request.actor.on).select_related("unit")


def _next_draft(request: Request, this: Dispatch) -> Dispatch | None:
    """A head with fifty letters to sign goes from one to the next."""
    drafts = Dispatch.objects.visible_to(request.actor).drafts().exclude(pk=this.pk)
    comes_after = Case(When(pk__gt=this.pk, then=0), default=1)
    return drafts.order_by(comes_after, "pk").first()


@business
@require_safe
def dispatch_file(request: Request, pk: int) -> HttpResponse:
    """The official document, as it goes out with the mail: to be looked at before signing, printed, filed."""
    paper = paper_of(visible(request, Dispatch.objects.select_related("office"), pk))
    return made(paper.content, paper.filename)


@business
@require_safe
def enclosure(request: Request, pk: int) -> HttpResponse:
    """A file that goes out with a letter, for whoever may see the letter."""
    seen = Enclosure.objects.filter(dispatch__in=Dispatch.objects.visible_to(request.actor))
    this = get_object_or_404(seen, pk=pk)
    return attachment(this.file, this.filename, sha256=this.sha256)


@business
@require_safe
def slip(request: Request, pk: int) -> HttpResponse:
    """送达回执 of one unit, to be printed and signed by hand."""
    receipt = _receipt(request, pk)
    with translation.override(settings.LANGUAGE_CODE):
        document = receipt_slip(receipt)
    context = {"receipt": receipt, "dispatch": receipt.dispatch, "document": document}
    return render(request, "dispatches/slip.html", context)


@business
@require_safe
def slip_file(request: Request, pk: int) -> HttpResponse:
    """The same as a document, with what the mail server answered."""
    paper = slip_of(_receipt(request, pk))
    return made(paper.content, paper.filename)


def _receipt(request: Request, pk: int) -> Receipt:
    rows = Receipt.objects.select_related("dispatch__office", "unit", "opened_by", "served_by")
    return visible(request, rows, pk)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch_new(request: Request) -> HttpResponse:
    """A letter without a rung. `?o=` names the obligation that it stands on and closes with, `?d=` the void letter that it
    corrects."""
    cause = _corrected(request) or _cause(request)
    back = reverse("dispatches")
    if cause:
        back = reverse("dispatch" if isinstance(cause, Dispatch) else "obligation", args=[cause.pk])
    return make(request, NEW_DISPATCH, cause, page="dispatches/new.html", shown="dispatch", back=back)


def _corrected(request: Request) -> Dispatch | None:
    wanted = number(request.GET.get("d") or request.POST.get("d") or "")
    if wanted is None:
        return None
    return visible(request, Dispatch.objects.void(), wanted)


def _cause(request: Request) -> Obligation | None:
    wanted = number(request.GET.get("o") or request.POST.get("o") or "")
    if wanted is None:
        return None
    rows = Obligation.objects.unsettled().select_related("unit", "task", "dispatch", "task_list")
    return visible(request, rows, wanted)


@business
@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    """One e-mail as it was sent, with the server's answer."""
    this = visible(request, Letter.objects.select_related("person", "office", "dispatch"), pk)
    is_ours = this.office_id in request.actor.offices
    context = {
        "letter": this,
        "dispatch": this.dispatch if this.dispatch and (is_ours or not this.dispatch.waits) else None,
        "carries": this.carries.select_related(
            "notice__obligation__task", "notice__obligation__unit", "notice__obligation__dispatch",
            "notice__obligation__task_list", "notice__unit", "notice__office", "instead_of",
        ),
        "actions": available_actions(this, by=request.actor) if request.actor.is_office else [],
    }  # fmt: skip
    return render(request, "letters/letter.html", context)


@business
@require_safe
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "img-src": ["data:"],
        "script-src": [NONE],
        "frame-ancestors": [SELF],
        "sandbox": ["allow-top-navigation-by-user-activation"],
    }
)
def letter_html(request: Request, pk: int) -> HttpResponse:
    """The HTML part, for the frame of the letter's page: styles of its own, no script, no address outside."""
    html = visible(request, Letter.objects.all(), pk).html
    head = '<base target="_top">'  # a link leaves the frame: our pages refuse to be framed
    return HttpResponse(html.replace("<head>", f"<head>{head}", 1) if "<head>" in html else head + html)
