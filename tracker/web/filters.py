"""One FilterSet per list, given a queryset that is already scoped to the reader. Page and export share it.

What django-filter does not understand it ignores, and shows everything. Here it is refused, and the list is empty.
"""

from __future__ import annotations

from calendar import monthrange
from collections import OrderedDict
from copy import copy
from datetime import date
from typing import Any

import django_filters as df
from django.core.exceptions import ValidationError
from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.forms import Form, HiddenInput, TextInput
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.desk.bounds import validate_search
from tracker.desk.counting import tasks_holding
from tracker.desk.forms.base import DateField, DateInput
from tracker.desk.request import Request
from tracker.domain.counting import COUNTED, BoundedCount, only_theirs
from tracker.domain.realm import units_of_offices
from tracker.models import (
    UNIT_ROLES,
    Assignment,
    AssignmentRole,
    Basis,
    Colour,
    Obligation,
    ObligationKind,
    ObligationState,
    Priority,
    Schedule,
    Task,
    TaskList,
    TaskState,
    Unit,
    Urgency,
    found_by,
    is_found_by,
)

# What an address says besides conditions: the place, the file, and how the list is laid out (see `tables`).
NOT_FILTERS = {"after", "before", "export", "tab", "order", "group", "column", "filter", "month", "week"}


class DateFilter(df.Filter):
    field_class = DateField

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, widget=DateInput(), **kwargs)


def _why(error: ValidationError) -> str:
    """In a sentence of ours where Django's speaks of forms."""
    if error.code in ("invalid_choice", "invalid_pk_value") and error.params and "value" in error.params:
        return _("没有“%(value)s”这一项。") % {"value": str(error.params["value"])[:30]}
    return "；".join(error.messages)


class StrictFilterSet(df.FilterSet):
    """Most addresses set one condition or none: only those are cleaned and applied. `form` has all of them, with their
    choices, and is made where a page shows it."""

    of_office: tuple[str, ...] = ()  # conditions that a unit has no use for

    def __init__(
        self, data: QueryDict, queryset: QuerySet, *, request: Request, prefix: str | None = None
    ) -> None:
        """As django-filter's, which copies each filter with all that it is made from, and changes none of that."""
        self.is_bound, self.data, self.queryset = True, data, queryset
        self.request, self.form_prefix = request, prefix
        hidden = () if request.actor.is_office else self.of_office
        self.filters = OrderedDict(
            (n, self._own(one)) for n, one in self.base_filters.items() if n not in hidden
        )

    def _own(self, shared: df.Filter) -> df.Filter:
        mine = copy(shared)
        mine.parent, mine.model, mine.extra = self, self.queryset.model, dict(shared.extra)
        mine.method = mine.method  # bound to this one
        return mine

    @cached_property
    def _asked(self) -> Form:
        fields = {name: self.filters[name].field for name in self.data if name in self.filters}
        return type("Asked", (Form,), fields)(self.data) if fields else Form({})

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """By name, of the conditions that the address sets. Needs an address that was understood."""
        return self._asked.cleaned_data if self._asked.is_valid() else {}

    def complaints(self) -> list[str]:
        """What is wrong with the address, in sentences; empty when everything was understood."""
        return self._complaints

    @cached_property
    def _complaints(self) -> list[str]:
        known = set(self.filters) | NOT_FILTERS
        found = [
            _("没有“%(name)s”这个筛选条件，请清除筛选后重新选择。") % {"name": name}
            for name in self.data
            if name not in known
        ]
        found += [
            _("筛选条件“%(label)s”只能选一个值。") % {"label": self.filters[name].label}
            for name in self.data
            if name in self.filters and len(set(self.data.getlist(name))) > 1
        ]
        for name, errors in self._asked.errors.items():
            label = self.filters[name].label if name in self.filters else name
            why = "；".join(_why(error) for error in errors.as_data())
            found.append(_("筛选条件“%(label)s”的值不对：%(why)s") % {"label": label, "why": why})
        return found

    @property
    def qs(self) -> QuerySet:
        if not hasattr(self, "_strict"):
            self._strict = (
                self.queryset.none() if self.complaints() else self.filter_queryset(self.queryset.all())
            )
        return self._strict

    @property
    def counted(self) -> Any:
        """How many rows there are, as an expression, where that costs less than to count them as they are found."""
        return None

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        for name, single in self.filters.items():
            if name in self.cleaned:
                queryset = single.filter(queryset, self.cleaned[name])
        return queryset

    def in_words(self) -> list[tuple[str, str]]:
        """The filter as it stands, for the head of the list and of every export."""
        return [] if self.complaints() else [(label, value) for _name, label, value in self.chosen()]

    def chosen(self) -> list[tuple[str, str, str]]:
        """(name, label, value in words) of each condition that is set. Needs an address that was understood."""
        set_to = self.cleaned
        return [(n, str(f.label), _words(f, set_to[n])) for n, f in self.filters.items() if set_to.get(n)]


def _words(single: df.Filter, value) -> str:
    if not isinstance(value, str):
        return str(value)
    choices = {str(key): label for key, label in getattr(single.field, "choices", ())}
    return str(choices.get(value, value))


class Choice(df.ChoiceFilter):
    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("empty_label", _("全部"))
        super().__init__(*args, **kwargs)


class Pick(df.ModelChoiceFilter):
    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("empty_label", _("全部"))
        super().__init__(*args, **kwargs)


class Words(df.CharFilter):
    def __init__(self, *args, **kwargs) -> None:
        search = TextInput(attrs={"type": "search"})
        super().__init__(*args, widget=search, validators=[validate_search], **kwargs)


def lists_of(request: Request) -> QuerySet:
    return TaskList.objects.visible_to(request.actor).order_by("-year", "name")


def active_units(request: Request) -> QuerySet:
    """For an office those of its realm; a unit meets others beside it, wherever they belong."""
    actor = request.actor
    return units_of_offices(actor) if actor.is_office else Unit.objects.active()


def month_of(day: date) -> tuple[date, date]:
    """Its first and its last day."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


# --- 全部任务 ---------------------------------------------------------------------------------------
GAPS = [
    ("owner", _("没有责任单位")),
    ("date", _("没有时限")),
    ("inferred", _("责任单位或时限只是推断")),
]
TASK_VIEWS = [
    ("mine", _("我的")),
    ("month", _("本月到期")),
    ("unsigned", _("未签收")),
    ("late", _("逾期")),
    ("returned", _("退回")),
    ("review", _("待审")),
    ("undated", _("无时限")),
    ("dormant", _("已过期未启动")),
]


def tasks_for(request: Request) -> QuerySet:
    """All tasks that the reader may see."""
    return Task.objects.visible_to(request.actor).select_related("task_list")


class TaskFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    list = Pick(label=_("清单"), field_name="task_list", queryset=lists_of)
    unit = Pick(label=_("单位"), queryset=active_units, method="in_owner")
    role = Choice(label=_("角色"), choices=AssignmentRole.choices, method="in_owner")
    state = Choice(label=_("状态"), choices=TaskState.choices)
    colour = Choice(label=_("情形"), choices=Colour.choices, method="by_colour")
    priority = Choice(label=_("优先级"), choices=Priority.choices)
    due_from = DateFilter(label=_("时限自"), method="in_due")
    due_until = DateFilter(label=_("时限至"), method="in_due")
    gap = Choice(label=_("缺漏"), choices=GAPS, method="by_gap")
    view = Choice(label=_("视图"), choices=TASK_VIEWS, method="by_view")
    of_office = ("gap",)

    class Meta:
        model = Task
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        many = self._holding is not None and self._holding > COUNTED
        return rows.filter(is_found_by(value, "task") if many else found_by(value, "task"))

    @cached_property
    def _holding(self) -> int | None:
        """How many tasks hold the words, if nothing else is asked of them."""
        if set(self.cleaned) != {"text"} or not self.request.actor.is_of_one_office:
            return None
        return tasks_holding(self.cleaned["text"])

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = self.request.actor.on
        if value == "month":
            return rows.due_within(*month_of(today))
        narrowed = {
            "mine": lambda: rows.mine(self.request.actor),
            "unsigned": lambda: rows.unsigned(self.request.actor),
            "late": lambda: rows.of_urgency(Urgency.RED),
            "returned": lambda: rows.of_urgency(Urgency.YELLOW),
            "review": lambda: rows.to_accept(),
            "undated": lambda: rows.open_or_draft().without_date(),
            "dormant": lambda: rows.dormant(),
        }
        return narrowed[value]()

    def by_colour(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(urgency=Urgency.GREY - int(value))

    def in_owner(self, rows: QuerySet, name: str, value) -> QuerySet:
        """Unit and role speak of the same row: the tasks that this unit leads. Applied once, for both."""
        chosen = self.cleaned
        unit, role = chosen.get("unit"), chosen.get("role")
        if name == "unit" and not role:
            return rows  # `qs` reads the list by this unit's assignments
        owners = Assignment.objects.filter(task=OuterRef("pk"))
        if unit:
            owners = owners.filter(unit=unit)
        elif self.request.actor.served:
            owners = owners.filter(unit__in=self.request.actor.served)
        return rows.filter(Exists(owners.filter(role=role)))

    def in_due(self, rows: QuerySet, name: str, value: date) -> QuerySet:
        """Both ends speak of the same date of the same unit. Applied once, for both."""
        chosen = self.cleaned
        first, last, unit = chosen.get("due_from"), chosen.get("due_until"), chosen.get("unit")
        if name == "due_until" and first:
            return rows
        owed = Obligation.objects.filter(task=OuterRef("pk"))
        owed = owed.filter(due_on__gte=first) if first else owed
        owed = owed.filter(due_on__lte=last) if last else owed
        owed = owed.filter(unit=unit) if unit else owed
        return rows.filter(Exists(owed))

    def by_gap(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "owner":
            return rows.draft().without_owner()
        if value == "date":
            return rows.draft().without_date()
        owner = Assignment.objects.filter(task=OuterRef("pk"), basis=Basis.INFERRED)
        dated = Schedule.objects.filter(task=OuterRef("pk"), basis=Basis.INFERRED)
        return rows.filter(Exists(owner) | Exists(dated))

    def keys(self, order: str) -> tuple[str, ...]:
        """What the list is sorted by. One unit's tasks are read in the order of its own assignments."""
        if order == "list":
            return ("-task_list_id", "order", "pk")  # the newest list first
        down = "-" if order.startswith("-") else ""
        own = "" if self._owner is None else "own_"
        names = ("urgency", "nearest_on", "id") if order == "worst" else ("nearest_on", "id")
        return tuple(f"{down}{own}{name}" for name in names)

    @property
    def _owner(self) -> int | None:
        """The one unit whose assignments the list is read by: the one asked for, or the reader's only one."""
        if self.complaints():
            return None
        if unit := self.cleaned.get("unit"):
            return unit.pk
        seen = self.request.actor.units_seen
        return next(iter(seen)) if len(seen) == 1 and self.request.actor.roles <= set(UNIT_ROLES) else None

    @property
    def counted(self) -> Any:
        """One unit's tasks, with no other condition, are as many as its assignments, and those with some words as many as
        the search knows: to look up the task of each costs more than all else on the page."""
        actor, owner = self.request.actor, self._owner
        if owner is None:
            return None if self._holding is None else self._if_only_ours(Value(self._holding))
        if set(self.cleaned) - {"unit"}:
            return None
        owned = Assignment.objects.filter(unit=owner)
        if self._is_own(owner):
            return BoundedCount(owned.exclude(task__in=Task.objects.draft().values("pk")))
        return self._if_only_ours(BoundedCount(owned)) if actor.is_of_one_office else None

    def _if_only_ours(self, quick: Any) -> Case:
        """Where there are tasks of other offices, each is looked up."""
        (office,) = self.request.actor.offices
        return Case(When(~only_theirs(Task, office), then=BoundedCount(self.qs)), default=quick)

    def _is_own(self, unit: int) -> bool:
        actor = self.request.actor
        return unit in actor.units_seen and not (actor.offices or actor.offices_led)

    @property
    def qs(self) -> QuerySet:
        owner = self._owner
        if owner is None:
            return super().qs
        if self._is_own(owner):
            # That it is the reader's own says what may be seen of it; to ask for it twice costs more than all the rest.
            known = Task.objects.known_to_units().select_related("task_list")
            return self.filter_queryset(known).owned_by(owner)
        return super().qs.owned_by(owner)


# --- 应办事项 ---------------------------------------------------------------------------------------
OBLIGATION_VIEWS = [
    ("open", _("未办结")),
    ("mine", _("我的")),
    ("month", _("本月到期")),
    ("unsigned", _("未签收")),
    ("late", _("逾期")),
    ("returned", _("退回")),
    ("review", _("待审")),
    ("dormant", _("已过期未启动")),
]


class ObligationFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    view = Choice(label=_("视图"), choices=OBLIGATION_VIEWS, method="by_view")
    unit = Pick(label=_("单位"), queryset=active_units)
    list = Pick(label=_("清单"), field_name="task__task_list", queryset=lists_of)
    task = Pick(label=_("任务"), queryset=lambda r: Task.objects.visible_to(r.actor), widget=HiddenInput)
    kind = Choice(label=_("种类"), choices=ObligationKind.choices)
    state = Choice(label=_("状态"), choices=ObligationState.choices)
    due_from = DateFilter(label=_("应办日期自"), field_name="due_on", lookup_expr="gte")
    due_until = DateFilter(label=_("应办日期至"), field_name="due_on", lookup_expr="lte")
    next = DateFilter(label=_("下次督办"), method="by_next")
    of_office = ("next",)

    class Meta:
        model = Obligation
        fields: list[str] = []

    def by_next(self, rows: QuerySet, name: str, value: date) -> QuerySet:  # others' ladders are their own
        return rows.filter(next_on=value, office__in=self.request.actor.offices)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(task__in=Task.objects.filter(found_by(value, "task")))

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = self.request.actor.on
        narrowed = {
            "open": lambda: rows.unsettled().filter(met_on=None),  # said twice, for its index
            "mine": lambda: rows.mine(self.request.actor),
            "month": lambda: rows.unsettled().due_within(*month_of(today)),
            "unsigned": lambda: rows.open().to_sign_for(),
            "late": lambda: rows.overdue(today).exclude(kind=ObligationKind.SIGN_FOR),
            "returned": lambda: rows.returned(),
            "review": lambda: rows.submitted(),
            "dormant": lambda: rows.dormant(today),
        }
        return narrowed[value]()
