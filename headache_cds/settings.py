"""Settings, read from the environment; a missing or malformed value stops the start with its name.

Embedded default: SQLite in var/ and a process that renders. DATABASE_URL and REDIS_URL switch to PostgreSQL
and to Redis with Celery workers; nothing else changes.
"""

import secrets
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", default=False)


def read_secret_key() -> str:
    """The signing key: SECRET_KEY, or for the embedded default a random one made at first run in var/."""
    key: str = env.str("SECRET_KEY", default="")
    if key:
        return key
    if env.str("DATABASE_URL", default=""):
        raise ImproperlyConfigured("SECRET_KEY is not set; with DATABASE_URL it must be.")
    stored = VAR_DIR / "secret-key"
    if not stored.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        stored.touch(mode=0o600)
        stored.write_text(secrets.token_urlsafe(50))
    return stored.read_text().strip()


SECRET_KEY = read_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "headache_cds.accounts",
    "headache_cds.audit",
    "headache_cds.kept",
    "headache_cds.vocabulary",
    "intake",
    "examination",
    "interventions",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Serves the static files, compressed at collectstatic already, so that only pages reach the next one.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "headache_cds.caching.NoStoreMiddleware",
    "headache_cds.compression.TextGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "headache_cds.accounts.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "headache_cds.kept.middleware.SignInMiddleware",
    "headache_cds.accounts.middleware.TemporaryPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "headache_cds.errors.NotAllowedMiddleware",
    "intake.middleware.ClosedDossierMiddleware",
    # The last, so that it sees which posts reached a view.
    "headache_cds.kept.middleware.SentAgainMiddleware",
]

ROOT_URLCONF = "headache_cds.urls"
WSGI_APPLICATION = "headache_cds.wsgi.application"

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
                "django.template.context_processors.i18n",
                "headache_cds.kept.offered.kept_posts",
            ],
            # Every form says whose page it stands on.
            "builtins": ["headache_cds.accounts.templatetags.page_reader"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# SQLite options as measured: IMMEDIATE transactions and WAL gave no lost update and no 'database is locked'.
# synchronous=FULL, because a clinical record must survive a power failure.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;"
        "PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000"
    ),
}


def read_database() -> dict[str, object]:
    """The one database of this installation, from DATABASE_URL."""
    config: dict[str, object] = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")
    config["CONN_MAX_AGE"] = 600
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = SQLITE_OPTIONS
    return config


DATABASES = {"default": read_database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# Behind TLS a centre sets HTTPS=true; the demo on 127.0.0.1 has none.
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
CSRF_FAILURE_VIEW = "headache_cds.kept.views.form_expired"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": env.str(
            "STATICFILES_BACKEND", default="whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}

# Where each step declares its facts; the vocabulary is their union.
FACT_FOLDERS = [
    BASE_DIR / "intake" / "facts",
    BASE_DIR / "examination" / "facts",
    BASE_DIR / "interventions" / "facts",
]

REDIS_URL = env.str("REDIS_URL", default="")
# Without a broker nothing is sent: `manage.py render_documents` looks for queued documents by itself.
TASKS_ARE_SENT = bool(REDIS_URL)
# How often lost documents are queued again, by every process that renders.
SWEEP_SECONDS = env.int("SWEEP_SECONDS", default=60)
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 100
CELERY_TASK_SOFT_TIME_LIMIT = 30
CELERY_TASK_TIME_LIMIT = 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Unacknowledged work of a killed worker comes back after VISIBILITY seconds; longer than the longest task.
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": env.int("TASK_VISIBILITY_SECONDS", default=300),
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    }
    if REDIS_URL
    else {}
)
