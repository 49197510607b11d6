"""The mails about the leaders' meetings of a network. A name is its template's (templates/agreements/emails/)."""

import datetime
from collections.abc import Sequence

from agreements.life_mails import link
from agreements.models import NetworkMeeting
from agreements.selectors.leaders import Host, Leader
from jobcenters.models import Network
from notifications.calendar_files import Invitation, calendar_file
from notifications.outbox import queue_email


def invitation_of(
    *,
    network: Network,
    meeting: NetworkMeeting,
    host: Host,
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
        title=f"Ledermøde: {network.name}",
        text="\n".join(filter(None, [meeting.agenda, link("agreements:network_meeting", meeting.uuid)])),
        place=meeting.place,
        organiser=host.email,
        organiser_name=host.name,
        guests=guests,
        written_at=at,
        cancelled=cancelled,
    )


def leaders_invitation(
    *,
    network: Network,
    meeting: NetworkMeeting,
    host: Host,
    leaders: Sequence[Leader],
    to: str,
    sender_id: int,
    at: datetime.datetime,
    is_update: bool,
) -> None:
    """To one leader: the invitation, or the same with another time or place."""
    people = [(leader.name, leader.email) for leader in leaders]
    _send(
        "leaders_changed" if is_update else "leaders_invitation",
        network=network,
        meeting=meeting,
        host=host,
        to=to,
        sender_id=sender_id,
        calendar=invitation_of(network=network, meeting=meeting, host=host, guests=people, at=at),
    )


def leaders_cancelled(
    *,
    network: Network,
    meeting: NetworkMeeting,
    host: Host,
    to: str,
    sender_id: int,
    at: datetime.datetime,
) -> None:
    """To one who holds an invitation: it is taken back. The sequence number has been raised before."""
    _send(
        "leaders_cancelled",
        network=network,
        meeting=meeting,
        host=host,
        to=to,
        sender_id=sender_id,
        calendar=invitation_of(
            network=network, meeting=meeting, host=host, guests=[(to, to)], at=at, cancelled=True
        ),
    )


def _send(
    name: str,
    *,
    network: Network,
    meeting: NetworkMeeting,
    host: Host,
    to: str,
    sender_id: int,
    calendar: Invitation,
) -> None:
    method = "cancel" if calendar.cancelled else "request"
    queue_email(
        name=f"agreements.{name}",
        recipient=to,
        context={
            "now": calendar.written_at,
            "network": network,
            "meeting": meeting,
            "host": host,
            "link": link("agreements:network_meeting", meeting.uuid),
        },
        organisation_id=sender_id,
        calendar=calendar_file(calendar),
        reply_to=host.email,
        dedupe_key=f"leaders:{meeting.uuid}:{meeting.sequence}:{method}:{to.lower()}",
    )
