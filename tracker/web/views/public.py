"""对外公开: what lists marked public show to anybody, without a log-in; nothing here reads a row of the daily work."""

from __future__ import annotations

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.desk.access import office, public, visible
from tracker.desk.downloads import made
from tracker.desk.nouns import available_actions
from tracker.desk.request import Request
from tracker.models import Publication, TaskList, TaskOrigin, Withholding
from tracker.publishing import checking, edition, files
from tracker.publishing.commitments import commitments_of, digest
from tracker.rules.characters import IMPOSSIBLE
from tracker.web.listing import listing

FOUND, ROWS, WORDS = 200, 100, 5
MOST_ID = 10**15
PUBLISHING = ("publish", "withdraw")


class SiteLinks:
    home = property(lambda self: reverse("public"))
    searches = True

    def of_list(self, pk: int) -> str:
        return reverse("public_list", args=[pk])

    def of_commitment(self, pk: int) -> str:
        return reverse("public_commitment", args=[pk])

    def of_file(self, pk: int, ending: str) -> str:
        return reverse("public_file", args=[pk, ending])

    def of_calendar(self, pk: int) -> str:
        return reverse("public_calendar", args=[pk])


LINKS = SiteLinks()


def _show(request: Request, template: str, context: dict) -> HttpResponse:
    about = {"links": LINKS, "site": request.installation, "css": static("public.css")}
    return render(request, template, about | context)


@public
@require_safe
def home(request: Request) -> HttpResponse:
    query = IMPOSSIBLE.sub("", request.GET.get("q", "")).strip()[:100]
    wanted = Q()
    for word in query.split()[:WORDS]:
        wanted &= Q(words__icontains=word)
    found = list(edition.commitments().filter(wanted).order_by("-pk")[: FOUND + 1]) if query else []
    context = {
        "lists": edition.lists(edition.publications(), LINKS),
        "query": query,
        "found": [edition.shown(row, LINKS) for row in found[:FOUND]],
        "more": len(found) > FOUND,
    }
    return _show(request, "public/home.html", context)


@public
@require_safe
def public_list(request: Request, pk: int) -> HttpResponse:
    publication = _publication(pk)
    page = listing(
        request, edition.commitments().filter(publication=publication), keys=("order", "pk"), size=ROWS
    )
    context = {
        "list": edition.lists([publication], LINKS)[0],
        "listing": page,
        "rows": [edition.shown(row, LINKS) for row in page.rows],
    }
    return _show(request, "public/list.html", context)


@public
@require_safe
def commitment(request: Request, pk: int) -> HttpResponse:
    return _show(request, "public/commitment.html", {"row": edition.shown(_commitment(pk), LINKS)})


@public
@require_safe
def list_file(request: Request, pk: int, ending: str) -> HttpResponse:
    publication = _publication(pk)
    document = edition.document(publication)
    rows = edition.commitments().filter(publication=publication).order_by("order")
    if ending == "json":
        content = files.as_json(document)
    elif ending == "csv":
        content = files.table(document, (edition.shown(row, LINKS) for row in rows))
    elif ending == "ics":
        name = document["list"]["name"]
        content = files.calendar(name, document["as_of"], [edition.shown(row, LINKS) for row in rows])
    else:
        raise Http404
    return made(content, f"{document['list']['name']}.{ending}")


@public
@require_safe
def calendar(request: Request, pk: int) -> HttpResponse:
    row = _commitment(pk)
    shown = edition.shown(row, LINKS)
    page = request.build_absolute_uri(shown.url)
    content = files.calendar(shown.said["title"], row.publication.head["as_of"], [shown], page)
    return made(content, f"{shown.said['title'][:60]}.ics")


def _publication(pk: int) -> Publication:
    return get_object_or_404(edition.publications(), task_list=_id(pk))


def _commitment(pk: int):
    return get_object_or_404(edition.commitments(), task=_id(pk))


def _id(pk: int) -> int:
    """An address may name more than any row has: SQLite itself would break at that."""
    return pk if pk < MOST_ID else 0


# --- The office's page before it -------------------------------------------------------------------
@office
@require_safe
def check(request: Request, pk: int) -> HttpResponse:
    """公开前核对: what would be shown now, what was found in it, and what has changed since it was last public."""
    this = visible(
        request, TaskList.objects.filter(office__in=request.actor.offices).select_related("office"), pk
    )
    document = commitments_of(this, as_of=request.actor.on)
    found = checking.looked_through(document, checking.names_in(this))
    current = this.publications.current().select_related("published_by").first()
    rows = document["commitments"]
    offered = available_actions(this, by=request.actor)
    changed = edition.changes(current, rows) if current else None
    context = {
        "list": this,
        "rows": _doubts_first([edition.planned(row, LINKS) for row in rows], found, changed),
        "unfolded": request.GET.get("all") == "1",
        "found": found,
        "forbidden": any(one.forbids for one in found),
        "instructed": this.tasks.issued_once().filter(origin=TaskOrigin.INSTRUCTION, withholding=None),
        "held": Withholding.objects.filter(task__task_list=this).select_related("task", "withheld_by"),
        "current": current,
        "changes": changed,
        "digest": digest(document),
        "actions": [each for each in offered if each.action.code in PUBLISHING],
    }
    return render(request, "lists/public.html", context)


def _doubts_first(
    rows: list[edition.Shown], found: list[checking.Remarkable], changed: edition.Changes | None
) -> list[tuple[edition.Shown, str]]:
    """(commitment, why it is unfolded): what something was found in, what is new, what is told otherwise, then the rest."""
    doubtful = {one.task for one in found}
    why = {}
    for row in rows:
        title = row.said["title"]
        if row.pk in doubtful:
            why[row.pk] = _("有标出的内容")
        elif changed and title in changed.new:
            why[row.pk] = _("新增")
        elif changed and title in changed.other:
            why[row.pk] = _("有更新")
    return [(row, why.get(row.pk, "")) for row in sorted(rows, key=lambda row: row.pk not in why)]


@office
@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """The list as it stands today in the open format, for another office: what is not for the public included."""
    this = visible(
        request, TaskList.objects.filter(office__in=request.actor.offices).select_related("office"), pk
    )
    document = commitments_of(this, as_of=request.actor.on, withheld=True)
    return made(files.as_json(document), f"{this.name}.json")
