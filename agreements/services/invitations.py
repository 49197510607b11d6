"""Who holds an invitation to a meeting, kept in step with who is to come.

All that is sent about a meeting has the same UID and a higher sequence number each time, so that calendars move or
remove the entry that they have. Who holds the meeting as it is gets nothing more.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agreements.models.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes one meeting's mails, as the meeting stands when it is called.

    `invite(address, is_update)`: the meeting, or what it is now. `take_back(address)`: not for them any more.
    """

    invite: Callable[[str, bool], None]
    take_back: Callable[[str], None]


def is_in_step(meeting: Meeting, addresses: Sequence[str]) -> bool:
    """Whether exactly these hold an invitation."""
    return meeting.invited_at is not None and _keys(addresses) == _keys(meeting.invited)


def invitations_hand_out(
    *,
    meeting: Meeting,
    addresses: Sequence[str],
    letters: Letters,
    at: datetime.datetime,
    to_all: bool = True,
) -> None:
    """Invite `addresses`, and take the invitation back from those who hold one and are not among them.

    `to_all`: the meeting, or what its file says of it, is another, so those who hold an invitation get it again.
    """
    held, wanted = _keys(meeting.invited), _keys(addresses)
    meeting.sequence += 1
    for address in addresses:
        is_update = address.lower() in held
        if to_all or not is_update:
            letters.invite(address, is_update)
    for address in meeting.invited:
        if address.lower() not in wanted:
            letters.take_back(address)
    meeting.invited, meeting.invited_at = list(addresses), at
    meeting.save(update_fields=["sequence", "invited", "invited_at"])


def invitations_take_back(*, meeting: Meeting, letters: Letters) -> None:
    """Take the invitation back from everybody who holds one."""
    if not meeting.invited:
        return
    meeting.sequence += 1
    for address in meeting.invited:
        letters.take_back(address)
    meeting.invited = []
    meeting.save(update_fields=["sequence", "invited"])


def _keys(addresses: Sequence[str]) -> set[str]:
    return {address.lower() for address in addresses}
