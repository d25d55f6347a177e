"""The conditions of the lists of what goes out, of what happened, and of people and units (see `filters`)."""

from __future__ import annotations

from typing import Any

import django_filters as df
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _

from tracker.domain.counting import BoundedCount, only_theirs
from tracker.models import (
    Dispatch,
    DispatchKind,
    DispatchState,
    Letter,
    LetterKind,
    LetterState,
    Notice,
    NoticeKind,
    NoticeState,
    Obligation,
    Task,
    Unit,
    found_by,
)
from tracker.web.filters import Choice, DateFilter, Pick, StrictFilterSet, Words, active_units, month_of


def addressed_to(rows: QuerySet, name: str, unit: Unit) -> QuerySet:
    return rows.filter(receipts__unit=unit)


DISPATCH_VIEWS = [
    ("draft", _("待签发")),
    ("running", _("已发出、未销号")),
    ("unsigned", _("未签收")),
    ("month", _("本月签发")),
]


class DispatchFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    kind = Choice(label=_("种类"), choices=DispatchKind.choices)
    state = Choice(label=_("状态"), choices=DispatchState.choices)
    unit = Pick(label=_("受文单位"), queryset=active_units, method=addressed_to)
    year = df.NumberFilter(label=_("字号年度"), field_name="number_year")
    view = Choice(label=_("视图"), choices=DISPATCH_VIEWS, method="by_view")

    class Meta:
        model = Dispatch
        fields: list[str] = []

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.actor.is_office:
            self.filters["view"].extra["choices"] = DISPATCH_VIEWS[1:]

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(found_by(value, "dispatch"))

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        narrowed = {
            "draft": lambda: rows.drafts(),
            "running": lambda: rows.running(),
            "unsigned": lambda: rows.running().unsigned_by_some(),
            "month": lambda: rows.filter(signed_on__range=month_of(self.request.actor.on)),
        }
        return narrowed[value]()


NOTICE_VIEWS = [
    ("owed", _("待发出")),
    ("today", _("今天的")),
    ("formal", _("须签发")),
    ("decision", _("告知")),
]


class NoticeFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    kind = Choice(label=_("种类"), choices=NoticeKind.choices)
    state = Choice(label=_("状态"), choices=NoticeState.choices)
    unit = Pick(label=_("单位"), field_name="obligation__unit", queryset=active_units)
    owed_from = DateFilter(label=_("应发自"), field_name="owed_on", lookup_expr="gte")
    owed_until = DateFilter(label=_("应发至"), field_name="owed_on", lookup_expr="lte")
    view = Choice(label=_("视图"), choices=NOTICE_VIEWS, method="by_view")

    class Meta:
        model = Notice
        fields: list[str] = []

    @property
    def counted(self) -> Any:
        """All that there are, with no condition, where there is one office alone: its every notice is its own to see."""
        actor = self.request.actor
        if self.cleaned or not actor.is_of_one_office:
            return None
        (office,) = actor.offices
        alone = only_theirs(Obligation, office) & only_theirs(Notice, office)
        return Case(When(~alone, then=BoundedCount(self.qs)), default=BoundedCount(Notice.objects.all()))

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        tasks = Task.objects.filter(found_by(value, "task"))
        return rows.filter(Q(obligation__task__in=tasks) | Q(task__in=tasks))

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        narrowed = {
            "owed": lambda: rows.owed(),
            "today": lambda: rows.filter(owed_on=self.request.actor.on),
            "formal": lambda: rows.filter(is_formal=True),
            "decision": lambda: rows.decisions(),
        }
        return narrowed[value]()


LETTER_VIEWS = [("failed", _("发送失败")), ("waiting", _("待发送")), ("today", _("今天的"))]


class LetterFilter(StrictFilterSet):
    text = Words(label=_("文字"), method="by_text")
    kind = Choice(label=_("种类"), choices=LetterKind.choices)
    state = Choice(label=_("状态"), choices=LetterState.choices)
    day_from = DateFilter(label=_("日期自"), field_name="digest_on", lookup_expr="gte")
    day_until = DateFilter(label=_("日期至"), field_name="digest_on", lookup_expr="lte")
    view = Choice(label=_("视图"), choices=LETTER_VIEWS, method="by_view")

    class Meta:
        model = Letter
        fields: list[str] = []

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(
            Q(subject__icontains=value)
            | Q(text__icontains=value)
            | Q(address__icontains=value)
            | Q(person__name__icontains=value)
        )

    def by_view(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        narrowed = {
            "failed": lambda: rows.failed(),
            "waiting": lambda: rows.waiting(),
            "today": lambda: rows.of_day(self.request.actor.on),
        }
        return narrowed[value]()
