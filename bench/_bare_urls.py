"""One view that renders the order list's template with rows that lie ready (see bench._bare_wsgi)."""

import os
import pickle
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import translation

import config.urls

TEMPLATE = "orders/list.html"

# Written by the benchmark itself a moment ago, in its own folder: what the view gives, and what the frame adds to it.
_ready: dict[str, dict[str, Any]] = pickle.loads(Path(os.environ["JO_BENCH_CONTEXT"]).read_bytes())  # noqa: S301
_all = _ready["view"] | _ready["frame"]


def bare(request: HttpRequest) -> HttpResponse:
    translation.activate(settings.LANGUAGE_CODE)
    response = HttpResponse(render_to_string(TEMPLATE, _all))
    response["Content-Length"] = str(len(response.content))
    return response


def inside(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, _ready["view"])


# In front of the real list; the product's other addresses after it, because the template asks for some of them.
urlpatterns = [
    path("ordrer/", inside if os.environ.get("JO_BENCH_INSIDE") else bare),
    *config.urls.urlpatterns,
]
