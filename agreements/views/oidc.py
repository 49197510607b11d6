"""To the identity provider and back: how one shows who it is, who has a personal link or is signed in for a party."""

import logging
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import actor_of
from accounts.tenancy import acting_as
from agreements import identified, oidc
from agreements.document import stored
from agreements.enums import PartyRole
from agreements.models import Signer
from agreements.services.signing import SigningError, check_open, signing_identify
from agreements.views.common import personal_link
from agreements.views.signing import PLACE, Entrance, closed, enter, own_signer
from companies.cvr import spaced_cvr

logger = logging.getLogger(__name__)


def _callback() -> str:
    """The address the provider sends people back to: the one address to register there."""
    return settings.BASE_URL.rstrip("/") + reverse("signing:oidc_back")


def _sentence(reason: str) -> str:
    """What the signing page says: what happened, and that the code by mail still works."""
    texts = {
        "down": _("%(name)s svarer ikke lige nu. Prøv igen om lidt, eller brug en kode på mail."),
        "refused": _("%(name)s bekræftede ikke, hvem du er. Prøv igen, eller brug en kode på mail."),
        "invalid": _("Svaret fra %(name)s kunne ikke godkendes. Prøv igen, eller brug en kode på mail."),
    }
    return texts[reason] % {"name": settings.OIDC_NAME}


def _page(attempt: identified.Attempt) -> HttpResponse:
    """Back to the page that the person came from."""
    if attempt.token:
        return redirect(reverse("signing:sign", args=[attempt.token]) + PLACE)
    return redirect(reverse("agreements:sign", args=[attempt.agreement]) + PLACE)


@personal_link
@require_safe
def oidc_start(request: HttpRequest, token: str) -> HttpResponse:
    """Sends the holder of a personal link to the provider. By GET, because the content policy lets no form lead out of
    the product.
    """
    if not oidc.is_offered():
        raise Http404
    found = enter(request, token)
    if not isinstance(found, Entrance):
        return found
    return _leave(request, found.actor, identified.Attempt(oidc.Secrets.make(), found.signer_id, token=token))


@never_cache
@require_safe
def oidc_start_signed_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Sends a member of the party who is signed in to the provider."""
    if not oidc.is_offered():
        raise Http404
    actor = actor_of(request)
    signer_id = own_signer(actor, uuid)
    return _leave(request, actor, identified.Attempt(oidc.Secrets.make(), signer_id, agreement=str(uuid)))


def _leave(request: HttpRequest, actor: Actor, attempt: identified.Attempt) -> HttpResponse:
    """To the provider, unless it cannot be signed now: the page one came from then says why."""
    with acting_as(actor):
        signer = Signer.objects.select_related("version").filter(pk=attempt.signer_id).first()
        try:
            if signer is None:
                return _page(attempt)
            check_open(signer, moment())
        except SigningError:
            return _page(attempt)
    try:
        address = oidc.authorization_address(oidc.discover(), attempt.secrets, _callback())
    except oidc.ProviderError as error:
        logger.warning("identity provider, on the way there: %s", error)
        identified.say(request, attempt.signer_id, _sentence(error.reason))
        return _page(attempt)
    identified.attempt_keep(request, attempt)
    return HttpResponseRedirect(address)


@personal_link
@require_safe
def oidc_back(request: HttpRequest) -> HttpResponse:
    """The person is back from the provider, in the browser that was sent there."""
    if not oidc.is_offered():
        raise Http404
    attempt = identified.attempt_take(request, request.GET.get("state", ""))
    if attempt is None:
        return closed(request, "attempt", provider=settings.OIDC_NAME)
    found = enter(request, attempt.token) if attempt.token else _enter_signed_in(request, attempt)
    if not isinstance(found, Entrance):
        return found
    if found.signer_id != attempt.signer_id:
        return closed(request, "unknown")
    fault = _fault(request, attempt, found)
    if fault:
        identified.say(request, found.signer_id, fault)
    return _page(attempt)


def _enter_signed_in(request: HttpRequest, attempt: identified.Attempt) -> Entrance | HttpResponse:
    """The member who left from a page of their own. Signed out meanwhile, or at work for another organisation: they
    begin again.
    """
    actor: Actor | None = getattr(request, "actor", None)
    try:
        if actor is None:
            raise Http404
        return Entrance(actor, own_signer(actor, UUID(attempt.agreement)), is_member=True)
    except Http404:
        return closed(request, "attempt", provider=settings.OIDC_NAME)


def _fault(request: HttpRequest, attempt: identified.Attempt, found: Entrance) -> str:
    """Identifies the signer; otherwise says why it could not be done, in Danish."""
    code = request.GET.get("code", "")
    try:
        if not code or "error" in request.GET:
            raise oidc.ProviderError("refused", "came back without a code")
        person = oidc.identify(code=code, attempt=attempt.secrets, redirect_uri=_callback())
    except oidc.ProviderError as error:
        logger.warning("identity provider, on the way back: %s", error)
        return _sentence(error.reason)
    with acting_as(found.actor):
        signer = Signer.objects.select_related("party", "version").get(pk=found.signer_id)
        of_agreement = stored(signer.version.document or {}).cvr if _is_company(signer) else ""
        if person.cvr and of_agreement and person.cvr != of_agreement:
            return _other_company(person.cvr, of_agreement)
        try:
            until = signing_identify(actor=found.actor, signer_id=found.signer_id)
        except SigningError:
            return ""  # the page itself says that it is closed
    identified.shown_keep(request, found.signer_id, person.name, until)
    return ""


def _is_company(signer: Signer) -> bool:
    return signer.party.role == PartyRole.COMPANY


def _other_company(theirs: str, ours: str) -> str:
    values = {
        "name": settings.OIDC_NAME,
        "theirs": spaced_cvr(theirs),
        "ours": spaced_cvr(ours),
    }
    return (
        _(
            "%(name)s viser CVR-nummer %(theirs)s, men aftalen er med CVR-nummer %(ours)s. "
            "Brug virksomhedens eget %(name)s, eller en kode på mail."
        )
        % values
    )
