"""Where a person is logged in: noted at the log-in, bounded, shown, ended (ASVS 4.0 3.3.4, 7.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axes.models import AccessLog
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.domain.personal import tell_people
from tracker.models import SignIn
from tracker.web.proxies import client_address
from tracker.web.records import plain
from tracker.web.sessions import digest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def note_sign_in(request: HttpRequest) -> None:
    """After a right password. Of too many, the oldest ends: nobody sits at so many screens."""
    SignIn.objects.create(
        person=request.user,
        session_key=digest(request.session.session_key or ""),
        ip_address=client_address(request),
        browser=plain(request.headers.get("user-agent", ""))[:255],
    )
    open_ones = SignIn.objects.filter(person=request.user).open(timezone.now())
    too_many = list(open_ones.values_list("pk", flat=True)[settings.SESSIONS_A_PERSON :])
    SignIn.objects.filter(pk__in=too_many).end()


def tell_of_entry(request: HttpRequest, what: StrOrPromise) -> None:
    """A mail to the person: whoever has got in by a stolen password does not change the ways in unnoticed (ASVS 2.2.3)."""
    told = {"what": what, "where": client_address(request) or _("地址不详")}
    words = _("%(what)s（来自%(where)s）。不是您本人办理的，请立即联系系统管理员。") % told
    tell_people([request.user], words, by=None)


def last_time(request: HttpRequest) -> AccessLog | None:
    """The log-in before this one: a person notices when it was somebody else."""
    return (
        AccessLog.objects.filter(username=request.user.username).order_by("-attempt_time", "-pk")[1:2].first()
    )


def is_this_one(request: HttpRequest, row: SignIn) -> bool:
    return row.session_key == digest(request.session.session_key or "")
