"""What the order list is held against: the page's template, with all that it shows ready in memory.

Bare (without JO_BENCH_INSIDE): Django and the template, and nothing else: no middleware, no context processor, no
session, no database. With it: the same view inside the product, for somebody signed in, so that the difference to the
real page is the list itself.
"""

import os

import django
from django.conf import settings

# The product's own apps insist on their middleware, so it is taken away after they have been set up.
django.setup(set_prefix=False)
settings.ROOT_URLCONF = "bench._bare_urls"
if not os.environ.get("JO_BENCH_INSIDE"):
    settings.MIDDLEWARE = []
    settings.TEMPLATES[0]["OPTIONS"]["context_processors"] = []  # type: ignore[index]

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402

application = WSGIHandler()
