"""To the identity provider and back: how one who has a personal link shows who it is."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements import identified, oidc
from agreements.document import stored
from agreements.enums import PartyRole
from agreements.models import Signer
from agreements.services.signing import SigningError, check_open, signing_identify
from agreements.views.signing import PLACE, Entrance, closed, enter
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


def _page(token: str) -> HttpResponse:
    return redirect(reverse("signing:sign", args=[token]) + PLACE)


@login_not_required
@never_cache
@require_safe
def oidc_start(request: HttpRequest, token: str) -> HttpResponse:
    """Sends the person to the provider. By GET, because the content policy lets no form lead out of the product."""
    if not oidc.is_offered():
        raise Http404
    found = enter(request, token)
    if not isinstance(found, Entrance):
        return found
    with acting_as(found.actor):
        signer = Signer.objects.select_related("version").filter(pk=found.signer_id).first()
        try:
            if signer is None:
                return _page(token)
            check_open(signer, moment())
        except SigningError:
            return _page(token)  # which says why
    attempt = oidc.Secrets.make()
    try:
        address = oidc.authorization_address(oidc.discover(), attempt, _callback())
    except oidc.ProviderError as error:
        logger.warning("identity provider, on the way there: %s", error)
        identified.say(request, found.signer_id, _sentence(error.reason))
        return _page(token)
    identified.attempt_keep(request, identified.Attempt(attempt, token, found.signer_id))
    return HttpResponseRedirect(address)


@login_not_required
@never_cache
@require_safe
def oidc_back(request: HttpRequest) -> HttpResponse:
    """The person is back from the provider, in the browser that was sent there."""
    if not oidc.is_offered():
        raise Http404
    attempt = identified.attempt_take(request, request.GET.get("state", ""))
    if attempt is None:
        return closed(request, "attempt", provider=settings.OIDC_NAME)
    found = enter(request, attempt.token)
    if not isinstance(found, Entrance):
        return found
    if found.signer_id != attempt.signer_id:
        return closed(request, "unknown")
    fault = _fault(request, attempt, found)
    if fault:
        identified.say(request, found.signer_id, fault)
    return _page(attempt.token)


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
            signing_identify(actor=found.actor, signer_id=found.signer_id)
        except SigningError:
            return ""  # the page itself says that it is closed
    identified.shown_keep(request, found.signer_id, person.name)
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


# A signed-in person without any membership may have got a link, like everybody else.
oidc_start.without_actor = True  # type: ignore[attr-defined]
oidc_back.without_actor = True  # type: ignore[attr-defined]
