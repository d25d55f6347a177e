"""The annual report: its draft with the evidence of every sentence, what became of last year's promises, its versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.desk.access import leaders, office, visible
from tracker.desk.annual import NEW_REPORT
from tracker.desk.bounds import number
from tracker.desk.nouns import Available, available_actions
from tracker.desk.request import Request
from tracker.domain.annual import headings, is_of_a_task
from tracker.models import AnnualReport, Evidence, Figure, Part, Progress, ReportVersion, Statement
from tracker.models.annual import open_comments
from tracker.reporting.annual import fates_of
from tracker.reporting.annual.comparing import compare
from tracker.reporting.annual.promises import forgotten, only_repeated
from tracker.web.listing import Listing, listing
from tracker.web.making import make
from tracker.web.papers import paper_file

SIZE = 30  # statements on a page: each has its form
SHOWN = 6  # pieces of evidence of one statement; the others are folded
MOST_DIFFERENCES = 200
# Which page shows a piece of evidence, and by which rows it is found from the kind's own.
PLACES = {
    "accepted": ("obligation", Progress, "obligation"),
    "document_number": ("obligation", Evidence, "progress__obligation"),
    "file": ("obligation", Evidence, "progress__obligation"),
    "figure": ("indicator", Figure, "indicator"),
    "task": ("task", None, ""),
    "dispatch": ("dispatch", None, ""),
    "review": ("review", None, ""),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement on the page. `head`: the chapter that begins with it; `proofs`: words and address of each piece, what
    people named first."""

    statement: Statement
    head: str
    proofs: list[tuple[str, str]]
    more: list[tuple[str, str]]  # folded in place
    actions: list[Available]
    comments: list
    asks_promise: bool
    back: str  # the place of the statement on this page

    @property
    def editing(self) -> Available | None:
        return next((one for one in self.actions if one.action.code == "edit"), None)

    @property
    def others(self) -> list[Available]:
        return [one for one in self.actions if one.action.code != "edit"]


@leaders
@require_safe
def reports(request: Request) -> HttpResponse:
    rows = AnnualReport.objects.visible_to(request.actor).select_related("office")
    rows = rows.annotate(
        said=Count("statements", filter=Q(statements__is_dropped=False)),
        unproved=Count("statements", filter=Q(statements__is_dropped=False, statements__is_proved=False)),
    )
    return render(request, "annual/list.html", {"listing": listing(request, rows, keys=("-year", "-pk"))})


@office
@require_http_methods(["GET", "HEAD", "POST"])
def report_new(request: Request) -> HttpResponse:
    return make(
        request, NEW_REPORT, page="annual/new.html", shown="annual_report", back=reverse("annual_reports")
    )


@leaders
@require_safe
def report(request: Request, pk: int) -> HttpResponse:
    this = _this(request, pk)
    part = _part(request)
    rows = this.statements.filter(part=part)
    only = request.GET.get("only", "")
    if only == "unproved":
        rows = rows.unproved()
    elif only == "stale":
        rows = rows.filter(is_stale=True)
    page = listing(request, rows.prefetch_related("comments__made_by"), keys=("order", "pk"), size=SIZE)
    tabs = _tabs(this)
    fates = fates_of(this.office, this.year)
    context = {
        "report": this,
        "part": part,
        "only": only,
        "tabs": tabs,
        "listing": page,
        "shown": _shown(request, this, page),
        "actions": available_actions(this, by=request.actor),
        "forgotten": forgotten(fates),
        "promised": [task for fate in fates for task in fate.tasks],
        "versions": this.versions.count(),
        "unproved": sum(tab["unproved"] for tab in tabs),
        "comments": open_comments(this),
    }
    return render(request, "annual/report.html", context, status=page.status)


def _this(request: Request, pk: int) -> AnnualReport:
    rows = AnnualReport.objects.select_related(
        "office__parent", "task_list", "submitted_by", "agreed_by", "approved_by"
    )
    this: AnnualReport = visible(request, rows, pk)
    return this


def _part(request: Request) -> Part:
    wanted = request.GET.get("part", "") or str(Part.RESULTS.value)
    part = number(wanted)
    if part not in Part.values:
        raise Http404
    return Part(part)


def _tabs(this: AnnualReport) -> list[dict]:
    """Each part with its heading and how much of it has no evidence."""
    rows = this.statements.said().order_by().values_list("part")
    counted = {part: (n, unproved) for part, n, unproved in rows.annotate(
        n=Count("pk"), unproved=Count("pk", filter=Q(is_proved=False))
    )}  # fmt: skip
    names = {Part.OPENING: str(Part.OPENING.label)} | headings(this.year)
    return [
        {
            "part": part,
            "name": name,
            "n": counted.get(part, (0, 0))[0],
            "unproved": counted.get(part, (0, 0))[1],
        }
        for part, name in names.items()
    ]


def _shown(request: Request, this: AnnualReport, page: Listing) -> list[Shown]:
    found, chapter = [], None
    places = _places(proof for row in page.rows for proof in row.evidence)
    for row in page.rows:
        row.report = this  # what its guards ask for
        ordered = sorted(row.evidence, key=lambda proof: proof["kind"] != "named")
        links = [(proof["words"], places.get((proof["kind"], proof["id"]), "")) for proof in ordered]
        shown = max(SHOWN, sum(proof["kind"] == "named" for proof in ordered))
        found.append(
            Shown(
                row,
                row.chapter if row.chapter != chapter else "",
                links[:shown],
                links[shown:],
                available_actions(row, by=request.actor),
                list(row.comments.all()),
                not is_of_a_task(row.key),
                f"{request.get_full_path()}#s{row.pk}",
            )
        )
        chapter = row.chapter
    return found


def _places(proofs: Iterable[dict]) -> dict[tuple[str, int], str]:
    """(kind, id) -> where the evidence is looked at: what was reported, the figure, the letter. At most three queries."""
    named: dict[str, set[int]] = {}
    for proof in proofs:
        if proof["id"] and proof["kind"] in PLACES:
            named.setdefault(proof["kind"], set()).add(proof["id"])
    found = {}
    for kind, ids in named.items():
        page, model, way = PLACES[kind]
        there = model.objects.filter(pk__in=ids).values_list("pk", way) if model else ((pk, pk) for pk in ids)
        found |= {(kind, pk): reverse(page, args=[to]) for pk, to in there}
    return found


@leaders
@require_safe
def report_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """docx, pdf or html; what cannot be made now is told on the report's page."""
    return paper_file(request, "annual_report", _this(request, pk), ending)


@leaders
@require_safe
def promises(request: Request, pk: int) -> HttpResponse:
    """承诺去向."""
    this = _this(request, pk)
    fates = fates_of(this.office, this.year)
    return render(
        request,
        "annual/promises.html",
        {
            "report": this,
            "fates": fates,
            "forgotten": forgotten(fates),
            "repeated": only_repeated(fates),
            "parts": headings(this.year),
        },
    )


@leaders
@require_safe
def versions(request: Request, pk: int) -> HttpResponse:
    """Two versions beside one another; without a choice the last two."""
    this = _this(request, pk)
    rows = list(this.versions.defer("content").select_related("made_by"))
    old, new, complaint = _two(request, this.versions.all(), rows)
    found = compare(old.content, new.content) if old and new else []
    names = {Part.OPENING: str(Part.OPENING.label)} | headings(this.year)
    context = {
        "report": this,
        "versions": rows,
        "old": old,
        "new": new,
        "complaint": complaint,
        "differences": [(names[Part(one.part)], one) for one in found[:MOST_DIFFERENCES]],
        "more": max(len(found) - MOST_DIFFERENCES, 0),
    }
    return render(request, "annual/versions.html", context, status=400 if complaint else 200)


def _two(
    request: Request, held: QuerySet[ReportVersion], rows: Sequence[ReportVersion]
) -> tuple[ReportVersion | None, ReportVersion | None, str]:
    """The older and the newer one that the address asks for; without a wish the last two."""
    usual = [str(rows[1].number), str(rows[0].number)] if len(rows) > 1 else ["", ""]
    wanted = [request.GET.get(name, "") or last for name, last in zip(("old", "new"), usual, strict=True)]
    if not any(wanted):
        return None, None, ""
    numbers = {str(row.number): row.number for row in rows}
    chosen = held.filter(number__in=[numbers[n] for n in wanted if n in numbers])
    found = {str(row.number): row for row in chosen}
    old, new = (found.get(n) for n in wanted)
    if old is None or new is None:
        return None, None, _("没有这一版，请从下面的版本里选择。")
    return old, new, ""
