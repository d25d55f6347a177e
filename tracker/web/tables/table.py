"""One list as it stands for one request: what was asked for in the address, and the parts of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, cast

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tracker.desk.request import Request
from tracker.desk.ticked import noun_called, offered_for
from tracker.domain.composed import kept_rows
from tracker.domain.counting import COUNTED, count_in_words
from tracker.models import SavedView
from tracker.web.listing import Listing, listing
from tracker.web.places import head
from tracker.web.tables.columns import DASH, Column, Group, escaped
from tracker.web.tables.spec import Spec

PLACES = ("after", "before")
OF_A_VIEW = (*PLACES, "export", "filter")  # not kept in a saved view: a place, a file, an open form


class Table:
    def __init__(self, spec: Spec, request: Request) -> None:
        self.spec, self.request = spec, request
        self.today: date = request.actor.on
        self.filter = spec.filter(request.GET, queryset=spec.rows(request), request=request)
        self.complaints: list[str] = [*self.filter.complaints(), *self._wrong_choices()]

    # --- What was asked for ------------------------------------------------------------------------
    def _wrong_choices(self) -> Iterator[str]:
        for name, value in self.spec.fixed.items():
            if self.request.GET.get(name, value) != value:
                yield _("没有“%(name)s”这一栏。") % {"name": self.request.GET[name][:30]}
        asked = self.request.GET.get("order", "")
        if asked and asked not in self.spec.orders:
            yield _("不能按“%(name)s”排序。") % {"name": asked[:30]}
        known = {column.code for column in self.all_columns}
        if unknown := [code for code in self._asked_columns if code not in known]:
            yield _("没有“%(name)s”这一列。") % {"name": unknown[0][:30]}
        if self.grouping and self.counter is None and self.group is None:
            yield _("不能按“%(name)s”分组。") % {"name": self.grouping[:30]}

    @cached_property
    def _asked_columns(self) -> list[str]:
        return self.request.GET.getlist("column")

    @cached_property
    def grouping(self) -> str:
        return self.request.GET.get("group", "")

    @cached_property
    def group(self) -> Group | None:
        return next((g for g in self.spec.groups if g.code == self.grouping), None)

    @property
    def counter(self) -> Callable[[Any, QuerySet], list[tuple]] | None:
        """Of a group that shows units or lists with their numbers instead of rows."""
        return {"unit": self.spec.by_unit, "list": self.spec.by_list}.get(self.grouping)

    @property
    def is_counted(self) -> bool:
        return self.counter is not None

    @cached_property
    def all_columns(self) -> list[Column]:
        return [c for c in self.spec.columns if self.request.actor.is_office or not c.is_office]

    @cached_property
    def columns(self) -> list[Column]:
        asked = self._asked_columns
        return [c for c in self.all_columns if (c.code in asked if asked else c.is_shown)]

    @cached_property
    def rows(self) -> QuerySet:
        return self.filter.qs.none() if self.complaints else self.filter.qs

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return self.spec.keys(self.filter, self.order)

    @cached_property
    def order(self) -> str:
        """Groups bring their own, or their headings would come back."""
        if self.group:
            return self.group.order
        asked = self.filter.data.get("order") or self.spec.orders[0]
        return asked if asked in self.spec.orders else self.spec.orders[0]

    # --- The page ----------------------------------------------------------------------------------
    @cached_property
    def listing(self) -> Listing:
        found = listing(
            self.request,
            # Not asked for where a kept statement reads it.
            cast(QuerySet, SimpleLazyObject(lambda: self.rows)),
            self.complaints,
            keys=self.keys,
            size=self.spec.size,
            counted=None if self.complaints else lambda: self.filter.counted,
            kept=self._kept if self.spec.is_kept and not self.complaints and not self.text else None,
        )
        self.complaints = found.complaints
        return found

    def _kept(self, build: Callable[[], QuerySet]) -> list:
        """The address and the reader say all that the statement depends on, but for how many tasks hold some words."""
        same = (self.spec.page, self.request.actor.rights, self.request.GET.urlencode())
        return kept_rows(same, lambda _n: build())

    @cached_property
    def shown(self) -> Any:
        return self.prepared(self.listing.rows)

    def prepared(self, rows: Any) -> Any:
        """With what the columns need beside the row's own."""
        needs = frozenset().union(*(c.needs for c in self.columns)) if self.columns else frozenset()
        return self.spec.prepare(rows, self.today, needs)

    @cached_property
    def ticks(self) -> list[tuple[str, Any]]:
        """(code, label) of what ticks can do."""
        noun = noun_called(self.spec.noun)
        return (
            [(m.action.code, m.action.label) for m in offered_for(noun, by=self.request.actor)]
            if noun
            else []
        )

    @property
    def ticks_url(self) -> str:
        return reverse("ticked", args=[self.spec.noun])

    @cached_property
    def body(self) -> SafeString:
        """The rows, as HTML: cells escape what they show."""
        cells = [(c, _start(c)) for c in self.columns]
        ticks, tick_label = bool(self.ticks), _("选择第%(n)s行")
        width, out, last, today = len(cells) + ticks, [], object(), self.today
        for number, row in enumerate(self.shown, start=1):
            if self.group and (key := self.group.key(row)) != last:
                out.append(self._heading(row, key, width))
                last = key
            tick = _tick(row, tick_label % {"n": number}) if ticks else ""
            made = (
                f"{start}{escaped(column.html(row, today) if self.tells(column, row) else DASH)}</td>"
                for column, start in cells
            )
            out.append(f"<tr>{tick}{''.join(made)}</tr>")
        return mark_safe("\n".join(out))  # noqa: S308 (every cell was escaped above)

    def tells(self, column: Column, row: Any) -> bool:
        """Whoever works for an office reads that office's own business, and not another's."""
        return not column.is_office or row.office_id in self.request.actor.offices

    def _heading(self, row: Any, key: Any, width: int) -> str:
        n = self._counts.get(key)
        count = format_html(' <span class="count">{}</span>', n) if n is not None else ""
        return format_html(
            '<tr class="group"><th colspan="{}" scope="rowgroup">{}{}</th></tr>',
            width, self.group.heading(row), count,
        )  # fmt: skip

    @cached_property
    def _counts(self) -> dict[Any, int]:
        """How many rows each heading has; nothing where there are more rows than anybody counts."""
        group = self.group
        if group is None or not group.counted_by or self.listing.count > COUNTED:
            return {}
        counted: dict[Any, int] = {}
        rows = self.rows.order_by().values_list(*group.counted_by).annotate(n=Count("pk"))
        for *values, n in rows:
            key = group.key_of_count(tuple(values))
            counted[key] = counted.get(key, 0) + n
        return counted

    @cached_property
    def numbers(self) -> list[tuple]:
        """(unit or list, address of its rows, its numbers as (name, label, number))."""
        counter = self.counter
        found = counter(self, self.rows) if counter and not self.complaints else []
        return [
            (
                thing,
                self.url(**{"group": None, self.grouping: thing.pk, "after": None, "before": None}),
                [(name, label, n[name]) for name, label in self.spec.unit_numbers],
            )
            for thing, n in found
        ]

    @property
    def counted(self) -> str:
        return count_in_words(self.listing.count)

    # --- Addresses ---------------------------------------------------------------------------------
    def query(self, **changes: Any) -> QueryDict:
        asked = self.request.GET.copy()
        for name, value in self.spec.fixed.items():
            asked[name] = value
        for name, value in changes.items():
            asked.pop(name, None)
            if value not in (None, ""):
                asked[name] = str(value)
        return asked

    def url(self, **changes: Any) -> str:
        changed = self.query(**changes).urlencode()
        return f"{self.request.path}?{changed}" if changed else self.request.path

    @cached_property
    def heads(self) -> list[dict[str, Any]]:
        """Each column's head; pressing it sorts by it, and the other way round where it knows two ways."""
        now, found = self.order, []
        for column in self.columns:
            head: dict[str, Any] = {"label": column.label, "look": column.look, "url": "", "sorted": ""}
            if column.sorts and not self.is_counted:
                at = column.sorts.index(now) if now in column.sorts else -1
                following = column.sorts[(at + 1) % len(column.sorts)]
                head["url"] = self.url(order=following, after=None, before=None, group=None)
                if at >= 0:
                    head["sorted"] = "descending" if now.startswith("-") else "ascending"
            found.append(head)
        return found

    @cached_property
    def chips(self) -> list[tuple[Any, Any, str]]:
        """(label, value, address without it) for each condition that is set; the quick view has its own place."""
        if self.filter.complaints():
            return []
        return [
            (label, value, self.url(**{name: None, "after": None, "before": None}))
            for name, label, value in self.filter.chosen()
            if name != "view" and name != "order"
        ]

    @cached_property
    def quick(self) -> list[tuple[Any, str, bool]]:
        """(label, address, whether it is the one shown)."""
        single = self.filter.filters.get("view")
        if single is None:
            return []
        now, plain = self.filter.data.get("view", ""), self._bare
        found = [(_("全部"), self.request.path + (f"?{plain}" if plain else ""), not self._is_narrowed)]
        for code, label in single.extra["choices"]:
            found.append(
                (label, f"{self.request.path}?{plain}{'&' if plain else ''}view={code}", now == code)
            )
        return found

    @cached_property
    def _bare(self) -> str:
        """What a quick view keeps of the address: the columns, and what belongs to the page."""
        kept = QueryDict(mutable=True)
        kept.update(self.spec.fixed)
        kept.setlist("column", self._asked_columns)
        return kept.urlencode()

    @property
    def _is_narrowed(self) -> bool:
        return bool(self.filter.data.get("view")) or bool(self.chips) or bool(self.complaints)

    @cached_property
    def choices_of_groups(self) -> list[tuple[Any, str, bool]]:
        asked = {"after": None, "before": None, "order": None}
        found = [(_("不分组"), self.url(group=None, **asked), not self.grouping)]
        if self.spec.by_unit:
            found.append((_("按单位"), self.url(group="unit", **asked), self.grouping == "unit"))
        if self.spec.by_list:
            found.append((_("按清单"), self.url(group="list", **asked), self.grouping == "list"))
        found += [
            (g.label, self.url(group=g.code, **asked), self.grouping == g.code) for g in self.spec.groups
        ]
        return found

    @cached_property
    def choices_of_columns(self) -> list[tuple[str, Any, bool]]:
        shown = {c.code for c in self.columns}
        return [(c.code, c.label, c.code in shown) for c in self.all_columns]

    def kept(self, *without: str) -> list[tuple[str, str]]:
        """The address as hidden fields of a form that changes only `without`."""
        left_out = {*PLACES, *without, *self.spec.fixed}
        return [*self.spec.fixed.items()] + [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in left_out
        ]

    @property
    def kept_by_search(self) -> list[tuple[str, str]]:
        return self.kept("text", "filter")

    @property
    def kept_by_filter(self) -> list[tuple[str, str]]:
        """The quick view and the words have places of their own, outside of the form of conditions."""
        apart = ("text", "view")
        return [
            (n, v) for n, v in self.kept("filter", "column") if n not in self.filter.filters or n in apart
        ]

    @property
    def filter_fields(self) -> list[Any]:
        return [field for field in self.filter.form.visible_fields() if field.name not in ("text", "view")]

    @property
    def is_searched(self) -> bool:
        return "text" in self.filter.filters

    @property
    def text(self) -> str:
        return self.filter.data.get("text", "")

    @property
    def is_filter_open(self) -> bool:
        return "filter" in self.request.GET or bool(self.filter.complaints())

    @property
    def filter_url(self) -> str:
        return self.url(filter=None if self.is_filter_open else 1)

    @property
    def clear_url(self) -> str:
        return self.request.path + (f"?{self._bare}" if self._bare else "")

    def export_url(self, kind: str) -> str:
        return self.url(export=kind, after=None, before=None, filter=None)

    @property
    def exports(self) -> list[tuple[str, str]]:
        return [(kind, self.export_url(kind)) for kind in ("xlsx", "csv")]

    # --- Views that somebody keeps -----------------------------------------------------------------
    @cached_property
    def as_view(self) -> str:
        """This list as a saved view keeps it."""
        return self.query(**dict.fromkeys(OF_A_VIEW)).urlencode()

    @cached_property
    def saved(self) -> list[tuple[SavedView, str, bool]]:
        if not head(self.request).has_views:
            return []
        rows = SavedView.objects.visible_to(self.request.actor).filter(page=self.spec.page)
        return [(v, f"{self.request.path}?{v.query}", v.query == self.as_view) for v in rows[:30]]


def _start(column: Column) -> str:
    """The opening tag of a cell. On a phone a cell says what it is, save the two that speak for themselves."""
    look = f' class="{column.look}"' if column.look else ""
    label = format_html(' data-label="{}"', column.label) if column.is_labelled else ""
    return f"<td{look}{label}>"


def _tick(row: Any, label: str) -> str:
    return f'<td class="tick"><input type="checkbox" name="id" value="{row.pk}" aria-label="{label}"></td>'
