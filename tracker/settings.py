"""One settings file, driven by the environment. `.env.example` names every variable."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tracker import environment as env
from tracker.private import FILE, FOLDER, keep_file_private, keep_private

ROLES = (
    "officer", "office_head", "liaison", "unit_leader", "leader", "system_admin", "security_admin", "auditor",
)  # fmt: skip
BASE_DIR = Path(__file__).resolve().parent.parent

DEMO = env.flag("DUBAN_DEMO")
VAR_DIR = Path(env.text("DUBAN_VAR", str(BASE_DIR / "var"))).absolute()
keep_private(VAR_DIR)

# The demo may run without any preparation; the real thing never does.
SECRET_KEY = env.text("SECRET_KEY", env.INSECURE_SECRET_KEY) if DEMO else env.secret_key("SECRET_KEY")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", env.LOOPBACK)
DEBUG = env.debug("DUBAN_DEBUG", demo=DEMO, hosts=ALLOWED_HOSTS)
CSRF_TRUSTED_ORIGINS = env.origins("DUBAN_TRUSTED_ORIGINS")
BASE_URL = env.site("DUBAN_BASE_URL", f"http://localhost:{env.number('PORT', 8000)}")
HTTPS = BASE_URL.startswith("https://")
BEHIND_PROXY = env.behind_proxy("DUBAN_BEHIND_PROXY", https=HTTPS)

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
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
]

MIDDLEWARE = [
    # First what marks every answer, files, errors and refusals of the others included.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tracker.web.middleware.PlainAnswersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.web.sessions.SessionMiddleware",
    "tracker.web.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.web.turns.TurnsMiddleware",
    "tracker.web.middleware.RequestSizeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "tracker.web.errors.OwnPagesMiddleware",
    "tracker.web.middleware.BusyDatabaseMiddleware",
    "tracker.web.second_factor.SecondFactorMiddleware",
    "tracker.web.middleware.FirstPasswordMiddleware",
    "tracker.web.records.AccessRecordMiddleware",
    "tracker.web.keeping.KeptFormMiddleware",
]

if DEBUG:
    MIDDLEWARE.insert(0, "tracker.web.debugging.ThisMachineOnlyMiddleware")

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "builtins": ["tracker.templatetags.constants"],
            "libraries": dict.fromkeys(("i18n", "static"), "tracker.templatetags.constants"),
            "loaders": [
                (
                    "tracker.punctuation.Loader",
                    ["tracker.unindented.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tracker.web.context.installation",
            ],
        },
    },
]

# i18n and static stand twice, ours (`constants`) instead of Django's.
SILENCED_SYSTEM_CHECKS = ["templates.W003"]

# --- Where rows live -------------------------------------------------------------------------------
_sqlite = f"sqlite:///{quote(str(VAR_DIR / ('demo.sqlite3' if DEMO else 'duban.sqlite3')))}"
DATABASES = {"default": env.database("DATABASE_URL", _sqlite)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    keep_file_private(Path(DATABASES["default"]["NAME"]))
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing: take the write lock at BEGIN and wait long for it.
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# The chain of the history is keyed; the key lies outside the database (tracker/models/history_key.py).
HISTORY_KEYS = env.history_keys(
    "DUBAN_HISTORY_KEY", needed=not DEMO and not DATABASES["default"]["ENGINE"].endswith("sqlite3")
)
HISTORY_KEY_FILE = VAR_DIR / ("demo-history.key" if DEMO else "history.key")
# Where the chain's head is written beside the mails to the auditor: best on a disk that only takes more.
ANCHOR_FILE = Path(
    env.text("DUBAN_ANCHOR_FILE", str(VAR_DIR / ("demo-anchors.txt" if DEMO else "anchors.txt")))
)
ANCHOR_SYSLOG = env.anchor_sink("DUBAN_ANCHOR_SYSLOG")

# --- Celery ----------------------------------------------------------------------------------------
REDIS_URL = env.queue("REDIS_URL", "redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_TASK_ACKS_LATE = True  # every job may run twice: the rows decide, not the queue
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BEAT_SCHEDULER = "tracker.embedded.beat:Clock"
CELERY_BEAT_MAX_LOOP_INTERVAL = 60  # it looks at the machine's clock at least so often
# What the clock calls, and when: tracker/celery.py.

# --- Mail ------------------------------------------------------------------------------------------
# Without EMAIL_URL, and always in demo mode, letters are written to files under var/.
EMAIL_URL = env.mail_server("EMAIL_URL", demo=DEMO)
MAIL_DIR = VAR_DIR / ("demo-mail" if DEMO else "mail")
MAIL_FROM = env.sender("DUBAN_MAIL_FROM", "督办平台 <duban@localhost>")
MAIL_DOMAIN = env.domain("DUBAN_MAIL_DOMAIN", "duban.local")
SMTP_TIMEOUT_SECONDS = env.number("DUBAN_SMTP_TIMEOUT", 20)
SMTP_CA_FILE = env.text("DUBAN_SMTP_CA")  # a PEM file, for a server with a certificate of the house
SMTP_CONNECTIONS = env.number("DUBAN_SMTP_CONNECTIONS", 8)  # at most; a short queue uses one
LEASE_SECONDS = env.lease("DUBAN_LEASE", 120, smtp=SMTP_TIMEOUT_SECONDS)
SEND_WINDOW = env.window("DUBAN_SEND_WINDOW", "00:00-24:00" if DEMO else "08:00-18:00")
SIGNED_WAIT_MINUTES = env.number("DUBAN_SIGNED_WAIT", 10, least=0)  # before a signed letter leaves
NOTICE_BUDGET = env.number("DUBAN_NOTICE_BUDGET", 5000)  # letters one sweep may ask for

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
    {"NAME": "tracker.entry.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tracker.entry.passwords.HardToGuess"},
    {"NAME": "tracker.entry.passwords.NotUsedBefore"},
]
PASSWORD_DAYS = env.number("DUBAN_PASSWORD_DAYS", 0 if DEMO else 90, least=0)  # 0: it never grows old
SECOND_FACTOR_ROLES = env.some_of("DUBAN_SECOND_FACTOR", ROLES)  # who must; everybody else may
OTP_TOTP_ISSUER = "Duban"  # the name on the telephone
FIRST_PASSWORD_HOURS = env.number(
    "DUBAN_FIRST_PASSWORD_HOURS", 24
)  # then it opens nothing, and a new one is given
SESSION_ENGINE = "tracker.web.sessions"
SESSION_IDLE_SECONDS = env.number("DUBAN_IDLE_MINUTES", 30 if not DEMO else 24 * 60) * 60
SESSION_COOKIE_AGE = 12 * 3600  # from the login on, however busy its owner
SESSIONS_A_PERSON = 5  # a sixth log-in ends the oldest
SESSION_COOKIE_HTTPONLY = True
# With this beginning a browser takes the cookie from this very site alone, and only over HTTPS.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (("__Host-" if HTTPS else "") + n for n in ("sessionid", "csrftoken"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "tracker.web.errors.stale_form"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [
    r"^healthz$"
]  # asked from the machine itself, where nothing speaks HTTPS; it tells nothing
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
AXES_HANDLER = "tracker.entry.locks.Handler"  # says who has to wait, and how long
AXES_COOLOFF_TIME = timedelta(hours=24)  # until then a failure counts
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # what a success forgives
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or whoever keeps knocking keeps the door shut
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_VERBOSE = False
# Each failure is kept for the auditor, also after the next success; by default only a count is, until then.
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = 1_000_000
ACCESS_LOG_DAYS = env.number("DUBAN_LOG_DAYS", 365, least=183)  # the law asks for six months
LEFT_DAYS = env.number("DUBAN_LEFT_DAYS", 365, least=0)  # 0: what is kept of people who left is kept for ever
AXES_CLIENT_IP_CALLABLE = "tracker.web.proxies.client_address"
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
STATIC_ROOT = Path(env.text("DUBAN_STATIC", str(VAR_DIR / "static")))
# Served only through access-checked views, never by a web server.
MEDIA_ROOT = VAR_DIR / ("demo-files" if DEMO else "files")
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = FILE, FOLDER  # Django's own choice: all may read
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
        # No secrets: what one account collects, another may serve.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000  # the import proposal of a long list is one form
UPLOAD_MAX_BYTES = env.number("DUBAN_UPLOAD_MAX_MB", 50) * 1024 * 1024
EVIDENCE_BYTES_A_DAY = env.number("DUBAN_EVIDENCE_MB_A_DAY", 500) * 1024 * 1024  # of one unit
EVIDENCE_FILES_A_DAY = env.number("DUBAN_EVIDENCE_FILES_A_DAY", 100)
CLAMAV = env.scanner("DUBAN_CLAMAV")
REQUEST_MAX_BYTES = 4 * UPLOAD_MAX_BYTES  # a form may bring several files

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "tracker.logs.OneLine",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "tracker.logs.OneObject"},
    },
    "filters": {"refusals": {"()": "tracker.logs.RefusalsInOneLine"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env.log_format("DUBAN_LOG_FORMAT"),
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": env.log_level("DUBAN_LOG_LEVEL")},
}
