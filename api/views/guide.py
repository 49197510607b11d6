"""The page that explains the API to whoever is to use it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from api.guide import chapters
from api.limits import KEYS_LIVE
from api.problems import WORDS


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    context = {
        "chapters": chapters(),
        "problems": [
            (code.value, words.status, words.title[0], words.detail[0]) for code, words in WORDS.items()
        ],
        "calls": settings.API_CALLS_PER_MINUTE,
        "hours": KEYS_LIVE.days * 24,
        "base_url": settings.BASE_URL,
    }
    return render(request, "api/guide.html", context)
