"""The papers as pages and as files: one view for each kind of `papers.kinds`, by who may enter it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.desk import access
from tracker.desk.access import View
from tracker.desk.downloads import made
from tracker.desk.request import Request
from tracker.domain.refusal import Refused
from tracker.models import DispatchKind, Review
from tracker.papers import as_pdf
from tracker.papers.documents import written
from tracker.papers.kinds import KINDS, Kind
from tracker.papers.model import Archive, Document
from tracker.papers.wanted import Wanted
from tracker.web.asked_figures import Asked

IN_TABS = {"register", "letters", "brief", "circular", "task_list"}  # those that stand among the statistics


def _view(kind: Kind) -> View:
    entry = {"business": access.business, "leaders": access.leaders, "office": access.office}[kind.entry]

    @entry
    @require_safe
    def paper(request: Request) -> HttpResponse:
        return _answer(request, kind)

    return paper


def _answer(request: Request, kind: Kind) -> HttpResponse:
    asked = Asked(request, (*(("year",) if kind.has_year else ()), "as_of", *kind.asks))
    complaints = asked.complaints()
    document = None
    try:
        document = None if complaints else kind.describe(_wanted(asked))
        ending = request.GET.get("format", "")
        if document is not None and (ending or isinstance(document, Archive)):
            return _file(document, kind, ending or "zip")
    except Refused as no:
        if document is None and _is_of_one(kind, asked):
            raise Http404 from no
        complaints = [str(no)]
    choices = [] if document or asked.errors or asked.unknown else _choices(asked, kind)
    if len(choices) > 1:  # a page opened without saying which of them is no error of its reader: it asks
        return _page(request, kind, asked, None, [], choices)
    return _page(request, kind, asked, document, complaints)


def _is_of_one(kind: Kind, asked: Asked) -> bool:
    """Whether the page is that of one letter, matter, task or review."""
    return bool(asked.cleaned_data.get("id")) or (kind.asks == ("id",) and not kind.has_year)


def _choices(asked: Asked, kind: Kind) -> list[tuple[str, str, str]]:
    """(address, name, remark) of the lists or reviews of the year of which the paper can be one; none where one is chosen
    already."""
    said, year = asked.cleaned_data, _wanted(asked).of_year
    if kind.code == "review" and not said.get("id"):
        reviews = Review.objects.visible_to(asked.actor).filter(year=year).order_by("pk")
        return [(_with(asked, id=each.pk), each.title, each.get_kind_display()) for each in reviews]
    if "list" not in kind.asks or said.get("list"):
        return []
    lists = asked.fields["list"].queryset.filter(year=year)  # type: ignore[attr-defined]
    return [
        (_with(asked, list=each.pk), each.name, f"{each.year}　{each.get_kind_display()}") for each in lists
    ]


def _with(asked: Asked, **more: int) -> str:
    """The address of this page, asking for this too."""
    return f"?{urlencode({**asked.data.dict(), **more})}"  # type: ignore[attr-defined]


def _page(
    request: Request,
    kind: Kind,
    asked: Asked,
    document: Document | Archive | None,
    complaints: list[str],
    choose_from: Sequence[tuple[str, str, str]] = (),
) -> HttpResponse:
    is_offered = {"pdf": as_pdf.is_there()}
    context = {
        "kind": kind,
        "asked": asked,
        "complaints": complaints,
        "document": document,
        "endings": [ending for ending in kind.endings if is_offered.get(ending, True)],
        "choose_from": choose_from,
        "in_tabs": kind.code in IN_TABS and "id" not in request.GET,
        "of_one": document is not None and "id" in request.GET,
        "came_from": _page_of_the_one(kind, asked.cleaned_data.get("id")) if document else None,
        "may_note": kind.code == "register" and request.actor.is_office,
    }
    return render(request, "papers/paper.html", context, status=422 if complaints and request.GET else 200)


def _page_of_the_one(kind: Kind, pk: int | None) -> tuple[str, str] | None:
    """(words, address): where the letter or the matter stands of which this is the paper."""
    if pk and kind.code in DispatchKind.values:
        return _("函件"), reverse("dispatch", args=[pk])
    if pk and kind.code == "slip":
        return _("送达回执"), reverse("slip", args=[pk])
    return (_("应办事项"), reverse("obligation", args=[pk])) if pk and kind.code == "reminder" else None


def _wanted(asked: Asked) -> Wanted:
    said = asked.cleaned_data
    return Wanted(
        by=asked.actor,
        as_of=said["as_of"] or asked.actor.on,
        year=said.get("year"),
        task_list=said.get("list"),
        pk=said.get("id"),
    )


def _file(document: Document | Archive, kind: Kind, ending: str) -> HttpResponse:
    if ending not in kind.endings:
        raise Refused(f"“{kind.label}”没有 {ending[:20]} 格式，可以下载：{'、'.join(kind.endings)}。")
    paper = written(document, ending)
    return made(paper.content, paper.filename)


VIEWS = {kind.code: _view(kind) for kind in KINDS.values()}
urlpatterns = [
    path(f"papers/{code.replace('_', '-')}/", view, name=f"paper_{code}") for code, view in VIEWS.items()
]
