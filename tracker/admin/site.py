"""The web admin: Django's own, with our login page, our rights and our order on the first page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from axes.models import AccessFailureLog
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.desk.access import prepare
from tracker.desk.request import Request
from tracker.models import PendingChange, Role, WrittenName
from tracker.reporting.running import running_badly

# The first page and the side bar: what belongs together, under the words of the office.
SECTIONS = (
    (
        "work",
        gettext_lazy("督办业务"),
        ("TaskList", "Task", "Obligation", "Progress", "Extension", "Objection", "Instruction"),
    ),
    ("pauses", gettext_lazy("暂停计时"), ("Waiting", "Mute")),
    ("letters", gettext_lazy("外发函件"), ("Dispatch", "Receipt", "Notice", "Letter")),
    (
        "people",
        gettext_lazy("单位和人员"),
        ("Unit", "UnitGroup", "WrittenName", "User", "Membership", "PendingChange"),
    ),
    (
        "rules",
        gettext_lazy("规则和日历"),
        ("Rung", "Numbering", "LetterWording", "LetterTemplate", "CalendarDay"),
    ),
    ("log", gettext_lazy("审计"), ("Event", "AccessRecord", "AccessLog", "AccessFailureLog")),
    ("settings", gettext_lazy("系统"), ("Installation",)),
)


def _waits(request: Request) -> Iterator[tuple[str, str]]:
    """(what, where) for each pile of this administrator that is not empty."""
    roles, now = request.actor.roles, timezone.now()
    if Role.SYSTEM_ADMIN in roles and (n := WrittenName.objects.undecided().count()):
        where = f"{reverse('admin:tracker_writtenname_changelist')}?decision__exact="
        yield _("督办机构申请列入名册的名称%(n)s个，等待答复") % {"n": n}, where
    if roles & {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}:
        asked = PendingChange.objects.visible_to(request.actor).waiting(now).exclude(asked_by=request.user)
        if n := asked.count():
            where = f"{reverse('admin:tracker_pendingchange_changelist')}?state__exact=pending"
            yield _("别的管理员提请的变更%(n)s项，等待确认") % {"n": n}, where
    if Role.AUDITOR in roles:
        failed = AccessFailureLog.objects.filter(attempt_time__gte=now - timedelta(days=1)).count()
        if failed:
            yield (
                _("一天内登录失败%(n)s次，请查看是否异常") % {"n": failed},
                reverse("admin:axes_accessfailurelog_changelist"),
            )


class DubanAdminSite(AdminSite):
    site_title = gettext_lazy("督办平台")
    site_header = gettext_lazy("督办平台管理")
    index_title = gettext_lazy("管理首页")
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: Request) -> bool:
        """Whoever holds any role today may come in; what is inside depends on the role."""
        prepare(request)
        return request.user.is_active and bool(request.actor.roles)

    def login(self, request: Request, extra_context: dict | None = None) -> HttpResponse:
        """One login page for all: the lock after wrong passwords and the first password hold here too."""
        wanted = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect_to_login(wanted, reverse("login"))
        if not self.has_permission(request):
            raise PermissionDenied(_("您的账号还没有任何角色，请联系安全管理员。"))
        return redirect("admin:index")

    def logout(self, request: Request, extra_context: dict | None = None) -> HttpResponse:
        return redirect("logout")

    def password_change(self, request: Request, extra_context: dict | None = None) -> HttpResponse:
        return redirect("password_change")

    def index(self, request: Request, extra_context: dict | None = None) -> HttpResponse:
        """What waits for this administrator stands above the list of what there is."""
        keeps_it_running = request.actor.is_office or request.actor.is_admin
        found = running_badly() if keeps_it_running else {}
        return super().index(request, {"waits": list(_waits(request)), **found, **(extra_context or {})})

    def get_app_list(self, request: Request, app_label: str | None = None) -> list[dict]:
        apps = self._build_app_dict(request).values()
        models = {model["object_name"]: model for app in apps for model in app["models"]}
        home = reverse("admin:index")
        sections = (
            {
                "name": title,
                "app_label": code,
                "app_url": f"{home}#{code}",
                "has_module_perms": True,
                "models": [models[name] for name in names if name in models],
            }
            for code, title, names in SECTIONS
        )
        return [section for section in sections if section["models"]]
