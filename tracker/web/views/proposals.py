"""The proposal: the document on one side, what it asks for on the other, and everything an officer may change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tracker.actions import names
from tracker.desk.access import office, visible
from tracker.desk.forms.imports import ItemWords, Many
from tracker.desk.request import Request
from tracker.domain.realm import units_of
from tracker.domain.refusal import Refused
from tracker.importing import codec, editing, runs
from tracker.importing.editing import Edition, Entry
from tracker.importing.matching import Register
from tracker.models import ImportRun, ImportState, UnitGroup, WrittenName
from tracker.reading.dates.notes import write_dates
from tracker.reading.proposed import ProposedOwner, ProposedPassage
from tracker.reading.tables.template import write_owners
from tracker.web.listing import numbered
from tracker.web.next_url import came_from
from tracker.web.unmatched_names import owner_choices, owner_name, unknown_names

PAGE = 200
MANY_NAMES = 60
SHOWS = {
    "all": gettext_lazy("全部"),
    "attention": gettext_lazy("需要处理"),
    "dropped": gettext_lazy("不导入"),
}
PRESSES = {
    "drop": lambda edition, number: editing.drop([edition.entry(number)]),
    "restore": lambda edition, number: editing.restore([edition.entry(number)]),
    "accept": lambda edition, number: editing.accept_doubts([edition.entry(number)]),
    "merge": editing.merge,
}


class Rows(list):
    """A list that can be paged like a queryset."""

    def none(self) -> Rows:
        return Rows()


@dataclass(frozen=True, slots=True)
class Named:
    """An owner, and what the register knows of it."""

    owner: ProposedOwner
    known: tuple[str, ...]

    @property
    def other_name(self) -> str:
        """The unit's own name where the document writes it otherwise."""
        return "、".join(self.known) if self.known not in ((), (self.owner.name,)) else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item as the page shows it."""

    entry: Entry
    lead: tuple[Named, ...]
    co: tuple[Named, ...]

    @property
    def presumed(self) -> bool:
        """No lead is named and the first unit will be taken for it."""
        return bool(self.co) and not self.lead and self.entry.item.duty != "each"

    @property
    def title(self) -> str:
        """Only where it is not the beginning of the words anyway."""
        item = self.entry.item
        return "" if item.text.startswith(item.title.rstrip("…")) else item.title

    @property
    def percent(self) -> int:
        return round(self.entry.item.confidence * 100)


# --- The page --------------------------------------------------------------------------------------
def page(request: Request, run: ImportRun) -> HttpResponse:
    edition = runs.edition_of(run)
    register = Register.load(run.office, edition.mapping)
    unknown = runs.unknown_owners(edition, register)
    chosen = _chosen(edition, unknown)
    show = request.GET.get("show", "all")
    if show not in SHOWS:
        show = "all"
        messages.error(request, _("没有这种显示方式，已显示全部。"))
    found = numbered(request, Rows(chosen[show]), size=PAGE)
    entries = found.rows
    passages = codec.passages_from_plain(run.passages)
    beside = defaultdict(list)
    for entry in entries:
        beside[entry.item.passage].append(entry)
    first_page = {e.id: index // PAGE + 1 for index, e in enumerate(edition.entries)}
    context = {
        "run": run,
        "edition": edition,
        "head": edition.head,
        "listing": found,
        "shown": [_shown(e, register) for e in entries],
        "passages": [(p, beside.get(p.order, ())) for p in _passages(passages, found.page, show)],
        "shows": [(code, label, len(chosen[code])) for code, label in SHOWS.items()],
        "show": show,
        "unknown": (names_shown := unknown_names(run, dict(list(unknown.items())[:MANY_NAMES]), first_page)),
        "remembered": sum(1 for each in names_shown if each.before),
        "unknown_count": len(unknown),
        "mapped": [(name, owner_name(code)) for name, code in edition.mapping.items()],
        "choices": owner_choices(run.office),
        "ownerless": sum(1 for e in edition.entries if not e.is_dropped and not (e.item.lead or e.item.co)),
        "dateless": sum(1 for e in edition.entries if not e.is_dropped and not e.item.dates),
        "many": Many(),
        "unit_names": units_of(run.office).values_list("name", flat=True),
        "next": request.get_full_path(),
        "kinds": {kind: len(edition.items_of(kind)) for kind in editing.KINDS},
    }
    return render(request, "imports/proposal.html", context)


def _chosen(edition: Edition, unknown: dict[str, list[int]]) -> dict[str, list[Entry]]:
    unmatched = {number for ids in unknown.values() for number in ids}
    return {
        "all": edition.entries,
        "attention": [e for e in edition.entries if e.needs_attention or e.id in unmatched],
        "dropped": [e for e in edition.entries if e.is_dropped],
    }


def _shown(entry: Entry, register: Register) -> Shown:
    return Shown(entry, _named(entry.item.lead, register), _named(entry.item.co, register))


def _named(owners: Iterable[ProposedOwner], register: Register) -> tuple[Named, ...]:
    return tuple(Named(o, tuple(found.name for found in register.find_all(o))) for o in owners)


def _passages(passages: list[ProposedPassage], found, show: str) -> list[ProposedPassage]:
    """What stands beside the items of this page: from its first sentence to the next page's first, with the headings
    above; or, for some picked items, just their own sentences with the headings above."""
    orders = [e.item.passage for e in found.object_list if e.item.passage]
    by_order = {p.order: p for p in passages}
    if show != "all":
        wanted = set(orders)
    elif not orders:
        wanted = set(by_order) if found.number == 1 else set()
    else:
        first = 1 if found.number == 1 else min(orders)
        last = max(orders) if found.has_next() else max(by_order, default=0)
        wanted = set(range(first, last + 1))
    above = set()
    for order in wanted:
        while order in by_order and order not in above:
            above.add(order)
            order = by_order[order].parent
    return [p for p in passages if p.order in above]


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
        unknown = runs.unknown_owners(edition, Register.load(run.office, edition.mapping))
        return _chosen(edition, unknown).get(request.POST.get("show", "all"), edition.entries)
    numbers = [int(n) for n in request.POST.getlist("id") if n.isdecimal()]
    return edition.chosen(numbers)


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
    name, code = request.POST.get("name", ""), request.POST.get("owner", "")
    allowed = {value for _label, options in owner_choices(run.office) for value, _name in options}

    def change(edition: Edition) -> str:
        if not code:
            edition.mapping.pop(name, None)
            return _("“%(name)s”不再对应任何单位。") % {"name": name}
        if code not in allowed:
            raise Refused(_("请选择一个单位或单位组。"))
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
    kind, _colon, owner = request.POST.get("owner", "").partition(":")
    model = {"unit": units_of(run.office), "group": UnitGroup.objects.all()}.get(kind)
    meant = model.filter(pk=owner).first() if model is not None and owner.isdecimal() else None
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
    at = [int(n) for n in request.POST.getlist("at") if n.isdecimal()]

    def change(edition: Edition) -> str:
        return _("已拆成%(n)s条。") % {"n": len(editing.split(edition, number, at))}

    _edit(request, run, change)
    return _back(request, run, f"#i{number}")
