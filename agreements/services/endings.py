"""What the calendar does to agreements and their meetings. Safe to run twice, late, or at the same time.

Each agreement and each meeting is handled in a transaction of its own, under a lock, and looked at again there: what
another run has done is not done twice, and one that fails does not stop the others.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.moment import moment
from agreements import life_mails
from agreements.enums import (
    FORCE_STATES,
    AgreementState,
    ChangeKind,
    ChangeState,
    LogKind,
    MeetingState,
    PartyRole,
)
from agreements.meeting_rules import (
    END_NOTICE_DAYS,
    INVITE_DAYS_BEFORE,
    LEADERS_INVITE_DAYS_BEFORE,
    end_notice_due,
    minutes_missing,
)
from agreements.models import Agreement, AgreementMeeting, NetworkMeeting
from agreements.selectors.parties import parties_of
from agreements.services.changes import change_close, state_set
from agreements.services.log import log_add
from agreements.services.meetings import host_of, invitations_send, meetings_plan
from agreements.services.networks import network_invitations_send
from jobcenters.calendar import local_date, start_of_day
from ui import danish

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class EndingsResult:
    """How many of each were done."""

    ended: int = 0
    notified: int = 0
    invited: int = 0
    reminded: int = 0
    leaders: int = 0  # network meetings whose leaders were written to


def endings_run(*, now: datetime.datetime | None = None) -> EndingsResult:
    """Everything that is due at `now` (aware; the present): ends, notices of ends, invitations, missing minutes.

    Needs the worker's role, which sees every agreement.
    """
    now = now or moment()
    today = local_date(now)
    ending = Agreement.objects.filter(state__in=FORCE_STATES, ends_on__isnull=False)
    planned = AgreementMeeting.objects.filter(state=MeetingState.PLANNED)
    soon = today + datetime.timedelta(days=END_NOTICE_DAYS)
    after = start_of_day(today + datetime.timedelta(days=INVITE_DAYS_BEFORE + 1))
    leaders_after = start_of_day(today + datetime.timedelta(days=LEADERS_INVITE_DAYS_BEFORE + 1))
    return EndingsResult(
        ended=_each(
            _ids(ending.filter(ends_on__lt=today)), lambda pk: agreement_end(agreement_id=pk, now=now)
        ),
        notified=_each(
            _ids(ending.filter(ends_on__gte=today, ends_on__lte=soon).exclude(end_notice_for=F("ends_on"))),
            lambda pk: end_notice(agreement_id=pk, now=now),
        ),
        invited=_each(
            _ids(
                planned.filter(
                    starts_at__gt=now,
                    starts_at__lt=after,
                    invited_at__isnull=True,
                    agreement__state__in=FORCE_STATES,
                )
            ),
            lambda pk: invitations_send(meeting_id=pk, at=now),
        ),
        reminded=_each(
            _ids(planned.filter(starts_at__lt=now, minutes_reminded_at__isnull=True)),
            lambda pk: minutes_reminder(meeting_id=pk, now=now),
        ),
        leaders=_each(
            _ids(
                NetworkMeeting.objects.filter(
                    Q(invited_at__isnull=False) | Q(starts_at__lt=leaders_after),
                    state=MeetingState.PLANNED,
                    starts_at__gt=now,
                )
            ),
            lambda pk: network_invitations_send(meeting_id=pk, at=now),
        ),
    )


def _ids(rows: QuerySet[Agreement] | QuerySet[AgreementMeeting] | QuerySet[NetworkMeeting]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _each(ids: list[int], do: Callable[[int], bool]) -> int:
    """How many were done. One that raises is logged and left to the next run."""
    done = 0
    for pk in ids:
        try:
            with transaction.atomic():
                done += do(pk)
        except (OperationalError, InterfaceError):
            raise  # the database is away: so are all the others
        except Exception:
            logger.exception("Row %s could not be handled; the next run tries again.", pk)
    return done


def _lock(agreement_id: int) -> Agreement:
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("current", "owner", "created_by")
        .get(pk=agreement_id)
    )


# --- the end --------------------------------------------------------------------------------------------------


def agreement_end(*, agreement_id: int, now: datetime.datetime) -> bool:
    """The last day is over: the agreement has expired, or is cancelled where the parties had agreed on that end.

    Open changes are taken back and coming meetings cancelled. False where it no longer has to be done.
    """
    agreement = _lock(agreement_id)
    if not agreement.is_in_force or agreement.ends_on is None or agreement.ends_on >= local_date(now):
        return False
    is_cancelled = _was_cancelled(agreement)
    state_set(agreement=agreement, action="cancel" if is_cancelled else "expire", at=now)
    for change in agreement.changes.filter(state=ChangeState.OPEN):
        change_close(change=change, agreement=agreement, at=now)
    meetings_plan(agreement=agreement, at=now)
    day = danish.day_month(agreement.ends_on, year=True)
    log_add(
        actor=None,
        agreement=agreement,
        kind=LogKind.CANCELLED if is_cancelled else LogKind.EXPIRED,
        title=(_("Aftalen er ophævet. %s var dens sidste dag") if is_cancelled else _("Aftalen udløb %s"))
        % day,
        at=now,
    )
    for to, organisation_id in _told(agreement):
        life_mails.agreement_ended(agreement=agreement, to=to, organisation_id=organisation_id)
    return True


def _was_cancelled(agreement: Agreement) -> bool:
    """Whether the end that has passed is one that the parties agreed on as a cancellation."""
    last = agreement.changes.filter(state=ChangeState.AGREED).order_by("-decided_at", "-id").first()
    return last is not None and last.kind == ChangeKind.CANCEL and last.ends_on == agreement.ends_on


def _told(agreement: Agreement) -> list[tuple[str, int]]:
    """(address, organisation) of the drafter, every tovholder and the company; each address once."""
    found = {life_mails.drafter_address(agreement).lower(): agreement.owner_id}
    for party in parties_of(agreement):
        if party.role in (PartyRole.TOVHOLDER, PartyRole.COMPANY):
            found.setdefault(party.contact_email.lower(), party.organisation_id)
    return [(to, organisation_id) for to, organisation_id in found.items() if to]


def end_notice(*, agreement_id: int, now: datetime.datetime) -> bool:
    """Tell that the agreement ends, by its current end, once for each end."""
    agreement = _lock(agreement_id)
    if (
        not agreement.is_in_force
        or agreement.ends_on is None
        or not end_notice_due(agreement.ends_on, agreement.end_notice_for, local_date(now))
    ):
        return False
    for to, organisation_id in _told(agreement):
        life_mails.agreement_ending(agreement=agreement, to=to, organisation_id=organisation_id)
    agreement.end_notice_for = agreement.ends_on
    agreement.save(update_fields=["end_notice_for", "updated_at"])
    log_add(
        actor=None,
        agreement=agreement,
        kind=LogKind.NOTE,
        title=_("Parterne fik besked om, at aftalen slutter %s")
        % danish.day_month(agreement.ends_on, year=True),
        at=now,
    )
    return True


# --- minutes --------------------------------------------------------------------------------------------------


def minutes_reminder(*, meeting_id: int, now: datetime.datetime) -> bool:
    """Remind the host of minutes that are missing five working days after a meeting, once."""
    meeting = AgreementMeeting.objects.select_for_update(of=("self",)).get(pk=meeting_id)
    if (
        meeting.state != MeetingState.PLANNED
        or meeting.minutes_reminded_at is not None
        or not minutes_missing(local_date(meeting.starts_at), local_date(now))
    ):
        return False
    agreement = Agreement.objects.select_related("current", "owner").get(pk=meeting.agreement_id)
    host = host_of(agreement)
    if host is None or agreement.state == AgreementState.DRAFT:
        return False
    life_mails.meeting_minutes_missing(agreement=agreement, meeting=meeting, host=host)
    meeting.minutes_reminded_at = now
    meeting.save(update_fields=["minutes_reminded_at"])
    return True
