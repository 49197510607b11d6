"""Releasing who a candidate is: to one organisation, for one order, with purpose and expiry (N11). Taking it back."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from candidates.enums import Basis, CandidateState
from candidates.models import Candidate, Nomination, Release
from candidates.permissions import check_is_ours, check_order_is_open
from candidates.workflow import Part
from jobcenters.calendar import end_of_day, local_date
from orders.models import Order


@dataclass(frozen=True, slots=True)
class ReleaseTerms:
    """To whom, why, and the last day it holds. `to` are the tovholder and the company, or one of them."""

    to: frozenset[Part]
    purpose: str
    until: datetime.date


def receivers(order: Order, to: Collection[Part], own_id: int) -> list[int]:
    """The organisations that are meant; the jobcentre itself knows its own candidates already."""
    wanted = {Part.TOVHOLDER: order.tovholder_id, Part.COMPANY: order.company_id}
    return [pk for part, pk in wanted.items() if part in to and pk is not None and pk != own_id]


@transaction.atomic
def identities_release(
    *, actor: Actor, order: Order, candidates: Sequence[Candidate], terms: ReleaseTerms
) -> list[Release]:
    """Release the actor's own candidates. One that is released to the organisation already gets the new terms instead.

    Raises ValueError (Danish) without a purpose, for a last day that has passed, and for a candidate that no basis is
    registered for (A27); PermissionDenied for another jobcentre's candidates.
    """
    purpose = terms.purpose.strip()[:300]
    if not purpose:
        raise ValueError(_("Skriv, hvad oplysningerne skal bruges til."))
    now = moment()
    if terms.until < local_date(now):
        raise ValueError(_("Den sidste dag er passeret. Vælg i dag eller senere."))
    for candidate in candidates:
        check_is_ours(actor, candidate)
        if candidate.basis == Basis.NONE or candidate.state != CandidateState.ACTIVE:
            raise ValueError(
                _("Der er ikke registreret samtykke eller andet grundlag for at vise, hvem %s er.")
                % candidate.pseudonym
            )
    to = receivers(order, terms.to, actor.organisation_id)
    keys = [candidate.pk for candidate in candidates]
    Release.objects.filter(
        candidate__in=keys, order=order, organisation__in=to, revoked_at__isnull=True
    ).update(revoked_at=now)
    return Release.objects.bulk_create(
        Release(
            candidate=candidate,
            jobcenter_id=actor.organisation_id,
            organisation_id=pk,
            order=order,
            purpose=purpose,
            released_at=now,
            released_by_id=actor.user_id,
            expires_at=end_of_day(terms.until),
        )
        for candidate in candidates
        for pk in to
    )


@transaction.atomic
def nomination_release(*, actor: Actor, nomination: Nomination, terms: ReleaseTerms) -> list[Release]:
    """Release the candidate of a nomination; see `identities_release`."""
    check_order_is_open(nomination)
    candidate = Candidate.objects.visible_to(actor).get(pk=nomination.candidate_id)
    return identities_release(actor=actor, order=nomination.order, candidates=[candidate], terms=terms)


@transaction.atomic
def releases_revoke(*, actor: Actor, candidate_id: int, order: Order | None = None) -> int:
    """Take the actor's releases of the candidate back, for one order or for all; how many. It holds at once."""
    mine = Release.objects.filter(
        candidate_id=candidate_id, jobcenter_id=actor.organisation_id, revoked_at__isnull=True
    )
    if order is not None:
        mine = mine.filter(order=order)
    return mine.update(revoked_at=moment())
