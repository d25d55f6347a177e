"""The places of the workspace, by role, with what waits in each: the head of every page, and the pages of one's place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.desk.addresses import address
from tracker.desk.counting import kept_counts
from tracker.desk.news import bell_counted, rung
from tracker.desk.request import Request
from tracker.domain.actor import Actor
from tracker.domain.counting import BoundedCount
from tracker.models import NEAR_DAYS as NEAR
from tracker.models import Dispatch, Extension, Objection, Obligation, Progress, Receipt, SavedView

SHOWN = 99  # a number in the head says how much there is to do, not how many rows a table has


@dataclass(frozen=True, slots=True)
class Page:
    """`at`: names of addresses (or their beginnings, with a star) that belong to this page."""

    name: str
    label: object
    at: tuple[str, ...] = ()
    who: Callable[[Actor], bool] = field(default=lambda _actor: True)

    def holds(self, name: str) -> bool:
        return name == self.name or any(
            name.startswith(at[:-1]) if at.endswith("*") else name == at for at in self.at
        )


def _office(actor: Actor) -> bool:
    return actor.is_office


def _over_units(actor: Actor) -> bool:
    return actor.is_office or actor.is_leader


def _only_owes(actor: Actor) -> bool:
    return not _over_units(actor)


TASKS = Page(
    "tasks",
    gettext_lazy("全部任务"),
    (
        "task*",
        "obligation*",
        "progress_action",
        "follow_*",
        "waiting_action",
        "mute_action",
        "schedule_action",
        "extension_action",
        "objection_action",
        "ticked",
    ),
)
HISTORY = Page("history", gettext_lazy("办理记录"), who=_office)
LISTS = Page("lists", gettext_lazy("清单"), ("list*",))
INSTRUCTIONS = Page("instructions", gettext_lazy("领导批示"), ("instruction*",), who=_over_units)
OVERDUE = Page("overdue", gettext_lazy("逾期一览"), who=_over_units)
CALENDAR = (
    Page("agenda", gettext_lazy("日程")),
    Page("calendar", gettext_lazy("工作日历"), ("calendar*", "day_action")),
)
LETTERS = (
    Page(
        "dispatches",
        pgettext_lazy("place", "函件"),
        ("dispatch*", "notices", "letter*", "slip", "receipt_action"),
    ),
    Page("signing", gettext_lazy("待签发"), who=lambda actor: actor.is_head),
    Page("forecast", gettext_lazy("发函预告"), who=_office),
    Page("people", gettext_lazy("通讯录"), ("units",), who=_office),
)
FIGURES = Page("statistics", pgettext_lazy("place", "统计"), ("statistics*", "paper_*"))
REPORTS = Page("annual_reports", gettext_lazy("年度报告"), ("annual*", "statement*"), who=_over_units)
INDICATORS = Page("figures", gettext_lazy("指标和问题"), ("figures*", "problems*", "indicator*"))
REVIEWS = Page("reviews", gettext_lazy("述法"), ("review*", "account*", "finding*", "head_duties"))
SOURCES = Page("sources", gettext_lazy("来源文件"), ("source*",))
IMPORTS = Page("imports", gettext_lazy("导入"), ("import*",), who=_office)

# Who only owes has four places: what is counted stands among the sources there.
OF_ALL = tuple(replace(page, who=_over_units) for page in (FIGURES, OVERDUE, INDICATORS, REVIEWS, REPORTS))
OF_MINE = tuple(replace(page, who=_only_owes) for page in (FIGURES, INDICATORS, REVIEWS))

# What each place is called, and its pages; the first of those that one may open is where the place begins.
WORKERS = (
    ("home", gettext_lazy("工作台"), (Page("home", gettext_lazy("工作台"), ("report_many",)), *CALENDAR)),
    ("tasks", pgettext_lazy("place", "任务"), (TASKS, LISTS, INSTRUCTIONS, HISTORY)),
    ("letters", pgettext_lazy("place", "函件"), LETTERS),
    ("sources", gettext_lazy("资料"), (SOURCES, IMPORTS, *OF_MINE)),
    ("figures", pgettext_lazy("place", "统计"), OF_ALL),
)
LEADERS = (
    (
        "home",
        gettext_lazy("总览"),
        (Page("home", gettext_lazy("总览")), OVERDUE, FIGURES, INDICATORS, REVIEWS, REPORTS, *CALENDAR),
    ),
    ("tasks", pgettext_lazy("place", "任务"), (TASKS, LISTS, INSTRUCTIONS, SOURCES)),
    ("letters", pgettext_lazy("place", "函件"), LETTERS),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A place, or a page of one, as the head of a page shows it."""

    label: object
    url: str
    is_here: bool
    count: int = 0
    counts: str = ""  # what is counted
    pages: tuple[Shown, ...] = ()

    @property
    def shown(self) -> str:
        return f"{SHOWN}+" if self.count > SHOWN else str(self.count)


@dataclass(frozen=True, slots=True)
class Head:
    places: tuple[Shown, ...]
    news: int  # unseen, of what one follows and of notes that mention one
    has_views: bool  # whether any list was saved as a view


def head(request: Request) -> Head:
    """The places that this person may open, with what waits in each, and the number of the bell; in one query, asked
    once a request."""
    if not hasattr(request, "head"):
        request.head = _head(request)
    found: Head = request.head
    return found


def _head(request: Request) -> Head:
    actor = request.actor
    name = (request.resolver_match.url_name or "") if request.resolver_match else ""
    found = _counted(actor)
    waits = _waiting(actor, found)
    places = tuple(_shown(label, pages, actor, name, waits.get(code)) for code, label, pages in _of(actor))
    return Head(places, rung(found), bool(found["saved_views"]))


def pages(request: Request) -> list[tuple[str, str]]:
    """(label, address) of every page that this person may open from the head."""
    rows = _of(request.actor)
    return [(str(page.label), address(page.name)) for _code, _label, allowed in rows for page in allowed]


def _of(actor: Actor) -> list[tuple]:
    """The places with those of their pages that the actor may open."""
    only_leads = actor.is_leader and not (actor.is_office or actor.is_unit)
    rows = LEADERS if only_leads else WORKERS
    return [
        (code, label, allowed)
        for code, label, pages in rows
        if (allowed := tuple(page for page in pages if page.who(actor)))
    ]


def _shown(
    label: object, pages: tuple[Page, ...], actor: Actor, name: str, waits: tuple[int, str] | None
) -> Shown:
    shown = tuple(Shown(page.label, address(page.name), page.holds(name)) for page in pages)
    count, words = waits or (0, "")
    is_here = any(page.is_here for page in shown)
    return Shown(label, shown[0].url, is_here, count, words, shown if len(shown) > 1 else ())


def _waiting(actor: Actor, found: dict[str, int]) -> dict[str, tuple[int, str]]:
    """What waits in each place, and what that is."""
    words = OFFICE_WAITS if actor.is_office else UNIT_WAITS
    return {
        place: (sum(n for name, n in found.items() if name.startswith(place)), str(what))
        for place, what in words.items()
        if actor.is_office or actor.is_unit
    }


OFFICE_WAITS = {
    "home": gettext_lazy("待审核、待决定"),
    "tasks": gettext_lazy("逾期"),
    "letters": gettext_lazy("待签发"),
}
UNIT_WAITS = {
    "home": gettext_lazy("近期应办"),
    "tasks": gettext_lazy("逾期"),
    "letters": gettext_lazy("待签收"),
}


@kept_counts
def _counted(actor: Actor) -> dict[str, Any]:
    """The piles of each place, named by it, the news, and whether there are views."""
    piles = _office_piles(actor) if actor.is_office else _unit_piles(actor)
    counts = {name: BoundedCount(rows, upto=SHOWN) for name, rows in piles.items()}
    return counts | bell_counted(actor) | {"saved_views": Exists(SavedView.objects.visible_to(actor))}


def _office_piles(actor: Actor) -> dict[str, QuerySet]:
    decide = {
        f"home_{model.__name__}": model.objects.awaiting_decision().filter(
            obligation__office__in=actor.offices
        )
        for model in (Progress, Extension, Objection)
    }
    return decide | {
        "tasks": Obligation.objects.filter(office__in=actor.offices).overdue(actor.on),
        "letters": Dispatch.objects.filter(office__in=actor.offices).drafts(),
    }


def _unit_piles(actor: Actor) -> dict[str, QuerySet]:
    if not actor.is_unit:
        return {}
    owed = Obligation.objects.owed_by_units_of(actor)
    return {
        "home": owed.open().chased().filter(due_on__lte=actor.on + timedelta(days=NEAR)),
        "tasks": owed.overdue(actor.on),
        "letters": Receipt.objects.to_sign_for().answered_by(actor),
    }
