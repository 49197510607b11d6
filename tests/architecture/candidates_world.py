"""A candidate of the asked jobcentre on the order of the walk, shown to the company: for the candidates' routes."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.services.nominations import nominate, nomination_screen, nominations_present
from candidates.services.releases import ReleaseTerms
from candidates.workflow import Part
from jobcenters.calendar import local_date
from orders.models import Order, OrderLine
from orders.selectors.order_page import order_rows
from tests.factories import candidates

# Whose page a route is, where it is not the tovholder's.
VISITORS = {
    "candidates:shortlist": "company",
    "candidates:verdict": "company",
    "candidates:withdraw": "asked",
    "candidates:consent_again": "asked",
    "candidates:citizen_copy": "asked manager",
    "candidates:ask_release": "tovholder",
}
# Of a candidate that there is a basis for finding, every authority may know the first level; the page shows no more.
STAFF_MAY_SEE = {"candidates:candidate"}


def candidate_arguments(
    tovholder: Actor, asked: Actor, order: Order, secret: str
) -> dict[str, dict[str, Any]]:
    """The arguments of the candidates' routes. One of two candidates waits for its release to the company."""
    found, waiting = (
        candidates.candidate("Odder", postcode="8300", name=f"{secret} {n}", profile={"profile_text": secret})
        for n in range(2)
    )
    until = local_date(timezone.now()) + datetime.timedelta(days=30)
    with acting_as(asked):
        seen = order_rows(asked).get(pk=order.pk)
        line = OrderLine.objects.get(order=seen)
        both = frozenset({Part.TOVHOLDER, Part.COMPANY})
        (row,) = nominate(
            actor=asked, order=seen, line=line, candidates=[found], release=ReleaseTerms(both, secret, until)
        )
        (second,) = nominate(actor=asked, order=seen, line=line, candidates=[waiting])
        for nomination in (row, second):
            nomination_screen(actor=asked, nomination=nomination, note=secret, version=1)
    with acting_as(tovholder):
        row.order = order_rows(tovholder).get(pk=order.pk)
        nominations_present(actor=tovholder, nominations=[row], versions={row.pk: 2})
    of_candidate, of_order = {"uuid": found.uuid}, {"uuid": order.uuid}
    return {
        "candidates:candidate": of_candidate,
        "candidates:withdraw": of_candidate,
        "candidates:consent_again": of_candidate,
        "candidates:citizen_copy": of_candidate,
        "candidates:nominate": of_order,
        "candidates:present": of_order,
        "candidates:ask_release": of_order,
        "candidates:shortlist": of_order,
        "candidates:nomination": {"uuid": row.uuid},
        "candidates:verdict": {"uuid": row.uuid},
    }
