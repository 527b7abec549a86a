"""Settings of every installation; what differs between two of them comes from the environment."""

from typing import Any
from urllib.parse import urlsplit

from project.env import (
    ROOT,
    base_url,
    data_dir,
    data_folder,
    env,
    kept_secret,
    mail_from,
    mail_server,
)

DATA_DIR = data_dir()
SECRET_KEY = kept_secret("secret-key")
DEBUG = env.bool("DEBUG", False)
BASE_URL = base_url()
ALLOWED_HOSTS = [
    *env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"]),
    urlsplit(BASE_URL).hostname,
]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "guardian",
    "viewflow.workflow",
    "django_q",
    "django_htmx",
    "axes",
    "allauth",
    "allauth.account",
    "project.installation",
    "project.audit",
    "project.workdays",
    "project.accounts",
    "task_table",
    "workflows",
    "notifications",
    "project.desk",
    "project.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "project.workdays.middleware.EstimatesReadOnce",
    "project.accounts.middleware.TemporaryPassword",
    "project.accounts.middleware.AskedOnce",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "project.urls"
WSGI_APPLICATION = "project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "project.installation.pages.marked",
            ],
        },
    },
]


def hardened(settings: dict[str, Any]) -> dict[str, Any]:
    """Return a database's settings with what its vendor needs to be safe with several writers."""
    options = settings.setdefault("OPTIONS", {})
    if settings["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE is SQLite's only lock before a read that leads to a write: without it half of
        # contended submissions ended in "database is locked".
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
        # A test database in memory would have no WAL, and so other locks than the real one.
        settings["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    else:
        # The loser of a race learns it after three seconds at most.
        options.setdefault("options", "-c lock_timeout=3000")
        settings |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return settings


DATABASES = {
    "default": hardened(env.dj_db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'zeren.sqlite3'}"))
}
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Counted across processes (allauth's limits): a cache in one process's memory would not do.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
# One language, one reader: our own texts are literals; this turns on the libraries' Chinese.
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = data_folder("static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # One small stylesheet: names that change with the content, no compression at every start.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "files"

# Evidence ----------------------------------------------------------------------------------------

# Of one file, and of all that one report holds or one form sends; in MB, as people count them.
EVIDENCE_MB = env.int("EVIDENCE_MB", 50)
EVIDENCE_TOTAL_MB = env.int("EVIDENCE_TOTAL_MB", 300)
# Of a unit's sheet that comes back as a file; and the key its hidden page is sealed with.
OFFLINE_MB = 5
OFFLINE_KEY = kept_secret("offline-key")
# To disk as it comes in: no file is ever held in memory.
FILE_UPLOAD_HANDLERS = ["workflows.evidence.receiving.Receiver"]
FILE_UPLOAD_TEMP_DIR = data_folder("incoming")
FILE_UPLOAD_PERMISSIONS = 0o600

# People ------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "project.accounts.backend.PasswordBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_ADAPTER = "project.accounts.signing_in.AccountAdapter"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email", "phone"]},
    },
    {
        "NAME": "project.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# A whole office sits behind one address: lock out the name, never the address.
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_TEMPLATE = "accounts/lockout.html"
# allauth would count by address as well.
ACCOUNT_RATE_LIMITS = {"login": False, "login_failed": False}
# axes would have the address counted too, which locks a whole office behind one.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]

FORM_RENDERER = "project.desk.rendering.FormRenderer"
SESSION_COOKIE_AGE = 4 * 60 * 60
SESSION_SAVE_EVERY_REQUEST = True

# The browser -------------------------------------------------------------------------------------

HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
X_FRAME_OPTIONS = "DENY"

# Mail --------------------------------------------------------------------------------------------

# Unset, nothing leaves: the screen says so, and letters wait until their day is over.
MAIL_IS_SET = bool(mail_server())
vars().update(mail_server())
# Of each answer of the mail server; a sender gives up its claim on a letter after twenty of them.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)
DEFAULT_FROM_EMAIL = mail_from(f"责任台账 <zeren@{urlsplit(BASE_URL).hostname}>")

# Group robots ------------------------------------------------------------------------------------

# Of connecting, and of everything after it; a round of all robots has thirty seconds.
ROBOT_TIMEOUT = env.int("ROBOT_TIMEOUT", 5)
# Hosts besides the platforms' own, as host or host:port; plain http only where one is this machine.
ROBOT_GATEWAYS = env.list("ROBOT_GATEWAYS", [])

# Jobs ---------------------------------------------------------------------------------------

Q_CLUSTER = {
    "name": "zeren",
    "orm": "default",
    "workers": 1,
    "queue_limit": 2,
    "bulk": 1,
    "timeout": 300,
    # Counted from the hand-out, so above timeout × (queue_limit ÷ workers + 1).
    "retry": 1200,
    "max_attempts": 3,
    "catch_up": False,
    "save_limit": 1000,
    "poll": 1,
    "label": "作业",
}
