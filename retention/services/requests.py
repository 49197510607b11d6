"""A person's request: registered, looked at, ordered, refused. The worker does the rest (`services/answering.py`)."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.models import Membership
from accounts.moment import moment
from candidates.models import Candidate
from candidates.services.disclosure import identities_look
from candidates.services.withdrawal import candidate_withdraw
from companies.models import ContactPerson
from notifications.wake import wake
from retention import wording
from retention.enums import PersonKind, RequestKind, RequestState, StepKind
from retention.models import RightsRequest, RightsStep
from retention.permissions import check_answers_people

ANSWER = "retention.tasks.answer_requests"
PURPOSE = {
    RequestKind.EXPORT: gettext_lazy("Borgeren har bedt om indsigt (art. 15)"),
    RequestKind.ERASE: gettext_lazy("Borgeren har bedt om sletning (art. 17)"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: who is meant, who asks, how and when. `said` is a pseudonym or the own system's reference."""

    kind: str
    person: str
    said: str
    name: str
    email: str
    phone: str
    other_words: str
    asked_by: str
    reason: str
    received_on: datetime.date


def step(
    request: RightsRequest, kind: StepKind, *, actor: Actor, counts: dict[str, Any] | None = None
) -> None:
    """Write what happened, to the request's own history and the audit log."""
    RightsStep.objects.bulk_create(
        [
            RightsStep(
                request=request,
                organisation_id=request.organisation_id,
                kind=kind,
                at=moment(),
                user_id=actor.user_id,
                counts=counts or {},
            )
        ]
    )
    audit_write(
        actor=actor,
        action=f"rights.{kind}",
        object_type="rights_request",
        object_id=request.pk,
        detail=counts or {},
    )


def request_or_404(actor: Actor, uuid: UUID) -> RightsRequest:
    found = RightsRequest.objects.visible_to(actor).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def request_register(*, actor: Actor, asked: Asked) -> RightsRequest:
    """Register a request; who is meant is looked up among what the organisation itself has.

    A citizen's identity is read by its logging function. Raises NotAllowed, and ValidationError (Danish) where nobody
    is found, or nothing is said that finds anybody.
    """
    check_answers_people(actor)
    row = RightsRequest(
        organisation_id=actor.organisation_id,
        kind=asked.kind,
        person=asked.person,
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        other_words=asked.other_words,
        asked_by=asked.asked_by,
        reason=asked.reason,
        received_on=asked.received_on,
        due_on=wording.due(asked.received_on),
        created_at=moment(),
        created_by_id=actor.user_id,
    )
    match asked.person:
        case PersonKind.CITIZEN:
            _citizen(actor, row, asked)
        case PersonKind.CONTACT:
            _contact(actor, row)
        case PersonKind.USER:
            _user(actor, row)
    row.save()
    step(row, StepKind.RECEIVED, actor=actor)
    return row


def _citizen(actor: Actor, row: RightsRequest, asked: Asked) -> None:
    said = asked.said.strip()
    purpose = str(PURPOSE[RequestKind(row.kind)])
    own = Candidate.objects.of_jobcenter(actor.organisation_id)
    found = own.filter(pseudonym__iexact=said).first() if said else None
    with connection.cursor() as cursor:
        if found is None and said:
            cursor.execute("select candidates_by_reference(%s, %s)", [said, purpose])
            key = cursor.fetchone()
            found = own.filter(pk=key[0]).first() if key else None
        elif found is None and (row.name or row.email):
            cursor.execute("select candidates_by_person(%s, %s, %s)", [row.name, row.email, purpose])
            keys = [key for (key,) in cursor.fetchall()]
            if len(keys) > 1:
                raise ValidationError(
                    {"said": _("Flere borgere hedder sådan. Skriv kendenavnet eller referencen.")}
                )
            found = own.filter(pk=keys[0]).first() if keys else None
    if found is None:
        if said or not wording.words(name=row.name, email=row.email, phone=row.phone, other=row.other_words):
            raise ValidationError(
                {"said": _("Borgeren er ikke hos jer. Prøv kendenavnet, referencen eller hele navnet.")}
            )
        return  # not among the candidates, perhaps in a text or a sign-up
    row.candidate_id, row.pseudonym = found.pk, found.pseudonym
    identity = identities_look(candidates=[found], purpose=purpose).get(found.pk)
    if identity:
        row.name = row.name or identity.name
        row.email = row.email or identity.email
        row.phone = row.phone or identity.phone


def _contact(actor: Actor, row: RightsRequest) -> None:
    people = ContactPerson.objects.visible_to(actor, withheld=True)
    found = None
    if row.email:
        found = people.filter(email__iexact=row.email).first()
    elif row.phone:
        found = people.filter(phone__in=wording.ways_of_writing(row.phone)).first()
    elif row.name:
        same = list(people.filter(name__iexact=row.name)[:2])
        found = same[0] if len(same) == 1 else None
    if found:
        row.contact_id = found.pk
        row.name, row.email, row.phone = (
            row.name or found.name,
            row.email or found.email,
            row.phone or found.phone,
        )
    _need_words(row)


def _user(actor: Actor, row: RightsRequest) -> None:
    house = Membership.objects.filter(organisation_id=actor.organisation_id).select_related("user")
    found = None
    if row.email:
        found = house.filter(user__email__iexact=row.email).first()
    elif row.name:
        same = list(house.filter(user__name__iexact=row.name)[:2])
        found = same[0] if len(same) == 1 else None
    if found:
        user = found.user
        row.user_subject_id = user.pk
        row.name, row.email, row.phone = (
            row.name or user.name,
            row.email or user.email,
            row.phone or user.phone,
        )
    _need_words(row)


def _need_words(row: RightsRequest) -> None:
    if not wording.words(name=row.name, email=row.email, phone=row.phone, other=row.other_words):
        raise ValidationError({"name": _("Skriv personens navn, e-mail eller telefon, mindst fire tegn.")})


@transaction.atomic
def request_order(*, actor: Actor, request: RightsRequest) -> None:
    """Have the worker make the copy, or erase. Asking twice changes nothing.

    A citizen who is to be erased takes part in nothing more from this instant. Raises NotAllowed.
    """
    check_answers_people(actor)
    row = RightsRequest.objects.visible_to(actor).select_for_update().get(pk=request.pk)
    if row.state != RequestState.OPEN:
        return
    if row.is_erasure and row.candidate_id:
        citizen = Candidate.objects.of_jobcenter(actor.organisation_id).filter(pk=row.candidate_id).first()
        if citizen:
            candidate_withdraw(actor=actor, candidate=citizen)
    row.state, row.ordered_at, row.ordered_by_id, row.tries = (
        RequestState.WORKING,
        moment(),
        actor.user_id,
        0,
    )
    row.save(update_fields=["state", "ordered_at", "ordered_by", "tries"])
    step(row, StepKind.ORDERED, actor=actor)
    transaction.on_commit(lambda: wake(ANSWER))


@transaction.atomic
def request_refuse(*, actor: Actor, request: RightsRequest, answer: str) -> None:
    """Refuse, with the reason that the person is told (art. 12(4)). Raises NotAllowed."""
    check_answers_people(actor)
    row = RightsRequest.objects.visible_to(actor).select_for_update().get(pk=request.pk)
    if row.state != RequestState.OPEN:
        return
    row.state, row.answer, row.done_at = RequestState.REFUSED, answer, moment()
    row.save(update_fields=["state", "answer", "done_at"])
    step(row, StepKind.REFUSED, actor=actor)
