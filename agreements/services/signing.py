"""The signature itself, and what the last one sets going."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements import emails
from agreements.document import document_hash
from agreements.enums import (
    FORCE_STATES,
    SIGN_LEVELS,
    SIGNING_STATES,
    AccessRole,
    AgreementState,
    ChangeState,
    LogKind,
    PdfKind,
    SignerState,
    SignMethod,
)
from agreements.models import AgreementChange, AgreementVersion, Signature, Signer
from agreements.services.changes import change_close
from agreements.services.copies import copy_send
from agreements.services.links import code_fits, code_make, invite_next
from agreements.services.log import log_add
from agreements.services.meetings import meetings_plan
from agreements.services.sending import lock, tell_agreement
from agreements.workflow import SYSTEM, transition


class SigningError(ValueError):
    """It cannot be signed now. `reason` names the page that says why; the text is Danish."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


class NotIdentifiedError(ValueError):
    """The identity provider has not shown who signs, or too long ago."""


class DocumentChangedError(SigningError):
    """The stored document is not the one that was sent: nobody may sign it."""


IDENTIFIED_LASTS = datetime.timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who signs and how that was shown. `address` is the visitor's on the net; `user_id` for one who is signed in."""

    name: str
    title: str
    method: str
    address: str | None
    user_id: int | None = None


def signer_locked(*, actor: Actor, signer_id: int) -> Signer:
    """The signer, its version and the agreement, all locked. Raises DoesNotExist where the actor may not see them."""
    version_id = Signer.objects.values_list("version_id", flat=True).get(pk=signer_id)
    version = lock(actor=actor, version_id=version_id)
    signer = Signer.objects.select_related("party").select_for_update(of=("self",)).get(pk=signer_id)
    signer.version = version
    return signer


def check_open(signer: Signer, now: datetime.datetime) -> None:
    """Raises SigningError where the signer has signed, it is not its turn, or the link is closed."""
    version = signer.version
    if signer.state == SignerState.SIGNED:
        raise SigningError("signed", _("I har allerede underskrevet."))
    if version.state not in SIGNING_STATES or signer.state == SignerState.ENDED:
        reason = "expired" if version.state == AgreementState.EXPIRED else "withdrawn"
        raise SigningError(reason, _("Aftalen er ikke til underskrift mere."))
    if signer.state == SignerState.WAITING:
        raise SigningError("waiting", _("Det er ikke jeres tur endnu."))
    if signer.expires_at is None or signer.expires_at <= now:
        raise SigningError("expired", _("Fristen for at underskrive er udløbet."))


def check_document(version: AgreementVersion) -> None:
    """Raises DocumentChangedError unless the stored document has the hash that was fixed when it was sent."""
    if not version.document or document_hash(version.document) != version.document_hash:
        raise DocumentChangedError(
            "changed",
            _("Dokumentet er ikke det, der blev sendt. Det kan ikke underskrives. Ring til afsenderen."),
        )


@transaction.atomic
def signing_code_send(*, actor: Actor, signer_id: int) -> None:
    """Mail a one-time code to the address on file. Raises SigningError, and CodeError where none is sent.

    The agreement counts as opened from here on: a mail scanner that follows the link asks for no code.
    """
    signer = signer_locked(actor=actor, signer_id=signer_id)
    now = moment()
    check_open(signer, now)
    if signer.state == SignerState.INVITED:
        signer.state, signer.opened_at = SignerState.OPENED, now
    code = code_make(signer=signer, now=now)
    emails.sign_code(signer=signer, code=code)


@transaction.atomic
def signing_code_check(*, actor: Actor, signer_id: int, code: str) -> bool:
    """Whether the code is right. A wrong one is counted, so the caller must let this transaction stand."""
    signer = signer_locked(actor=actor, signer_id=signer_id)
    now = moment()
    check_open(signer, now)
    return code_fits(signer=signer, code=code, now=now)


@transaction.atomic
def signing_identify(*, actor: Actor, signer_id: int) -> datetime.datetime:
    """The identity provider has shown who signs for this party: it counts until the instant returned, ten minutes on.

    Who it is stays in the visitor's session until it is signed. Raises SigningError.
    """
    signer = signer_locked(actor=actor, signer_id=signer_id)
    now = moment()
    check_open(signer, now)
    if signer.state == SignerState.INVITED:
        signer.state, signer.opened_at = SignerState.OPENED, now
    signer.identified_method, signer.identified_until = SignMethod.OIDC, now + IDENTIFIED_LASTS
    signer.save(update_fields=["state", "opened_at", "identified_method", "identified_until"])
    return signer.identified_until


def is_identified(signer: Signer, now: datetime.datetime) -> bool:
    """Whether the provider showed within the last ten minutes who signs for this party."""
    until = signer.identified_until
    return signer.identified_method == SignMethod.OIDC and until is not None and now < until


def sign_level(method: str) -> str:
    """The level of a signature in words (A26). A provider of another name than MitID Erhverv is called by its own."""
    if method == SignMethod.OIDC:
        return _("Underskrift med %(name)s") % {"name": settings.OIDC_NAME}
    return str(SIGN_LEVELS[SignMethod(method)])


def method_name(method: str) -> str:
    """How one is identified, in words, as it is called now."""
    return settings.OIDC_NAME if method == SignMethod.OIDC else str(SignMethod(method).label)


@transaction.atomic
def agreement_sign(*, actor: Actor, signer_id: int, identity: Identity) -> Signature:
    """One party's signature. The last one puts the version in force.

    `actor` acts for the signer's organisation. How the person was identified has been tested by the caller. Raises
    SigningError; DocumentChangedError when what is stored is not what was sent; NotIdentifiedError when the signer
    counts as identified by the provider no more.
    """
    signer = signer_locked(actor=actor, signer_id=signer_id)
    version, now = signer.version, moment()
    check_open(signer, now)
    check_document(version)
    if identity.method == SignMethod.OIDC and not is_identified(signer, now):
        raise NotIdentifiedError(_("Der er gået mere end ti minutter."))
    signature = Signature.objects.create(
        party=signer.party,
        version=version,
        organisation_id=signer.organisation_id,
        user_id=identity.user_id,
        name=identity.name.strip()[:120],
        title=identity.title.strip()[:120],
        email=signer.email,
        signed_at=now,
        address=identity.address,
        method=SignMethod(identity.method),
        method_name=method_name(identity.method)[:80],
        level=sign_level(identity.method)[:80],
        document_hash=version.document_hash,
    )
    signer.state, signer.code_hash, signer.code_expires_at = SignerState.SIGNED, "", None
    signer.identified_method, signer.identified_until = "", None
    signer.save(
        update_fields=["state", "code_hash", "code_expires_at", "identified_method", "identified_until"]
    )
    is_last = not version.parties.filter(signature__isnull=True).exists()
    change = transition(version.state, "sign_last" if is_last else "sign", AccessRole.PARTY)
    log_add(
        actor=actor,
        agreement=version.agreement,
        kind=LogKind.SIGNED,
        title=_("%(name)s, %(title)s, underskrev for %(party)s")
        % {
            "name": signature.name,
            "title": signature.title,
            "party": emails.name_of(version, signer.party),
        },
        at=now,
    )
    emails.sign_receipt(signature=signature, party=signer.party, version=version)
    if is_last:
        _conclude(actor=actor, version=version, now=now)
    else:
        version.state = change.target
        version.save(update_fields=["state"])
        tell_agreement(version)
        still = (SignerState.INVITED, SignerState.OPENED, SignerState.BOUNCED)
        if version.sign_in_order and not version.signers.filter(state__in=still).exists():
            invite_next(version_id=version.pk, now=now)
    return signature


def _conclude(*, actor: Actor, version: AgreementVersion, now: datetime.datetime) -> None:
    """All have signed: the version is in force, the former one is superseded, and everybody is told.

    A partnership that this agreement widens is ended by the database: see migration 0005.
    """
    agreement = version.agreement
    for former in agreement.versions.filter(state__in=FORCE_STATES).exclude(pk=version.pk):
        ended = transition(former.state, "supersede", SYSTEM)
        former.state, former.ended_at = ended.target, now
        former.save(update_fields=["state", "ended_at"])
        log_add(
            actor=None,
            agreement=agreement,
            kind=ended.logs,
            title=_("Version %(old)d er afløst af version %(new)d")
            % {"old": former.number, "new": version.number},
            at=now,
        )
    version.state, version.concluded_at = AgreementState.IN_FORCE, now
    version.save(update_fields=["state", "concluded_at"])
    agreement.state, agreement.current = version.state, version
    agreement.starts_on, agreement.ends_on = version.starts_on, version.ends_on
    agreement.end_notice_for = None
    agreement.save(update_fields=["state", "current", "starts_on", "ends_on", "end_notice_for", "updated_at"])
    # A proposal to extend or cancel was about the former wording.
    for open_change in AgreementChange.objects.filter(agreement=agreement, state=ChangeState.OPEN):
        change_close(change=open_change, agreement=agreement, at=now)
    parties = list(version.parties.all())
    log_add(
        actor=None,
        agreement=agreement,
        kind=LogKind.IN_FORCE,
        title=_("Alle %(n)d parter har underskrevet. Version %(number)d er i kraft")
        % {"n": len(parties), "number": version.number},
        at=now,
    )
    for signer in version.signers.select_related("party").order_by("party__position", "id"):
        signer.version = version
        copy_send(signer=signer, now=now)
    # The library that draws PDFs is heavy: only what asks for one loads it.
    from agreements.pdf.services import pdf_ask

    meetings_plan(agreement=agreement, at=now, actor=actor)
    pdf_ask(actor=actor, version=version, kind=PdfKind.SIGNED)
