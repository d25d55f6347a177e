"""Logging in and out, the first password, the language, and the demo clock's buttons."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from tracker import jobs
from tracker.actions.clock import FARTHEST, why_not_move_clock
from tracker.desk.access import office, public, signed_in
from tracker.desk.forms.people import NewPassword
from tracker.desk.request import Request
from tracker.web.clock import moving_to, want

login = public(
    auth.LoginView.as_view(template_name="registration/login.html", redirect_authenticated_user=True)
)
logout = public(auth.LogoutView.as_view())


@signed_in
def password_change(request: Request) -> HttpResponse:
    """Everybody changes their own; after a first password nothing else opens before this is done."""
    form = NewPassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        messages.success(request, _("密码已修改。"))
        return redirect("home")
    return render(request, "registration/password_change.html", {"form": form})


@office
@require_POST
def clock_move(request: Request) -> HttpResponse:
    """Ask the worker for so many days: each is swept and delivered in turn. The bar waits for the last."""
    refusal = why_not_move_clock(by=request.actor)
    days = request.POST.get("days", "")
    if not refusal and not (days.isdecimal() and 1 <= int(days) <= FARTHEST):
        refusal = _("请选择前进1至%(n)s天。") % {"n": FARTHEST}
    if refusal:
        messages.error(request, refusal)
    elif moving_to(request):
        messages.error(request, _("演示日期正在前进，请稍候。"))
    else:
        _ask_the_worker(request, int(days))
    return redirect("home")


def _ask_the_worker(request: Request, days: int) -> None:
    until = request.actor.on + timedelta(days=days)
    try:
        jobs.move_days.delay(until.isoformat(), request.user.pk)
    except OperationalError:
        messages.error(request, _("后台作业没有运行（连接不上 Redis），演示日期没有改动。请先启动后台作业。"))
    else:
        want(request, until)


@signed_in
@require_safe
def clock_now(request: Request) -> HttpResponse:
    """What the bar's small poll asks: the business date, and the date still to be reached."""
    wanted: date | None = moving_to(request)
    return JsonResponse(
        {"today": request.actor.on.isoformat(), "wanted": wanted.isoformat() if wanted else None}
    )
