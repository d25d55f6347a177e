"""Logging in and out, the first password, the language, and the demo clock's buttons."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth import views as auth
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.actions.clock import FARTHEST, why_not_move_clock
from tracker.actions.preferences import want_brief
from tracker.desk.access import leaders, office, public, signed_in
from tracker.desk.bounds import number
from tracker.desk.forms.people import LogIn, NewPassword
from tracker.desk.request import Request
from tracker.entry.locks import remember_browser
from tracker.models import SignIn
from tracker.web.appearance import remember
from tracker.web.browsers import in_words
from tracker.web.clock import moving_to, want
from tracker.web.middleware import is_old, note_age
from tracker.web.next_url import came_from
from tracker.web.second_factor import note_second_factor
from tracker.web.sign_ins import is_this_one, last_time, note_sign_in, tell_of_entry


class LogInView(auth.LoginView):
    template_name = "registration/login.html"
    authentication_form = LogIn
    redirect_authenticated_user = True

    def form_valid(self, form: LogIn) -> HttpResponse:
        response = super().form_valid(form)
        remember_browser(self.request, response, self.request.user.username)
        note_age(self.request)
        note_second_factor(self.request)
        note_sign_in(self.request)
        tell_last_time(self.request)
        return response


def tell_last_time(request: Request) -> None:
    if before := last_time(request):
        when = date_format(timezone.localtime(before.attempt_time), _("Y年n月j日 H:i"))
        told = {"when": when, "where": before.ip_address or _("地址不详")}
        messages.info(request, _("上次登录：%(when)s，来自%(where)s。不是您本人的，请立即修改密码。") % told)


login = public(LogInView.as_view())
logout = public(auth.LogoutView.as_view())


@signed_in
def password_change(request: Request) -> HttpResponse:
    """Everybody changes their own; after a first password nothing else opens before this is done."""
    form = NewPassword(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        update_session_auth_hash(request, user)
        note_age(request)
        tell_of_entry(request, _("您的登录密码已修改"))
        messages.success(request, _("密码已修改。"))
        return redirect("home")
    context = {"form": form, "is_old": is_old(request)}
    return render(request, "registration/password_change.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sign_ins(request: Request) -> HttpResponse:
    """One's own; pressing ends all but this one."""
    rows = SignIn.objects.filter(person=request.user).open(timezone.now())
    others = [row for row in rows if not is_this_one(request, row)]
    if request.method == "POST":
        SignIn.objects.filter(pk__in=[row.pk for row in others]).end()
        messages.success(request, _("其他登录都已退出。"))
        return redirect("sign_ins")
    shown = [(row, in_words(row.browser)) for row in rows]
    return render(request, "registration/sign_ins.html", {"rows": shown, "others": others})


@public
@require_POST
def appearance(request: Request) -> HttpResponse:
    """Dark or light, large type or not: for this browser."""
    response = redirect(came_from(request) or "home")
    remember(response, theme=request.POST.get("theme", ""), size=request.POST.get("type", ""))
    return response


@leaders
@require_POST
def weekly_brief(request: Request) -> HttpResponse:
    """一页纸 by mail each week, or no more."""
    wanted = request.POST.get("wanted") == "1"
    want_brief(wanted=wanted, by=request.actor)
    if not wanted:
        messages.success(request, _("不再邮寄一页纸。"))
    elif request.user.email:
        messages.success(
            request, _("每周第一个工作日把一页纸寄到%(address)s。") % {"address": request.user.email}
        )
    else:
        messages.warning(request, _("已记下。您还没有登记邮箱，请系统管理员登记后才能收到一页纸。"))
    return redirect(came_from(request) or "home")


@office
@require_POST
def clock_move(request: Request) -> HttpResponse:
    """Ask the worker for so many days: each is swept and delivered in turn. The bar waits for the last."""
    refusal = why_not_move_clock(by=request.actor)
    days = number(request.POST.get("days", "")) or 0
    if not refusal and not 1 <= days <= FARTHEST:
        refusal = _("请选择前进1至%(n)s天。") % {"n": FARTHEST}
    if refusal:
        messages.error(request, refusal)
    elif moving_to(request):
        messages.error(request, _("演示日期正在前进，请稍候。"))
    else:
        _ask_the_worker(request, days)
    return redirect("home")


def _ask_the_worker(request: Request, days: int) -> None:
    from kombu.exceptions import OperationalError

    from tracker import jobs  # not above: the queue would slow every start down, for a button of the demo

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
