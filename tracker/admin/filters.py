"""Filters whose choices do not have to be looked for in a million rows: Django's own read the whole table for them."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Field, QuerySet
from django.utils.translation import gettext as _

from tracker.desk.request import Request
from tracker.models import TaskList, Unit

MONTHS = 13  # this one and the year before


class UnitFilter(admin.RelatedFieldListFilter):
    """By unit: all that are active."""

    def field_choices(self, field: Field, request: Request, model_admin: Any) -> list[tuple]:
        return [(unit.pk, str(unit)) for unit in Unit.objects.active()]


class ListFilter(admin.RelatedFieldListFilter):
    """By list: those that the reader may see."""

    def field_choices(self, field: Field, request: Request, model_admin: Any) -> list[tuple]:
        return [(each.pk, str(each)) for each in TaskList.objects.visible_to(request.actor)]


class MonthFilter(admin.SimpleListFilter):
    """By month, in place of a date hierarchy; what is older stands together."""

    parameter_name = "month"
    title = ""
    field = ""

    @classmethod
    def of(cls, field: str, title: Any) -> type[MonthFilter]:
        return type(f"MonthOf_{field}", (cls,), {"field": field, "title": title})

    def lookups(self, request: Request, model_admin: Any) -> list[tuple[str, str]]:
        first = request.actor.on.replace(day=1)
        months = [first]
        while len(months) < MONTHS:
            months.append((months[-1] - timedelta(days=1)).replace(day=1))
        later = (first + timedelta(days=31)).strftime("%Y-%m")
        named = [(month.strftime("%Y-%m"), month.strftime("%Y-%m")) for month in months]
        before = months[-1].strftime("%Y-%m")
        return [
            (f"{later}+", _("%(month)s及以后") % {"month": later}),
            *named,
            (f"-{before}", _("%(month)s以前") % {"month": before}),
        ]

    def queryset(self, request: Request, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen not in {code for code, _label in self.lookup_choices}:
            return queryset
        first, last = _days(chosen.strip("+-"))
        if chosen.startswith("-"):
            return queryset.filter(**{f"{self.field}__lt": first})
        queryset = queryset.filter(**{f"{self.field}__gte": first})
        return queryset if chosen.endswith("+") else queryset.filter(**{f"{self.field}__lte": last})


def _days(month: str) -> tuple[date, date]:
    first = date.fromisoformat(f"{month}-01")
    return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
