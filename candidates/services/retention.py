"""Anonymising those who left: identity, profile and words go; pseudonym, nominations and the log of looks stay.

Of who said no, the list that files are held against is written in the same transaction (`services/said_no.py`).
"""

import datetime

from django.db import connection, transaction
from django.db.models import Q

from accounts.enums import HoldKind
from accounts.models import Hold
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from candidates.enums import Basis, CandidateState
from candidates.models import Candidate, CandidateIdentity, CandidateProfile
from candidates.retention_rules import AFTER_LEAVING
from candidates.services.said_no import said_no_add
from jobcenters.models import Jobcenter

BATCH = 1_000
WITHDREW = Q(candidate__state=CandidateState.WITHDRAWN)


def candidates_anonymise(*, jobcenter_id: int, now: datetime.datetime) -> int:
    """Anonymise the jobcentre's citizens who left or withdrew before the retention's end at `now` (aware); how many.

    Batch by batch, each in a transaction of its own, on the jobcentre's behalf; must run as the worker.
    """
    before, done = AFTER_LEAVING.ends_before(now), 0
    while True:
        with acting_as(system_actor(jobcenter_id)):
            left = Candidate.objects.of_jobcenter(jobcenter_id).filter(
                Q(state=CandidateState.LEFT, left_at__lt=before)
                # Who has withdrawn may leave the stock later, or never: the earlier of the two counts.
                | Q(state=CandidateState.WITHDRAWN) & (Q(withdrawn_at__lt=before) | Q(left_at__lt=before))
            )
            held = Hold.objects.holding().of(HoldKind.CANDIDATE).values("object_id")
            left = left.exclude(pk__in=held)
            # Locked: whoever comes back or consents again meanwhile is passed over.
            mine = left.order_by("id").select_for_update(of=("self",))
            keys = list(mine.values_list("pk", flat=True)[:BATCH])
            if not keys:
                return done
            _anonymise(jobcenter_id, keys, now)
        done += len(keys)


def candidate_erase(*, jobcenter_id: int, candidate_id: int, now: datetime.datetime) -> bool:
    """Anonymise one citizen at once, who has asked for it; whether it was done. A citizen held back stays.

    The reference goes with the identity, and onto the list of those who said no: no file makes them anew. Acts for the
    jobcentre, as the worker.
    """
    with acting_as(system_actor(jobcenter_id)):
        if Hold.objects.holding().of(HoldKind.CANDIDATE).filter(object_id=candidate_id).exists():
            return False
        own = Candidate.objects.of_jobcenter(jobcenter_id).exclude(state=CandidateState.ANONYMISED)
        mine = own.filter(pk=candidate_id).select_for_update(of=("self",))
        keys = list(mine.values_list("pk", flat=True))
        if keys:
            _anonymise(jobcenter_id, keys, now, said_no=Q())
        return bool(keys)


@transaction.atomic
def _anonymise(jobcenter_id: int, keys: list[int], now: datetime.datetime, *, said_no: Q = WITHDREW) -> None:
    """`said_no`: which of them must not be made anew by a file."""
    gone = CandidateIdentity.objects.filter(said_no, candidate_id__in=keys)
    said_no_add(
        jobcenter_id,
        [(ref, at or now) for ref, at in gone.values_list("external_ref", "candidate__withdrawn_at")],
    )
    for model in (CandidateIdentity, CandidateProfile):
        model.objects.filter(candidate_id__in=keys)._raw_delete(using="default")
    # A postcode and a day of unemployment can name somebody in a small town.
    postcode = Jobcenter.objects.values_list("postcode_id", flat=True).get(pk=jobcenter_id)
    Candidate.objects.filter(pk__in=keys).update(
        state=CandidateState.ANONYMISED,
        basis=Basis.NONE,
        postcode_id=postcode,
        occupation=None,
        terms=[],
        job_titles=[],
        unemployed_since=None,
        available_from=None,
        wanted_km=None,
        cv_updated_on=None,
        completeness=0,
        updated_at=now,
    )


def candidates_anonymise_all() -> int:
    """All jobcentres, one after another; how many citizens."""
    with connection.cursor() as cursor:
        cursor.execute("select id from accounts_organisation where kind = 'jobcenter' order by id")
        jobcenters = [pk for (pk,) in cursor.fetchall()]
    return sum(candidates_anonymise(jobcenter_id=pk, now=moment()) for pk in jobcenters)
