"""The proposal: the document on one side, what it asks for on the other, and everything an officer may change."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import names
from tracker.desk.access import office, visible
from tracker.desk.bounds import number, numbers
from tracker.desk.forms.imports import ItemWords, Many
from tracker.desk.request import Request
from tracker.domain.realm import units_of
from tracker.domain.refusal import Refused
from tracker.importing import editing, known, runs, sentences
from tracker.importing.editing import Edition, Entry
from tracker.importing.matching import Register
from tracker.importing.sentences import Beside
from tracker.models import ImportRun, ImportState, UnitGroup, WrittenName
from tracker.reading.dates.notes import write_dates
from tracker.reading.tables.template import write_owners
from tracker.web import proposal_page
from tracker.web.listing import numbered
from tracker.web.next_url import came_from
from tracker.web.proposal_page import SHOWS, Page
from tracker.web.unmatched_names import code_of, owner_choices, owner_name, unknown_names

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
        "many": Many(),
    }


def _units(run: ImportRun, whole: Page, unknown: dict[str, list[int]]) -> dict:
    """Names that match no unit, what they were mapped to, and what is missing."""
    names_shown = unknown_names(run, dict(list(unknown.items())[:MANY_NAMES]), whole.places)
    kept = [e.item for e in whole.edition.entries if not e.is_dropped]
    return {
        "unknown": names_shown,
        "remembered": sum(1 for each in names_shown if each.before),
        "unknown_count": len(unknown),
        "mapped": [(name, owner_name(code)) for name, code in whole.edition.mapping.items()],
        "ownerless": sum(1 for item in kept if not (item.lead or item.co)),
        "dateless": sum(1 for item in kept if not item.dates),
        "unit_names": [name for _label, options in owner_choices(run.office) for _code, name in options],
    }


# --- Changes ---------------------------------------------------------------------------------------
def _back(request: Request, run: ImportRun, anchor: str = "") -> HttpResponse:
    """To the page of the proposal that the person was on, and to the item."""
    url = came_from(request) or reverse("import_run", args=[run.pk])
    return redirect(url.partition("#")[0] + anchor)


def _edit(request: Request, run: ImportRun, change: Callable[[Edition], str]) -> bool:
    """Change the proposal and tell, or say why not. Nothing is kept of a change that was refused."""
    try:
        with runs.editing(run) as edition:
            told = change(edition)
    except Refused as no:
        messages.error(request, str(no))
        return False
    if told:
        messages.success(request, told)
    return True


def _proposed(request: Request, pk: int) -> ImportRun:
    return visible(
        request, ImportRun.objects.select_related("office").defer("proposal", "passages", "outcome"), pk
    )


@office
@require_POST
def bulk(request: Request, pk: int) -> HttpResponse:
    """The ticked items, or all that the page's filter shows: set owners, dates and the like, drop or restore."""
    run = _proposed(request, pk)
    form = Many(request.POST)
    if not form.is_valid():
        messages.error(request, _("批量设置中有不能识别的选项。"))
        return _back(request, run)
    _edit(request, run, lambda edition: _change_many(request, run, edition, form.cleaned_data))
    return _back(request, run)


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
def map_owner(request: Request, pk: int) -> HttpResponse:
    """For this import, a name as written stands for the unit chosen; an empty choice takes that back."""
    run = _proposed(request, pk)
    name, chosen = request.POST.get("name", ""), request.POST.get("owner", "").strip()
    code = code_of(chosen, run.office)

    def change(edition: Edition) -> str:
        if not chosen:
            edition.mapping.pop(name, None)
            return _("“%(name)s”不再对应任何单位。") % {"name": name}
        if not code:
            raise Refused(_("名册里没有“%(name)s”：请从列出的单位和单位组中选择。") % {"name": chosen[:40]})
        edition.mapping[name] = code
        return _("“%(name)s”在这次导入中对应“%(unit)s”。") % {"name": name, "unit": owner_name(code)}

    _edit(request, run, change)
    return _back(request, run)


@office
@require_POST
def map_as_before(request: Request, pk: int) -> HttpResponse:
    """All unknown names that the office has met before stand for what it chose then."""
    run = _proposed(request, pk)
    known = {row.name: row.code for row in WrittenName.objects.remembered(run.office)}

    def change(edition: Edition) -> str:
        unknown = runs.unknown_owners(edition, Register.load(run.office, edition.mapping))
        found = {name: known[name] for name in unknown if name in known}
        if not found:
            raise Refused(_("以前的导入没有对应过这些名称。"))
        edition.mapping.update(found)
        return _("%(n)s个名称按以前的选择对应，请核对。") % {"n": len(found)}

    _edit(request, run, change)
    return _back(request, run)


@office
@require_POST
def ask_name(request: Request, pk: int) -> HttpResponse:
    """To the system administrator: take this name into the register."""
    run = _proposed(request, pk)
    kind, _colon, owner = code_of(request.POST.get("owner", "").strip(), run.office).partition(":")
    model = {"unit": units_of(run.office), "group": UnitGroup.objects.all()}.get(kind)
    meant = model.filter(pk=owner).first() if model is not None and number(owner) else None
    try:
        names.ask_for_name(
            office=run.office,
            name=request.POST.get("name", ""),
            by=request.actor,
            **({kind: meant} if meant else {}),
        )
    except Refused as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("已请系统管理员处理；列入名册后，这里和以后的导入都能认出。"))
    return _back(request, run)


@office
@require_POST
def item_action(request: Request, pk: int, number: int, code: str) -> HttpResponse:
    run = _proposed(request, pk)
    if code not in PRESSES:
        raise Http404

    def change(edition: Edition) -> str:
        PRESSES[code](edition, number)
        return ""

    _edit(request, run, change)
    return _back(request, run, f"#i{number}")


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
            return ""
        if request.POST.get("below"):
            return _("已列为任务%(n)s条，请核对责任单位和时限。") % {
                "n": sentences.make_all_below(edition, beside, order)
            }
        count = sentences.recut(edition, beside, order, request.POST.get("cut", ""))
        return _("这一部分现在有%(n)s条。") % {"n": count}

    _edit(request, run, change)
    at = place.partition(".")[0] or section
    return _back(request, run, f"#p{at}" if number(at) else "")


@office
@require_POST
def figures(request: Request, pk: int) -> HttpResponse:
    """The figures of one page: which are wanted, and what they are called. `whole`, `none`: the button of a section, which
    takes or leaves all of it."""
    run = _proposed(request, pk)
    kept = set(numbers(request.POST.getlist("keep")))
    kept |= set(numbers(request.POST.get("whole", "").split(",")))
    kept -= set(numbers(request.POST.get("none", "").split(",")))
    said = {n: request.POST.get(f"name{n}", "") for n in numbers(request.POST.getlist("at"))}

    def change(edition: Edition) -> str:
        changed = editing.set_figures(edition, said, kept)
        return _("已修改%(n)s个指标。") % {"n": changed} if changed else ""

    _edit(request, run, change)
    return _back(request, run)


@office
@require_POST
def update_known(request: Request, pk: int) -> HttpResponse:
    """The document was imported before: its items go to the lists they went to then."""
    run = _proposed(request, pk)
    done = False

    def change(edition: Edition) -> str:
        nonlocal done
        before = known.known_as(run)
        if before is None or not before.lists:
            raise Refused(_("以前导入的清单已归档或已删除，请另选清单。"))
        edition.target = {kind: {"list": task_list.pk} for kind, task_list in before.lists.items()}
        done = True
        return ""

    _edit(request, run, change)
    return redirect("import_diff", pk) if done else _back(request, run)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: Request, pk: int, number: int) -> HttpResponse:
    """One item: its words, owners, dates; and where to cut it in two."""
    run = _proposed(request, pk)
    if run.state != ImportState.PROPOSED:
        return redirect("import_run", pk)
    edition = runs.edition_of(run)
    try:
        entry = edition.entry(number)
    except Refused as no:
        messages.error(request, str(no))
        return _back(request, run)
    form = ItemWords(request.POST or None, initial=_first_words(entry))
    if form.is_bound and form.is_valid():
        answers = {**form.cleaned_data, "changed": set(form.changed_data)}
        if _edit(request, run, lambda fresh: _rewrite(fresh, number, answers)):
            return _back(request, run, f"#i{number}")
    context = {
        "run": run,
        "entry": entry,
        "form": form,
        "pieces": list(enumerate(editing.pieces(entry.item.text))),
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
    run = _proposed(request, pk)
    at = numbers(request.POST.getlist("at"))

    def change(edition: Edition) -> str:
        return _("已拆成%(n)s条。") % {"n": len(editing.split(edition, number, at))}

    _edit(request, run, change)
    return _back(request, run, f"#i{number}")
