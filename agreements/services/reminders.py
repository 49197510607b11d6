"""What time does to invitations: reminders, mails that came back, and the end of the time to sign.

Run by the worker, which sees all. Each version is taken in a transaction of its own, so a fault with one agreement
stops no other, and whoever signs at the same moment is waited for.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.moment import moment
from agreements import emails
from agreements.enums import SIGNING_STATES, AgreementState, LogKind, MeetingState, SignerState
from agreements.models import Agreement, AgreementVersion, Signer
from agreements.services.links import link_make
from agreements.services.log import log_add
from agreements.services.meetings import meetings_plan
from agreements.services.sending import links_close, lock, tell_agreement
from agreements.workflow import SYSTEM, transition
from jobcenters.calendar import NATIONAL, local_date
from notifications.enums import LOST_STATES, MailState
from notifications.models import OutboxMail

log = logging.getLogger(__name__)

REMIND_AFTER = (3, 7)  # working days after the invitation
LATE_REPORT = datetime.timedelta(days=30)  # other servers try for days, and none for so long
ASKED = (SignerState.INVITED, SignerState.OPENED)


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look did, in numbers."""

    reminded: int = 0
    bounced: int = 0
    expired: int = 0
    failed: int = 0


def reminders_due(invited_at: datetime.datetime, now: datetime.datetime) -> int:
    """How many reminders should have been sent by now to one who was invited then. Danish working days. Pure."""
    invited, today = local_date(invited_at), local_date(now)
    return sum(today >= NATIONAL.shift(invited, days) for days in REMIND_AFTER)


def signing_watch() -> Watched:
    """Everything that is due, once. Safe to run twice, late, or in two workers at the same time."""
    now = moment()
    # Mails that came back first: one whose address is wrong is told to the drafter, not reminded.
    bounced, failed_first = _each(_with_asked(), lambda version: _bounces(version, now))
    bounced += _copy_bounces(now)
    expired, failed_then = _each(_out_of_time(now), lambda version: _expire(version, now))
    _superseded_meetings(now)
    reminded, failed_last = _each(_with_asked(invited_before=now), lambda version: _remind(version, now))
    return Watched(reminded, bounced, expired, failed_first + failed_then + failed_last)


def _each(version_ids: Iterable[int], work: Callable[[AgreementVersion], int]) -> tuple[int, int]:
    done = failed = 0
    for version_id in version_ids:
        try:
            with transaction.atomic():
                version = lock(actor=None, version_id=version_id)
                if version.state in SIGNING_STATES:
                    done += work(version)
        except Exception:
            # One agreement's fault must not keep the reminders of all others back.
            log.exception("Signing of version %s could not be watched.", version_id)
            failed += 1
    return done, failed


def _superseded_meetings(now: datetime.datetime) -> None:
    """A partnership that a wider agreement ended has no more meetings: they are cancelled, and the invited are told.

    The one who signed last may not see the partnership, so it is done here.
    """
    left = Agreement.objects.filter(
        state=AgreementState.SUPERSEDED, meetings__state=MeetingState.PLANNED, meetings__starts_at__gt=now
    ).distinct()
    for agreement in left.order_by("pk"):
        try:
            meetings_plan(agreement=agreement, at=now)
        except Exception:
            log.exception("Meetings of agreement %s could not be cancelled.", agreement.pk)


def _with_asked(invited_before: datetime.datetime | None = None) -> list[int]:
    rows = Signer.objects.filter(state__in=ASKED, version__state__in=SIGNING_STATES)
    if invited_before is not None:
        # Three working days are never fewer than three days.
        rows = rows.filter(
            invited_at__lte=invited_before - datetime.timedelta(days=2), reminders__lt=len(REMIND_AFTER)
        )
    return sorted(set(rows.values_list("version_id", flat=True)))


def _out_of_time(now: datetime.datetime) -> list[int]:
    rows = AgreementVersion.objects.filter(state__in=SIGNING_STATES, sign_by__lt=local_date(now))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _asked(version: AgreementVersion) -> list[Signer]:
    rows = Signer.objects.filter(version_id=version.pk, state__in=ASKED).select_related("party")
    signers = list(rows.select_for_update(of=("self",)).order_by("id"))
    for signer in signers:
        signer.version = version
    return signers


def _remind(version: AgreementVersion, now: datetime.datetime) -> int:
    sent = 0
    for signer in _asked(version):
        if signer.invited_at is None or signer.expires_at is None or signer.expires_at <= now:
            continue
        due = reminders_due(signer.invited_at, now)
        if due <= signer.reminders:
            continue
        # After a long stop one reminder is enough.
        signer.reminders, signer.reminded_at = due, now
        token = link_make(signer=signer, now=now)
        emails.sign_reminder(signer=signer, token=token, days=REMIND_AFTER[due - 1])
        sent += 1
    return sent


def _bounces(version: AgreementVersion, now: datetime.datetime) -> int:
    """Invitations and reminders that were refused at delivery, or came back later. A report may come days after a newer
    mail has left, so it counts for each of a signer's mails since the invitation.
    """
    signers = _asked(version)
    newest = [emails.link_key(signer) for signer in signers]
    owners = {key: signer for signer in signers for key in emails.link_keys(signer)}
    lost = OutboxMail.objects.filter(
        Q(state=MailState.FAILED, dedupe_key__in=newest)
        | Q(state=MailState.BOUNCED, dedupe_key__in=list(owners))
    )
    told = 0
    for mail in lost.only("dedupe_key", "last_error", "bounced_at").order_by("created_at"):
        key = str(mail.dedupe_key)
        signer = owners[key]
        is_old = mail.bounced_at and signer.invited_at and mail.bounced_at < signer.invited_at
        if signer.state == SignerState.BOUNCED or is_old:
            continue
        signer.state = SignerState.BOUNCED
        signer.save(update_fields=["state"])
        _tell_lost(version, signer, mail.last_error, _("Mailen til %(party)s (%(email)s) kom ikke frem"), now)
        emails.sign_bounced(signer=signer, error=mail.last_error, key=key)
        told += 1
    return told


def _tell_lost(
    version: AgreementVersion, signer: Signer, error: str, title: str, now: datetime.datetime
) -> None:
    log_add(
        actor=None,
        agreement=version.agreement,
        kind=LogKind.BOUNCED,
        title=title % {"party": emails.name_of(version, signer.party), "email": signer.email},
        text=error,
        at=now,
    )


def _copy_bounces(now: datetime.datetime) -> int:
    """Signed agreements that did not reach a signer: nobody sees that mail in the outbox, so the drafter is told."""
    lost = OutboxMail.objects.filter(
        state__in=LOST_STATES, name="agreements.sign_done", created_at__gt=now - LATE_REPORT
    )
    told = 0
    for key, error in lost.values_list("dedupe_key", "last_error"):
        pk = str(key).split(":")[1]
        signer = (
            Signer.objects.filter(pk=pk, copy_bounced_at=None).only("id", "copy_hash", "version_id").first()
        )
        if signer is None or emails.copy_key(signer) != key:
            continue
        try:
            with transaction.atomic():
                told += _copy_bounce(signer, str(key), error, now)
        except Exception:
            log.exception("The signed agreement that did not reach signer %s could not be told of.", pk)
    return told


def _copy_bounce(signer: Signer, key: str, error: str, now: datetime.datetime) -> int:
    version = lock(actor=None, version_id=signer.version_id)
    signer = Signer.objects.select_related("party").select_for_update(of=("self",)).get(pk=signer.pk)
    signer.version = version
    if signer.copy_bounced_at is not None or emails.copy_key(signer) != key:
        return 0
    signer.copy_bounced_at = now
    signer.save(update_fields=["copy_bounced_at"])
    title = _("Den underskrevne aftale kom ikke frem til %(party)s (%(email)s)")
    _tell_lost(version, signer, error, title, now)
    emails.sign_bounced(signer=signer, error=error, key=key, is_copy=True)
    return 1


def _expire(version: AgreementVersion, now: datetime.datetime) -> int:
    change = transition(version.state, "expire_unsigned", SYSTEM)
    missing = links_close(version=version, reason="expired", at=now)
    emails.sign_expired(version=version, missing=[emails.name_of(version, row.party) for row in missing])
    version.state, version.ended_at = change.target, now
    version.save(update_fields=["state", "ended_at"])
    tell_agreement(version)
    log_add(
        actor=None,
        agreement=version.agreement,
        kind=change.logs,
        title=_("Fristen for at underskrive version %d udløb") % version.number,
        at=now,
    )
    return 1
