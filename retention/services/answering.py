"""Requests carried out by the worker: the copy is made, or the person erased, each in one transaction per request."""

import datetime
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any

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
from retention.findings import blocked, texts_naming, words_of
from retention.models import RightsCopy, RightsRequest
from retention.services.requests import step

logger = logging.getLogger(__name__)
AT_ONCE = 20
LOOK_AGAIN = datetime.timedelta(minutes=5)
MOST_WORDS = 500


def requests_answer() -> int:
    """Carry out what administrators have ordered, the oldest first; how many. Safe to run twice or at the same time."""
    return _each("select id, organisation_id from retention_waiting(%s)", [AT_ONCE], _answer)


def erasures_finish() -> int:
    """Finish the erasures that waited and need not any more; how many. Each is looked at again every five minutes."""
    before = moment() - LOOK_AGAIN
    return _each("select id, organisation_id from retention_blocked(%s, %s)", [AT_ONCE, before], _finish)


def _each(question: str, values: list[Any], carry_out: Callable[[int], int]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(question, values)
        waiting = cursor.fetchall()
    done = 0
    for request_id, organisation_id in waiting:
        try:
            with acting_as(system_actor(organisation_id)):
                done += carry_out(request_id)
        except (DatabaseError, OSError, ValueError):
            logger.exception("The request %s could not be carried out.", request_id)
            with acting_as(system_actor(organisation_id)):
                row = RightsRequest.objects.get(pk=request_id)
                RightsRequest.objects.filter(pk=request_id).update(tries=row.tries + 1)
                step(row, StepKind.FAILED, actor=system_actor(organisation_id))
    return done


def _locked(request_id: int, state: RequestState) -> RightsRequest | None:
    rows = RightsRequest.objects.select_for_update(skip_locked=True, of=("self",))
    return rows.filter(pk=request_id, state=state).first()


def _acting(row: RightsRequest) -> tuple[Actor, Organisation]:
    """The administrator who ordered it, as the worker acts for that person."""
    house = Organisation.objects.get(pk=row.organisation_id)
    actor = Actor(
        user_id=row.ordered_by_id,
        organisation_id=house.pk,
        role=Role.ADMINISTRATOR,
        kind=house.kind,
        name=house.name,
    )
    return actor, house


def _answer(request_id: int) -> int:
    row = _locked(request_id, RequestState.WORKING)
    if row is None:
        return 0
    actor, house = _acting(row)
    with acting_as(actor):
        if row.is_erasure:
            _erase(actor, row)
        else:
            _copy(actor, row, house)
            RightsRequest.objects.filter(pk=row.pk).update(state=RequestState.DONE, done_at=moment())
    return 1


def _finish(request_id: int) -> int:
    """One erasure that waited: done, or it goes on waiting, and says so where it is for something else now."""
    row = _locked(request_id, RequestState.WAITING)
    if row is None:
        return 0
    actor, _house = _acting(row)
    # Nobody pressed anything: the step is the system's.
    system = system_actor(row.organisation_id)
    with acting_as(actor):
        waits = blocked(row).waits
        if waits:
            if waits != row.remains:
                step(row, StepKind.STILL, actor=system)
            RightsRequest.objects.filter(pk=row.pk).update(remains=waits, rechecked_at=moment())
            return 0
        finished = _erase(actor, row, by=system)
        if finished:
            emails.erasure_finished(request=row)
        return int(finished)


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


def _erase(actor: Actor, row: RightsRequest, *, by: Actor | None = None) -> bool:
    """Erase what may be erased now; whether that is all. What blocks the person's own row is said, and waited for.

    What names the person in texts goes in either case; what was looked for is kept until all is done, to find what is
    written meanwhile.
    """
    found, block = words_of(row), blocked(row)
    if row.state == RequestState.WORKING:
        _pass_on(actor, row, block.home)
    counts: dict[str, int] = {}
    if not block.words:
        if gone := _person(row):
            counts[row.person] = gone
        else:
            # An order may have begun in the same moment.
            block = blocked(row)
    kept = Counter(place.code for place, _label, _at, _said in texts_naming(row) if place.kept)
    with connection.cursor() as cursor:
        cursor.execute("select place, number from retention_redact(%s)", [found])
        counts |= dict(cursor.fetchall())
    rows = RightsRequest.objects.filter(pk=row.pk)
    if block.waits:
        rows.update(state=RequestState.WAITING, remains=block.waits[:MOST_WORDS], rechecked_at=moment())
    else:
        # What was looked for is the person too.
        rows.update(
            state=RequestState.DONE,
            done_at=moment(),
            remains=block.stays[:MOST_WORDS],
            name=GONE,
            email="",
            phone="",
            other_words="",
        )
    kind = StepKind.PARTLY if block.waits else StepKind.ERASED
    step(row, kind, actor=by or actor, counts={"places": counts, "kept": dict(kept)})
    return not block.waits


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


def _pass_on(actor: Actor, row: RightsRequest, home: int | None) -> None:
    """Others that hold the person's address or number get the same request, and a mail that says nothing of whom.

    Only the first organisation asks the others (GDPR art. 19); they know the address already, and get no name with it.
    `home` answers for the contact person's row, and is asked whether or not it has written the address anywhere else.
    """
    marks = wording.marks(email=row.email, phone=row.phone)
    if row.passed_on_by_id:
        return
    found = {home} if home and row.person == PersonKind.CONTACT else set()
    if marks:
        with connection.cursor() as cursor:
            cursor.execute("select retention_holders(%s)", [marks])
            found |= {key for (key,) in cursor.fetchall()}
    others = sorted(found)
    for other in others:
        with acting_as(system_actor(other)):
            passed = RightsRequest.objects.create(
                organisation_id=other,
                kind=row.kind,
                person=row.person,
                email=row.email,
                phone=row.phone,
                contact_id=row.contact_id if other == home else None,
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
