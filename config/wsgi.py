"""WSGI entry point; the web process logs in to the database as `jo_web`."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
os.environ.setdefault("JO_DB_ROLE", "web")

application = get_wsgi_application()

# Every view is imported and every address known before the first request comes: otherwise several threads would do it
# at once, and a module that one of them is still reading looks half empty to another.
len(get_resolver().reverse_dict)
# All that lives as long as the process: the collector need not walk through it again while somebody waits for a page.
gc.collect()
gc.freeze()
