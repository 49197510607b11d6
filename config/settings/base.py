"""Settings that hold everywhere. Each environment's file says only what differs."""

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from config.database import django_database
from config.identity import issuer_of
from config.settings.beat import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
BASE_URL = env("JO_BASE_URL", default="http://localhost:8000")
DEMO = env.bool("JO_DEMO", default=False)
DEV_PAGES = env.bool("JO_DEV_PAGES", default=False)
MAILBOX_DIR = env("JO_MAILBOX_DIR", default="")
DATA_DIR = Path(env("JO_DATA_DIR", default=str(BASE_DIR / ".data")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "ui",
    "accounts",
    "notifications",
    "jobcenters",
    "companies",
    "visits",
    "agreements",
    "orders",
    "candidates",
    "postings",
    "inbound",
    "barometer",
    "api",
    "retention",
    "webhooks",
    "leaving",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pads each answer at random, so that its length says nothing about its secrets (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "api.middleware.ProblemMiddleware",
    "accounts.middleware.RefuseBadTextMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.TenancyMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.StaffSecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "ui.context.navigation",
                "accounts.context.actor",
                "orders.context.watchman",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DB_ROLE = env("JO_DB_ROLE", default="web")
DATABASE_URL = env("DATABASE_URL", default="")
DATABASES = {
    "default": django_database(
        DATABASE_URL or "postgresql:///jobordre",
        secret_key=SECRET_KEY,
        role=DB_ROLE,
        override=env(f"DATABASE_URL_{DB_ROLE.upper()}", default=""),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")

# Sessions and rate limits live in the database: signing in works, and stays limited, when Redis is down.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_PATH = "konto/"  # where signing in and out, and second factors, live
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "accounts.models.user_display"
ACCOUNT_EMAIL_VERIFICATION = "none"  # users are invited by an administrator; nobody signs up alone
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS: Any = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "request_login_code": "accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "accounts.forms.ConfirmLoginCodeForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.MfaReauthenticateForm",
    "activate_totp": "accounts.forms.ActivateTotpForm",
    "add_webauthn": "accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Jobordre på tværs"
STAFF_SECOND_FACTOR_REQUIRED = True

# Who signs an agreement can be shown by an identity provider; without an issuer there is only the code by mail.
OIDC_ISSUER = issuer_of(env)
OIDC_CLIENT_ID = env("JO_OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET = env("JO_OIDC_CLIENT_SECRET", default="")
OIDC_NAME = env("JO_OIDC_NAME", default="MitID Erhverv")
OIDC_SCOPE = env("JO_OIDC_SCOPE", default="openid profile")

LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = Path(env("JO_STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [
    (prefix, str(BASE_DIR / "node_modules" / package / "dist"))
    for prefix, package in (("dkfds", "dkfds"), ("htmx", "htmx.org"))
    if (BASE_DIR / "node_modules" / package / "dist").exists()
]
# Only what pages ask for is gathered and compressed: two finders of our own leave the rest of the packages out.
STATICFILES_FINDERS = ["ui.finders.PackagesFinder", "ui.finders.AppsFinder"]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

EMAIL_URL = env("EMAIL_URL", default="smtp://localhost:25")
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="smtp://localhost:25")
vars().update({key: value for key, value in EMAIL_CONFIG.items() if key.startswith("EMAIL_")})
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env("JO_FROM_EMAIL", default="Jobordre på tværs <service@jobordre.example>")
# How many mails one recipient domain gets in a minute, where nothing else is set for it (`manage.py mail_pace`).
MAIL_PER_MINUTE = env.int("JO_MAIL_PER_MINUTE", default=300)
# Where mail that cannot be delivered comes back to (`manage.py receive_mail`); without it the sender's address.
BOUNCE_DOMAIN = env("JO_BOUNCE_DOMAIN", default="")
# Where companies write to a jobcentre, and answers to the product's mails come (`manage.py receive_mail`); without it
# nowhere.
INBOUND_DOMAIN = env("JO_INBOUND_DOMAIN", default="")
# What a mail provider that reports by HTTP must send along (notifications/webhook.py); without it, no such door.
BOUNCE_SECRET = env("JO_BOUNCE_SECRET", default="")

# Jobnet: where vacancies are sent, and the key to it. Without an address a person posts them with a file.
JOBNET_URL = env("JO_JOBNET_URL", default="")
JOBNET_TOKEN = env("JO_JOBNET_TOKEN", default="")

# Celery spells a Unix socket and its database number otherwise than redis-py does.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_POOL = env("JO_WORKER_POOL", default="prefork")  # "threads" where processes cannot share locks
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 300
CELERY_ENABLE_UTC = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for the broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    "socket_timeout": 20,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = beat_schedule(env)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
WATCHMAN_SECONDS = 5.0  # how long a web process repeats what it last read of the sweep's heartbeat
# Told every minute by `manage.py watch_deadlines` whether all is well; a service outside that raises the alarm.
WATCH_URL = env("JO_WATCH_URL", default="")
# Whoever asks for /sundhed/maal/ must show it as a bearer token; without one the address is not there.
METRICS_TOKEN = env("JO_METRICS_TOKEN", default="")
SWEEP_PAGE = env.int(
    "JO_SWEEP_PAGE", default=2_000
)  # levels told of in one transaction of the deadline sweep

# Every view of the API names its scopes (api.views.base); what forgets to is closed by these.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.authentication.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "api.openapi.Schema",
    "EXCEPTION_HANDLER": "api.handling.problem_handler",
    "UNAUTHENTICATED_USER": None,
}
# Where webhooks may go: https on these ports. For demonstrations and tests this machine itself, too, by http.
WEBHOOK_PORTS = [int(port) for port in env.list("JO_WEBHOOK_PORTS", default=["443", "8443"])]
WEBHOOK_LOOPBACK = env.bool("JO_WEBHOOK_LOOPBACK", default=False)
# A further certificate authority for receivers, as a file (PEM); and other name servers than the system's ("ip:port").
WEBHOOK_CA_FILE = env("JO_WEBHOOK_CA_FILE", default="")
WEBHOOK_NAMESERVERS = env.list("JO_WEBHOOK_NAMESERVERS", default=[])
API_CALLS_PER_MINUTE = env.int("JO_API_CALLS_PER_MINUTE", default=600)  # of one token
SPECTACULAR_SETTINGS = {
    "TITLE": "Jobordre på tværs",
    "DESCRIPTION": "What other systems may do for a jobcentre or another authority: see docs/api.md for the whole.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVERS": [{"url": BASE_URL}],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "DISABLE_ERRORS_AND_WARNINGS": False,
    "POSTPROCESSING_HOOKS": ["api.openapi.add_problems", "webhooks.openapi.add_webhooks"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("JO_LOG_LEVEL", "INFO")},
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
