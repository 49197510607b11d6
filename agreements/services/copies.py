"""The personal link by which a signer without a user account fetches the signed PDF.

It is another link than the one that was signed with, opens that one PDF and nothing else, ends by itself, and can be
closed by the one who drafted the agreement. Only its hash is stored.
"""

import datetime
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tokens import token_hash
from agreements import emails
from agreements.enums import LogKind
from agreements.models import AgreementVersion, Signer
from agreements.permissions import check_drafts
from agreements.services.drafting import DraftError
from agreements.services.log import log_add
from agreements.services.sending import lock
from jobcenters.calendar import end_of_day, local_date
from notifications.addresses import address_confirm

COPY_DAYS = 90  # Danish days that the link works; the last one counts whole


class CopyError(DraftError):
    """There is nothing to send or close. The text is Danish."""


def copy_send(*, signer: Signer, now: datetime.datetime) -> None:
    """Mail the signer a new link to the signed PDF; the one before is dead at once. Saves the signer."""
    token = secrets.token_urlsafe(32)
    signer.copy_hash, signer.copy_sent_at, signer.copy_bounced_at = token_hash(token), now, None
    signer.copy_expires_at = end_of_day(local_date(now) + datetime.timedelta(days=COPY_DAYS))
    signer.save(update_fields=["copy_hash", "copy_sent_at", "copy_expires_at", "copy_bounced_at"])
    emails.sign_done(signer=signer, token=token)


def check_copy_open(signer: Signer, now: datetime.datetime) -> bool:
    """Whether the link still works. A closed one has no hash left and is not found at all."""
    return signer.copy_expires_at is not None and now < signer.copy_expires_at


def _concluded(actor: Actor, signer: Signer) -> Signer:
    """The signer, locked, of a version that all have signed. Raises PermissionDenied and CopyError."""
    version = lock(actor=actor, version_id=signer.version_id)
    check_drafts(actor, version.agreement)
    if version.concluded_at is None:
        raise CopyError(_("Aftalen er ikke underskrevet af alle parter."))
    signer = Signer.objects.select_related("party").select_for_update(of=("self",)).get(pk=signer.pk)
    signer.version = version
    return signer


@transaction.atomic
def copy_send_again(*, actor: Actor, signer: Signer) -> Signer:
    """The drafter sends the signed agreement again. Raises PermissionDenied and CopyError."""
    signer = _concluded(actor, signer)
    now = moment()
    if signer.copy_sent_at and now - signer.copy_sent_at < datetime.timedelta(minutes=1):
        raise CopyError(_("Mailen er lige sendt. Vent et minut."))
    address_confirm(signer.email)
    copy_send(signer=signer, now=now)
    _tell(actor, signer.version, signer, _("%(user)s sendte den underskrevne aftale til %(party)s igen"), now)
    return signer


@transaction.atomic
def copy_close(*, actor: Actor, signer: Signer) -> Signer:
    """The drafter closes a link, for example because the mail went astray. Raises PermissionDenied and CopyError."""
    signer = _concluded(actor, signer)
    if signer.copy_hash is None:
        raise CopyError(_("Linket er allerede lukket."))
    signer.copy_hash, signer.copy_expires_at = None, None
    signer.save(update_fields=["copy_hash", "copy_expires_at"])
    title = _("%(user)s lukkede %(party)ss link til den underskrevne aftale")
    _tell(actor, signer.version, signer, title, moment())
    return signer


def _tell(actor: Actor, version: AgreementVersion, signer: Signer, title: str, at: datetime.datetime) -> None:
    names = {"user": actor.name or actor.organisation_name, "party": emails.name_of(version, signer.party)}
    log_add(
        actor=actor,
        agreement=version.agreement,
        kind=LogKind.SENT,
        title=title % names,
        text=signer.email,
        at=at,
    )
