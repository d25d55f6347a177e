"""What goes out: dispatches with their proof of service, the notices behind them, and the mails."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.signable import unconfirmed_tasks
from tracker.admin import panels
from tracker.admin.base import BUSINESS, OFFICE, Panel, RoleAdmin, Row, page_of
from tracker.admin.filters import MonthFilter, UnitFilter
from tracker.desk.request import Request
from tracker.models import Dispatch, Letter, Notice, Obligation, Receipt


@admin.register(Dispatch)
class DispatchAdmin(RoleAdmin):
    viewers, adders = BUSINESS, OFFICE
    add_page = "dispatch_new"
    list_display = ("title", "kind", "number", "state", "drafted_on", "signed_on", "closed_on")
    list_filter = ("state", "kind", ("office", RelatedOnlyFieldListFilter), "number_year")
    search_fields = ("title", "number", "matter")
    fields = (
        "title",
        ("kind", "state"),
        ("number", "period"),
        "office",
        "matter",
        "demand",
        "reply_within",
        ("drafted_by", "drafted_on"),
        ("signed_by", "signed_on"),
        ("refused_by", "refused_on"),
        ("voided_by", "voided_on"),
        "reason",
        "closed_on",
    )

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).select_related("office")

    def panels(self, request: Request, thing: Dispatch) -> list[Panel]:
        seen = Obligation.objects.visible_to(request.actor)
        replies = seen.filter(dispatch=thing)
        found = [
            panels.receipts(thing, request),
            panels.notices(seen.filter(notices__dispatch=thing), request),
            panels.obligations(panels.owed(replies, request), request, _("应回复")),
            panels.reports(replies, request),
            *panels.remarks(thing, request),
        ]
        if thing.office_id in request.actor.offices:
            found.insert(0, _unconfirmed(thing))
        return found


def _unconfirmed(dispatch: Dispatch) -> Panel:
    rows = [Row((str(task),), page_of(task)) for task in unconfirmed_tasks(dispatch)]
    return Panel(
        _("签发前须核定的任务"),
        (_("责任单位或时限只是推断的任务"),),
        rows,
        empty=_("没有：责任单位和时限都是原文或核定。"),
    )


@admin.register(Receipt)
class ReceiptAdmin(RoleAdmin):
    viewers = BUSINESS
    list_display = ("dispatch", "unit", "via", "sent_on", "signed_for_name", "signed_for_on")
    list_filter = ("via", ("unit", UnitFilter))
    search_fields = ("dispatch__title", "dispatch__number", "unit__name")
    list_select_related = ("dispatch__office", "unit")
    fields = (
        "dispatch",
        ("unit", "via"),
        ("sent_on", "witness"),
        "served_by",
        ("opened_at", "opened_by"),
        ("signed_for_on", "signed_for_name"),
    )


@admin.register(Notice)
class NoticeAdmin(RoleAdmin):
    viewers = BUSINESS
    list_display = ("kind", "obligation", "owed_on", "state", "sent_on")
    list_filter = ("state", "kind", MonthFilter.of("owed_on", gettext_lazy("应发日期")))
    ordering = ("-pk",)
    search_fields = ("obligation__task__title", "obligation__unit__name")
    list_select_related = (
        "obligation__unit",
        "obligation__task",
        "obligation__dispatch",
        "obligation__task_list",
    )
    fields = (
        "obligation",
        ("kind", "is_formal"),
        ("rung", "rung_code"),
        "round",
        "reason",
        ("owed_on", "state"),
        ("sent_on", "dropped_on"),
        "dispatch",
    )

    def get_fields(self, request: Request, obj: Notice | None = None) -> Any:
        fields = super().get_fields(request, obj)
        is_told = obj is None or panels.why_sent(obj, request) == obj.reason
        return fields if is_told else [each for each in fields if each != "reason"]


@admin.register(Letter)
class LetterAdmin(RoleAdmin):
    viewers = BUSINESS
    list_display = ("person", "kind", "digest_on", "subject", "state", "sent_at")
    list_filter = ("state", "kind", MonthFilter.of("digest_on", gettext_lazy("日期")))
    search_fields = ("person__name", "address", "subject")
    list_select_related = ("person",)
    fields = (
        ("person", "address"),
        ("kind", "digest_on"),
        "dispatch",
        "subject",
        "text",
        ("state", "attempts"),
        "retry_at",
        "answer",
        ("queued_at", "rendered_at"),
        ("sent_at", "message_id"),
    )
