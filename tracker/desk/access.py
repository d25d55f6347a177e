"""Who may enter. Every view of the workspace wears exactly one of these decorators; a test walks all URLs
and refuses a view without one. What a person sees inside comes from `visible_to`, never from here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from tracker.desk.request import Request
from tracker.domain.actor import BUSINESS_ROLES, arriving
from tracker.domain.composed import kept_rows
from tracker.models import ADMIN_ROLES, OFFICE_ROLES, UNIT_ROLES, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

View = Callable[..., HttpResponse]
LARGEST = 2**63 - 1  # number that a row can have


def prepare(request: HttpRequest) -> None:
    """Put the installation and the actor on the request, read once."""
    if hasattr(request, "actor"):
        return
    prepared = cast(Request, request)
    prepared.installation, prepared.actor = arriving(prepared.user)


def _entry(*roles: str, only_for: StrOrPromise) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache  # offices share computers: nothing stays behind in the browser
        @login_required
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            prepare(request)
            if roles and not request.actor.roles.intersection(roles):
                raise PermissionDenied(_("此页只供%(whom)s使用。") % {"whom": only_for})
            return view(request, *args, **kwargs)

        guarded.who_may_enter = frozenset(roles)  # type: ignore[attr-defined]
        return guarded

    return decorate


business = _entry(*BUSINESS_ROLES, only_for=gettext_lazy("承办单位、督办机构和市领导"))
office = _entry(*OFFICE_ROLES, only_for=gettext_lazy("督办机构"))
office_head = _entry(Role.OFFICE_HEAD, only_for=gettext_lazy("办主任"))
leaders = _entry(Role.LEADER, *OFFICE_ROLES, only_for=gettext_lazy("市领导和督办机构"))
units = _entry(*UNIT_ROLES, only_for=gettext_lazy("承办单位"))
workers = _entry(*OFFICE_ROLES, *UNIT_ROLES, only_for=gettext_lazy("承办单位和督办机构"))
account_keepers = _entry(Role.SYSTEM_ADMIN, only_for=gettext_lazy("系统管理员"))
role_keepers = _entry(Role.SECURITY_ADMIN, only_for=gettext_lazy("安全管理员"))
people_keepers = _entry(
    Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, only_for=gettext_lazy("系统管理员和安全管理员")
)
rule_keepers = _entry(Role.OFFICE_HEAD, Role.SECURITY_ADMIN, only_for=gettext_lazy("办主任和安全管理员"))
confirmers = _entry(*ADMIN_ROLES, Role.OFFICE_HEAD, only_for=gettext_lazy("管理员和办主任"))
calendar_readers = _entry(
    *BUSINESS_ROLES, Role.SECURITY_ADMIN, only_for=gettext_lazy("承办单位、督办机构和安全管理员")
)
signed_in = _entry(only_for=gettext_lazy("已登录的人员"))


def public(view: View) -> View:
    """Open to anybody, also before login."""

    @wraps(view)
    @never_cache
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        prepare(request)
        return view(request, *args, **kwargs)

    guarded.who_may_enter = None  # type: ignore[attr-defined]
    return guarded


def watching(view: View) -> View:
    """Open to the programs that watch over the site: no session, no installation, an answer also without a database."""
    open_view = never_cache(view)
    open_view.who_may_enter = None  # type: ignore[attr-defined]
    return open_view


def visible(request: Request, rows: Any, pk: int) -> Any:
    """The row if this person may see it; otherwise 404, as if it did not exist."""
    return get_object_or_404(rows.visible_to(request.actor), pk=pk)


def visible_kept(request: Request, name: str, rows: Any, pk: int) -> Any:
    """The same of rows that are read alike each time, under a name of their own, with nothing prefetched."""
    by = request.actor
    if pk > LARGEST:  # Django says of such a number that no row has it; here nobody asks Django
        raise Http404
    found = kept_rows((name, by.rights), lambda n: rows.visible_to(by).filter(pk=n), pk)
    if not found:
        raise Http404
    return found[0]
