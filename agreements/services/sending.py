"""To signature and back: sending a version, withdrawing it, mending an address."""

import datetime
from collections import Counter

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements import emails
from agreements.document import document_hash
from agreements.enums import (
    SIGNING_STATES,
    AgreementKind,
    AgreementState,
    LogKind,
    PartyRole,
    SignerState,
)
from agreements.models import Agreement, AgreementParty, AgreementVersion, Signer
from agreements.models.agreement import MAX_PARTIES
from agreements.permissions import check_drafts, check_is_inside
from agreements.selectors.drafting import coverage_findings, document_draft
from agreements.selectors.network_agreements import member_faults
from agreements.services.drafting import DraftError, version_copy
from agreements.services.links import signer_invite
from agreements.services.log import log_add
from agreements.template import template
from agreements.workflow import transition
from jobcenters.calendar import local_date
from notifications.addresses import address_confirm
from notifications.outbox import BadRecipientError, check_recipient

SIGN_DAYS = 30  # to sign in, unless the drafter says otherwise
SIGN_DAYS_MOST = 90


class SendError(DraftError):
    """The draft cannot be sent. `faults` are Danish sentences, one per thing to mend."""

    def __init__(self, faults: list[str], field: str = "") -> None:
        super().__init__(" ".join(faults), field)
        self.faults = faults


def sign_by_default(today: datetime.date) -> datetime.date:
    """The last day to sign where the drafter chooses none."""
    return today + datetime.timedelta(days=SIGN_DAYS)


def lock(*, actor: Actor | None, version_id: int) -> AgreementVersion:
    """The version with its agreement, both locked, the agreement first: every service takes them in that order.

    `actor` None: the worker. Raises DoesNotExist for a version that the actor may not see, and
    PermissionDenied for one who sees it without being a party.
    """
    agreement_id = AgreementVersion.objects.values_list("agreement_id", flat=True).get(pk=version_id)
    found = Agreement.objects.visible_to(actor) if actor else Agreement.objects.all()
    locked = found.select_for_update(of=("self",), no_key=True).select_related("owner")
    agreement = locked.filter(pk=agreement_id).first()
    if agreement is None:
        # Covered jobcentres see the row and may not change it, so they cannot lock it either.
        agreement = found.get(pk=agreement_id)
        if actor:
            check_is_inside(actor, agreement)
    version = AgreementVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=version_id)
    version.agreement = agreement
    return version


def tell_agreement(version: AgreementVersion) -> None:
    """The agreement shows the version's state, unless another version is in force."""
    agreement = version.agreement
    if agreement.is_in_force and agreement.current_id != version.pk:
        return
    agreement.state = version.state
    agreement.save(update_fields=["state", "updated_at"])


def send_faults(actor: Actor, version: AgreementVersion) -> list[str]:
    """What must be mended before the draft can be sent: Danish sentences, in the order of the wizard's steps."""
    agreement = version.agreement
    parties = list(version.parties.all())
    faults = []
    if not version.ticks.exists():
        faults.append(_("Sæt mindst ét kryds i aftalens indhold."))
    usable = {item.code for item in template(version.template).items_on(local_date(moment()))}
    ended = [tick.code for tick in version.ticks.all() if tick.code not in usable]
    faults += [
        _("“%s” kan ikke længere aftales. Fjern krydset.") % template(version.template).item(code).text
        for code in ended
    ]
    if agreement.company_id is not None:
        faults += [finding.text for finding in coverage_findings(actor, version) if finding.blocking]
    if agreement.network_id is not None:
        faults += member_faults(version)
    faults += _party_faults(agreement, parties)
    faults += _period_faults(version)
    return faults


def _party_faults(agreement: Agreement, parties: list[AgreementParty]) -> list[str]:
    faults = []
    companies = [party for party in parties if party.role == PartyRole.COMPANY]
    if agreement.company_id is not None and [party.organisation_id for party in companies] != [
        agreement.company_id
    ]:
        faults.append(_("Virksomheden mangler som part. Skriv, hvem der underskriver for den."))
    has_national = any(party.role == PartyRole.NATIONAL for party in parties)
    if agreement.kind == AgreementKind.JOBSERVICE and not has_national:
        faults.append(_("Jobservice Danmark mangler som part."))
    if len(parties) < 2:
        faults.append(_("En aftale har mindst to parter."))
    if len(parties) > MAX_PARTIES:
        faults.append(_("En aftale har højst %d parter.") % MAX_PARTIES)
    for party in parties:
        name = party.organisation.name
        if not party.contact_name.strip():
            faults.append(_("Skriv, hvem der underskriver for %s.") % name)
        try:
            check_recipient(party.contact_email)
        except BadRecipientError:
            faults.append(_("Skriv en gyldig e-mailadresse til underskriveren for %s.") % name)
    count = Counter(party.contact_email.lower() for party in parties if party.contact_email)
    faults += [
        _("%s underskriver for to parter. Hver part har sin egen underskriver.") % email
        for email, n in count.items()
        if n > 1
    ]
    return faults


def _period_faults(version: AgreementVersion) -> list[str]:
    if version.starts_on is None or version.ends_on is None:
        return [_("Skriv, hvornår samarbejdet begynder og slutter.")]
    if version.ends_on < version.starts_on:
        return [_("Perioden slutter, før den begynder. Ret en af datoerne.")]
    if version.ends_on < local_date(moment()):
        return [_("Perioden er allerede slut. Ret datoerne.")]
    return []


@transaction.atomic
def agreement_send(
    *, actor: Actor, version: AgreementVersion, sign_by: datetime.date | None = None
) -> AgreementVersion:
    """Freeze the wording, and invite all the parties (or the first, where they sign in order) to sign it.

    `sign_by` is the last Danish day to sign, 30 days ahead unless told. Raises PermissionDenied, NotAllowedError for a
    version that is no draft, and SendError with everything that must be mended first.
    """
    version = lock(actor=actor, version_id=version.pk)
    role = check_drafts(actor, version.agreement)
    change = transition(version.state, "send", role)
    now = moment()
    today = local_date(now)
    sign_by = sign_by or sign_by_default(today)
    if not today <= sign_by <= today + datetime.timedelta(days=SIGN_DAYS_MOST):
        raise SendError([_("Vælg en dag mellem i dag og %d dage frem.") % SIGN_DAYS_MOST], "sign_by")
    if faults := send_faults(actor, version):
        raise SendError(faults)
    # Links of an earlier sending stay dead: their signers go with them.
    version.signers.all().delete()
    version.document = document_draft(version).data()
    version.document_hash = document_hash(version.document)
    version.state, version.sent_at, version.sign_by = change.target, now, sign_by
    version.save(update_fields=["document", "document_hash", "state", "sent_at", "sign_by"])
    tell_agreement(version)
    signers = [
        Signer.objects.create(
            party=party, version=version, organisation_id=party.organisation_id, email=party.contact_email
        )
        for party in version.parties.all()
    ]
    for signer in signers[:1] if version.sign_in_order else signers:
        signer_invite(signer=signer, now=now)
    log_add(
        actor=actor,
        agreement=version.agreement,
        kind=change.logs,
        title=_("%(user)s sendte version %(number)d til underskrift hos %(n)d parter")
        % {"user": actor.name or actor.organisation_name, "number": version.number, "n": len(signers)},
        at=now,
    )
    return version


# --- withdrawing ------------------------------------------------------------------------------------------------


@transaction.atomic
def agreement_withdraw(*, actor: Actor, version: AgreementVersion, reason: str = "") -> AgreementVersion:
    """Take a version back from signature, close its links and tell those who had been asked. Returns the draft to go
    on with: the version itself while nobody has signed, else a new one, which all must sign again.

    Raises PermissionDenied and NotAllowedError.
    """
    version = lock(actor=actor, version_id=version.pk)
    role = check_drafts(actor, version.agreement)
    is_signed = version.state == AgreementState.PARTLY_SIGNED
    change = transition(version.state, "withdraw_signed" if is_signed else "withdraw", role)
    now = moment()
    links_close(version=version, reason="withdrawn", at=now)
    version.state = change.target
    if is_signed:
        version.ended_at = now
        version.save(update_fields=["state", "ended_at"])
        draft = version_copy(
            source=version,
            agreement=version.agreement,
            number=version.number + 1,
            user_id=actor.user_id,
        )
    else:
        version.document, version.document_hash = None, ""
        version.sent_at, version.sign_by = None, None
        version.save(update_fields=["state", "document", "document_hash", "sent_at", "sign_by"])
        draft = version
    draft.agreement = version.agreement
    for signer in version.signers.all():
        # An address that was mended meanwhile is the one that works.
        draft.parties.filter(organisation_id=signer.organisation_id).update(contact_email=signer.email)
    tell_agreement(draft)
    log_add(
        actor=actor,
        agreement=version.agreement,
        kind=change.logs,
        title=_("%(user)s trak version %(number)d tilbage fra underskrift")
        % {"user": actor.name or actor.organisation_name, "number": version.number},
        text=reason.strip(),
        at=now,
    )
    return draft


def links_close(*, version: AgreementVersion, reason: str, at: datetime.datetime) -> list[Signer]:
    """Close every link that is not used, and tell those who had one; the signers that had not signed."""
    rows = (
        Signer.objects.filter(version_id=version.pk).select_related("party").select_for_update(of=("self",))
    )
    open_ones = []
    for signer in rows.order_by("id"):
        signer.version = version
        was_asked = signer.state != SignerState.WAITING
        if signer.state != SignerState.SIGNED:
            open_ones.append(signer)
            signer.state = SignerState.ENDED
            signer.code_hash = ""
            signer.save(update_fields=["state", "code_hash"])
        if was_asked:
            emails.sign_closed(version=version, signer=signer, reason=reason, at=at)
    return open_ones


# --- an address that was wrong, and sending again ---------------------------------------------------------------


def _open_signer(actor: Actor, signer: Signer) -> Signer:
    """The signer, locked. Raises PermissionDenied for others than the drafter, SendError where nothing is asked."""
    version = lock(actor=actor, version_id=signer.version_id)
    check_drafts(actor, version.agreement)
    if version.state not in SIGNING_STATES:
        raise SendError([_("Aftalen er ikke til underskrift.")])
    signer = Signer.objects.select_related("party").select_for_update(of=("self",)).get(pk=signer.pk)
    signer.version = version
    if signer.state == SignerState.SIGNED:
        raise SendError([_("Parten har allerede underskrevet.")])
    return signer


@transaction.atomic
def signer_correct_email(*, actor: Actor, signer: Signer, email: str) -> Signer:
    """A new address for the signer: a new link goes there, and the links sent before are dead at once.

    The document keeps the address that it was sent with; the evidence of the signature has the one that was used.
    Raises PermissionDenied and SendError.
    """
    signer = _open_signer(actor, signer)
    email = email.strip()
    try:
        check_recipient(email)
    except BadRecipientError as error:
        raise SendError([str(error)], "email") from None
    others = Signer.objects.filter(version_id=signer.version_id).exclude(pk=signer.pk)
    if others.filter(email__iexact=email).exists():
        raise SendError(
            [_("%s underskriver for en anden part. Hver part har sin egen underskriver.") % email], "email"
        )
    before, signer.email = signer.email, email
    signer.code_hash, signer.reminders, signer.reminded_at = "", 0, None
    if signer.state == SignerState.WAITING:
        signer.save()
    else:
        signer.state = SignerState.INVITED
        signer_invite(signer=signer, now=moment(), keep_earlier=False)
    log_add(
        actor=actor,
        agreement=signer.version.agreement,
        kind=LogKind.SENT,
        title=_("%(user)s rettede underskriverens adresse for %(party)s")
        % {
            "user": actor.name or actor.organisation_name,
            "party": emails.name_of(signer.version, signer.party),
        },
        text=_("Fra %(before)s til %(after)s") % {"before": before, "after": email},
    )
    return signer


@transaction.atomic
def signer_resend(*, actor: Actor, signer: Signer) -> Signer:
    """The invitation once more, with a new link; earlier ones still work. Raises PermissionDenied and SendError."""
    signer = _open_signer(actor, signer)
    if signer.state == SignerState.WAITING:
        raise SendError([_("Det er ikke partens tur endnu.")])
    if signer.invited_at and moment() - signer.invited_at < datetime.timedelta(minutes=1):
        raise SendError([_("Mailen er lige sendt. Vent et minut.")])
    address_confirm(signer.email)
    signer_invite(signer=signer, now=moment())
    return signer
