"""What the doctor reads in the database: whether the clock calls, mail leaves, and somebody has seen to next year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tracker.models import CalendarDay, ClockCall, Installation, Letter, MailPause, Membership, Role
from tracker.upkeep.findings import Finding, fault, ok, warning

STUCK = timedelta(hours=26)  # longer than any send window is closed on a working day
PUBLISHED_BY = (
    11,
    25,
)  # month, day: the State Council has published next year's holidays by then in most years
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def clock_call(now: datetime) -> Finding:
    """定时任务"""
    call = ClockCall.objects.current()
    if call is None:
        return warning("定时任务", "还没有运行过。", "请启动 beat 和 worker（manage.py up 会一并启动）。")
    when = f"{timezone.localtime(call.called_at):%Y-%m-%d %H:%M}"
    if call.stands_still(now):
        return fault(
            "定时任务", f"最近一次运行是 {when}，已经停了。", "请启动 beat 和 worker，并核对本机时间。"
        )
    return ok("定时任务", f"最近一次运行是 {when}。")


def waiting_mail(now: datetime) -> Finding:
    """待发邮件"""
    pause = MailPause.objects.first()
    if pause:
        return fault(
            "待发邮件", f"邮件暂停发送，服务器答复：{pause.answer}。", "请按答复处理邮件服务器或 EMAIL_URL。"
        )
    stuck = Letter.objects.queued().filter(queued_at__lt=now - STUCK).count()
    failed = Letter.objects.failed().filter(queued_at__gt=now - timedelta(days=7)).count()
    if stuck:
        return warning(
            "待发邮件", f"{stuck}封排队超过一天。", "节假日属正常；否则请查看 worker 日志和发件时段。"
        )
    if failed:
        return warning("待发邮件", f"近七天有{failed}封被服务器拒收。", "请督办员在首页更正地址后重发。")
    return ok("待发邮件", "没有积压。")


def next_years_holidays(now: datetime) -> Finding:
    """节假日"""
    today = timezone.localdate(now)
    years = [today.year] + ([today.year + 1] if (today.month, today.day) >= PUBLISHED_BY else [])
    for year in years:
        if not CalendarDay.objects.filter(falls_on__year=year, is_official=True).exists():
            return warning(
                "节假日",
                f"{year}年的放假安排还没有按国务院办公厅通知核定。",
                "请安全管理员在“工作日历”中导入。",
            )
    return ok("节假日", f"{'、'.join(map(str, years))}年已核定。")


def contact(now: datetime) -> Finding:
    """联系方式"""
    office = Installation.objects.first()
    if office and office.contact and office.phone:
        return ok("联系方式", f"{office.contact}，{office.phone}")
    return warning("联系方式", "函件上没有联系人或电话。", "请在“系统设置”中填写。")


def administrators(now: datetime) -> Finding:
    """三员"""
    today = timezone.localdate(now)
    held = set(
        Membership.objects.current(today).filter(role__in=ADMINISTRATORS).values_list("role", flat=True)
    )
    missing = [role.label for role in ADMINISTRATORS if role not in held]
    if missing:
        return fault(
            "三员", f"没有人担任：{'、'.join(map(str, missing))}。", "请运行：manage.py create_admin"
        )
    return ok("三员", "系统管理员、安全管理员、审计员均有人担任。")
