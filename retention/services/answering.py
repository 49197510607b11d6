"""Requests carried out by the worker: the copy is made, or the person erased, each in one transaction per request."""

import logging

from django.db import DatabaseError, connection, transaction

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Organisation
from accounts.moment import moment
from accounts.personal_data import GONE
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from candidates.services.retention import candidate_erase
from retention import emails, wording
from retention.copies import copy_of
from retention.enums import PersonKind, RequestState, StepKind
from retention.findings import blocked, words_of
from retention.models import RightsCopy, RightsRequest
from retention.services.requests import step

logger = logging.getLogger(__name__)
AT_ONCE = 20


def requests_answer() -> int:
    """Carry out what administrators have ordered, the oldest first; how many. Safe to run twice or at the same time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select id, organisation_id from retention_waiting(%s)", [AT_ONCE])
        waiting = cursor.fetchall()
    done = 0
    for request_id, organisation_id in waiting:
        try:
            with acting_as(system_actor(organisation_id)):
                done += _answer(request_id)
        except (DatabaseError, OSError, ValueError):
            logger.exception("The request %s could not be carried out.", request_id)
            with acting_as(system_actor(organisation_id)):
                row = RightsRequest.objects.get(pk=request_id)
                RightsRequest.objects.filter(pk=request_id).update(tries=row.tries + 1)
                step(row, StepKind.FAILED, actor=system_actor(organisation_id))
    return done


def _answer(request_id: int) -> int:
    row = (
        RightsRequest.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=request_id, state=RequestState.WORKING)
        .first()
    )
    if row is None:
        return 0
    house = Organisation.objects.get(pk=row.organisation_id)
    actor = Actor(
        user_id=row.ordered_by_id,
        organisation_id=house.pk,
        role=Role.ADMINISTRATOR,
        kind=house.kind,
        name=house.name,
    )
    with acting_as(actor):
        if row.is_erasure:
            _erase(actor, row)
        else:
            _copy(actor, row, house)
        RightsRequest.objects.filter(pk=row.pk).update(state=RequestState.DONE, done_at=moment())
    return 1


def _copy(actor: Actor, row: RightsRequest, house: Organisation) -> None:
    made = copy_of(row, house, moment())
    RightsCopy.objects.update_or_create(
        request=row,
        defaults={
            "organisation_id": row.organisation_id,
            "content": made.content,
            "sha256": made.sha256,
            "made_at": moment(),
        },
    )
    step(row, StepKind.EXPORTED, actor=actor, counts={"rows": made.rows, "texts": made.texts})


def _erase(actor: Actor, row: RightsRequest) -> None:
    found = words_of(row)
    _pass_on(actor, row)
    counts: dict[str, int] = {}
    if not blocked(row) and (gone := _person(row)):
        counts[row.person] = gone
    with connection.cursor() as cursor:
        cursor.execute("select place, number from retention_redact(%s)", [found])
        counts |= dict(cursor.fetchall())
    # What was looked for is the person too.
    RightsRequest.objects.filter(pk=row.pk).update(name=GONE, email="", phone="", other_words="")
    step(row, StepKind.ERASED, actor=actor, counts={"places": counts})


def _person(row: RightsRequest) -> int:
    if row.candidate_id:
        return int(
            candidate_erase(jobcenter_id=row.organisation_id, candidate_id=row.candidate_id, now=moment())
        )
    key = row.contact_id if row.person == PersonKind.CONTACT else row.user_subject_id
    if key is None:
        return 0
    function = "retention_erase_contact" if row.person == PersonKind.CONTACT else "retention_erase_user"
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [key])
        return int((cursor.fetchone() or (0,))[0])


def _pass_on(actor: Actor, row: RightsRequest) -> None:
    """Others that hold the person's address or number get the same request, and a mail that says nothing of whom.

    Only the first organisation asks the others (GDPR art. 19); they know the address already, and get no name with it.
    """
    marks = wording.marks(email=row.email, phone=row.phone)
    if not marks or row.passed_on_by_id:
        return
    with connection.cursor() as cursor:
        cursor.execute("select retention_holders(%s)", [marks])
        others = sorted(key for (key,) in cursor.fetchall())
    for other in others:
        with acting_as(system_actor(other)):
            passed = RightsRequest.objects.create(
                organisation_id=other,
                kind=row.kind,
                person=row.person,
                email=row.email,
                phone=row.phone,
                asked_by=row.asked_by if row.person != PersonKind.CITIZEN else "Borgeren",
                reason=row.reason if row.person != PersonKind.CITIZEN else "Sendt videre",
                received_on=row.received_on,
                due_on=row.due_on,
                created_at=moment(),
                passed_on_by_id=row.organisation_id,
            )
            step(passed, StepKind.RECEIVED, actor=system_actor(other))
            emails.erasure_passed_on(request=passed)
    if others:
        step(row, StepKind.PASSED_ON, actor=actor, counts={"organisations": len(others)})
