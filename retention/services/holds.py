"""Holding back from deletion, and lifting that again."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.enums import HoldKind
from accounts.models import Hold, Membership
from accounts.moment import moment
from agreements.models import Agreement
from candidates.models import Candidate
from companies.cvr import digits_of
from companies.models import Company, ContactPerson
from orders.models import Order
from retention.permissions import check_answers_people


def found(actor: Actor, kind: str, said: str) -> tuple[int, str]:
    """(key, label) of what `actor` means by a number, pseudonym or address. Raises ValidationError (Danish).

    What the actor may not see does not exist. The label names no person.
    """
    said = said.strip()
    key: int | None = None
    label = said
    match kind:
        case HoldKind.ORDER:
            key = (
                Order.objects.visible_to(actor)
                .filter(number__iexact=said)
                .values_list("pk", flat=True)
                .first()
            )
        case HoldKind.AGREEMENT:
            key = (
                Agreement.objects.visible_to(actor)
                .filter(number__iexact=said)
                .values_list("pk", flat=True)
                .first()
            )
        case HoldKind.COMPANY:
            company = Company.objects.visible_to(actor).filter(cvr=digits_of(said)).first()
            key, label = (company.pk, company.name) if company else (None, said)
        case HoldKind.CONTACT:
            person = (
                ContactPerson.objects.visible_to(actor, withheld=True).filter(email__iexact=said).first()
                if said
                else None
            )
            key, label = (person.pk, _("Kontaktperson %s") % person.pk) if person else (None, said)
        case HoldKind.CANDIDATE:
            key = (
                Candidate.objects.of_jobcenter(actor.organisation_id)
                .filter(pseudonym__iexact=said)
                .values_list("pk", flat=True)
                .first()
            )
        case HoldKind.USER:
            key = (
                Membership.objects.filter(organisation_id=actor.organisation_id, user__email__iexact=said)
                .values_list("user_id", flat=True)
                .first()
            )
            label = _("Bruger %s") % key
    if key is None:
        raise ValidationError({"said": _("Det findes ikke hos jer. Skriv det, som det står på siden.")})
    return key, label


@transaction.atomic
def hold_set(*, actor: Actor, kind: str, said: str, reason: str) -> Hold:
    """Hold something back from every rule until it is lifted. Asking twice gives the hold that is there.

    Raises NotAllowed, and ValidationError (Danish) for what the actor does not have.
    """
    check_answers_people(actor)
    key, label = found(actor, kind, said)
    there = Hold.objects.visible_to(actor).holding().filter(kind=kind, object_id=key).first()
    if there:
        return there
    hold = Hold.objects.create(
        kind=kind,
        object_id=key,
        label=label[:200],
        reason=reason,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        at=moment(),
    )
    audit_write(actor=actor, action="retention.held", object_type=kind, object_id=key)
    return hold


@transaction.atomic
def hold_lift(*, actor: Actor, uuid: UUID) -> None:
    """Let the rules reach it again. Raises NotAllowed, and Http404 where there is no such hold."""
    check_answers_people(actor)
    hold = Hold.objects.visible_to(actor).filter(uuid=uuid).first()
    if hold is None:
        raise Http404
    if hold.lifted_at is None:
        Hold.objects.filter(pk=hold.pk).update(lifted_at=moment(), lifted_by_id=actor.user_id)
        audit_write(actor=actor, action="retention.lifted", object_type=hold.kind, object_id=hold.object_id)
