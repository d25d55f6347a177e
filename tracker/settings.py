"""One settings file, driven by the environment. `.env.example` names every variable."""

from datetime import timedelta
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("DUBAN_DEMO", default=False)
DEBUG = env.bool("DUBAN_DEBUG", default=False)
VAR_DIR = Path(env.str("DUBAN_VAR", default=str(BASE_DIR / "var")))
INSECURE_SECRET_KEY = "insecure-for-demo-and-tests-only-" + "0" * 32


def required(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"缺少环境变量 {name}：请在启动前设置（样例见 .env.example）。"
            f" The environment variable {name} is missing; see .env.example."
        )
    return value


def number(name: str, default: int) -> int:
    value = env.str(name, default=str(default))
    if not value.strip().isdigit():
        raise ImproperlyConfigured(
            f"环境变量 {name} 应为整数，现为“{value}”。 The variable {name} must be a whole number."
        )
    return int(value)


# The demo may run without any preparation; the real thing never does.
SECRET_KEY = env.str("SECRET_KEY", default=INSECURE_SECRET_KEY) if DEMO or DEBUG else required("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("DUBAN_TRUSTED_ORIGINS", default=[])
BASE_URL = env.str("DUBAN_BASE_URL", default=f"http://localhost:{number('PORT', 8000)}").rstrip("/")
HTTPS = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "tracker.apps.TrackerConfig",
    "tracker.apps.DubanAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.web.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "tracker.web.middleware.FirstPasswordMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.web.context.office",
            ],
        },
    },
]

# --- Where rows live -------------------------------------------------------------------------------
_sqlite = f"sqlite:///{VAR_DIR / ('demo.sqlite3' if DEMO else 'duban.sqlite3')}"
DATABASES = {"default": env.db_url("DATABASE_URL", default=_sqlite)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing: take the write lock at BEGIN and wait long for it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Celery ----------------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ACKS_LATE = True  # every job may run twice: the rows decide, not the queue
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # `expires` stays below the interval, so that a stopped worker finds no pile of old calls.
    "sweep": {"task": "tracker.jobs.sweep", "schedule": crontab(minute="*/30"), "options": {"expires": 1500}},
    "deliver": {"task": "tracker.jobs.deliver", "schedule": 60.0, "options": {"expires": 50}},
    "anchor": {
        "task": "tracker.jobs.send_anchor",
        "schedule": crontab(hour=18, minute=0),
        "options": {"expires": 3600},
    },
}

# --- Mail ------------------------------------------------------------------------------------------
# Without EMAIL_URL, and always in demo mode, letters are written to files under var/.
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_DIR = VAR_DIR / ("demo-mail" if DEMO else "mail")
MAIL_FROM = env.str("DUBAN_MAIL_FROM", default="督办平台 <duban@localhost>")
MAIL_DOMAIN = env.str("DUBAN_MAIL_DOMAIN", default="duban.local")
SMTP_TIMEOUT_SECONDS = number("DUBAN_SMTP_TIMEOUT", 20)
SMTP_CA_FILE = env.str(
    "DUBAN_SMTP_CA", default=""
)  # a PEM file, for a server with a certificate of the house
SMTP_CONNECTIONS = number("DUBAN_SMTP_CONNECTIONS", 8)  # at most; a short queue uses one
LEASE_SECONDS = number("DUBAN_LEASE", 120)  # must stay above twice the SMTP time-out
SEND_WINDOW = env.str("DUBAN_SEND_WINDOW", default="00:00-24:00" if DEMO else "08:00-18:00")
NOTICE_BUDGET = number("DUBAN_NOTICE_BUDGET", 5000)  # letters one sweep may ask for

# --- People and sessions ---------------------------------------------------------------------------
AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": "tracker.web.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = number("DUBAN_IDLE_MINUTES", 30 if not DEMO else 24 * 60) * 60
SESSION_SAVE_EVERY_REQUEST = True  # the time-out counts from the last page, not from the login
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("DUBAN_BEHIND_PROXY", default=False) else None
)
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False
# An office shares one address: locking by address would lock out everybody.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- Language, files -------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("英文"))]
LOCALE_PATHS = [BASE_DIR / "tracker" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("DUBAN_STATIC", default=str(VAR_DIR / "static")))
# Served only through access-checked views, never by a web server.
MEDIA_ROOT = VAR_DIR / ("demo-files" if DEMO else "files")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000  # the import proposal of a long list is one form
UPLOAD_MAX_BYTES = number("DUBAN_UPLOAD_MAX_MB", 50) * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("DUBAN_LOG_LEVEL", default="INFO")},
}
