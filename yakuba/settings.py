"""Every setting of Yakuba, read from the environment and safe when nothing is set.

docs/operations.md lists each name with its meaning; tests/floorplan/ holds that list against this file.
"""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent


def env_text(name: str, default: str = "") -> str:
    """The variable, or the first line of the file named by `<name>_FILE` (for mounted secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_flag(name: str, default: bool = False) -> bool:
    return env_text(name, "1" if default else "").lower() in {"1", "true", "yes", "on"}


def env_number(name: str, default: int) -> int:
    return int(env_text(name, str(default)))


def database(url: str) -> dict[str, object]:
    """Django's settings for `sqlite:///path` or `postgresql://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/")) if not parts.path.startswith("//") else parts.path[1:])
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "OPTIONS": {
                # Reads before writes fail with "database is locked" unless the lock is taken at once.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
            # A file, not memory: the concurrent tests need connections that really wait for each other.
            "TEST": {"NAME": TEST_DATABASE},
        }
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL: '{parts.scheme}' is not known; write sqlite:///PATH or postgresql://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


DATA = Path(env_text("YAKUBA_DATA", str(ROOT / "var")))
DATA.mkdir(parents=True, exist_ok=True)
TEST_DATABASE = DATA / f"test-{os.getpid()}.sqlite3"
CATALOGUE = Path(env_text("YAKUBA_CATALOGUE", str(ROOT / "catalogue")))
# The demo shows letters on a page and signs anyone in with one click: never with real residents.
DEMO = env_flag("YAKUBA_DEMO")
DEBUG = env_flag("YAKUBA_DEBUG")
SITE_URL = env_text("YAKUBA_SITE_URL", "http://127.0.0.1:8000")
# A random key per start is good for trying out; two processes need the same one.
SECRET_KEY = env_text("YAKUBA_SECRET_KEY") or secrets.token_urlsafe(48)
SECRET_KEY_IS_RANDOM = not env_text("YAKUBA_SECRET_KEY")
ALLOWED_HOSTS = [h for h in env_text("YAKUBA_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
SMTP_URL = env_text("YAKUBA_SMTP_URL")
MAIL_FROM = env_text("YAKUBA_MAIL_FROM", "noreply@example.lg.jp")
SIGNING_KEY = env_text("YAKUBA_SIGNING_KEY")
SIGNING_PASSWORD = env_text("YAKUBA_SIGNING_PASSWORD")
BACKUPS = env_text("YAKUBA_BACKUPS")
UPLOAD_MAX_BYTES = env_number("YAKUBA_UPLOAD_MAX_MB", 10) * 1024 * 1024
UPLOAD_MAX_FILES = env_number("YAKUBA_UPLOAD_MAX_FILES", 30)
CLAMD = env_text("YAKUBA_CLAMD")
EXPORT_HOURS = env_number("YAKUBA_EXPORT_HOURS", 24)
EXPORT_RELEASE_ABOVE = env_number("YAKUBA_EXPORT_RELEASE_ABOVE", 1000)
DRAFT_DAYS = env_number("YAKUBA_DRAFT_DAYS", 30)
# How many proxies stand in front of us; without the number what they say about the visitor is not believed.
PROXIES = env_number("YAKUBA_PROXIES", 0)
LOGS = env_text("YAKUBA_LOGS", "plain")
METRICS_TOKEN = env_text("YAKUBA_METRICS_TOKEN")
# Set by `yakuba serve` for the processes it starts; the library of figures reads the same name.
COUNTED_TOGETHER = bool(os.environ.get("PROMETHEUS_MULTIPROC_DIR"))
API_A_MINUTE = env_number("YAKUBA_API_A_MINUTE", 120)
HOOKS_INSIDE = [one for one in env_text("YAKUBA_HOOKS_INSIDE").split(",") if one]
NINJA_NUM_PROXIES = PROXIES
LOOKS_AN_HOUR = env_number("YAKUBA_LOOKS_AN_HOUR", 20)
IDLE_MINUTES = env_number("YAKUBA_IDLE_MINUTES", 120)
STAFF_IDLE_MINUTES = env_number("YAKUBA_STAFF_IDLE_MINUTES", 30)

DATABASES = {"default": database(env_text("DATABASE_URL") or f"sqlite:///{DATA / 'yakuba.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "yakuba.ledger",
    "yakuba.people",
    "yakuba.procedures",
    "yakuba.residents",
    "yakuba.mailroom",
    "yakuba.cases",
    "yakuba.figures",
    "yakuba.collecting",
    "yakuba.publications",
    "yakuba.systems",
    "yakuba.taboos",
    "yakuba.programme",
    "yakuba.learning",
    "yakuba.meetings",
    "yakuba.desks",
    "yakuba.desks.public",
    "yakuba.desks.resident",
    "yakuba.desks.office",
    "yakuba.desks.organisation",
    "yakuba.desks.inquiries",
    "yakuba.desks.meter",
    "yakuba.desks.plan",
    "yakuba.desks.planning",
    "yakuba.desks.published",
    "yakuba.desks.reports",
    "yakuba.desks.results",
    "yakuba.desks.surveys",
    "yakuba.desks.systems",
    "yakuba.desks.taboos",
    "yakuba.desks.courses",
    "yakuba.desks.gatherings",
    "yakuba.desks.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "yakuba.desks.journal.Journal",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yakuba.desks.headers.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yakuba.desks.idling.Idling",
    "yakuba.desks.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yakuba.desks.errors.Apology",
]
CSRF_FAILURE_VIEW = "yakuba.desks.errors.csrf_failed"
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES

ROOT_URLCONF = "yakuba.urls"
WSGI_APPLICATION = "yakuba.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yakuba.desks.pages.everywhere",
            ]
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/cases/"
ACCOUNT_ADAPTER = "yakuba.desks.account.Account"
ACCOUNT_FORMS = {"signup": "yakuba.desks.account.SignUp"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional" if DEMO else "mandatory"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A stranger does not make us write to people who have no account.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "yakuba.desks.account.SecondFactor"
MFA_FORMS = {"add_webauthn": "yakuba.desks.account.AddPasskey", "edit_webauthn": "yakuba.desks.account.RenamePasskey"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_AGE = IDLE_MINUTES * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

TESTING = "pytest" in sys.modules
# Attempts to sign in are counted here, by all processes together. In tests each process counts its own.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if TESTING
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # What each process may know a few minutes late; it needs no disk, which may be full.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English"), ("ja-easy", "やさしい日本語")]
LOCALE_PATHS = [ROOT / "yakuba" / "locale"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
# Under names that say their content, compressed once: a browser keeps them for good.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING
STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]

# Everything on standard error, for whatever collects it; what is never written there, toolbox/logs.py says.
LOGGING_CONFIG = "yakuba.toolbox.logs.set_up"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"told": {"()": "yakuba.toolbox.logs.Json" if LOGS == "json" else "yakuba.toolbox.logs.Plain"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "told"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "yakuba": {"level": "INFO"},
        "yakuba.access": {"level": "INFO" if LOGS == "json" else "WARNING"},
        "yakuba.work": {"level": "INFO" if LOGS == "json" else "WARNING"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # On a terminal a page that is not there is no news.
        "django.request": {"level": "WARNING" if LOGS == "json" else "ERROR"},
        "django.server": {"handlers": [], "propagate": True},
    },
}
