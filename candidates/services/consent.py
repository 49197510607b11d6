"""Consent that is given again, by a citizen who had taken it back: as it was before, or by the next file."""

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from candidates.enums import CandidateState
from candidates.imports.permissions import check_can_import
from candidates.models import Candidate
from candidates.permissions import check_is_ours
from candidates.services.said_no import said_no_remove

ACTION = "candidates.consent_again"


@transaction.atomic
def candidate_consents(*, actor: Actor, candidate: Candidate) -> Candidate:
    """Who withdrew and is not anonymised yet is found again, with the basis from before; what ended stays ended.

    Whoever is not in the source either comes back with the file that has the reference again. Raises PermissionDenied
    unless the candidate is the actor's jobcentre's.
    """
    check_is_ours(actor, candidate)
    row = (
        Candidate.objects.of_jobcenter(actor.organisation_id)
        .select_for_update(of=("self",))
        .get(pk=candidate.pk)
    )
    if row.state != CandidateState.WITHDRAWN:
        return row
    row.state = CandidateState.LEFT if row.left_at else CandidateState.ACTIVE
    row.withdrawn_at = None
    row.save(update_fields=["state", "withdrawn_at", "updated_at"])
    audit_write(actor=actor, action=ACTION, object_type="candidate", object_id=row.uuid)
    return row


@transaction.atomic
def consent_by_reference(*, actor: Actor, reference: str) -> Candidate | None:
    """The same by the reference of the jobcentre's own system: the candidate, or None for one anonymised long ago.

    The latter's reference is taken off the list, so the next file that has it makes a new candidate. That a reference
    is somebody's is a look at the third level. Raises NotAllowed, and ValidationError (Danish) for who did not say no.
    """
    check_can_import(actor)
    with connection.cursor() as cursor:
        cursor.execute(
            "select candidates_by_reference(%s, %s)", [reference, _("Borgeren har givet samtykke igen")]
        )
        key = cursor.fetchone()
    found = Candidate.objects.of_jobcenter(actor.organisation_id).filter(pk=key[0]).first() if key else None
    if found and found.state == CandidateState.WITHDRAWN:
        row = candidate_consents(actor=actor, candidate=found)
        if row.state != CandidateState.ANONYMISED:  # at this very moment
            return row
    elif found:
        raise ValidationError(
            _("%s har ikke trukket sit samtykke tilbage hos jer.") % found.pseudonym, code="is_here"
        )
    if not said_no_remove(actor=actor, reference=reference):
        raise ValidationError(
            _(
                "Ingen med den reference har trukket sit samtykke tilbage hos jer. Skriv den, som den står i jeres"
                " fagsystem."
            ),
            code="unknown",
        )
    # Neither the reference nor its digest: the log would be a list of its own.
    audit_write(actor=actor, action=ACTION, object_type="said_no")
    return None
