"""What time does to invitations: reminders, mails that came back, and the end of the time to sign.

Run by the worker, which sees all. Each version is taken in a transaction of its own, so a fault with one agreement
stops no other, and whoever signs at the same moment is waited for.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
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
from notifications.enums import MailState
from notifications.models import OutboxMail

log = logging.getLogger(__name__)

REMIND_AFTER = (3, 7)  # working days after the invitation
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
    signers = {emails.link_key(signer): signer for signer in _asked(version)}
    returned = OutboxMail.objects.filter(state=MailState.FAILED, dedupe_key__in=list(signers)).values_list(
        "dedupe_key", "last_error"
    )
    for key, error in returned:
        signer = signers[str(key)]
        signer.state = SignerState.BOUNCED
        signer.save(update_fields=["state"])
        name = emails.name_of(version, signer.party)
        log_add(
            actor=None,
            agreement=version.agreement,
            kind=LogKind.BOUNCED,
            title=_("Mailen til %(party)s (%(email)s) kom ikke frem")
            % {"party": name, "email": signer.email},
            text=error,
            at=now,
        )
        emails.sign_bounced(signer=signer, error=error)
    return len(returned)


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
