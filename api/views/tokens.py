"""API-adgang: which systems may act for the organisation."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from accounts.requests import staff_of
from api.forms import RotateForm, TokenForm
from api.permissions import check_can_keep_tokens
from api.selectors.tokens import facts_of, is_living, scopes_text, state_of, token_or_404, tokens_of
from api.services.tokens import Issued, token_issue, token_revoke, token_rotate
from orders.views.order_common import claim, release, sent_before


def _keeper(request: HttpRequest) -> Actor:
    """An administrator. For anybody else the pages do not exist: raises Http404."""
    actor = staff_of(request)
    try:
        check_can_keep_tokens(actor)
    except PermissionDenied:
        raise Http404 from None
    return actor


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The organisation's tokens, and the form for one more. The answer to that shows the secret, once."""
    actor = _keeper(request)
    form = TokenForm(request.POST if request.method == "POST" else None, kind=actor.kind)
    if request.method == "POST":
        if sent_before(actor, form):
            return _again(request)
        if form.is_valid() and claim(actor, form):
            values = form.cleaned_data
            try:
                issued = token_issue(
                    actor=actor,
                    name=values["name"],
                    scopes=values["scopes"],
                    days=values["days"],
                    kind=values["kind"],
                )
            except ValidationError as error:
                release(actor, form)
                form.add_error(None, error)
            else:
                return _shown(request, issued, hours=None)
    context = {"rows": tokens_of(actor, timezone.now()), "form": form}
    return render(request, "api/tokens.html", context, status=422 if form.errors else None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One token. The form gives it a new secret, which the answer shows, once."""
    actor = _keeper(request)
    found = token_or_404(actor, uuid)
    form = RotateForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if sent_before(actor, form):
            return _again(request)
        if form.is_valid() and claim(actor, form):
            hours = form.cleaned_data["hours"]
            try:
                return _shown(request, token_rotate(actor=actor, token=found, hours=hours), hours=hours)
            except ValidationError as error:
                release(actor, form)
                form.add_error(None, error)
    now = timezone.now()
    status, state = state_of(found, now)
    context: dict[str, Any] = {
        "token": found,
        "facts": facts_of(found, now),
        "scopes": scopes_text(found.scopes),
        "status": status,
        "state": state,
        "is_living": is_living(found, now),
        "form": form,
    }
    return render(request, "api/token.html", context, status=422 if form.errors else None)


def _shown(request: HttpRequest, issued: Issued, *, hours: int | None) -> HttpResponse:
    """The one page on which a secret stands."""
    context = {
        "issued": issued,
        "hours": hours,
        "token_url": f"{settings.BASE_URL}{reverse('v1:oauth_token')}",
    }
    return render(request, "api/token_secret.html", context)


def _again(request: HttpRequest) -> HttpResponse:
    messages.info(
        request, _("Det er allerede gjort. Nøglen vises kun én gang; skift den, hvis den gik tabt.")
    )
    return redirect("api:tokens")


@require_POST
def revoke(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = _keeper(request)
    row = token_revoke(actor=actor, token=token_or_404(actor, uuid))
    messages.success(request, _("%s har ikke adgang mere.") % row.name)
    return redirect("api:tokens")
