"""A candidate that takes its consent back: gone from search and from every order, at once."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from candidates import placing_mails
from candidates.enums import CandidateState, DeclineReason
from candidates.models import Candidate, Nomination
from candidates.permissions import check_is_ours
from candidates.services.nominations import end
from candidates.services.participants import participants_withdraw
from candidates.services.releases import releases_revoke
from orders.enums import EventKind
from orders.models import Order
from orders.selectors.facts import place_of
from orders.services.timeline import event_add


@transaction.atomic
def candidate_withdraw(*, actor: Actor, candidate: Candidate) -> Candidate:
    """Consent is taken back. Search, releases and running nominations end in this transaction; the log stays.

    A hire stands: it has happened. The orders' tovholders are told that somebody takes part no longer, not who.
    Raises PermissionDenied unless the candidate is the actor's jobcentre's.
    """
    check_is_ours(actor, candidate)
    row = (
        Candidate.objects.of_jobcenter(actor.organisation_id)
        .select_for_update(of=("self",))
        .get(pk=candidate.pk)
    )
    if row.state in (CandidateState.WITHDRAWN, CandidateState.ANONYMISED):
        return row
    now = moment()
    row.state, row.withdrawn_at = CandidateState.WITHDRAWN, now
    row.save(update_fields=["state", "withdrawn_at", "updated_at"])
    releases_revoke(actor=actor, candidate_id=row.pk)
    participants_withdraw(actor=actor, candidate=row, now=now)
    home = Organisation.objects.select_related("jobcenter").get(pk=actor.organisation_id)
    nominations = Nomination.objects.filter(candidate=row, organisation_id=actor.organisation_id).running()
    for nomination in nominations.select_for_update(of=("self",)):
        order = (
            Order.objects.visible_to(actor)
            .select_related("company__organisation", "tovholder__jobcenter", "owner")
            .get(pk=nomination.order_id)
        )
        nomination.order = order
        end(actor, nomination, DeclineReason.WITHDRAWN, now)
        event_add(
            actor=actor,
            order=order,
            kind=EventKind.NOMINATED,
            title=_("En kandidat fra %s deltager ikke længere") % place_of(home),
            at=now,
            about_id=actor.organisation_id,
        )
        if order.is_open:
            placing_mails.withdrawn(order=order, by=home, key=str(nomination.uuid))
    return row
