"""What the numbers of the statistics are grouped by: the key of each group in the rows, and its name for people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce, ExtractMonth, ExtractQuarter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.models import Notice, TaskList, Unit

BY = {
    "list": gettext_lazy("按清单"),
    "chapter": gettext_lazy("按章节"),
    "unit": gettext_lazy("按单位"),
    "month": gettext_lazy("按月"),
    "quarter": gettext_lazy("按季度"),
}


def work_key(by_what: str) -> Any:
    return {
        "list": F("task__task_list"),
        "chapter": F("task__chapter"),
        "unit": F("unit"),
        "month": ExtractMonth("due_then_on"),
        "quarter": ExtractQuarter("due_then_on"),
    }[by_what]


def task_key(by_what: str) -> Any | None:
    """None: tasks have no month. A task counts for each unit that leads it."""
    return {"list": F("task_list"), "chapter": F("chapter"), "unit": F("assignments__unit")}.get(by_what)


def reply_key(by_what: str) -> Any:
    """An answer stands where the first matter of its letter stands: it has no task itself."""
    if by_what in ("list", "chapter"):
        first = Notice.objects.filter(dispatch=OuterRef("dispatch"), obligation__task__isnull=False)
        is_list = by_what == "list"
        of_first = first.order_by("pk").values(f"obligation__task__{'task_list' if is_list else 'chapter'}")[
            :1
        ]
        nothing, kind = (0, BigIntegerField()) if is_list else ("", TextField())
        return Coalesce(Subquery(of_first, output_field=kind), Value(nothing), output_field=kind)
    periods = {"month": ExtractMonth("opened_on"), "quarter": ExtractQuarter("opened_on")}
    return periods.get(by_what, F("unit"))


def named_units(found: Iterable[Any]) -> list[tuple[Any, str]]:
    rows = Unit.objects.filter(pk__in=set(found)).order_by("order", "name")
    return [(row.pk, row.name) for row in rows]


def named(by_what: str, found: dict[Any, dict]) -> list[tuple[Any, str]]:
    """Groups with their names, in an order that ranks nobody: that of lists, of the document, of the units, of time."""
    if by_what == "list":
        rows = TaskList.objects.filter(pk__in=found).order_by("name")
        outside = [(0, _("（不属于清单的函件）"))] if 0 in found else []
        return [*((row.pk, str(row)) for row in rows), *outside]
    if by_what == "unit":
        return named_units(found)
    if by_what == "chapter":
        return [(key, key or _("（未写章节）")) for key in sorted(found)]
    unit = _("%(n)s月") if by_what == "month" else _("第%(n)s季度")
    return [(key, unit % {"n": key}) for key in sorted(found)]
