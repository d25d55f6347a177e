"""What units owe, as a list: one row for each unit and date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.request import Request
from tracker.domain.composed import composed
from tracker.domain.counting import COUNTED
from tracker.models import Notice, Obligation, Progress, TaskList, Unit
from tracker.templatetags.duban import obligation_tag, obligation_words
from tracker.web.filters import ObligationFilter, month_of
from tracker.web.tables.columns import Column, Group, address_of, dated, link
from tracker.web.tables.said import LAST_LETTER, PROGRESS, Said, said_columns
from tracker.web.tables.spec import Spec


def rows_for(request: Request) -> QuerySet:
    rows = Obligation.objects.visible_to(request.actor).with_colour(request.actor.on)
    return rows.select_related("unit", "task__task_list", "dispatch", "task_list")


def prepare(rows: Sequence[Obligation], _today: date, needs: frozenset[str]) -> Sequence[Obligation]:
    if "said" in needs:
        said = {pk: Said(*values) for pk, *values in _said([row.pk for row in rows])}
        for row in rows:
            row.said = said[row.pk]
    return rows


@composed
def _said(owed: list[int]) -> QuerySet[Any, Any]:
    columns = said_columns(
        Progress.objects.handed_in().filter(obligation=OuterRef("pk")),
        Notice.objects.sent().filter(obligation=OuterRef("pk")),
    )
    return Obligation.objects.filter(pk__in=owed).annotate(**columns).values_list("pk", *columns)


def _matter(owed: Obligation, _today: date) -> Any:
    about = owed.task.task_list if owed.task else ""
    return format_html(
        '{}<div class="quiet">{}{}</div>',
        link(_address(owed), owed.subject),
        owed.get_kind_display(),
        f"　{about}" if about else "",
    )


_address = address_of("obligation")
COLUMNS = (
    Column(
        code="state",
        label=gettext_lazy("情形"),
        html=obligation_tag,
        text=obligation_words,
        is_labelled=False,
    ),
    Column(
        code="matter",
        label=gettext_lazy("事项"),
        html=_matter,
        text=lambda o, _today: o.subject,
        look="wide-cell",
        width=40,
        is_labelled=False,
    ),
    Column(
        code="kind",
        label=gettext_lazy("种类"),
        html=lambda o, _today: o.get_kind_display(),
        text=lambda o, _today: o.get_kind_display(),
        is_shown=False,
    ),
    Column(
        code="unit",
        label=gettext_lazy("单位"),
        html=lambda o, _today: str(o.unit),
        text=lambda o, _today: str(o.unit),
        width=18,
    ),
    Column(
        code="due",
        label=gettext_lazy("应办日期"),
        html=lambda o, _today: o.due_on.isoformat(),
        text=lambda o, _today: o.due_on.isoformat(),
        look="date",
        sorts=("due", "-due"),
    ),
    PROGRESS,
    LAST_LETTER,
    dated("next", gettext_lazy("下次督办"), lambda o: o.next_on, is_shown=False, is_office=True),
)
GROUPS = (
    Group(
        code="month",
        label=gettext_lazy("按月份"),
        order="due",
        key=lambda o: f"{o.due_on:%Y-%m}",
        heading=lambda o: _("%(y)s年%(m)s月") % {"y": o.due_on.year, "m": o.due_on.month},
        counted_by=("due_on",),
        key_of_count=lambda values: f"{values[0]:%Y-%m}",
    ),
)


def _counted(table: Any, rows: QuerySet, by: str) -> dict[int, dict[str, int]]:
    """How many of these each has, and how they stand; of very many, the first are counted."""
    owed = Obligation.objects.filter(pk__in=rows.order_by().values("pk")[:COUNTED]).order_by()
    late, returned = (Obligation.objects.overdue(table.today), Obligation.objects.returned())
    return {
        row.pop(by): row
        for row in owed.exclude(**{by: None})
        .values(by)
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=Q(pk__in=late.values("pk"))),
            returned=Count("pk", filter=Q(pk__in=returned.values("pk"))),
            month=Count("pk", filter=Q(due_on__range=month_of(table.today))),
        )
    }


def by_unit(table: Any, rows: QuerySet) -> list[tuple[Unit, dict[str, int]]]:
    found = _counted(table, rows, "unit")
    units = Unit.objects.in_bulk(found)
    return sorted(
        ((units[pk], n) for pk, n in found.items()),
        key=lambda pair: (-pair[1]["late"], pair[0].order, pair[0].pk),
    )


def by_list(table: Any, rows: QuerySet) -> list[tuple[TaskList, dict[str, int]]]:
    """The newest first. Receipts and replies belong to no list of tasks."""
    found = _counted(table, rows, "task__task_list")
    lists = TaskList.objects.in_bulk(found)
    return sorted(((lists[pk], n) for pk, n in found.items()), key=lambda pair: (-pair[0].year, -pair[0].pk))


OBLIGATIONS = Spec(
    page="obligations",
    title=gettext_lazy("应办事项"),
    columns=COLUMNS,
    filter=ObligationFilter,
    rows=rows_for,
    keys=lambda _chosen, order: ("-due_on", "-pk") if order == "-due" else ("due_on", "pk"),
    orders=("due", "-due"),
    groups=GROUPS,
    by_unit=by_unit,
    by_list=by_list,
    prepare=prepare,
    noun="obligation",
    empty=gettext_lazy("没有应办事项。任务下达后，各单位要办的列在这里。"),
)
