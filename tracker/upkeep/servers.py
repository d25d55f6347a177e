"""What the doctor asks other programs: the database, the queue, the mail server, the site's own address, the scanner."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tracker.inspection.scanner import CLEAN, scan
from tracker.outbox.channels import MailChannel, NotSent, channel_from_settings
from tracker.upkeep.findings import Finding, fault, ok, warning

APART = timedelta(seconds=60)  # two clocks that differ by more disagree on which letter is due
SECONDS = 8
SOON = timedelta(days=30)


def database(now: datetime) -> Finding:
    """数据库"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    if connection.vendor == "sqlite":
        return ok("数据库", f"SQLite，{connection.settings_dict['NAME']}")
    return ok("数据库", f"PostgreSQL {connection.pg_version // 10000}")


def database_away(error: Exception) -> Finding:
    """What stands in the place of everything that is asked of the database while it does not answer."""
    return fault(
        "数据库",
        f"无法使用：{str(error).strip()}。",
        "请启动数据库服务，核对 DATABASE_URL；尚未建库的，先运行 manage.py migrate。其中的内容本次没有检查。",
    )


def migrations(now: datetime) -> Finding:
    """数据库结构"""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        return fault("数据库结构", f"有{len(plan)}项升级没有执行。", "请运行：manage.py migrate")
    return ok("数据库结构", "与程序版本一致。")


def clock_of_the_database(now: datetime) -> Finding:
    """时钟"""
    if connection.vendor == "sqlite":
        return ok("时钟", f"本机时间 {timezone.localtime(now):%Y-%m-%d %H:%M}（北京时间）。")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    apart = abs(theirs - now)
    if apart > APART:
        return fault(
            "时钟",
            f"本机与数据库服务器相差{int(apart.total_seconds())}秒。",
            "请让两台机器都从同一时间服务器校时（NTP）。",
        )
    return ok("时钟", f"本机时间 {timezone.localtime(now):%Y-%m-%d %H:%M}（北京时间），与数据库服务器一致。")


def queue(now: datetime) -> Finding:
    """任务队列"""
    link = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS)
    try:
        waiting = int(link.llen("celery"))
    except redis.RedisError as error:
        return fault(
            "任务队列",
            f"Redis 没有应答：{error}。",
            "请启动 Redis，并检查 REDIS_URL；manage.py up 自带一个。",
        )
    finally:
        link.close()
    if waiting > 20:
        return fault(
            "任务队列", f"积压{waiting}个任务。", "worker 没有运行或忙不过来：请启动 worker，查看它的日志。"
        )
    return ok("任务队列", "Redis 应答正常，没有积压。")


def mail_server(now: datetime) -> Finding:
    """邮件服务器"""
    channel = channel_from_settings()
    if not isinstance(channel, MailChannel):
        says = f"没有设置 EMAIL_URL：信件写成文件，存放在 {settings.MAIL_DIR}。"
        return (
            ok("邮件服务器", says)
            if settings.DEMO
            else warning("邮件服务器", says, "要真正发出，请设置 EMAIL_URL。")
        )
    try:
        channel.open()
    except NotSent as error:
        return fault("邮件服务器", str(error), "请检查 EMAIL_URL 的主机、端口、账号和密码。")
    finally:
        channel.close()
    return ok(
        "邮件服务器", f"{channel.host}:{channel.port} 可以连接" + ("并登录。" if channel.user else "。")
    )


def certificate_of_the_site(now: datetime) -> Finding:
    """网站证书"""
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme != "https":
        return ok("网站证书", f"{settings.BASE_URL} 不使用 HTTPS。")
    try:
        until = _valid_until(parts.hostname or "", parts.port or 443)
    except OSError as error:  # ssl.SSLError is one
        return warning(
            "网站证书",
            f"从本机连接 {settings.BASE_URL} 未成功：{error}。",
            "请在浏览器中确认证书有效、未到期。",
        )
    if until - now < SOON:
        return warning("网站证书", f"{until:%Y-%m-%d} 到期。", "请尽快换发，并在反向代理上更新。")
    return ok("网站证书", f"有效期至 {until:%Y-%m-%d}。")


def _valid_until(host: str, port: int) -> datetime:
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        ssl.create_default_context().wrap_socket(plain, server_hostname=host) as link,
    ):
        certificate = link.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def virus_scanner(now: datetime) -> Finding:
    """病毒扫描"""
    if not settings.CLAMAV:
        return ok("病毒扫描", "没有设置（DUBAN_CLAMAV）。")
    try:
        said = scan(b"duban")
    except OSError as error:
        return fault("病毒扫描", f"没有应答：{error}。", "请启动 ClamAV（clamd）：它不应答时，附件一律不收。")
    if said != CLEAN:
        return fault(
            "病毒扫描",
            f"应答不对：“{said[:100]}”。",
            "请核对 DUBAN_CLAMAV 和 clamd 的日志：附件目前一律不收。",
        )
    return ok("病毒扫描", "应答正常。")
