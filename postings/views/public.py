"""Vacancies that anybody may read: the list, one vacancy, and the feeds. Nobody acts here, and nothing is written."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap as made_sitemap
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobcenters.models import Municipality
from postings import public
from postings.asking import LONGEST, Asked, UnknownChoice, asked_of, asked_said, hits_said, is_untidy
from postings.enums import PostingState, WorkTime
from postings.feeds import Feed
from postings.job_posting import COPENHAGEN, job_posting, valid_through
from postings.public import EVERYBODY, PublicPosting, Scope
from postings.sitemaps import Vacancies
from ui import danish, parts

FRESH_SECONDS = 300
ROBOTS = "User-agent: *\nAllow: /ledige-stillinger/\nAllow: /sitemap.xml\nDisallow: /\n\nSitemap: {base}/sitemap.xml\n"
MADE_FOR = {"json": "application/feed+json; charset=utf-8", "rss": "application/rss+xml; charset=utf-8"}


def _anybody(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Without signing in, for reading only; a signed-in person without any membership is a reader like others."""
    made = login_not_required(require_safe(view))
    made.without_actor = True  # type: ignore[attr-defined]
    return made


@_anybody
def robots(request: HttpRequest) -> HttpResponse:
    """Vacancies may be found by everybody; nothing else of the product is for search engines."""
    return HttpResponse(ROBOTS.format(base=settings.BASE_URL), content_type="text/plain; charset=utf-8")


@_anybody
def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of the open vacancies, with when each was last written (sitemaps.org)."""
    response: HttpResponse = made_sitemap(request, {"stillinger": Vacancies()}).render()
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def _scope(jobcenter: UUID | None) -> Scope:
    """Whose vacancies the address asks for. Raises Http404."""
    found = EVERYBODY if jobcenter is None else public.jobcenter_scope(jobcenter)
    if found is None:
        raise Http404
    return found


def _side(request: HttpRequest) -> int:
    """Which side of the list, from 1. Raises Http404 for what is no side."""
    text = request.GET.get("side", "1")
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= public.LAST_SIDE):
        raise Http404
    return int(text[:6])


def _asked(request: HttpRequest) -> tuple[Asked, str]:
    """What the address asks for, and what its municipality is called. Raises Http404 for a choice that there is not."""
    try:
        asked = asked_of(request.GET.dict())
    except UnknownChoice:
        raise Http404 from None
    if not asked.municipality:
        return asked, ""
    place = Municipality.objects.filter(pk=asked.municipality).first()
    if place is None:
        raise Http404
    return asked, place.name


def _places(scope: Scope, asked: Asked, place: str) -> list[tuple[str, str]]:
    """The municipalities to choose from, with how many vacancies each has; the chosen one also where it has none."""
    there = public.municipalities(scope)
    if asked.municipality and asked.municipality not in {code for code, _name, _hits in there}:
        there.append((asked.municipality, place, 0))
    return [(code, f"{name} ({danish.number(hits)})") for code, name, hits in there]


@_anybody
def vacancies(request: HttpRequest, jobcenter: UUID | None = None) -> HttpResponse:
    """Open vacancies that fit what is asked, newest first."""
    scope, side, (asked, place) = _scope(jobcenter), _side(request), _asked(request)
    path = scope.path("list")
    if is_untidy(request.GET.dict()):
        return redirect(asked.address(path, side))
    found = public.postings_search(scope, asked, side)
    if side > 1 and not found.rows:
        raise Http404
    page = parts.Page(
        previous_url=asked.address(path, side - 1) if side > 1 else "",
        next_url=asked.address(path, side + 1) if found.has_more else "",
    )
    context = {
        "rows": found.rows,
        "hits": found.hits,
        "said": hits_said(found.hits, asked, place),
        "asked": asked,
        "places": _places(scope, asked, place),
        "work_times": WorkTime.choices,
        "longest": LONGEST,
        "scope": scope,
        "page": page,
        "path": path,
        "anywhere": replace(asked, municipality="").address(path) if asked.municipality else "",
        "canonical": settings.BASE_URL + asked.address(path, side),
        "feed_json": asked.address(scope.path("feed_json")),
        "feed_rss": asked.address(scope.path("feed_rss")),
    }
    return render(request, "postings/list.html", context)


@_anybody
def posting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One vacancy; 410 with a kind page once it is over."""
    found = public.posting_open(uuid)
    if found is None:
        return _gone(request, uuid)
    return render(request, "postings/posting.html", shown(found))


def shown(found: PublicPosting) -> dict[str, object]:
    """What the page of a vacancy says, open or in preview."""
    return {
        "posting": found,
        "canonical": settings.BASE_URL + found.path,
        "valid_through": valid_through(found.apply_by).isoformat(),
        "posted": found.published_at.astimezone(COPENHAGEN).isoformat(timespec="seconds"),
        "jobcenter_list": Scope(found.jobcenter_uuid, "").path("list"),
        "work_time": WorkTime(found.work_time).label,
    }


def _gone(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """It was open once: gone for good, or for now. Raises Http404 where there never was one."""
    end = public.posting_end(uuid)
    if not end:
        raise Http404
    said = {
        PostingState.FILLED: _("Stillingen er besat."),
        PostingState.EXPIRED: _("Ansøgningsfristen er gået."),
    }.get(PostingState(end), _("Opslaget er taget ned."))
    response = render(request, "postings/gone.html", {"said": said}, status=HTTPStatus.GONE)
    response["X-Robots-Tag"] = "noindex"
    return response


@_anybody
def posting_jsonld(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same vacancy as a schema.org document."""
    found = public.posting_open(uuid)
    if found is None:
        if not public.posting_end(uuid):
            raise Http404
        return HttpResponse(status=HTTPStatus.GONE, headers={"X-Robots-Tag": "noindex"})
    document = job_posting(found, settings.BASE_URL + found.path)
    return JsonResponse(
        document,
        content_type="application/ld+json; charset=utf-8",
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


# --- feeds -------------------------------------------------------------------------------------------------------


@_anybody
def feed_json(request: HttpRequest, jobcenter: UUID | None = None) -> HttpResponse:
    return _feed(request, jobcenter, "json")


@_anybody
def feed_rss(request: HttpRequest, jobcenter: UUID | None = None) -> HttpResponse:
    return _feed(request, jobcenter, "rss")


def _feed(request: HttpRequest, jobcenter: UUID | None, kind: str) -> HttpResponse:
    """One side of a feed; 304 where the reader has it already. The tag follows the text, the time the list."""
    scope, side, (asked, place) = _scope(jobcenter), _side(request), _asked(request)
    changed = public.changed_at(scope)
    found = public.postings_search(scope, asked, side)
    path = scope.path(f"feed_{kind}")
    title = _("Ledige stillinger hos %s") % scope.name if scope.name else _("Ledige stillinger")
    if asked.is_anything:
        title = f"{title}: {asked_said(asked, place)}"
    feed = Feed(
        title=title,
        description=_("Stillinger, som jobcentrene har slået op for virksomheder."),
        base=settings.BASE_URL,
        home=asked.address(scope.path("list")),
        own=asked.address(path, side),
        first=asked.address(path),
        following=asked.address(path, side + 1) if found.has_more else "",
        changed_at=changed,
        postings=found.rows,
    )
    text = feed.as_json() if kind == "json" else feed.as_rss()
    tag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    stamp = int(changed.timestamp())
    response = HttpResponse(text, content_type=MADE_FOR[kind])
    answer = get_conditional_response(request, etag=tag, last_modified=stamp, response=response)
    given = answer if isinstance(answer, HttpResponse) else response
    given["ETag"] = tag
    given["Last-Modified"] = http_date(stamp)
    patch_cache_control(given, public=True, max_age=FRESH_SECONDS)
    return given
