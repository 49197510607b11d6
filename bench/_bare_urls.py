"""One view that renders the order list's template with rows that lie ready (see bench._bare_wsgi)."""

import os
import pickle
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path
from django.utils import translation

import config.urls

# Written by the benchmark itself a moment ago, in its own folder.
_context: dict[str, Any] = pickle.loads(Path(os.environ["JO_BENCH_CONTEXT"]).read_bytes())  # noqa: S301


def bare(request: HttpRequest) -> HttpResponse:
    translation.activate(settings.LANGUAGE_CODE)
    response = HttpResponse(render_to_string("orders/list.html", _context))
    response["Content-Length"] = str(len(response.content))
    return response


# The product's own addresses after it, because the template asks for some of them.
urlpatterns = [path("bare/", bare), *config.urls.urlpatterns]
