"""What is typed is kept while one types; and how long the session still lasts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.desk.access import signed_in
from tracker.desk.request import Request
from tracker.entry import drafts
from tracker.web.keeping import keep_form
from tracker.web.next_url import page_of_form


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: Request) -> HttpResponse:
    """The page's script sends the words of a form, whenever its writer pauses and on leaving; and asks for those of forms
    that the server does not fill in itself."""
    if request.method != "POST":
        address = request.GET.get("address", "")
        if not address:
            return JsonResponse({"addresses": drafts.addresses(request.user)})
        row = drafts.kept(request.user, address)
        return JsonResponse({"fields": row.fields if row else {}})
    keep_form(request, request.user)
    return HttpResponse(status=204)


@signed_in
@require_POST
def draft_discard(request: Request) -> HttpResponse:
    drafts.forget(request.user, request.POST.get("_address", ""))
    messages.success(request, _("未提交的内容已放弃。"))
    return redirect(page_of_form(request))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def session_now(request: Request) -> HttpResponse:
    """How many seconds the session lasts if nobody does anything. To ask is no use of it; to post goes on with it."""
    session = request.session
    session.is_watched = True
    if request.method == "POST":
        session.renew()
    return JsonResponse({"seconds": session.seconds_left})
