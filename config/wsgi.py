"""WSGI entry point; the web process logs in to the database as `jo_web`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
os.environ.setdefault("JO_DB_ROLE", "web")

application = get_wsgi_application()
