"""What the order list is held against: the page's template, with all that it shows ready in memory.

JO_BENCH_AROUND says what is around it:

bare      Django and the template, and nothing else: no middleware, no context processor, no session, no database.
stock     what `startproject` writes: its seven middlewares and three context processors, for somebody signed in, so
          session and user are read from the database. Not compressed. The connection stays open and is not looked at
          before use, which is kinder to the reference than Django's own default (a new connection each time).
product   all that the product does around a page, so that the difference to the real page is the list itself.
"""

import os

import django
from django.conf import settings

STOCK_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
STOCK_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]

# The product's own apps insist on their middleware, so it is taken away after they have been set up.
django.setup(set_prefix=False)
settings.ROOT_URLCONF = "bench._bare_urls"
around = os.environ["JO_BENCH_AROUND"]
if around != "product":
    settings.MIDDLEWARE = STOCK_MIDDLEWARE if around == "stock" else []
    options = settings.TEMPLATES[0]["OPTIONS"]
    options["context_processors"] = STOCK_PROCESSORS if around == "stock" else []  # type: ignore[index]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.db"
    settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
    settings.DATABASES["default"] |= {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": False}

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

application = WSGIHandler()
