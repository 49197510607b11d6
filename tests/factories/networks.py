"""Networks for tests: one apart from East Jutland, with a coordinator, members and a planned meeting."""

import datetime
from typing import Any

from accounts.models import Organisation
from accounts.moment import moment
from agreements.enums import MeetingState
from agreements.models import NetworkMeeting
from jobcenters.calendar import local_date, local_instant
from jobcenters.models import Jobcenter, Network, NetworkMember
from tests.factories import orders
from tests.helpers.db import as_owner


def outsiders() -> Organisation:
    """A jobcentre of the reference data that is in no network: Nyborg."""
    return orders.jobcenter("Nyborg")


def east_jutland(coordinator: str = "") -> Network:
    """The network of the reference data; with the jobcentre at `coordinator` keeping it where one is named."""
    with as_owner():
        network = Network.objects.get(name__contains="østjyske")
        if coordinator:
            network.coordinator = Jobcenter.objects.get(place=coordinator).organisation
            network.save()
        return network


def network(
    name: str = "Fyn", *, coordinator: str = "Nyborg", members: tuple[str, ...] = ("Nyborg",)
) -> Network:
    """A network kept by the jobcentre at `coordinator`; members since 2020."""
    with as_owner():
        made = Network.objects.create(
            name=f"Rekrutteringsnetværk {name}",
            coordinator=Jobcenter.objects.get(place=coordinator).organisation,
        )
        for place in members:
            NetworkMember.objects.create(
                network=made,
                jobcenter=Jobcenter.objects.get(place=place),
                valid_from=datetime.date(2020, 1, 1),
            )
        return made


def meeting(network: Network, *, days: int = 30, **fields: Any) -> NetworkMeeting:
    """A planned meeting at 10 o'clock, `days` from today."""
    day = local_date(moment()) + datetime.timedelta(days=days)
    with as_owner():
        return NetworkMeeting.objects.create(
            network=network, starts_at=local_instant(day, datetime.time(10)), **fields
        )


def held(network: Network, *, minutes: str, days: int = 10, **fields: Any) -> NetworkMeeting:
    """A meeting that was held `days` ago, with its minutes."""
    return meeting(network, days=-days, state=MeetingState.HELD, held_at=moment(), minutes=minutes, **fields)


def routes() -> dict[str, dict[str, Any]]:
    """The arguments of every route about networks, all of one that only Nyborg is in. Cancelling comes last."""
    made = network()
    coming = meeting(made)
    with as_owner():
        member = made.members.get()
    of_network = ("network", "network_offers", "network_rules", "network_minimum", "network_coordinator")
    of_meeting = (
        "network_meeting",
        "network_meeting_edit",
        "network_meeting_minutes",
        "network_meeting_invite",
        "network_meeting_ics",
        "network_meeting_cancel",
    )
    written = held(made, minutes="Referat")
    return {
        **{f"agreements:{name}": {"uuid": made.uuid} for name in of_network},
        "orders:network_ladder": {"uuid": made.uuid, "owed_to": "virksomheder"},
        **{
            f"agreements:{name}": {"uuid": made.uuid}
            for name in ("network_member_new", "network_meetings", "network_agreement_new")
        },
        **{
            f"agreements:network_member_{name}": {"uuid": made.uuid, "pk": member.pk}
            for name in ("leave", "forget")
        },
        **{f"orders:network_{name}": {"uuid": made.uuid} for name in ("pack", "distribution")},
        **{f"agreements:{name}": {"uuid": coming.uuid} for name in of_meeting},
        "agreements:network_minutes_correct": {"uuid": written.uuid},
    }
