"""Security keys and passkeys: asking the browser for one, adding and removing it. The log-in itself: `second_factor`."""

from __future__ import annotations

import json
import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker.desk.access import signed_in
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.entry import second_factor as factor
from tracker.entry import security_keys as keys
from tracker.web.second_factor import CODE, complete_log_in, owed, taken_away
from tracker.web.sign_ins import tell_of_entry

CHALLENGE = "webauthn"
LASTS = 600  # seconds: long enough to type the password in between


@signed_in
@require_POST
def security_key_ask(request: Request) -> HttpResponse:
    """What the browser is to ask the key: half way through a log-in to sign, otherwise to be a new one."""
    challenge = keys.new_challenge()
    request.session[CHALLENGE] = [challenge, int(time.time())]
    ask = keys.to_sign if owed(request) == CODE else keys.to_register
    return JsonResponse(json.loads(ask(request.user, challenge, site_of(request))))


@signed_in
@require_POST
@proved
def security_key_add(request: Request) -> HttpResponse:
    """Whoever still owes the code adds nothing: or a stolen password would bring its own key along."""
    if owed(request) == CODE:
        return redirect("second_factor")
    key = keys.register(
        request.user,
        request.POST.get("credential", ""),
        name=request.POST.get("name", ""),
        challenge=taken_challenge(request),
        site=site_of(request),
    )
    if key is None:
        messages.error(
            request, _("没有绑定：浏览器没有给出可用的安全密钥，或该密钥已绑定、数量已满。请再试一次。")
        )
        return redirect("second_factor")
    complete_log_in(request)
    tell_of_entry(request, _("您的账号已绑定安全密钥“%(name)s”") % {"name": key.name})
    messages.success(request, _("安全密钥“%(name)s”已绑定。") % {"name": key.name})
    if factor.spare_codes_left(request.user):
        return redirect("second_factor")
    codes = factor.new_spare_codes(request.user)
    return render(request, "registration/spare_codes.html", {"codes": codes})


@signed_in
@require_POST
@proved
def security_key_remove(request: Request, pk: int) -> HttpResponse:
    """One's own; where it was the last and the policy asks for a second factor, a new one is owed at once."""
    get_object_or_404(request.user.security_keys, pk=pk).delete()
    tell_of_entry(request, _("您的账号已解除一个安全密钥"))
    messages.success(request, _("安全密钥已解除。"))
    if not factor.has_any(request.user):
        factor.remove(request.user)  # the spare codes too
        taken_away(request)
    return redirect("second_factor")


def site_of(request: HttpRequest) -> keys.Site:
    host = request.get_host()
    return keys.Site(host=host.rsplit(":", 1)[0], origin=f"{request.scheme}://{host}")


def taken_challenge(request: HttpRequest) -> str:
    """Good for one answer; empty if none was asked for, or too long ago."""
    challenge, asked_at = request.session.pop(CHALLENGE, ["", 0])
    return challenge if time.time() - asked_at < LASTS else ""
