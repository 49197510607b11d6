"""The demonstration's webhook: there, and paused, because nobody listens at an address that is made up."""

import datetime

from accounts.enums import Role
from accounts.models import Membership
from accounts.tenancy import acting_as
from webhooks.enums import EventType
from webhooks.services import endpoint_add, endpoint_pause

ADDRESS = "https://fagsystem.jobcenter-horsens.example/jobordre"
EVENTS = (
    EventType.REQUEST_RECEIVED,
    EventType.REQUEST_ANSWERED,
    EventType.DEADLINE_WARNING,
    EventType.DEADLINE_BREACHED,
    EventType.ORDER_CHANGED,
)


def webhooks_play(_now: datetime.datetime) -> None:
    """Horsens's administrator has prepared one, and waits for the supplier. As the owner."""
    keeper = (
        Membership.objects.active()
        .filter(organisation__jobcenter__place="Horsens", role=Role.ADMINISTRATOR)
        .select_related("user", "organisation")
        .order_by("id")
        .first()
    )
    if keeper is None:
        return
    actor = keeper.actor()
    with acting_as(actor):
        issued = endpoint_add(actor=actor, url=ADDRESS, events=[event.value for event in EVENTS])
        endpoint_pause(actor=actor, endpoint=issued.endpoint)
