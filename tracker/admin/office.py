"""The installation's own settings; and what the auditor reads: the history and the log-ins, nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.office import SETTINGS, change_settings
from tracker.admin.base import RoleAdmin, page_of
from tracker.models import Event, Office, Role, Verb, verify_history

AUDITOR = frozenset({Role.AUDITOR})


@admin.register(Office)
class OfficeAdmin(RoleAdmin):
    viewers = changers = frozenset({Role.SYSTEM_ADMIN})
    fields = ("name", "contact", "phone", "is_demo", "demo_on")
    readonly_fields = ("is_demo", "demo_on")

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one row only: to it."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return redirect(page_of(Office.objects.current()))

    def save_model(self, request: HttpRequest, obj: Office, form: Any, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in SETTINGS if name in form.changed_data}
        if changes:
            change_settings(by=request.user, today=request.today, **changes)


class VerbFilter(admin.SimpleListFilter):
    title = gettext_lazy("事项")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(Verb.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(RoleAdmin):
    viewers = AUDITOR
    change_list_template = "admin/event_list.html"
    list_display = ("seq", "happened_at", "happened_on", "actor_name", "label", "unit_name", "note")
    list_filter = (VerbFilter,)
    search_fields = ("note", "record")
    date_hierarchy = "happened_on"
    list_select_related = ("unit",)
    fields = (
        ("seq", "happened_at"),
        ("happened_on", "label"),
        ("actor_name", "unit_name"),
        "note",
        "record",
        "previous",
        "hash",
    )
    readonly_fields = ("label", "actor_name", "unit_name")

    def get_urls(self) -> list:
        check = self.admin_site.admin_view(self.verify_view)
        return [path("verify/", check, name="tracker_event_verify"), *super().get_urls()]

    @admin.display(description=gettext_lazy("事项"))
    def label(self, event: Event) -> str:
        return event.label

    @admin.display(description=gettext_lazy("经办人"))
    def actor_name(self, event: Event) -> str:
        return event.actor_name

    @admin.display(description=gettext_lazy("单位"))
    def unit_name(self, event: Event) -> str:
        return str(event.unit or "")

    def verify_view(self, request: HttpRequest) -> HttpResponse:
        """Walk the whole chain, and say what was found."""
        if not self.has_view_permission(request):
            return redirect("admin:index")
        found = verify_history()
        if found.complaint:
            text = _("履历链在第%(seq)s条断开：%(what)s。请保留现场并报告。") % {
                "seq": found.broken_at,
                "what": found.complaint,
            }
        else:
            text = _("共%(n)s条履历，首尾相接，没有被改动。校验值：%(hash)s") % {
                "n": found.count,
                "hash": found.head,
            }
        context = {"title": _("核对履历"), "back": self.list_url()}
        context |= {"refusal": text} if found.complaint else {"hint": text}
        return self.ask(request, context)


class LoginAdmin(RoleAdmin):
    """Who logged in, when and from where: for the auditor only, and never to judge anybody's diligence."""

    viewers = AUDITOR
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"
    list_display_links = ("at",)

    @admin.display(description=gettext_lazy("时间"), ordering="attempt_time")
    def at(self, row: Any) -> datetime:
        return row.attempt_time

    @admin.display(description=gettext_lazy("登录名"), ordering="username")
    def who(self, row: Any) -> str:
        return row.username or "—"

    @admin.display(description=gettext_lazy("地址"))
    def address(self, row: Any) -> str:
        return row.ip_address or "—"

    @admin.display(description=gettext_lazy("浏览器"))
    def browser(self, row: Any) -> str:
        return row.user_agent


class AccessLogAdmin(LoginAdmin):
    list_display = fields = ("at", "left", "who", "address", "browser")

    @admin.display(description=gettext_lazy("退出时间"), ordering="logout_time")
    def left(self, row: AccessLog) -> datetime | str:
        return row.logout_time or "—"


class AccessAttemptAdmin(LoginAdmin):
    list_display = fields = ("at", "who", "failures", "address", "browser")

    @admin.display(description=gettext_lazy("连续输错次数"), ordering="failures_since_start")
    def failures(self, row: AccessAttempt) -> int:
        return row.failures_since_start


# The package has no Chinese names for its two tables.
for _model, _name in ((AccessLog, gettext_lazy("登录记录")), (AccessAttempt, gettext_lazy("登录失败"))):
    _model._meta.verbose_name = _model._meta.verbose_name_plural = _name

for _model in (AccessLog, AccessAttempt, AccessFailureLog, Group):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
admin.site.register(AccessLog, AccessLogAdmin)
admin.site.register(AccessAttempt, AccessAttemptAdmin)
