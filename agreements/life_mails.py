"""The mails about new ends and meetings. A name is its template's (templates/agreements/emails/).

A mail with a personal link is confidential: who reads the outbox could answer for somebody else.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.actor import Actor
from accounts.moment import moment
from agreements.models import Agreement, AgreementChange, AgreementMeeting, ChangeConsent
from agreements.selectors.parties import Party
from notifications.calendar_files import Invitation, calendar_file
from notifications.outbox import queue_email


def link(name: str, *args: object) -> str:
    """The full address of a page, for a mail."""
    return settings.BASE_URL.rstrip("/") + reverse(name, args=args)


def page_of(agreement: Agreement) -> str:
    return link("agreements:agreement", agreement.uuid)


def drafter_address(agreement: Agreement) -> str:
    """Where the drafter reads mail: the person who began the agreement, else the organisation."""
    return (agreement.created_by.email if agreement.created_by else "") or agreement.owner.email


def _send(
    name: str,
    *,
    agreement: Agreement,
    to: str,
    context: dict[str, Any],
    key: str,
    sender_id: int | None = None,
    organisation_id: int | None = None,
    calendar: str = "",
    reply_to: str = "",
    confidential: bool = False,
) -> None:
    if not to:
        return
    queue_email(
        name=f"agreements.{name}",
        recipient=to,
        context={"now": moment(), "agreement": agreement, **context},
        organisation_id=sender_id or agreement.owner_id,
        recipient_organisation_id=organisation_id,
        calendar=calendar,
        reply_to=reply_to,
        dedupe_key=key,
        confidential=confidential,
    )


# --- extension and cancellation -------------------------------------------------------------------------------


def change_asked(*, change: AgreementChange, party: Party, proposer: str, token: str) -> None:
    """To one party: what is proposed, by whom and why, and the personal link to answer by."""
    _send(
        "change_asked",
        agreement=change.agreement,
        to=party.contact_email,
        organisation_id=party.organisation_id,
        sender_id=change.proposed_by_id,
        context={
            "change": change,
            "party": party,
            "proposer": proposer,
            "link": link("consent:answer", token),
        },
        key=f"change_asked:{change.uuid}:{party.organisation_id}",
        confidential=True,
    )


def change_agreed(*, change: AgreementChange, party: Party, proposer: str, last_day: datetime.date) -> None:
    """To every party: all have agreed, and what holds now. `last_day`: the agreement's end from here on."""
    _send(
        "change_agreed",
        agreement=change.agreement,
        to=party.contact_email,
        organisation_id=party.organisation_id,
        context={
            "change": change,
            "party": party,
            "proposer": proposer,
            "last_day": last_day,
            "link": page_of(change.agreement),
        },
        key=f"change_agreed:{change.uuid}:{party.organisation_id}",
    )


def change_refused(*, change: AgreementChange, consent: ChangeConsent, party: Party, to: str) -> None:
    """To who proposed it: which party said no, and why."""
    _send(
        "change_refused",
        agreement=change.agreement,
        to=to,
        organisation_id=change.proposed_by_id,
        context={"change": change, "consent": consent, "party": party, "link": page_of(change.agreement)},
        key=f"change_refused:{change.uuid}",
    )


def change_withdrawn(*, change: AgreementChange, party: Party) -> None:
    """To a party that was asked: nothing is to be answered any more."""
    _send(
        "change_withdrawn",
        agreement=change.agreement,
        to=party.contact_email,
        organisation_id=party.organisation_id,
        context={"change": change, "party": party},
        key=f"change_withdrawn:{change.uuid}:{party.organisation_id}",
    )


# --- meetings -------------------------------------------------------------------------------------------------


def invitation_of(
    *,
    agreement: Agreement,
    meeting: AgreementMeeting,
    host: Party,
    guests: Sequence[tuple[str, str]],
    at: datetime.datetime,
    cancelled: bool = False,
) -> Invitation:
    """The meeting for a calendar, as it stands. `guests`: (name, address)."""
    return Invitation(
        uid=meeting.uuid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        minutes_long=meeting.minutes_long,
        title=f"Opfølgningsmøde: {agreement.title}",
        text=f"Opfølgning på aftale {agreement.number}.\n{link('agreements:meeting', meeting.uuid)}",
        place=meeting.place,
        organiser=host.contact_email,
        organiser_name=f"{host.contact_name}, {host.name}",
        guests=guests,
        written_at=at,
        cancelled=cancelled,
    )


def meeting_invitation(
    *,
    agreement: Agreement,
    meeting: AgreementMeeting,
    host: Party,
    guests: Sequence[Party],
    to: str,
    sender_id: int,
    at: datetime.datetime,
    is_update: bool,
) -> None:
    """To one guest: the invitation, or the same with another time or place."""
    people = [(party.contact_name, party.contact_email) for party in guests]
    calendar = calendar_file(
        invitation_of(agreement=agreement, meeting=meeting, host=host, guests=people, at=at)
    )
    _send(
        "meeting_changed" if is_update else "meeting_invitation",
        agreement=agreement,
        to=to,
        sender_id=sender_id,
        context={
            "meeting": meeting,
            "host": host,
            "guests": guests,
            "link": link("agreements:meeting", meeting.uuid),
        },
        calendar=calendar,
        reply_to=host.contact_email,
        key=f"meeting:{meeting.uuid}:{meeting.sequence}:request:{to.lower()}",
    )


def meeting_cancelled(
    *,
    agreement: Agreement,
    meeting: AgreementMeeting,
    host: Party,
    to: str,
    sender_id: int,
    at: datetime.datetime,
    reason: str = "",
) -> None:
    """To one who holds an invitation: it is taken back. The sequence number has been raised before."""
    calendar = calendar_file(
        invitation_of(
            agreement=agreement, meeting=meeting, host=host, guests=[(to, to)], at=at, cancelled=True
        )
    )
    _send(
        "meeting_cancelled",
        agreement=agreement,
        to=to,
        sender_id=sender_id,
        context={"meeting": meeting, "host": host, "reason": reason},
        calendar=calendar,
        reply_to=host.contact_email,
        key=f"meeting:{meeting.uuid}:{meeting.sequence}:cancel:{to.lower()}",
    )


def meeting_minutes_missing(*, agreement: Agreement, meeting: AgreementMeeting, host: Party) -> None:
    """To the host: the meeting has been, and there are no minutes."""
    _send(
        "meeting_minutes_missing",
        agreement=agreement,
        to=host.contact_email,
        organisation_id=host.organisation_id,
        context={"meeting": meeting, "host": host, "link": link("agreements:meeting", meeting.uuid)},
        key=f"meeting_minutes:{meeting.uuid}:{meeting.starts_at:%Y%m%d%H%M}",
    )


def meeting_adjustments(*, agreement: Agreement, meeting: AgreementMeeting, actor: Actor) -> None:
    """To the drafter: the parties want a new version, which a party cannot begin itself."""
    _send(
        "meeting_adjustments",
        agreement=agreement,
        to=drafter_address(agreement),
        sender_id=actor.organisation_id,
        organisation_id=agreement.owner_id,
        context={"meeting": meeting, "actor": actor, "link": page_of(agreement)},
        key=f"meeting_adjustments:{meeting.uuid}",
    )


# --- the end --------------------------------------------------------------------------------------------------


def agreement_ending(*, agreement: Agreement, to: str, organisation_id: int) -> None:
    """To the drafter, the tovholders and the company: when it ends, and that it can be extended (once per end)."""
    _send(
        "agreement_ending",
        agreement=agreement,
        to=to,
        organisation_id=organisation_id,
        context={"link": page_of(agreement)},
        key=f"agreement_ending:{agreement.uuid}:{agreement.ends_on}:{to.lower()}",
    )


def agreement_ended(*, agreement: Agreement, to: str, organisation_id: int) -> None:
    """To the same: it has ended."""
    _send(
        "agreement_ended",
        agreement=agreement,
        to=to,
        organisation_id=organisation_id,
        context={"is_cancelled": agreement.state == "cancelled", "link": page_of(agreement)},
        key=f"agreement_ended:{agreement.uuid}:{agreement.ends_on}:{to.lower()}",
    )
