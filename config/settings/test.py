"""Tests: the real servers, the web role, faster passwords, undefined template variables fail."""

import os
from typing import Any

from config.database import django_database
from config.settings.base import *  # noqa: F403
from config.settings.base import DATABASE_URL, DB_ROLE, STORAGES

SECRET_KEY = "only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DEMO = True
DEV_PAGES = True
STAFF_SECOND_FACTOR_REQUIRED = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

_url = DATABASE_URL or "postgresql:///jobordre"


def _database(role: str) -> dict[str, Any]:
    entry = django_database(_url, secret_key=SECRET_KEY, role=role)
    entry["CONN_MAX_AGE"] = 0
    return entry


# The login of the tests may do nothing itself; it is a member of the product's roles, and each connection starts as
# `jo_web`. So one connection, and one transaction that is rolled back, serves both the code under test (web role) and
# the factories (tests.helpers.db.as_owner). Real processes in browser tests log in as the real roles.
DATABASES = {"default": _database(DB_ROLE if "JO_DB_ROLE" in os.environ else "web")}
if "JO_DB_ROLE" not in os.environ:
    DATABASES["default"]["USER"] = "jo_test"
    DATABASES["default"]["OPTIONS"]["options"] = "-c role=jo_web"

# What the tests must show to be refused.
TEST_DATABASE_LOGINS = {role: _database(role) for role in ("admin", "owner")}

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files come straight from where they are written: no test needs a collectstatic first.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ACCOUNT_RATE_LIMITS = False
WATCHMAN_SECONDS = 0.0
MAIL_PER_MINUTE = 0  # without limit; the tests of the pace set their own
BOUNCE_DOMAIN = "retur.jobordre.example"
INBOUND_DOMAIN = "ind.jobordre.example"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
