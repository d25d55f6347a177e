"""Lists, tasks and what is owed under them. A task's page shows all that belongs to it, and its actions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin import RelatedOnlyFieldListFilter
from django.db.models import (
    Count,
    DateField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.lists import preview_issue
from tracker.admin import panels
from tracker.admin.base import BUSINESS, OFFICE, Panel, RoleAdmin
from tracker.admin.filters import ListFilter, MonthFilter, UnitFilter
from tracker.desk.request import Request
from tracker.models import (
    Assignment,
    AssignmentRole,
    Colour,
    Obligation,
    Task,
    TaskList,
    Urgency,
)
from tracker.punctuation import spelt
from tracker.rules.wording import place
from tracker.templatetags.duban import obligation_tag, owners, task_tag

INSIDE = ("blocked_since_on", "blocked_reason")


class ColourFilter(admin.SimpleListFilter):
    """红黄蓝绿, as the task's summary has it."""

    title = gettext_lazy("情形")
    parameter_name = "colour"

    def lookups(self, request: Request, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(colour.value), str(colour.label)) for colour in reversed(Colour)]

    def queryset(self, request: Request, queryset: QuerySet) -> QuerySet:
        if self.value() not in {str(colour.value) for colour in Colour}:
            return queryset
        return queryset.filter(urgency=Urgency.GREY - int(self.value()))


class DueFilter(admin.SimpleListFilter):
    title = gettext_lazy("时限")
    parameter_name = "due"

    def lookups(self, request: Request, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("overdue", _("逾期")),
            ("near", _("临近")),
            ("returned", _("退回")),
            ("submitted", _("待审核")),
            ("dormant", _("已过期未启动")),
            *([("blocked", _("受阻"))] if request.actor.is_office else []),
        ]

    def queryset(self, request: Request, queryset: QuerySet) -> QuerySet:
        named = {
            "overdue": lambda: queryset.overdue(request.actor.on),
            "near": lambda: queryset.near(request.actor.on),
            "returned": queryset.returned,
            "submitted": queryset.submitted,
            "dormant": lambda: queryset.dormant(request.actor.on),
            # Why a letter cannot leave is its office's own business, and so is that it cannot.
            "blocked": lambda: queryset.blocked().filter(office__in=request.actor.offices),
        }
        return named[self.value()]() if self.value() in named else queryset


@admin.register(TaskList)
class TaskListAdmin(RoleAdmin):
    viewers, adders = BUSINESS, OFFICE
    add_page = "list_new"
    list_display = ("name", "year", "kind", "office", "state", "count", "issued_on")
    list_filter = ("year", "kind", "state", ("office", RelatedOnlyFieldListFilter))
    search_fields = ("name",)
    list_select_related = ("office",)
    fields = (
        ("name", "year"),
        ("kind", "state"),
        "office",
        "duty",
        ("report_cycle", "report_cycle_note"),
        "one_matter_one_order",
        "guidance",
        ("issued_on", "issued_by"),
        "closed_on",
        "is_public",
    )

    def get_queryset(self, request: Request) -> QuerySet:
        """With the number of tasks that the reader may see: how many more there are is not told either."""
        rows = super().get_queryset(request)
        seen = Task.objects.visible_to(request.actor).filter(task_list=OuterRef("pk"))
        number = seen.order_by().values("task_list").annotate(n=Count("pk")).values("n")
        return rows.annotate(seen=Coalesce(Subquery(number), 0))

    @admin.display(description=gettext_lazy("任务"))
    def count(self, task_list: TaskList) -> int:
        return task_list.seen

    def panels(self, request: Request, thing: TaskList) -> list[Panel]:
        shown = Task.objects.visible_to(request.actor).filter(task_list=thing)
        signing = Obligation.objects.visible_to(request.actor).filter(task_list=thing)
        found = [
            panels.tasks(shown, request),
            panels.obligations(panels.owed(signing, request), request, _("签收")),
        ]
        if request.actor.is_office and shown.draft().exists():
            found.insert(0, panels.before_issuing(preview_issue(thing, today=request.actor.on)))
        return found


@admin.register(Task)
class TaskAdmin(RoleAdmin):
    viewers, adders = BUSINESS, OFFICE
    add_page = "task_new"
    list_display = ("number", "title", "task_list", "lead", "state", "look")
    list_display_links = ("number", "title")
    list_filter = (
        ("task_list", ListFilter),
        "state",
        ColourFilter,
        ("assignments__unit", UnitFilter),
        "priority",
        "origin",
        "list_basis",
    )
    search_fields = ("number", "title", "requirement", "assignments__written")
    ordering = ("-pk",)
    list_select_related = ("task_list",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "task_list",
                    ("number", "priority", "look"),
                    "state_reason",
                    "requirement",
                    "standard",
                )
            },
        ),
        (
            gettext_lazy("出处"),
            {"fields": ("source_sentence", "chapter", "origin", "origin_note", "list_basis")},
        ),
        (
            gettext_lazy("其他"),
            {
                "fields": (
                    "date_wording",
                    "duty_words",
                    "is_standing",
                    "done_on",
                    "carried_from",
                    "created_by",
                )
            },
        ),
    )
    readonly_fields = ("look", "source_sentence", "duty_words")

    def get_queryset(self, request: Request) -> QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related("task_list__office", "passage__source").prefetch_related(
            Prefetch("assignments", Assignment.objects.select_related("unit"))
        )

    @admin.display(description=gettext_lazy("牵头单位"))
    def lead(self, task: Task) -> str:
        return owners(task, AssignmentRole.LEAD)

    @admin.display(description=gettext_lazy("情形"))
    def look(self, task: Task) -> SafeString:
        return task_tag(task)

    @admin.display(description=gettext_lazy("原文"))
    def source_sentence(self, task: Task) -> str:
        if task.passage is None:
            return "—"
        return (
            f"《{task.passage.source.title}》{place(task.passage.address, task.number)}　{task.passage.text}"
        )

    @admin.display(description=gettext_lazy("承担方式"))
    def duty_words(self, task: Task) -> str:
        return task.get_duty_override_display() or task.task_list.get_duty_display()

    def panels(self, request: Request, thing: Task) -> list[Panel]:
        seen = Obligation.objects.visible_to(request.actor).filter(task=thing)
        owed = panels.owed(seen, request)
        return [
            panels.obligations(owed, request, _("应办事项")),
            panels.reports(seen, request),
            panels.contributions(thing),
            panels.requests(owed, request, with_actions=False),
            panels.owners(thing),
            panels.dates(thing, request),
            panels.notices(seen, request),
            *panels.remarks(thing, request),
            panels.history(thing, request),
        ]


@admin.register(Obligation)
class ObligationAdmin(RoleAdmin):
    viewers = BUSINESS
    list_display = ("subject", "unit", "kind", "due_on", "state", "look")
    list_filter = (
        DueFilter,
        "kind",
        "state",
        ("unit", UnitFilter),
        MonthFilter.of("due_on", gettext_lazy("应办日期")),
    )
    ordering = ("-pk",)
    search_fields = ("task__title", "task__number", "unit__name", "dispatch__title")
    list_select_related = ("unit", "task", "dispatch", "task_list")
    fields = (
        "subject",
        ("unit", "kind"),
        ("due_on", "look"),
        "explained",
        ("opened_on", "round"),
        ("met_on", "waived_reason"),
        INSIDE,
    )
    readonly_fields = ("subject", "look", "explained")

    def get_fields(self, request: Request, obj: Obligation | None = None) -> Any:
        """Why a letter cannot leave is the office's own business."""
        fields = super().get_fields(request, obj)
        ours = obj is not None and obj.office_id in request.actor.offices
        return fields if ours else [each for each in fields if each != INSIDE]

    def get_queryset(self, request: Request) -> QuerySet:
        rows = super().get_queryset(request).with_colour(request.actor.on)
        rows = rows.annotate(seen_on=Value(request.actor.on, DateField()))
        return rows.select_related("unit", "office", "task__task_list", "deadline", "dispatch", "task_list")

    @admin.display(description=gettext_lazy("事项"))
    def subject(self, obligation: Obligation) -> str:
        return obligation.subject

    @admin.display(description=gettext_lazy("情形"))
    def look(self, obligation: Obligation) -> SafeString:
        return obligation_tag(obligation, obligation.seen_on)

    @admin.display(description=gettext_lazy("时限说明"))
    def explained(self, obligation: Obligation) -> str:
        if obligation.deadline is None:
            return "—"
        return spelt("{}：{}", obligation.deadline.get_basis_display(), obligation.deadline.explanation)

    def panels(self, request: Request, thing: Obligation) -> list[Panel]:
        this = Obligation.objects.filter(pk=thing.pk)
        prefetch_related_objects([thing], *panels.with_requests(), *panels.with_pauses())
        return [
            panels.reports(this, request),
            panels.requests([thing], request),
            panels.pauses(thing, request),
            panels.notices(this, request),
            *panels.remarks(thing, request),
        ]
