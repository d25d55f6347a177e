"""One box for everything that one may see: words, numbers, document numbers, units."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tracker.desk.access import business
from tracker.desk.bounds import validate_search
from tracker.desk.request import Request
from tracker.domain.lifecycle.summary import as_of
from tracker.models import Dispatch, Source, Task, Unit, found_by
from tracker.rules.grams import folded
from tracker.web.places import pages

ENOUGH = 300  # tasks among which the best are chosen
FEW = 12  # of each kind; the list of the kind has the others
# Of each kind, among which the first are sought: of a word that half of all have, any are as good.
MOST = 1_000


@business
@require_safe
def search(request: Request) -> HttpResponse:
    """`?q=`. With `?go=1` (Enter in the head's box) a number that only one thing bears leads straight to it."""
    words = request.GET.get("q", "").strip()
    complaint = _complaint(words)
    found = {} if complaint or not words else _found(request, words)
    if "json" in request.GET:
        return JsonResponse({"found": [*_pages(request, words), *_as_json(found)]})
    if "go" in request.GET and (only := _the_only(found)):
        return redirect(only)
    context = {
        "words": words,
        "complaint": complaint,
        "found": found,
        "nothing": bool(words) and not complaint and not any(found.values()),
        "more": {
            "tasks": f"{reverse('tasks')}?{urlencode({'text': words})}",
            "dispatches": f"{reverse('dispatches')}?{urlencode({'text': words})}",
        },
    }
    return render(request, "search.html", context, status=400 if complaint else 200)


def _complaint(words: str) -> str:
    try:
        validate_search(words)
    except ValidationError as no:
        return str(no.messages[0])
    if words and not folded(words):
        return _("请输入文字或数字；只有标点符号查不到。")
    return ""


def _found(request: Request, words: str) -> dict[str, list]:
    actor = request.actor
    tasks = Task.objects.visible_to(actor).select_related("task_list")
    # Said twice, for the index of those that have a number.
    exact = list(tasks.filter(number=words).exclude(number="").order_by("-task_list__year", "pk")[:FEW])
    by_words = tasks.filter(found_by(words, "task", most=MOST)).exclude(pk__in=[t.pk for t in exact])
    return {
        "tasks": as_of([*exact, *_named_first(by_words, words)[: FEW + 1 - len(exact)]], actor.on),
        "dispatches": list(
            Dispatch.objects.visible_to(actor)
            .filter(found_by(words, "dispatch", most=MOST))
            .order_by("-pk")[: FEW + 1]
        ),
        "sources": list(
            Source.objects.visible_to(actor)
            .filter(found_by(words, "source", most=MOST))
            .order_by("-pk")[:FEW]
        ),
        "units": list(_units(request, words)[:FEW]),
    }


def _named_first(rows: QuerySet[Task], words: str) -> list[Task]:
    """Those whose title or number says it before those that only mention it, the worst of each first. Of the worst
    ENOUGH alone: nobody reads on, and no search grows with the table."""
    worst = list(rows.order_by("urgency", "nearest_on", "pk").values_list("pk", "number", "title")[:ENOUGH])
    asked = [word for part in words.split() if (word := folded(part))]

    def only_mentions(row: tuple[int, str, str]) -> bool:
        named = folded(f"{row[1]} {row[2]}")
        return not all(word in named for word in asked)

    mentions = {row[0]: only_mentions(row) for row in worst}
    first = sorted(mentions, key=lambda pk: mentions[pk])[: FEW + 1]
    found = rows.model.objects.select_related("task_list").in_bulk(first)
    for pk, task in found.items():
        task.only_mentions = mentions[pk]  # in what it asks for, or by a unit of it
    return [found[pk] for pk in first]


def _units(request: Request, words: str) -> QuerySet[Unit]:
    named = Q()
    for word in words.split():
        named &= Q(name__icontains=word) | Q(short_name__icontains=word) | Q(aliases__name__icontains=word)
    rows = (
        Unit.objects.active().filter(named)
        if request.actor.is_office or request.actor.is_leader
        else Unit.objects.none()
    )
    return rows.distinct().order_by("order", "pk")


def _the_only(found: dict[str, list]) -> str:
    """The address of the one thing found, if there is but one."""
    single = [(kind, thing) for kind, things in found.items() for thing in things]
    if len(single) != 1:
        return ""
    kind, thing = single[0]
    return _address(kind, thing)


def _address(kind: str, thing: Task | Dispatch | Source | Unit) -> str:
    if kind == "units":
        return f"{reverse('tasks')}?unit={thing.pk}"
    names = {"tasks": "task", "dispatches": "dispatch", "sources": "source"}
    return reverse(names[kind], args=[thing.pk])


def _pages(request: Request, words: str) -> list[dict[str, str]]:
    """Pages by their names, for the box of Ctrl-K."""
    named = [(label, url) for label, url in pages(request) if words and words.lower() in label.lower()]
    return [{"kind": _("页面"), "words": label, "url": url} for label, url in named]


def _as_json(found: dict[str, list]) -> list[dict[str, str]]:
    kinds = {"tasks": _("任务"), "dispatches": _("函件"), "sources": _("来源文件"), "units": _("单位")}
    return [
        {"kind": str(kinds[kind]), "words": str(thing), "url": _address(kind, thing)}
        for kind, things in found.items()
        for thing in things[:6]
    ]
