"""Reports, requests and pauses: lists of their own, so that nothing waits unseen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import OFFICE, OfObligation, RoleAdmin
from tracker.admin.filters import MonthFilter
from tracker.desk.request import Request
from tracker.models import Evidence, Extension, Instruction, Mute, Objection, Progress, Waiting

RELATED = ("obligation__unit", "obligation__office", "obligation__task__task_list", "obligation__dispatch")


class UndecidedFilter(admin.SimpleListFilter):
    title = gettext_lazy("决定")
    parameter_name = "undecided"

    def lookups(self, request: Request, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", _("待决定"))]

    def queryset(self, request: Request, queryset: QuerySet) -> QuerySet:
        return queryset.undecided() if self.value() == "yes" else queryset


@admin.register(Progress)
class ProgressAdmin(OfObligation):
    list_display = (
        "obligation",
        "percent",
        "state",
        "released_by",
        "released_on",
        "decided_by",
        "decided_on",
    )
    list_filter = ("state", "channel", MonthFilter.of("released_on", gettext_lazy("报送日期")))
    search_fields = ("obligation__task__title", "obligation__unit__name", "text")
    fields = (
        "obligation",
        "text",
        ("percent", "state"),
        "measures",
        "problems",
        "next_steps",
        "expected_on",
        "enclosed",
        ("channel", "witness"),
        ("drafted_by", "drafted_at"),
        ("released_by", "released_on"),
        ("found", "found_percent"),
        ("decided_by", "decided_on"),
        "return_reason",
    )
    readonly_fields = ("enclosed",)

    def get_queryset(self, request: Request) -> QuerySet:
        rows = super().get_queryset(request).readable_by(request.actor.served)
        return rows.select_related(*RELATED, "drafted_by", "released_by", "decided_by")

    @admin.display(description=gettext_lazy("佐证材料"))
    def enclosed(self, progress: Progress) -> SafeString | str:
        pieces = format_html_join("　", "{}", ((_piece(e),) for e in progress.evidence.all()))
        return pieces or "—"


def _piece(evidence: Evidence) -> SafeString | str:
    if not evidence.file:
        return str(evidence)
    words = f"{evidence}（{_('第%(n)s版') % {'n': evidence.version}}）"
    return format_html('<a href="{}">{}</a>', reverse("evidence", args=[evidence.pk]), words)


@admin.register(Extension)
class ExtensionAdmin(OfObligation):
    list_display = ("obligation", "asked_by", "asked_on", "expected_on", "decision", "new_due_on")
    list_filter = (UndecidedFilter, "decision")
    list_select_related = (*RELATED, "asked_by")
    fields = (
        "obligation",
        ("due_before_on", "expected_on"),
        "reason",
        "progress_so_far",
        ("asked_by", "asked_on"),
        ("decision", "new_due_on"),
        "decision_reason",
        ("decided_by", "decided_on"),
    )


@admin.register(Objection)
class ObjectionAdmin(OfObligation):
    list_display = ("obligation", "kind", "asked_by", "asked_on", "decision")
    list_filter = (UndecidedFilter, "kind", "decision")
    list_select_related = (*RELATED, "asked_by")
    fields = (
        "obligation",
        "kind",
        "reason",
        ("asked_by", "asked_on"),
        "decision",
        "decision_reason",
        ("decided_by", "decided_on"),
    )


@admin.register(Waiting)
class WaitingAdmin(OfObligation):
    list_display = ("obligation", "other", "since_on", "ended_on", "recorded_by")
    list_select_related = (*RELATED, "on_obligation__unit", "recorded_by")
    fields = ("obligation", "other", "reason", ("since_on", "ended_on"), "recorded_by")
    readonly_fields = ("other",)

    @admin.display(description=gettext_lazy("等待的单位"))
    def other(self, waiting: Waiting) -> str:
        return str(waiting.on_obligation.unit)


@admin.register(Mute)
class MuteAdmin(OfObligation):
    """The office's own business: a unit that is not reminded for a while still owes the day it owes."""

    viewers = OFFICE
    list_display = ("obligation", "from_on", "until_on", "lifted_on", "approved_by")
    list_select_related = (*RELATED, "approved_by")
    fields = ("obligation", "reason", ("from_on", "until_on"), "lifted_on", "approved_by")

    def get_queryset(self, request: Request) -> QuerySet:
        return super().get_queryset(request).filter(obligation__office__in=request.actor.offices)


@admin.register(Instruction)
class InstructionAdmin(RoleAdmin):
    """The office's; leaders read their own in the workspace."""

    viewers, adders = OFFICE, OFFICE
    add_page = "instruction_new"
    list_display = ("given_on", "given_by", "text", "task", "reported_on")
    list_filter = (MonthFilter.of("given_on", gettext_lazy("批示日期")),)
    search_fields = ("text", "outcome", "given_by__name")
    list_select_related = ("given_by", "task")
    fields = (
        ("given_by", "given_on"),
        "text",
        "on_what",
        ("recorded_by", "recorded_on"),
        "task",
        "outcome",
        ("reported_by", "reported_on"),
    )
