"""Tasks as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.domain.composed import composed
from tracker.domain.counting import COUNTED
from tracker.domain.lifecycle.summary import as_of
from tracker.models import (
    NEVER,
    Assignment,
    AssignmentRole,
    Basis,
    Colour,
    Duty,
    Notice,
    Obligation,
    Priority,
    Progress,
    Schedule,
    Task,
    Unit,
    Urgency,
)
from tracker.punctuation import listed
from tracker.templatetags.duban import task_tag
from tracker.web.filters import TaskFilter, month_of, tasks_for
from tracker.web.tables.columns import DASH, Column, Group, address_of, dated, iso, link, safe
from tracker.web.tables.said import LAST_LETTER, NOTHING_SAID, PROGRESS, SAID, Said, said_columns
from tracker.web.tables.spec import Spec

_address = address_of("task")


class Owner(NamedTuple):
    """An assignment as the columns show it."""

    role: str
    basis: str
    name: str


# --- What the columns need beside the row -----------------------------------------------------------
def prepare(rows: Sequence[Task], today: date, needs: frozenset[str]) -> Sequence[Task]:
    """As the tasks stand today; owners, dates and what was last said only where a column shows them."""
    found = as_of(rows, today)
    if "owners" in needs:
        owned: dict[int, list[Owner]] = {task.pk: [] for task in found}
        for pk, role, basis, written, name, short_name in _owners([*owned]):
            owned[pk].append(Owner(role, basis, short_name or name or written))
        for task in found:
            task.owned = owned[task.pk]
    if "schedules" in needs:
        prefetch_related_objects(found, Prefetch("schedules", Schedule.objects.order_by("order", "pk")))
    if "passage" in needs:
        prefetch_related_objects(found, "passage")
    if "said" in needs:
        said = {pk: Said(*values) for pk, *values in _said([task.pk for task in found])}
        for task in found:
            task.said = said.get(task.pk, NOTHING_SAID)
    return found


@composed
def _owners(tasks: list[int]) -> QuerySet[Any, Any]:
    """As written, without the members that a group was frozen into."""
    own = Assignment.objects.filter(task__in=tasks, via_group="").order_by("task", "role", "order", "pk")
    return own.values_list("task", "role", "basis", "written", "unit__name", "unit__short_name")


@composed
def _said(tasks: list[int]) -> QuerySet[Any, Any]:
    following = Obligation.objects.open().filter(task=OuterRef("pk")).order_by().values("task")
    told = said_columns(
        Progress.objects.handed_in().filter(obligation__task=OuterRef("pk")),
        Notice.objects.sent().filter(obligation__task=OuterRef("pk")),
        owed_now=True,
    )
    columns = told | {"next_on": Subquery(following.annotate(first=Min("next_on")).values("first"))}
    return Task.objects.filter(pk__in=tasks).annotate(**columns).values_list("pk", *columns)


def _badge(words: str) -> SafeString:
    return format_html(' <span class="badge">{}</span>', words)


def _title(task: Task, _today: date) -> Any:
    compiled = _badge(task.get_list_basis_display()) if task.list_basis == "compiled" else ""
    pressing = _badge(task.get_priority_display()) if task.priority != Priority.NORMAL else ""
    return safe(
        '{}{}<div class="quiet">{}{}</div>', link(_address(task), task), pressing, task.task_list, compiled
    )


def _due(task: Task, _today: date) -> Any:
    if task.next_due_on:
        return task.next_due_on.isoformat()
    return safe('<span class="quiet">{}</span>', task.date_wording or "—")


def _owned_by(task: Task, role: str) -> str:
    return listed(owner.name for owner in task.owned if owner.role == role)


def _basis(task: Task) -> list[str]:
    return [owner.basis for owner in task.owned]


def weakest(found: list[str]) -> str:
    """Several facts are as sure as the least sure of them."""
    order = (Basis.INFERRED, Basis.DECIDED, Basis.STATED)
    return next((str(b.label) for b in order if b in found), "")


def _plain(name: str, label: Any, read: Any, **more: Any) -> Column:
    """A column that shows and exports the same words."""
    return Column(
        code=name,
        label=label,
        html=lambda row, _today: read(row) or DASH,
        text=lambda row, _today: read(row),
        **{"is_shown": False} | more,
    )


OWNED = frozenset({"owners"})
COLUMNS = (
    Column(
        code="state",
        label=gettext_lazy("情形"),
        html=lambda t, _today: task_tag(t),
        text=lambda t, _today: _situation(t),
        sorts=("worst",),
        is_labelled=False,
    ),
    Column(
        code="title",
        label=gettext_lazy("任务"),
        html=_title,
        text=lambda t, _today: t.title,
        look="wide-cell",
        sorts=("list",),
        width=40,
        is_labelled=False,
    ),
    _plain("number", gettext_lazy("序号"), lambda t: t.number, width=8),
    _plain("list", gettext_lazy("清单"), lambda t: t.task_list.name, width=24),
    _plain("chapter", gettext_lazy("所属章节"), lambda t: t.chapter, width=24),
    _plain("requirement", gettext_lazy("任务要求"), lambda t: t.requirement, width=48),
    _plain(
        "lead",
        gettext_lazy("牵头单位"),
        lambda t: _owned_by(t, "lead"),
        is_shown=True,
        needs=OWNED,
        width=18,
        look="owners-cell",
    ),
    _plain(
        "support", gettext_lazy("责任单位"), lambda t: _owned_by(t, "support"), needs=OWNED, width=24, look="owners-cell"
    ),
    _plain("duty", gettext_lazy("承担方式"), lambda t: str(Duty(t.duty).label)),
    Column(
        code="due",
        label=gettext_lazy("最近时限"),
        html=_due,
        text=lambda t, _today: t.next_due_on.isoformat() if t.next_due_on else "",
        look="date",
        sorts=("due", "-due"),
    ),
    _plain("wording", gettext_lazy("完成时限"), lambda t: t.date_wording or _dates(t), needs=frozenset({"schedules"}), width=20),
    PROGRESS,
    _plain("reported", gettext_lazy("最近报送"), lambda t: iso(t.said.reported_on), needs=SAID, look="date"),
    replace(LAST_LETTER, is_shown=False),
    dated("next", gettext_lazy("下次督办"), lambda t: t.said.next_on, needs=SAID, is_office=True),
    _plain("priority", gettext_lazy("优先级"), lambda t: t.get_priority_display()),
    _plain("basis", gettext_lazy("清单依据"), lambda t: t.get_list_basis_display()),
    _plain("owner_basis", gettext_lazy("单位依据"), lambda t: weakest(_basis(t)), needs=OWNED),
    _plain(
        "date_basis",
        gettext_lazy("时限依据"),
        lambda t: weakest([s.basis for s in t.schedules.all()]),
        needs=frozenset({"schedules"}),
    ),
    _plain("late", gettext_lazy("逾期件数"), lambda t: str(t.late_count) if t.late_count else ""),
    _plain(
        "place",
        gettext_lazy("出处"),
        lambda t: t.passage.address if t.passage else t.origin_note,
        needs=frozenset({"passage"}),
        width=24,
    ),
)  # fmt: skip


def _dates(task: Task) -> str:
    return listed((str(s) for s in task.schedules.all()), "；")


def _situation(task: Task) -> str:
    return str(Colour(task.colour).label) if task.state == "issued" else str(task.get_state_display())


# --- Groups ------------------------------------------------------------------------------------------
def _month(on: date) -> str:
    return "" if on == NEVER else f"{on:%Y-%m}"


def _month_heading(task: Task) -> str:
    on = task.nearest_on
    return _("没有未办结的时限") if on == NEVER else _("%(y)s年%(m)s月") % {"y": on.year, "m": on.month}


def _by_month(values: tuple) -> str:
    return _month(values[0])


GROUPS = (
    Group(
        code="list",
        label=gettext_lazy("按清单"),
        order="list",
        key=lambda t: (t.task_list_id,),
        heading=lambda t: str(t.task_list),
        counted_by=("task_list",),
    ),
    Group(
        code="chapter",
        label=gettext_lazy("按章节"),
        order="list",
        key=lambda t: (t.task_list_id, t.chapter),
        heading=lambda t: f"{t.task_list}　{t.chapter}" if t.chapter else str(t.task_list),
        counted_by=("task_list", "chapter"),
    ),
    Group(
        code="month",
        label=gettext_lazy("按月份"),
        order="due",
        key=lambda t: _month(t.nearest_on),
        heading=_month_heading,
        counted_by=("nearest_on",),
        key_of_count=_by_month,
    ),
)


def by_unit(table: Any, rows: QuerySet) -> list[tuple[Unit, dict[str, int]]]:
    """Each unit with how many of these tasks it leads, and how they stand; of very many, the first are counted."""
    some = rows.order_by().values("pk")[:COUNTED]
    owned = Assignment.objects.filter(task__in=some, role=AssignmentRole.LEAD, unit__isnull=False)
    first, last = month_of(table.today)
    found = {
        row.pop("unit"): row
        for row in owned.order_by().values("unit").annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(urgency=Urgency.RED)),
            returned=Count("pk", filter=Q(urgency=Urgency.YELLOW)),
            month=Count("pk", filter=Q(nearest_on__range=(first, last))),
        )
    }  # fmt: skip
    units = Unit.objects.in_bulk(found)
    return sorted(
        ((units[pk], n) for pk, n in found.items()),
        key=lambda pair: (-pair[1]["late"], pair[0].order, pair[0].pk),
    )


TASKS = Spec(
    page="tasks",
    title=gettext_lazy("任务清单"),
    columns=COLUMNS,
    filter=TaskFilter,
    rows=tasks_for,
    keys=lambda chosen, order: chosen.keys(order),
    orders=("worst", "due", "-due", "list"),
    groups=GROUPS,
    by_unit=by_unit,
    prepare=prepare,
    is_kept=True,
    noun="task",
)
