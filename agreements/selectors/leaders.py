"""The leaders that a network's meeting is for (R143, R144), and who calls them together."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.db import connection

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from jobcenters.models import Network
from notifications.outbox import BadRecipientError, check_recipient


@dataclass(frozen=True, slots=True)
class Leader:
    """One who is invited; `name` is the organisation's where its mailbox stands for a leader."""

    organisation_id: int
    organisation: str
    name: str
    email: str

    @property
    def is_person(self) -> bool:
        return self.name != self.organisation


@dataclass(frozen=True, slots=True)
class Host:
    """The network's coordinator, or Jobservice Danmark where it has none: who invites, and where it is answered."""

    organisation_id: int
    name: str
    email: str


def leaders_of(network: Network, on_day: datetime.date) -> list[Leader]:
    """The managers of every member on a Danish day (its mailbox where it has none) and the coordinator's managers and
    administrators, by organisation, each address once. Nobody for one outside the network. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from agreements_network_leaders(%s, %s)", [network.pk, on_day])
        return [leader for leader in (Leader(*row) for row in cursor.fetchall()) if _reachable(leader.email)]


def _reachable(email: str) -> bool:
    try:
        check_recipient(email)
    except BadRecipientError:
        return False
    return True


def host_id_of(network: Network) -> int:
    """The organisation that invites."""
    national = Organisation.objects.filter(kind=OrganisationKind.NATIONAL).order_by("pk")
    return network.coordinator_id or national.values_list("pk", flat=True)[0]


def host_of(network: Network, leaders: Sequence[Leader]) -> Host:
    """Its name, and its mailbox; without one the first of its leaders answers."""
    host = Organisation.objects.get(pk=host_id_of(network))
    own = (leader.email for leader in leaders if leader.organisation_id == host.pk)
    email = host.email if _reachable(host.email) else next(own, parseaddr(settings.DEFAULT_FROM_EMAIL)[1])
    return Host(host.pk, host.name, email)
