"""Candidates in an upskilling project: who is in it, the steps, the grant, whether the job lasted (R72-R74, R193)."""

import datetime
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from candidates.enums import CandidateState, FunnelStep, GrantState, KeptAnswer, StopReason
from candidates.funnel import may_be_answered, next_step, refusal, retention_day
from candidates.models import (
    Candidate,
    GrantDecision,
    InformationMeeting,
    Participant,
    ProjectJobcenter,
    UpskillingProject,
)
from candidates.permissions import check_is_home, check_moves, check_project_is_open
from jobcenters.calendar import local_date
from orders.services.orders import ChangedByAnotherError
from ui import danish

MOST = 100  # candidates that one press adds


@transaction.atomic
def participants_add(
    *,
    actor: Actor,
    project: UpskillingProject,
    candidates: Sequence[Candidate],
    meeting: InformationMeeting | None = None,
) -> list[Participant]:
    """Bring the actor's own candidates into the project, as invited; signed up for `meeting` where one is given.

    Raises ValueError (Danish) for nobody, too many, one that takes part no longer or is in the project already;
    PermissionDenied for others' candidates, a jobcentre that is not in the project, and when the project is over.
    """
    check_project_is_open(project)
    mine = actor.organisation_id
    asked = ProjectJobcenter.objects.filter(project=project, jobcenter_id=mine).exists()
    if not project.is_led_by(mine) and not asked:
        raise PermissionDenied(_("I er ikke med i projektet."))
    wanted = {candidate.pk for candidate in candidates}
    if not wanted:
        raise ValueError(_("Vælg mindst én kandidat."))
    if len(wanted) > MOST:
        raise ValueError(_("Tilføj højst %d kandidater ad gangen.") % MOST)
    own = list(
        Candidate.objects.of_jobcenter(mine)
        .filter(pk__in=wanted)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if len(own) != len(wanted):
        raise PermissionDenied(_("I kan kun tilføje jeres egne kandidater."))
    gone = [candidate.pseudonym for candidate in own if candidate.state != CandidateState.ACTIVE]
    if gone:
        raise ValueError(_("%s deltager ikke længere.") % danish.join(gone))
    known = Participant.objects.filter(project=project, candidate__in=own).values_list("pseudonym", flat=True)
    if known:
        raise ValueError(_("%s er allerede med i projektet.") % danish.join(sorted(known)))
    now = moment()
    return Participant.objects.bulk_create(
        Participant(
            project=project,
            candidate=candidate,
            jobcenter_id=mine,
            pseudonym=candidate.pseudonym,
            meeting=meeting,
            added_at=now,
            added_by_id=actor.user_id,
        )
        for candidate in own
    )


def _locked(actor: Actor, participant: Participant, version: int) -> Participant:
    """The participant as it stands, locked. Raises ChangedByAnotherError where that is not as it was read."""
    row = (
        Participant.objects.visible_to(actor)
        .select_related("project")
        .select_for_update(of=("self",))
        .get(pk=participant.pk)
    )
    if row.version != version:
        raise ChangedByAnotherError(_("Deltageren er flyttet af en anden, siden du åbnede siden."))
    row.version += 1
    return row


def _moved(actor: Actor, participant: Participant, version: int) -> Participant:
    row = _locked(actor, participant, version)
    check_moves(actor, row)
    return row


@transaction.atomic
def participant_move(
    *,
    actor: Actor,
    participant: Participant,
    version: int,
    job_started_on: datetime.date | None = None,
) -> Participant:
    """One step further. The job needs its first working day (today, where none is said).

    Raises ValueError (Danish) for a course that is not granted (R74), after the last step, and for somebody who has
    left; PermissionDenied for other jobcentres; ChangedByAnotherError.
    """
    row = _moved(actor, participant, version)
    to = next_step(row.step)
    if row.stopped_reason or to is None:
        raise ValueError(_("%s kan ikke flyttes videre.") % row.pseudonym)
    if sentence := refusal(pseudonym=row.pseudonym, to=to, grant=row.grant):
        raise ValueError(sentence)
    row.step = to
    if to == FunnelStep.JOB:
        row.job_started_on = job_started_on or local_date(moment())
        row.kept_due_on = retention_day(row.job_started_on)
    row.save(update_fields=["step", "job_started_on", "kept_due_on", "version"])
    return row


@transaction.atomic
def participant_back(*, actor: Actor, participant: Participant, version: int) -> Participant:
    """One step back, or back into the project, where the last press was a mistake.

    What was said about the job goes with the step. Raises ValueError at the first step; PermissionDenied;
    ChangedByAnotherError.
    """
    row = _moved(actor, participant, version)
    if row.stopped_reason:
        row.stopped_reason, row.stopped_at = "", None
    elif row.step == FunnelStep.INVITED:
        raise ValueError(_("%s står på det første trin.") % row.pseudonym)
    elif row.step == FunnelStep.KEPT or row.kept:
        raise ValueError(_("Svaret efter to måneder rettes af deltagerens eget jobcenter."))
    else:
        row.step -= 1
        if row.step < FunnelStep.JOB:
            row.job_started_on = row.kept_due_on = None
    row.save(
        update_fields=["step", "job_started_on", "kept_due_on", "stopped_reason", "stopped_at", "version"]
    )
    return row


@transaction.atomic
def participant_stop(
    *, actor: Actor, participant: Participant, version: int, reason: StopReason
) -> Participant:
    """The participant leaves; the steps it came to stay counted. Raises as `participant_move`."""
    row = _moved(actor, participant, version)
    if row.stopped_reason:
        raise ValueError(_("%s er allerede ude af projektet.") % row.pseudonym)
    row.stopped_reason, row.stopped_at = reason.value, moment()
    row.save(update_fields=["stopped_reason", "stopped_at", "version"])
    return row


@transaction.atomic
def participant_sign_up(
    *, actor: Actor, participant: Participant, meeting: InformationMeeting, version: int
) -> Participant:
    """Put the participant on the list of one of the project's meetings that has not begun; on one list at a time."""
    row = _moved(actor, participant, version)
    if meeting.project_id != row.project_id or meeting.starts_at <= moment():
        raise ValueError(_("Mødet er begyndt, så der kan ikke tilmeldes flere."))
    row.meeting = meeting
    row.save(update_fields=["meeting", "version"])
    return row


@transaction.atomic
def participant_grant(
    *, actor: Actor, participant: Participant, version: int, grant: GrantState, reason: str = ""
) -> Participant:
    """The jobcentre of residence says how it stands with the grant of the course (R74); its reason stays its own.

    Raises ValueError for a refusal without a reason, and for taking back a grant from somebody on the course;
    PermissionDenied for other jobcentres and when the project is over; ChangedByAnotherError.
    """
    row = _locked(actor, participant, version)
    check_is_home(actor, row)
    check_project_is_open(row.project)
    if grant == GrantState.REFUSED and not reason.strip():
        raise ValueError(_("Skriv, hvorfor kurset ikke er bevilget."))
    if grant != GrantState.GRANTED and row.step >= FunnelStep.COURSE:
        raise ValueError(_("%s er på kurset. Flyt deltageren tilbage først.") % row.pseudonym)
    row.grant = grant
    row.save(update_fields=["grant", "version"])
    GrantDecision.objects.create(
        participant=row,
        jobcenter_id=actor.organisation_id,
        grant=grant,
        reason=reason.strip() if grant == GrantState.REFUSED else "",
        at=moment(),
        user_id=actor.user_id,
    )
    return row


@transaction.atomic
def participant_kept(
    *, actor: Actor, participant: Participant, version: int, answer: KeptAnswer
) -> Participant:
    """Whether the participant is still in the job two months later (R193). May be corrected, also after the project.

    Raises ValueError before the two months are over; PermissionDenied for other jobcentres; ChangedByAnotherError.
    """
    row = _locked(actor, participant, version)
    check_is_home(actor, row)
    if not may_be_answered(
        kept_due_on=row.kept_due_on, stopped=bool(row.stopped_reason), today=local_date(moment())
    ):
        raise ValueError(_("De to måneder er ikke gået endnu."))
    row.kept, row.kept_at = answer.value, moment()
    row.step = FunnelStep.KEPT if answer == KeptAnswer.STILL else FunnelStep.JOB
    row.save(update_fields=["kept", "kept_at", "step", "version"])
    return row


def participants_withdraw(*, actor: Actor, candidate: Candidate, now: datetime.datetime) -> int:
    """Whoever takes the consent back leaves all projects; how many. `now` is aware."""
    running = Participant.objects.filter(
        candidate=candidate, jobcenter_id=actor.organisation_id, stopped_reason="", step__lt=FunnelStep.JOB
    )
    return running.update(stopped_reason=StopReason.WITHDRAWN, stopped_at=now)
