"""The access log: what leaves, what is refused, and what people do to their own account (GB/T 22239-2019 8.1.4.3; ASVS 7).

By the answer, not by the view: whatever goes out as a file is an export, whatever is refused is a refusal; a new page
cannot forget to say so.
"""

from __future__ import annotations

import logging

from django.http import HttpResponse
from django.utils import timezone

from tracker.desk.request import Request
from tracker.models import AccessKind, AccessRecord
from tracker.web.database import unless_held
from tracker.web.proxies import client_address

logger = logging.getLogger("tracker.access")
REFUSALS = (400, 403, 404)
READ = {
    "letter": AccessKind.READ,
    "letter_html": AccessKind.READ,
    "tracker_event_verify": AccessKind.VERIFIED,
}
DONE = {
    "password_change": AccessKind.PASSWORD,
    "imports": AccessKind.UPLOADED,
    "import_discard": AccessKind.DISCARDED,
    "follow_task": AccessKind.CHOSEN,
    "follow_unit": AccessKind.CHOSEN,
}  # on success these lead elsewhere
# How one gets in: on success these show what is new, or lead elsewhere.
OF_ENTRY = {
    "second_factor", "spare_codes", "second_factor_remove", "security_key_add", "security_key_remove", "sign_ins",
}  # fmt: skip


class AccessRecordMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        kind = kind_of(request, response) if request.user.is_authenticated else None
        if kind:
            write(request, response, kind)
        return response


def kind_of(request: Request, response: HttpResponse) -> str | None:
    """What a signed-in person's request was; None for an ordinary page. A stranger is led to the log-in, which has a
    log of its own."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    if response.status_code in REFUSALS:
        return AccessKind.DENIED
    if response.get("Content-Disposition", "").startswith("attachment"):
        return AccessKind.EXPORTED
    if request.method == "POST" and name in OF_ENTRY:
        return AccessKind.CHOSEN
    if request.method == "POST":
        return DONE.get(name) if response.status_code == 302 else None
    return READ.get(name) if response.status_code == 200 else None


def write(request: Request, response: HttpResponse, kind: str) -> None:
    """Without waiting: while a long import holds SQLite's only pen, the line stands in the process's log instead."""
    row = record(request, response, kind)
    with unless_held():
        row.save()
    if row.pk is None:
        logger.warning("%s %s %s %s %s", kind, row.username, row.ip_address, row.path, row.note)


def record(request: Request, response: HttpResponse, kind: str) -> AccessRecord:
    asked = request.META.get("QUERY_STRING", "")
    note = " ".join(filter(None, (asked and f"?{asked}", response.get("Content-Disposition", ""))))
    return AccessRecord(
        happened_at=timezone.now(),
        kind=kind,
        person=request.user,
        username=request.user.username,
        ip_address=client_address(request),
        method=(request.method or "")[:8],
        path=plain(request.path)[:255],
        status=response.status_code,
        note=plain(note)[:500],
    )


def plain(text: str) -> str:
    """Strangers' bytes: PostgreSQL takes no NUL, and a log takes no line of theirs."""
    return "".join(c if c.isprintable() else "�" for c in text)
