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

# Written by the benchmark itself a moment ago, in its own folder: what the view gives, what the product's context
# processors add to it, and what any project's do.
_ready: dict[str, dict[str, Any]] = pickle.loads(Path(os.environ["JO_BENCH_CONTEXT"]).read_bytes())  # noqa: S301
_without_processors = _ready["view"] | _ready["frame"]
_all = _without_processors | _ready["request"]


def bare(request: HttpRequest) -> HttpResponse:
    translation.activate(settings.LANGUAGE_CODE)
    response = HttpResponse(render_to_string(TEMPLATE, _all))
    response["Content-Length"] = str(len(response.content))
    return response


def stock(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, _without_processors)


def product(request: HttpRequest) -> HttpResponse:
    return render(request, TEMPLATE, _ready["view"])


# In front of the real list; the product's other addresses after it, because the template asks for some of them.
urlpatterns = [
    path("ordrer/", {"bare": bare, "stock": stock, "product": product}[os.environ["JO_BENCH_AROUND"]]),
    *config.urls.urlpatterns,
]
