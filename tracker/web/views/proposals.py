"""The proposal: the document on one side, what it asks for on the other, and everything an officer may change."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.desk.access import office, visible
from tracker.desk.bounds import number, numbers
from tracker.desk.forms.imports import ItemWords, Many
from tracker.desk.request import Request
from tracker.domain.realm import units_of
from tracker.domain.refusal import Refused
from tracker.importing import editing, known, restoring, runs, sentences, years
from tracker.importing.editing import Edition, Entry
from tracker.importing.matching import Register
from tracker.importing.sentences import Beside
from tracker.models import ImportRun, ImportState
from tracker.reading.dates.notes import write_dates
from tracker.reading.tables.template import write_owners
from tracker.web import proposal_page
from tracker.web.listing import numbered
from tracker.web.proposal_page import SHOWS, Page
from tracker.web.unmatched_names import owner_choices, owner_name, unknown_names
from tracker.web.views import proposal_first
from tracker.web.views.proposal_edits import back, edit, proposed

MANY_NAMES = 60
FIGURES_PAGE = 120
PRESSES = {
    "drop": lambda edition, number: editing.drop([edition.entry(number)]),
    "restore": lambda edition, number: editing.restore([edition.entry(number)]),
    "accept": lambda edition, number: editing.accept_doubts([edition.entry(number)]),
    "merge": editing.merge,
    "sentences": editing.split_sentences,
}


# --- The page --------------------------------------------------------------------------------------
def page(request: Request, run: ImportRun) -> HttpResponse:
    edition = runs.edition_of(run)
    register = Register.load(run.office, edition.mapping)
    unknown = runs.unknown_owners(edition, register)
    whole = Page(edition, run.passages, register, unknown)
    show = request.GET.get("show", whole.first)
    if show not in SHOWS:
        show = proposal_page.ALL
        messages.error(request, _("没有这种显示方式，已显示全部。"))
    context = {
        "run": run,
        "edition": edition,
        "head": edition.head,
        "shows": whole.counts,
        "show": show,
        "next": request.get_full_path(),
        "kinds": {kind: len(edition.items_of(kind)) for kind in editing.KINDS},
        "figures": proposal_page.ticked(edition.head.figures),
        "known": known.known_as(run),
        "pending": known.pending_as(run),
        "past": years.odd_days(edition.items, year=None, today=request.actor.on),
        "can_go_back": bool(edition.originals) and edition.is_touched,
    }
    if show == proposal_page.FIGURES:
        found = numbered(request, proposal_page.figures_of(edition), size=FIGURES_PAGE)
        context |= {"listing": found, "sections": proposal_page.by_section(found.rows)}
        return render(request, "imports/figures.html", context)
    context |= _beside(request, whole, show) | _units(run, whole, unknown)
    return render(request, "imports/proposal.html", context)


def _beside(request: Request, whole: Page, show: str) -> dict:
    """The two sides."""
    found = numbered(request, whole.stretches(show), size=1)
    stretch = found.rows[0] if found.rows else proposal_page.Stretch()
    return {
        "listing": found,
        "shown": whole.shown(stretch.entries),
        "paragraphs": whole.paragraphs(stretch, with_headings=show != proposal_page.ALL),
        "listed": len(whole.picked(show)),
        "lines": whole.lines_elsewhere(stretch) if show != proposal_page.ALL else None,
        "many": Many(),
    }


def _units(run: ImportRun, whole: Page, unknown: dict[str, list[int]]) -> dict:
    """Names that match no unit, what they were mapped to, and what is missing."""
    names_shown = unknown_names(run, dict(list(unknown.items())[:MANY_NAMES]), whole.places)
    return {
        "unknown": names_shown,
        "remembered": sum(1 for each in names_shown if each.before),
        "unknown_count": len(unknown),
        "as_written": whole.edition.as_written,
        "mapped": [(name, owner_name(code)) for name, code in whole.edition.mapping.items()],
        "ownerless": len(whole.chosen[proposal_page.OWNERLESS]),
        "dateless": len(whole.chosen[proposal_page.DATELESS]),
        "unit_names": [name for _label, options in owner_choices(run.office) for _code, name in options],
    }


# --- Changes ---------------------------------------------------------------------------------------
@office
@require_POST
def bulk(request: Request, pk: int) -> HttpResponse:
    """The ticked items, or all that the page's filter shows: set owners, dates and the like, drop or restore."""
    run = proposed(request, pk)
    form = Many(request.POST)
    if not form.is_valid():
        messages.error(request, _("批量设置中有不能识别的选项。"))
        return back(request, run)
    edit(request, run, lambda edition: _change_many(request, run, edition, form.cleaned_data))
    return back(request, run)


def _change_many(request: Request, run: ImportRun, edition: Edition, answers: dict) -> str:
    entries = _picked(request, run, edition)
    action = request.POST.get("action", "set")
    simple = {"drop": editing.drop, "restore": editing.restore, "accept": editing.accept_doubts}
    if action in simple:
        simple[action](entries)
    else:
        _set_many(entries, answers, edition.head.year)
    return _("已修改%(n)s条。") % {"n": len(entries)}


def _picked(request: Request, run: ImportRun, edition: Edition) -> list[Entry]:
    if request.POST.get("everything"):
        register = Register.load(run.office, edition.mapping)
        whole = Page(edition, run.passages, register, runs.unknown_owners(edition, register))
        return whole.picked(request.POST.get("show", proposal_page.ALL))
    return edition.chosen(numbers(request.POST.getlist("id")))


def _set_many(entries: list[Entry], answers: dict, year: int | None) -> None:
    if not any(answers.values()):
        raise Refused(_("请填写要设置的内容：牵头单位、责任单位、时限、承担方式或种类。"))
    if answers["lead"] or answers["co"]:
        editing.set_owners(entries, lead=answers["lead"] or None, co=answers["co"] or None)
    if answers["dates"]:
        editing.set_dates(entries, answers["dates"], year=year)
    if answers["duty"]:
        editing.set_duty(entries, answers["duty"])
    if answers["kind"]:
        editing.set_kind(entries, answers["kind"])


@office
@require_POST
def item_action(request: Request, pk: int, number: int, code: str) -> HttpResponse:
    run = proposed(request, pk)
    if code not in PRESSES:
        raise Http404

    def change(edition: Edition) -> str:
        made = PRESSES[code](edition, number)
        if code == "merge":
            return _("已与下一条合并，请核对责任单位和时限。")
        return _("已拆成%(n)s条。") % {"n": len(made)} if code == "sentences" else ""

    edit(request, run, change)
    return back(request, run, f"#i{number}")


@office
@require_POST
def document(request: Request, pk: int) -> HttpResponse:
    """On the side of the document: a sentence becomes a task (`make`); or, below a heading or in the whole document
    (`section`), everything does (`below`), or it is cut more finely or coarsely (`cut`)."""
    run = visible(request, ImportRun.objects.defer("proposal", "outcome"), pk)
    place, section = request.POST.get("make", ""), request.POST.get("section", "")
    order = number(section) or 0

    def change(edition: Edition) -> str:
        beside = Beside(run.passages, edition)
        if place:
            sentences.make_task(edition, beside, place)
            return _("已列为任务，请核对责任单位和时限；是问题的，在“修改”里改种类。")
        if request.POST.get("first"):
            return proposal_first.went_back(restoring.go_back(edition, beside, order, keep=True))
        if request.POST.get("below"):
            count = sentences.make_all_below(edition, beside, order)
            return _("已列为任务%(n)s条，请核对责任单位和时限；不合适的，可以按“恢复原提议”。") % {"n": count}
        count = sentences.recut(edition, beside, order, request.POST.get("cut", ""))
        return _("这一部分现在有%(n)s条；不合适的，可以按“恢复原提议”。") % {"n": count}

    if request.POST.get("first") and proposal_first.has_typed(run, order):
        return redirect(f"{reverse('import_first', args=[pk])}?section={order}")
    edit(request, run, change)
    at = place.partition(".")[0] or section
    return back(request, run, f"#p{at}" if number(at) else "")


@office
@require_POST
def figures(request: Request, pk: int) -> HttpResponse:
    """The figures of one page: which are wanted, and what they are called. `whole`, `none`: the button of a section, which
    takes or leaves all of it."""
    run = proposed(request, pk)
    kept = set(numbers(request.POST.getlist("keep")))
    kept |= set(numbers(request.POST.get("whole", "").split(",")))
    kept -= set(numbers(request.POST.get("none", "").split(",")))
    said = {n: request.POST.get(f"name{n}", "") for n in numbers(request.POST.getlist("at"))}

    def change(edition: Edition) -> str:
        changed = editing.set_figures(edition, said, kept)
        return _("已修改%(n)s个指标。") % {"n": changed} if changed else ""

    edit(request, run, change)
    return back(request, run)


@office
@require_POST
def update_known(request: Request, pk: int) -> HttpResponse:
    """The document was imported before: its items go to the lists they went to then."""
    run = proposed(request, pk)
    done = False

    def change(edition: Edition) -> str:
        nonlocal done
        before = known.known_as(run)
        if before is None or not before.lists:
            raise Refused(_("以前导入的清单已归档或已删除，请另选清单。"))
        edition.target = before.targets
        done = True
        return ""

    edit(request, run, change)
    return redirect("import_diff", pk) if done else back(request, run)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Request, pk: int, number: int) -> HttpResponse:
    """One item: its words, owners, dates; and where to cut it in two."""
    run = visible(request, ImportRun.objects.select_related("office").defer("outcome"), pk)
    if run.state != ImportState.PROPOSED:
        return redirect("import_run", pk)
    edition = runs.edition_of(run)
    try:
        entry = edition.entry(number)
    except Refused as no:
        messages.error(request, str(no))
        return back(request, run)
    form = ItemWords(request.POST or None, initial=_first_words(entry))
    if form.is_bound and form.is_valid():
        answers = {**form.cleaned_data, "changed": set(form.changed_data)}
        if edit(request, run, lambda fresh: _rewrite(fresh, number, answers)):
            return back(request, run, f"#i{number}")
    beside = Beside(run.passages, edition)
    context = {
        "run": run,
        "entry": entry,
        "form": form,
        "cuts": proposal_page.cuts(entry.item.text),
        "around": proposal_page.around(beside, entry),
        "here": beside.paragraph(entry.item.passage or 0),
        "unit_names": units_of(run.office).values_list("name", flat=True),
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, "imports/item.html", context, status=422 if form.is_bound else 200)


def _first_words(entry: Entry) -> dict:
    item = entry.item
    return {
        "number": item.number,
        "title": item.title,
        "text": item.text,
        "lead": write_owners(item.lead),
        "co": write_owners(item.co),
        "dates": write_dates(item.dates),
        "duty": item.duty,
        "kind": item.kind,
    }


def _rewrite(edition: Edition, number: int, answers: dict) -> str:
    """Only what the officer touched is set: the rest keeps its basis."""
    entry, changed = edition.entry(number), answers["changed"]
    if changed & {"number", "title", "text"}:
        editing.rename(entry, title=answers["title"], text=answers["text"], number=answers["number"])
    if changed & {"lead", "co"}:
        editing.set_owners([entry], lead=answers["lead"], co=answers["co"])
    if "dates" in changed:
        editing.set_dates([entry], answers["dates"], year=edition.head.year)
    if "duty" in changed:
        editing.set_duty([entry], answers["duty"])
    if "kind" in changed:
        editing.set_kind([entry], answers["kind"])
    return _("已修改。") if changed else ""


@office
@require_POST
def split(request: Request, pk: int, number: int) -> HttpResponse:
    run = proposed(request, pk)
    at = numbers(request.POST.getlist("at"))

    def change(edition: Edition) -> str:
        return _("已拆成%(n)s条。") % {"n": len(editing.split(edition, number, at))}

    edit(request, run, change)
    return back(request, run, f"#i{number}")
