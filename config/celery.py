"""The Celery application. Redis carries only wake-ups: every deadline and every mail lives in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
os.environ.setdefault("JO_DB_ROLE", "worker")

app = Celery("jobordre")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
