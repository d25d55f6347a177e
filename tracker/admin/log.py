"""What the auditor reads, and nobody else: the history, the log-ins and the failed ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.admin.base import RoleAdmin
from tracker.admin.filters import MonthFilter
from tracker.desk.downloads import made
from tracker.desk.request import Request
from tracker.domain.history import parse_anchor, verify_history, what_is_proved
from tracker.models import AccessRecord, Event, Role, Verb
from tracker.papers.sheets import as_csv, head_lines

AUDITOR = frozenset({Role.AUDITOR})


PAGE_BYTES = 200 * 1024 * 1024  # of evidence that the page reads; the command reads all
ANCHORS_LENGTH = 4000


def _not_an_anchor(line: str) -> str:
    return _("“%(line)s”不是校验值：应为邮件中的“序号:64位哈希”，一行一个。") % {"line": line[:100]}


def _checked(anchors: dict[int, str]) -> dict[str, Any]:
    """What the page of the check shows."""
    found = verify_history(anchors=anchors, most_bytes=PAGE_BYTES)
    if found.complaint:
        text = _("履历链在第%(seq)s条断开：%(what)s。请保留现场并报告。") % {
            "seq": found.broken_at,
            "what": found.complaint,
        }
    elif found.findings:
        text = _("履历链首尾相接，但有下列不符。请保留现场并报告。")
    else:
        text = _("共%(n)s条履历，首尾相接，没有被改动。校验值：%(hash)s") % {
            "n": found.count,
            "hash": f"{found.count}:{found.head}",
        }
    proved = what_is_proved(found, anchors) if found.is_sound else []
    return {"text": text, "is_broken": not found.is_sound, "findings": found.findings[:200], "proved": proved}


class VerbFilter(admin.SimpleListFilter):
    title = gettext_lazy("事项")
    parameter_name = "verb"

    def lookups(self, request: Request, model_admin: Any) -> list[tuple[str, str]]:
        return list(Verb.choices)

    def queryset(self, request: Request, queryset: QuerySet) -> QuerySet:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class LogAdmin(RoleAdmin):
    """What only the auditor reads, and takes along as a file."""

    viewers = AUDITOR
    change_list_template = "admin/log_list.html"
    file_columns: tuple[str, ...] = ()  # fields or attributes of a row, as they are, for a program to check

    def get_urls(self) -> list:
        export = self.admin_site.admin_view(self.export_view)
        return [path("export/", export, name=f"{self._base_name()}_export"), *super().get_urls()]

    def changelist_view(self, request: Request, extra_context: dict | None = None) -> HttpResponse:
        where = reverse(f"admin:{self._base_name()}_export")
        return super().changelist_view(request, {"export": where, **(extra_context or {})})

    def _base_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def export_view(self, request: Request) -> HttpResponse:
        """The rows that the list shows with the same filter, all pages of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = self.get_changelist_instance(request).get_queryset(request)
        title = str(self.opts.verbose_name_plural)
        chosen = [(_("地址栏"), request.GET.urlencode())] if request.GET else []
        cells = (tuple(self._cell(row, name) for name in self.file_columns) for row in rows.iterator(2000))
        head = head_lines(title, chosen, rows.count(), request.actor.on)
        return made(as_csv(head, self.file_columns, cells), f"{title}.csv")

    def _cell(self, row: Any, name: str) -> str:
        value = getattr(row, name)
        return value.isoformat() if isinstance(value, date) else str("" if value is None else value)


@admin.register(Event)
class EventAdmin(LogAdmin):
    change_list_template = "admin/event_list.html"
    file_columns = (
        "seq", "happened_at", "happened_on", "verb", "actor_name", "unit", "note", "record", "previous", "hash",
    )  # fmt: skip
    list_display = ("seq", "happened_at", "happened_on", "actor_name", "label", "unit_name", "note")
    list_filter = (VerbFilter, MonthFilter.of("happened_on", gettext_lazy("业务日期")))
    search_fields = ("note", "record")
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

    def verify_view(self, request: Request) -> HttpResponse:
        """Walk the whole chain, against the anchors that the auditor has kept, and say what that proves."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        lines = [
            line for line in request.GET.get("anchors", "")[:ANCHORS_LENGTH].splitlines() if line.strip()
        ]
        parsed = [parse_anchor(line) for line in lines]
        anchors = dict(anchor for anchor in parsed if anchor)
        wrong = [line for line, anchor in zip(lines, parsed, strict=True) if anchor is None]
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": _("核对履历")}
        context |= {"back": self.list_url(), "asked": "\n".join(lines)}
        context |= {"refusal": _not_an_anchor(wrong[0])} if wrong else _checked(anchors)
        return TemplateResponse(request, "admin/history_check.html", context, status=400 if wrong else 200)


class LoginAdmin(LogAdmin):
    """Who logged in, when and from where: for the auditor only, and never to judge anybody's diligence."""

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


@admin.register(AccessRecord)
class AccessRecordAdmin(LogAdmin):
    """Who took, saw or was refused what."""

    list_display = fields = (
        "happened_at",
        "kind",
        "username",
        "ip_address",
        "method",
        "path",
        "status",
        "note",
    )
    list_filter = ("kind",)
    search_fields = ("username", "ip_address", "path", "note")
    date_hierarchy = "happened_at"
    file_columns = ("happened_at", "kind", "username", "ip_address", "method", "path", "status", "note")


class AccessLogAdmin(LoginAdmin):
    list_display = fields = ("at", "left", "who", "address", "browser")
    file_columns = ("attempt_time", "logout_time", "username", "ip_address", "user_agent")

    @admin.display(description=gettext_lazy("退出时间"), ordering="logout_time")
    def left(self, row: AccessLog) -> datetime | str:
        return row.logout_time or "—"


class AccessFailureLogAdmin(LoginAdmin):
    list_display = fields = ("at", "who", "locked_out", "address", "browser")
    list_filter = ("locked_out",)
    file_columns = ("attempt_time", "username", "locked_out", "ip_address", "user_agent")

    @admin.display(description=gettext_lazy("已锁定"), boolean=True)
    def locked_out(self, row: AccessFailureLog) -> bool:
        return row.locked_out


# The package has no Chinese names for its two tables.
for _model, _name in ((AccessLog, gettext_lazy("登录记录")), (AccessFailureLog, gettext_lazy("登录失败"))):
    _model._meta.verbose_name = _model._meta.verbose_name_plural = _name

# AccessAttempt is what the lock counts with: emptied at the next success, so no log.
for _model in (AccessLog, AccessAttempt, AccessFailureLog, Group):
    if admin.site.is_registered(_model):
        admin.site.unregister(_model)
admin.site.register(AccessLog, AccessLogAdmin)
admin.site.register(AccessFailureLog, AccessFailureLogAdmin)
