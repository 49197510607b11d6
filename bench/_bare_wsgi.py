"""The limit that the order list is held against: Django and the page's template, and nothing else.

No middleware, no context processor, no session, no database: whatever the page needs lies ready in memory.
"""

import django
from django.conf import settings

# The product's own apps insist on their middleware, so it is taken away after they have been set up.
django.setup(set_prefix=False)
settings.ROOT_URLCONF = "bench._bare_urls"
settings.MIDDLEWARE = []
settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = []  # type: ignore[index]

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

application = WSGIHandler()
