"""Every setting that is missing or makes no sense is refused in a sentence that names it."""

import re
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.services import environment
from tests.support.processes import ROOT
from tracker import environment as env

GOOD_KEY = "Vt3xq-9LwZ_bK7mRfY2sHdN8cJpA4gUeQ6oTiXz1vB5"
READ = {
    "SECRET_KEY": lambda name: env.secret_key(name),
    "ALLOWED_HOSTS": lambda name: env.hosts(name, ["localhost"]),
    "DUBAN_BASE_URL": lambda name: env.site(name, "http://localhost:8000"),
    "DUBAN_TRUSTED_ORIGINS": lambda name: env.origins(name),
    "DUBAN_DEMO": lambda name: env.flag(name),
    "DUBAN_BEHIND_PROXY": lambda name: env.behind_proxy(name, https=True),
    "DATABASE_URL": lambda name: env.database(name, "sqlite:////x/y.sqlite3"),
    "REDIS_URL": lambda name: env.queue(name, "redis://localhost:6379/0"),
    "EMAIL_URL": lambda name: env.mail_server(name, demo=False),
    "DUBAN_MAIL_FROM": lambda name: env.sender(name, "a@b.cn"),
    "DUBAN_MAIL_DOMAIN": lambda name: env.domain(name, "b.cn"),
    "DUBAN_SEND_WINDOW": lambda name: env.window(name, "08:00-18:00"),
    "DUBAN_LEASE": lambda name: env.lease(name, 120, smtp=20),
    "DUBAN_SMTP_TIMEOUT": lambda name: env.number(name, 20),
    "DUBAN_HISTORY_KEY": lambda name: env.history_keys(name, needed=True),
    "DUBAN_ANCHOR_SYSLOG": lambda name: env.anchor_sink(name),
    "DUBAN_LOG_LEVEL": lambda name: env.log_level(name),
    "DUBAN_LOG_FORMAT": lambda name: env.log_format(name),
    "DUBAN_SECOND_FACTOR": lambda name: env.some_of(name, ("officer", "auditor")),
}
NONSENSE = [
    ("DUBAN_HISTORY_KEY", ""),
    ("DUBAN_HISTORY_KEY", "short"),
    ("DUBAN_HISTORY_KEY", f"{GOOD_KEY},{'ab' * 30}"),
    ("DUBAN_ANCHOR_SYSLOG", "log.example:514"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "insecure-" + "x" * 60),
    ("SECRET_KEY", "django-insecure-" + "x" * 60),
    ("SECRET_KEY", "change-me" * 9),
    ("SECRET_KEY", env.INSECURE_SECRET_KEY),
    ("SECRET_KEY", "a" * 52),
    ("SECRET_KEY", "ab" * 30),
    ("SECRET_KEY", "k3y-" * 15),
    ("SECRET_KEY", "duban-2025-" * 5),
    ("SECRET_KEY", "abcdefghijklmnopqrstuvwxyz0123456789abcdefgh"),
    ("EMAIL_URL", "smtp://user:password@mail.example:25"),
    ("EMAIL_URL", "SMTP://user:password@mail.example"),
    ("ALLOWED_HOSTS", "*"),
    ("ALLOWED_HOSTS", "duban.example, *"),
    ("ALLOWED_HOSTS", "https://duban.example"),
    ("DUBAN_BASE_URL", "duban.example"),
    ("DUBAN_BASE_URL", "ftp://duban.example"),
    ("DUBAN_TRUSTED_ORIGINS", "inner.example"),
    ("DUBAN_DEMO", "maybe"),
    ("DUBAN_BEHIND_PROXY", "0"),
    ("DUBAN_BEHIND_PROXY", ""),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "postgres://user:password@host:port/name"),
    ("DATABASE_URL", "postgres://user:password@host"),
    ("DATABASE_URL", "mysql://host/name"),
    ("DATABASE_URL", "postgres://user:pass#word@host/name"),
    ("DATABASE_URL", "sqlite://"),
    ("DATABASE_URL", "sqlite://:memory:"),
    ("DATABASE_URL", "sqlite://var/duban.sqlite3"),
    ("REDIS_URL", "localhost:6379"),
    ("EMAIL_URL", "mail.example:25"),
    ("EMAIL_URL", "smpt://mail.example"),
    ("EMAIL_URL", "smtp://"),
    ("DUBAN_MAIL_FROM", "督办平台"),
    ("DUBAN_MAIL_FROM", "督办平台 <督办@例子>"),
    ("DUBAN_MAIL_DOMAIN", "b.cn>"),
    ("DUBAN_SEND_WINDOW", "8-18"),
    ("DUBAN_SEND_WINDOW", "18:00-08:00"),
    ("DUBAN_LEASE", "40"),
    ("DUBAN_LEASE", "²"),
    ("DUBAN_SMTP_TIMEOUT", "0"),
    ("DUBAN_SMTP_TIMEOUT", "-1"),
    ("DUBAN_LOG_LEVEL", "LOUD"),
    ("DUBAN_SECOND_FACTOR", "officer,boss"),
    ("DUBAN_LOG_FORMAT", "xml"),
]
SENSIBLE = [
    ("SECRET_KEY", GOOD_KEY, GOOD_KEY),
    ("ALLOWED_HOSTS", "", ["localhost"]),
    ("ALLOWED_HOSTS", "duban.example, 10.0.0.5", ["duban.example", "10.0.0.5"]),
    ("DUBAN_BASE_URL", "https://duban.example/", "https://duban.example"),
    ("DUBAN_TRUSTED_ORIGINS", "", []),
    ("DUBAN_DEMO", "", False),
    ("DUBAN_DEMO", "True", True),
    ("DUBAN_BEHIND_PROXY", "1", True),
    ("REDIS_URL", "redis+socket:///run/redis.sock", "redis+socket:///run/redis.sock"),
    ("EMAIL_URL", "", ""),
    ("EMAIL_URL", "smtp+tls://u:p%40@mail:587", "smtp+tls://u:p%40@mail:587"),
    ("DUBAN_SEND_WINDOW", "00:00-24:00", "00:00-24:00"),
    ("DUBAN_LEASE", "41", 41),
    ("DUBAN_LEASE", "", 120),
    ("DUBAN_LOG_LEVEL", "debug", "DEBUG"),
]


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_nonsense_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(
        ImproperlyConfigured, match=f"环境变量 {name} .*[一-龥].*The environment variable {name} "
    ):
        READ[name](name)


@pytest.mark.parametrize(("name", "value", "meant"), SENSIBLE)
def test_sense_is_taken(monkeypatch, name, value, meant):
    monkeypatch.setenv(name, value)
    assert READ[name](name) == meant


def test_random_keys_of_every_kind_are_taken(monkeypatch):
    for key in (
        *(secrets.token_urlsafe(50) for _n in range(200)),
        *(secrets.token_hex(20) for _n in range(200)),
    ):
        monkeypatch.setenv("SECRET_KEY", key)
        assert env.secret_key("SECRET_KEY") == key


def test_a_password_in_clear_is_sent_by_who_says_so(monkeypatch):
    url = "smtp://user:password@mail.example:25"
    monkeypatch.setenv("EMAIL_URL", url)
    monkeypatch.setenv("DUBAN_SMTP_CLEAR", "1")
    assert env.mail_server("EMAIL_URL", demo=False) == url


def test_a_password_is_not_repeated_in_the_refusal(monkeypatch):
    for name, value in (
        ("DATABASE_URL", "postgres://user:Geheim@host:port/x"),
        ("EMAIL_URL", "smtpx://u:Geheim@mail"),
        ("EMAIL_URL", "smtp://u:Geheim@mail"),
        ("REDIS_URL", "redix://:Geheim@host"),
        ("SECRET_KEY", "Geheim"),
    ):
        monkeypatch.setenv(name, value)
        with pytest.raises(ImproperlyConfigured) as refused:
            READ[name](name)
        assert "Geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        (
            "sqlite:////srv/duban/x.sqlite3",
            {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/duban/x.sqlite3"},
        ),
        ("sqlite:///%E6%95%B0%E6%8D%AE/a%23b.sqlite3", {"NAME": "数据/a#b.sqlite3"}),
        (
            "postgres://u@host/name",
            {"ENGINE": "django.db.backends.postgresql", "USER": "u", "PASSWORD": "", "PORT": ""},
        ),
        (
            "POSTGRESQL://u:p@10.0.0.5:5433/n",
            {"HOST": "10.0.0.5", "PORT": "5433", "NAME": "n", "PASSWORD": "p"},
        ),
        ("postgres://u:p%40%2F%3F%23@host/n", {"PASSWORD": "p@/?#", "HOST": "host"}),
        ("postgres://u:p@[fd00::5]:5432/n", {"HOST": "fd00::5", "PORT": "5432"}),
        (
            "postgres://u:p@host/n?sslmode=verify-full&sslrootcert=%2Fca.pem",
            {"OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}},
        ),
        ("postgres://u@/n?host=/run/postgresql", {"HOST": "", "OPTIONS": {"host": "/run/postgresql"}}),
    ],
)
def test_a_database_address_is_taken_apart(monkeypatch, url, meant):
    monkeypatch.setenv("DATABASE_URL", url)
    assert env.database("DATABASE_URL", "").items() >= meant.items()


@pytest.mark.parametrize("url", ["smtp://mail:25", "smtp+tls://u:p@mail:587", "SMTPS://mail:465"])
def test_the_demo_refuses_a_mail_server(monkeypatch, url):
    monkeypatch.setenv("EMAIL_URL", url)
    assert env.mail_server("EMAIL_URL", demo=False) == url
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL 在演示模式"):
        env.mail_server("EMAIL_URL", demo=True)


@pytest.mark.parametrize(
    "module",
    [
        "tracker.wsgi",
        "from celery import signals; from tracker.celery import app; app.conf.broker_url",
    ],
)
def test_servers_that_run_no_checks_refuse_a_weak_key_too(tmp_path, module):
    """gunicorn and Celery never call Django's system checks."""
    code = module if " " in module else f"import {module}"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(var=tmp_path) | {"SECRET_KEY": "change-me"},
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert re.search("环境变量 SECRET_KEY 不安全", done.stderr)
