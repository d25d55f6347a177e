"""Settings out of the environment. What is missing or makes no sense is refused at the start, in one sentence that
names the variable: by every process, for a web server or a worker runs no checks of its own."""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Iterable
from email.utils import parseaddr
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

YES, NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
INSECURE_SECRET_KEY = "insecure-for-demo-and-tests-only-" + "0" * 32
INSECURE_PREFIXES = ("insecure", "django-insecure", "change-me", "changeme")
SECRET_LENGTH = 40
KEY_CHARACTERS, KEY_REPEATS, KEY_STEPS = 10, 4, 6  # 40 random characters use some 25 different ones
ENGINES = {
    "sqlite": "django.db.backends.sqlite3",
    "postgres": "django.db.backends.postgresql",
    "postgresql": "django.db.backends.postgresql",
}
QUEUES = ("redis", "rediss", "redis+socket", "unix")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
MAIL_SERVERS = ("smtp", "smtp+tls", "smtp+ssl", "smtps", "smtptls", "smtpssl")


def refuse(name: str, chinese: str, english: str) -> None:
    raise ImproperlyConfigured(f"环境变量 {name} {chinese} The environment variable {name} {english}")


def text(name: str, default: str = "") -> str:
    """An empty variable is as good as none: docker-compose passes on what nobody has set as an empty one."""
    return os.environ.get(name, "").strip() or default


def required(name: str) -> str:
    value = text(name)
    if not value:
        refuse(name, "没有设置：请在启动前设置（样例见 .env.example）。", "is missing; see .env.example.")
    return value


def flag(name: str) -> bool:
    value = text(name).lower()
    if value not in (*YES, *NO):
        refuse(name, f"应为 1 或 0，现为“{value}”。", "must be 1 or 0.")
    return value in YES


def number(name: str, default: int, *, least: int = 1) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        refuse(
            name, f"应为不小于 {least} 的整数，现为“{value}”。", f"must be a whole number from {least} up."
        )
    return int(value)


def names(name: str, default: Iterable[str]) -> list[str]:
    """Several values, separated by commas."""
    return [each.strip() for each in text(name).split(",") if each.strip()] or list(default)


def some_of(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Several names out of those that there are; none by default."""
    found = names(name, ())
    for each in found:
        if each not in known:
            refuse(
                name,
                f"中的“{each}”不认识：可写 {'、'.join(known)}，用逗号分开。",
                f"may name {', '.join(known)}.",
            )
    return tuple(found)


def secret_key(name: str = "SECRET_KEY") -> str:
    """The key that signs every session must be nobody else's."""
    value = required(name)
    if value.lower().startswith(INSECURE_PREFIXES) or len(value) < SECRET_LENGTH or is_patterned(value):
        refuse(
            name,
            f"不安全：正式运行须设为至少 {SECRET_LENGTH} 个字符的随机值，不得使用示例值。"
            '可用 python -c "import secrets; print(secrets.token_urlsafe(50))" 生成。',
            f"must be at least {SECRET_LENGTH} random characters.",
        )
    return value


def history_keys(name: str, *, needed: bool) -> list[str]:
    """Keys of the history's chain, the current one first. With PostgreSQL in production there must be one: whoever
    holds the database must not hold the key, so it cannot lie beside it."""
    found = names(name, ())
    if needed and not found:
        refuse(
            name,
            "没有设置：使用 PostgreSQL 正式运行时，履历用它校验，须存放在数据库以外；请设为至少 40 个字符的随机值并另行备份，"
            '可用 python -c "import secrets; print(secrets.token_urlsafe(50))" 生成。',
            "is missing: with PostgreSQL the history is chained by a key outside the database.",
        )
    for value in found:
        if len(value) < SECRET_LENGTH or is_patterned(value):
            refuse(name, f"不安全：应为至少 {SECRET_LENGTH} 个字符的随机值。", "must be random characters.")
    return found


def anchor_sink(name: str) -> str:
    """Where anchors are sent beside the mails: a syslog server."""
    value = text(name)
    is_socket = value.startswith("unix:/")
    if value and not is_socket and not _is_address(value, ("udp", "tcp")):
        refuse(
            name,
            f"应为 udp://主机:514、tcp://主机:514 或 unix:/dev/log，现为“{value}”。",
            "must be udp://host:514, tcp://host:514 or unix:/dev/log.",
        )
    return value


def is_patterned(value: str) -> bool:
    """A key that somebody typed: few different characters, one piece again and again, or the alphabet."""
    pieces = Counter(value[start : start + 8] for start in range(len(value) - 7))
    steps = {ord(b) - ord(a) for a, b in pairwise(value)}
    return len(set(value)) < KEY_CHARACTERS or max(pieces.values()) >= KEY_REPEATS or len(steps) <= KEY_STEPS


def hosts(name: str, default: Iterable[str]) -> list[str]:
    """The names of the site. One that fits everything would let strangers choose what the site takes itself for."""
    found = names(name, default)
    for host in found:
        if host == "*" or "/" in host or any(c.isspace() for c in host):
            refuse(
                name,
                f"中的“{host}”不对：请逐个写出网站的域名或地址，不带 https://，也不能是 *。",
                "must list the site's own names, without https:// and without *.",
            )
    return found


def debug(name: str, *, demo: bool, hosts: Iterable[str]) -> bool:
    """Django's error pages show settings and rows to whoever meets an error: with invented rows only, on one machine only."""
    if flag(name) and not (demo and set(hosts) <= set(LOOPBACK)):
        refuse(
            name,
            "只能在演示模式（DUBAN_DEMO=1）下、且 ALLOWED_HOSTS 只含本机（localhost、127.0.0.1、[::1]）时设置：出错页面会显示"
            "设置和数据。请取消该变量。",
            "works in demo mode and on this machine only: its error pages show settings and rows.",
        )
    return flag(name)


def site(name: str, default: str) -> str:
    """The address of the site as it stands in mails."""
    value = text(name, default).rstrip("/")
    if not _is_address(value, ("http", "https")):
        refuse(
            name,
            f"应为完整地址，如 https://duban.example.gov.cn，现为“{value}”。",
            "must be like https://duban.example.gov.cn.",
        )
    return value


def behind_proxy(name: str, *, https: bool) -> bool:
    """Nothing here speaks HTTPS itself; without being told who does, the site would redirect to itself for ever."""
    if https and not flag(name):
        refuse(
            name,
            "应设为 1：DUBAN_BASE_URL 以 https:// 开头，须由反向代理提供 HTTPS 并设置 X-Forwarded-Proto。",
            "must be 1 when DUBAN_BASE_URL begins with https://.",
        )
    return flag(name)


def origins(name: str) -> list[str]:
    found = names(name, ())
    for origin in found:
        if not _is_address(origin, ("http", "https")):
            refuse(
                name,
                f"中的“{origin}”不对：应带 https://，如 https://inner.example。",
                "must begin with https://.",
            )
    return found


def database(name: str, default: str) -> dict[str, Any]:
    value = text(name, default)
    found = _database(value)
    if not found.get("NAME"):  # the value holds a password: only its beginning is shown
        refuse(
            name,
            f"（{value.partition(':')[0]}:…）不对：应如 postgres://用户:密码@主机:5432/数据库名，密码中的特殊字符须按百分号"
            "编码；或如 sqlite:////绝对路径/文件名。",
            "must be like postgres://user:password@host:5432/name or sqlite:////path/file.",
        )
    return found


def _database(url: str) -> dict[str, Any]:
    """The address as Django's DATABASES wants it; empty if it is none. What follows a `?` is for libpq: `?sslmode=require`,
    or `?host=/run/postgresql` for a socket."""
    try:
        parts = urlsplit(url)
        port = parts.port or ""
    except ValueError:
        return {}
    if parts.scheme not in ENGINES or parts.fragment or (parts.scheme == "sqlite" and parts.netloc):
        return {}
    return {
        "ENGINE": ENGINES[parts.scheme],
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def queue(name: str, default: str) -> str:
    value = text(name, default)
    if not _is_address(value, QUEUES, may_be_a_path=True):
        refuse(name, "不对：应如 redis://主机:6379/0。", "must be like redis://host:6379/0.")
    return value


def mail_server(name: str, *, demo: bool) -> str:
    """Empty: letters become files. Anything else must be a mail server, or letters would quietly go nowhere; and
    the demo has none, for its people are invented and their addresses could be somebody's."""
    value = text(name)
    if value and demo:
        refuse(
            name,
            "在演示模式（DUBAN_DEMO）下不得设置：演示的信件写在 var/ 下，不连接邮件服务器。",
            "must not be set in demo mode.",
        )
    if value and not _is_address(value, MAIL_SERVERS):
        refuse(
            name,
            f"（{value.partition(':')[0]}:…）不对：应为 smtp、smtp+tls 或 smtps 加主机名，"
            "如 smtp+tls://用户:密码@mail.example.cn:587；不设置则信件只写成文件。",
            "must be like smtp+tls://user:password@mail.example.cn:587.",
        )
    if value.lower().startswith("smtp:") and "@" in value and not flag("DUBAN_SMTP_CLEAR"):
        refuse(
            name,
            "把密码明文传给邮件服务器：请改用 smtp+tls:// 或 smtp+ssl://；服务器不支持加密、又在同一内网的，"
            "可设置 DUBAN_SMTP_CLEAR=1 表示知情。",
            "sends its password unencrypted: use smtp+tls:// or smtp+ssl://, or set DUBAN_SMTP_CLEAR=1.",
        )
    return value


def scanner(name: str) -> str:
    """A virus scanner that is misspelt would be one that never looks."""
    value = text(name)
    is_socket = value.startswith("unix:/")
    if value and not is_socket and not _is_address(value, ("tcp",)):
        refuse(
            name,
            f"应为 unix:/套接字路径 或 tcp://主机:3310，现为“{value}”。",
            "must be unix:/path/of/the/socket or tcp://host:3310.",
        )
    return value


def lease(name: str, default: int, *, smtp: int) -> int:
    """A worker that still waits for the mail server must not lose its claim to another one."""
    seconds = number(name, default)
    if seconds <= 2 * smtp:
        refuse(
            name,
            f"（{seconds} 秒）必须大于 DUBAN_SMTP_TIMEOUT（{smtp} 秒）的两倍，"
            f"否则同一封邮件可能被两个进程发送：请设为 {2 * smtp + 1} 以上，或缩短 DUBAN_SMTP_TIMEOUT。",
            "must be above twice DUBAN_SMTP_TIMEOUT.",
        )
    return seconds


def window(name: str, default: str) -> str:
    """The hours in which letters leave."""
    value = text(name, default)
    clock = r"(?:[01]\d|2[0-3]):[0-5]\d|24:00"
    found = re.fullmatch(rf"\s*({clock})\s*-\s*({clock})\s*", value)
    if not found or found[1] >= found[2]:
        refuse(
            name,
            f"应为“开始-结束”，如 08:00-18:00，且开始早于结束，现为“{value}”。",
            "must be like 08:00-18:00.",
        )
    return value


def sender(name: str, default: str) -> str:
    value = text(name, default)
    _called, address = parseaddr(value)
    if not re.fullmatch(r"[!-~]+@[!-~]+", address):
        refuse(
            name,
            f"应为“名称 <邮箱>”，如 督办平台 <duban@example.gov.cn>，现为“{value}”。",
            "must be like 督办平台 <duban@example.gov.cn>.",
        )
    return value


def domain(name: str, default: str) -> str:
    value = text(name, default)
    if not re.fullmatch(r"[A-Za-z0-9.-]+", value):
        refuse(name, f"应为域名，如 example.gov.cn，现为“{value}”。", "must be a domain name.")
    return value


def log_level(name: str) -> str:
    value = text(name, "INFO").upper()
    if value not in logging.getLevelNamesMapping():
        refuse(name, f"应为 DEBUG、INFO、WARNING 或 ERROR，现为“{value}”。", "must be a log level.")
    return value


def log_format(name: str) -> str:
    value = text(name, "plain").lower()
    if value not in ("plain", "json"):
        refuse(name, f"应为 plain 或 json，现为“{value}”。", "must be plain or json.")
    return value


def _is_address(value: str, schemes: Iterable[str], *, may_be_a_path: bool = False) -> bool:
    try:
        parts = urlsplit(value)
        _port = parts.port  # raises when it is no number
    except ValueError:
        return False
    return parts.scheme.lower() in schemes and bool(parts.hostname or (may_be_a_path and parts.path))
