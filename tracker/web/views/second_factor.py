"""The code after the password; setting the telephone up, new spare codes, and taking it away again."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from tracker.desk.access import signed_in
from tracker.desk.forms.base import PlainForm
from tracker.desk.proof import proved
from tracker.desk.request import Request
from tracker.entry import second_factor as factor
from tracker.entry import security_keys as keys
from tracker.web.next_url import came_from
from tracker.web.second_factor import CODE, complete_log_in, is_required, owed, taken_away
from tracker.web.sign_ins import tell_of_entry
from tracker.web.views.security_keys import site_of, taken_challenge

REFUSED = 403  # stands in the access log


class CodeForm(PlainForm):
    code = forms.CharField(
        label=gettext_lazy("动态口令"),
        max_length=32,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}
        ),
    )


@signed_in
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
@proved
def second_factor(request: Request) -> HttpResponse:
    if owed(request) == CODE:
        return _ask(request)
    if factor.has_any(request.user) and not _wants_phone(request):
        return render(request, "registration/second_factor.html", _state(request))
    return _set_up(request)


def _wants_phone(request: Request) -> bool:
    """Beside a security key; the proof that it is their own is the page that leads there, and the code."""
    return not factor.device_of(request.user) and ("phone" in request.GET or "seal" in request.POST)


def _ask(request: Request) -> HttpResponse:
    """Half way through a log-in."""
    if "credential" in request.POST:
        return _ask_key(request)
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        wait = factor.why_wait(request.user)
        if not wait and factor.is_right(request.user, form.cleaned_data["code"]):
            complete_log_in(request)
            return redirect(came_from(request) or "home")
        form.add_error(
            "code", wait or _("动态口令不对：请输入手机上此刻显示的6位数字，或一个没有用过的备用码。")
        )
        status = REFUSED
    return _ask_again(request, form, status)


def _ask_key(request: Request) -> HttpResponse:
    given, challenge = request.POST["credential"], taken_challenge(request)
    if keys.is_right(request.user, given, challenge=challenge, site=site_of(request)):
        complete_log_in(request)
        return redirect(came_from(request) or "home")
    form = CodeForm({})
    form.errors.clear()
    form.add_error(None, _("安全密钥没有通过：请再试一次，或输入一个备用码。"))
    return _ask_again(request, form, REFUSED)


def _ask_again(request: Request, form: CodeForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "next": came_from(request),
        "has_phone": factor.device_of(request.user) is not None,
        "has_keys": request.user.security_keys.exists(),
    }
    return render(request, "registration/second_factor_code.html", context, status=status)


def _set_up(request: Request) -> HttpResponse:
    form = CodeForm(request.POST or None)
    device = factor.opened(request.user, request.POST.get("seal", "")) or factor.offered(request.user)
    status = 200
    if request.method == "POST" and form.is_valid():
        if spare := factor.confirm(device, form.cleaned_data["code"]):
            complete_log_in(request)
            tell_of_entry(request, _("您的账号已绑定手机动态口令"))
            return render(request, "registration/spare_codes.html", {"codes": spare})
        form.add_error("code", _("动态口令不对：请核对手机和本机的时间，再输入此刻显示的6位数字。"))
        status = REFUSED
    import segno  # not above: one page of one day needs it

    context = {
        "form": form,
        "picture": segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=3, light="white"),
        "key": factor.written_key(device),
        "seal": factor.sealed(device),
        "is_required": bool(owed(request)),
        "may_add_key": not request.user.security_keys.exists(),
    }
    return render(request, "registration/second_factor_set_up.html", context, status=status)


def _state(request: Request) -> dict:
    return {
        "has_phone": factor.device_of(request.user) is not None,
        "keys": request.user.security_keys.all(),
        "codes_left": factor.spare_codes_left(request.user),
        "is_required": is_required(request.actor),
    }


@signed_in
@require_POST
@proved
def spare_codes(request: Request) -> HttpResponse:
    """New ones, where there is a second factor; the old ones are void."""
    if not factor.has_any(request.user):
        return redirect("second_factor")
    tell_of_entry(request, _("您的账号已换发备用码"))
    return render(request, "registration/spare_codes.html", {"codes": factor.new_spare_codes(request.user)})


@signed_in
@require_POST
@proved
def second_factor_remove(request: Request) -> HttpResponse:
    """For a new telephone, or for good where the policy leaves it to the person; a new one is owed at once where it does not."""
    factor.remove(request.user)
    tell_of_entry(request, _("您的账号已解除动态口令和安全密钥"))
    if taken_away(request):
        messages.info(request, _("已全部解除，请现在重新绑定。"))
    else:
        messages.success(request, _("动态口令已停用。"))
    return redirect("second_factor")
