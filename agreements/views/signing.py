"""The page that is signed: by a personal link, without signing in, or by a member of the party who is signed in."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import actor_of
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from agreements import identified, oidc
from agreements.document import stored
from agreements.emails import name_of
from agreements.enums import SIGNING_STATES, SignMethod
from agreements.forms.signing import SignForm
from agreements.limits import LINK, RETRY_SECONDS, address_of, may
from agreements.models import Agreement, Signature, Signer
from agreements.selectors.signing import LinkOwner, signer_by_token, summary
from agreements.services.links import CodeError, code_is_open
from agreements.services.signing import (
    Identity,
    NotIdentifiedError,
    SigningError,
    agreement_sign,
    check_document,
    check_open,
    is_identified,
    sign_level,
    signing_code_check,
    signing_code_send,
)
from agreements.views.common import personal_link

PLACE = "#underskriv"  # where on the page one signs
# What a closed link answers. A used one is no error: the page says that it is done.
STATUS = {
    "unknown": HTTPStatus.NOT_FOUND,
    "other": HTTPStatus.NOT_FOUND,
    "attempt": HTTPStatus.BAD_REQUEST,
    "signed": HTTPStatus.OK,
    "waiting": HTTPStatus.OK,
    "expired": HTTPStatus.GONE,
    "withdrawn": HTTPStatus.GONE,
    "changed": HTTPStatus.CONFLICT,
    "copy": HTTPStatus.GONE,
}


def too_many(request: HttpRequest) -> HttpResponse:
    """429 for an address that has tried too many links or documents."""
    response = render(request, "agreements/signing/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def closed(request: HttpRequest, reason: str, **context: Any) -> HttpResponse:
    """A link that cannot be signed with, and why."""
    return render(
        request,
        "agreements/signing/closed.html",
        {"reason": reason, **context},
        status=STATUS[reason],
    )


@dataclass(frozen=True, slots=True)
class Entrance:
    """Whom a personal link lets in, and for whom this visitor acts."""

    actor: Actor
    signer_id: int
    is_member: bool


def enter(
    request: HttpRequest, token: str, *, find: Callable[[str], LinkOwner | None] = signer_by_token
) -> Entrance | HttpResponse:
    """Whom the link is for, or the page that says why it lets nobody in. `find` looks links of one kind up."""
    if not may(request, LINK, count=False):
        return too_many(request)
    owner = find(token)
    if owner is None:
        return closed(request, "unknown") if may(request, LINK, count=True) else too_many(request)
    member = _member(request, owner.organisation_id)
    if request.user.is_authenticated and getattr(request, "actor", None) and member is None:
        return closed(request, "other")
    actor = member or system_actor(owner.organisation_id)
    return Entrance(actor, owner.signer_id, is_member=member is not None)


@personal_link
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """The personal link from the mail. Looking changes nothing, so a mail scanner that follows it does no harm."""
    found = enter(request, token)
    if not isinstance(found, Entrance):
        return found
    with acting_as(found.actor):
        return _page(request, found.actor, found.signer_id, is_member=found.is_member)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_signed_in(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same page for a member of a party who is signed in: no link and no code."""
    actor = actor_of(request)
    return _page(request, actor, own_signer(actor, uuid), is_member=True)


def own_signer(actor: Actor, uuid: UUID) -> int:
    """The signer of the actor's own organisation on the version under way. Raises Http404."""
    agreement = Agreement.objects.visible_to(actor).filter(uuid=uuid).first()
    if agreement is None:
        raise Http404
    found = (
        Signer.objects.filter(
            version__agreement=agreement,
            version__state__in=SIGNING_STATES,
            organisation_id=actor.organisation_id,
        )
        .order_by("-version__number")
        .values_list("pk", flat=True)
        .first()
    )
    if found is None:
        raise Http404
    return int(found)


def _member(request: HttpRequest, organisation_id: int) -> Actor | None:
    """The signed-in person as a member of the party, also while working for another organisation."""
    memberships = getattr(request, "memberships", [])
    row = next((row for row in memberships if row.organisation_id == organisation_id), None)
    return row.actor() if row else None


def _page(request: HttpRequest, actor: Actor, signer_id: int, *, is_member: bool) -> HttpResponse:
    signer = Signer.objects.select_related("party", "version__agreement__owner").filter(pk=signer_id).first()
    if signer is None:
        return closed(request, "withdrawn")  # a draft again: the party sees nothing of it
    try:
        check_open(signer, moment())
        check_document(signer.version)
        if request.method == "POST":
            return _post(request, actor, signer, is_member=is_member)
    except SigningError as error:
        return _closed(request, signer, error.reason)
    shown = _shown(request, signer)
    if shown is None:
        identified.shown_forget(request, signer.pk)
    form = _form(None, actor, signer, is_member=is_member, shown=shown)
    notice = identified.said(request, signer.pk) if request.method == "GET" else ""
    return _show(request, signer, form, is_member=is_member, shown=shown, notice=notice)


def _shown(request: HttpRequest, signer: Signer) -> str | None:
    """The name by which the provider has shown this very visitor ("" for none), or None: not shown, or too long ago."""
    now = moment()
    return identified.shown_name(request, signer.pk, now) if is_identified(signer, now) else None


def _form(
    data: QueryDict | None, actor: Actor, signer: Signer, *, is_member: bool, shown: str | None
) -> SignForm:
    initial = _initial(actor, signer, is_member)
    if shown:
        initial = {"name": shown, "title": initial["title"] if initial["name"] == shown else ""}
    return SignForm(
        data, with_code=not is_member and shown is None, name_is_fixed=bool(shown), initial=initial
    )


def _initial(actor: Actor, signer: Signer, is_member: bool) -> dict[str, str]:
    own = is_member and actor.name
    return {"name": own or signer.party.contact_name, "title": "" if own else signer.party.contact_title}


def _post(request: HttpRequest, actor: Actor, signer: Signer, *, is_member: bool) -> HttpResponse:
    """A code is asked for, or it is signed. Nothing typed is lost on the way."""
    if request.POST.get("action") == "code" and not is_member:
        is_first = "name" not in request.POST
        # Pressed twice, or in another tab: a second code would end the one that is being typed.
        if is_first and code_is_open(signer, moment()):
            return redirect(request.path + PLACE)
        try:
            signing_code_send(actor=actor, signer_id=signer.pk)
        except CodeError as refused:
            typed = SignForm(with_code=True, initial=_typed(request, actor, signer))
            return _show(request, signer, typed, code_refused=refused.reason, status=429)
        if is_first:
            return redirect(request.path + PLACE)
        signer.refresh_from_db()
        again = SignForm(with_code=True, initial=_typed(request, actor, signer))
        return _show(request, signer, again, sent_again=True)
    shown = _shown(request, signer)
    form = _form(request.POST, actor, signer, is_member=is_member, shown=shown)
    if shown is None and identified.was_shown(request, signer.pk) and not request.POST.get("code"):
        return _late(request, actor, signer, is_member=is_member)
    if form.is_valid():
        values = form.cleaned_data
        method = _method(is_member, shown)
        if method != SignMethod.MAIL_CODE or signing_code_check(
            actor=actor, signer_id=signer.pk, code=values["code"]
        ):
            identity = Identity(
                name=values["name"],
                title=values["title"],
                method=method,
                address=address_of(request),
                user_id=actor.user_id if is_member else None,
            )
            try:
                agreement_sign(actor=actor, signer_id=signer.pk, identity=identity)
            except NotIdentifiedError:
                return _late(request, actor, signer, is_member=is_member)
            identified.shown_forget(request, signer.pk)
            return _signed(request, signer)
        signer.refresh_from_db()
        wrong = (
            _("Koden er forkert. Kontrollér de seks cifre.")
            if code_is_open(signer, moment())
            else _("Koden virker ikke mere. Bed om en ny kode.")
        )
        form.add_error("code", wrong)
    return _show(request, signer, form, is_member=is_member, shown=shown, status=422)


def _late(request: HttpRequest, actor: Actor, signer: Signer, *, is_member: bool) -> HttpResponse:
    """Signed more than ten minutes after the provider showed who it was: what was typed stays, and it is said."""
    identified.shown_forget(request, signer.pk)
    form = SignForm(with_code=not is_member, initial=_typed(request, actor, signer))
    notice = _("Der er gået mere end ti minutter, siden %(name)s bekræftede, hvem du er. Gør det igen.")
    notice %= {"name": settings.OIDC_NAME}
    return _show(
        request, signer, form, is_member=is_member, notice=notice, is_late=True, code_sent=True, status=422
    )


def _method(is_member: bool, shown: str | None) -> SignMethod:
    if shown is not None:
        return SignMethod.OIDC
    return SignMethod.SIGNED_IN if is_member else SignMethod.MAIL_CODE


def _start(request: HttpRequest) -> str:
    """Where this page, of a personal link or of a member, leads to the identity provider; "" without one."""
    match = request.resolver_match
    if match is None or not oidc.is_offered():
        return ""
    name = "signing:oidc_start" if "token" in match.kwargs else "agreements:sign_identity"
    return reverse(name, kwargs=match.kwargs)


def _typed(request: HttpRequest, actor: Actor, signer: Signer) -> dict[str, str]:
    initial = _initial(actor, signer, is_member=False)
    return {**initial, **{name: request.POST[name] for name in ("name", "title") if name in request.POST}}


def _signed(request: HttpRequest, signer: Signer) -> HttpResponse:
    if request.resolver_match and request.resolver_match.namespace == "signing":
        return redirect(request.path)
    return redirect("agreements:agreement", uuid=signer.version.agreement.uuid)


def _closed(request: HttpRequest, signer: Signer, reason: str) -> HttpResponse:
    version = signer.version
    context: dict[str, Any] = {
        "agreement": version.agreement,
        "version": version,
        "party": name_of(version, signer.party),
        "sender": version.agreement.owner.name,
    }
    if reason == "signed":
        signatures = Signature.objects.filter(version_id=version.pk)
        context["signature"] = signatures.filter(party_id=signer.party_id).first()
        context["count"], context["total"] = signatures.count(), version.parties.count()
    return closed(request, reason, **context)


def _show(
    request: HttpRequest,
    signer: Signer,
    form: SignForm,
    *,
    is_member: bool = False,
    shown: str | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    version = signer.version
    document = stored(version.document or {})
    return render(
        request,
        "agreements/signing/sign.html",
        {
            "signer": signer,
            "version": version,
            "agreement": version.agreement,
            "party": name_of(version, signer.party),
            "sender": version.agreement.owner.name,
            "document": document,
            "document_hash": version.document_hash,
            "summary": summary(document),
            "form": form,
            "is_member": is_member,
            "is_shown": shown is not None,
            "provider": settings.OIDC_NAME,
            "provider_start": _start(request),
            "code_sent": is_member or shown is not None or form.is_bound or code_is_open(signer, moment()),
            "level": sign_level(_method(is_member, shown)),
            **context,
        },
        status=status,
    )
