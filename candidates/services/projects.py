"""An upskilling project as its tovholders plan it: the project, whom it asks, head counts and information meetings."""

import datetime
import secrets
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from candidates.enums import FunnelStep, ProjectState
from candidates.funnel import rising
from candidates.models import (
    HeadCount,
    InformationMeeting,
    Participant,
    ProjectJobcenter,
    Term,
    UpskillingProject,
)
from candidates.models.projects import OPEN_STATES
from candidates.permissions import check_leads_project, check_project_is_open
from companies.models import Company
from jobcenters.models import Jobcenter
from orders.models import Order
from orders.selectors.facts import place_of
from orders.services.orders import ChangedByAnotherError
from ui import danish


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectData:
    """What the tovholders write. `planned` has one number per step, None where none is planned."""

    title: str
    places: int
    state: str = ProjectState.PLANNED
    co_tovholder: Organisation | None = None
    company: Company | None = None
    order: Order | None = None
    occupation: Term | None = None
    school: str = ""
    course: str = ""
    course_from: datetime.date | None = None
    course_to: datetime.date | None = None
    job_guarantee: bool = False
    requirements: str = ""
    partners: str = ""
    advert: str = ""
    planned: tuple[int | None, ...] = (None,) * len(FunnelStep)


@transaction.atomic
def project_save(
    *,
    actor: Actor,
    data: ProjectData,
    asked: Collection[int],
    project: UpskillingProject | None = None,
    version: int = 0,
) -> UpskillingProject:
    """Begin a project, or change one; `asked` are the ids of the jobcentres that are asked to refer citizens (R71).

    Who begins it is a tovholder. Raises PermissionDenied for others, ChangedByAnotherError where the project is no
    longer as it was at `version`, ValidationError (Danish, by field) for what cannot be right.
    """
    now = moment()
    if project is None:
        if not actor.is_jobcenter:
            raise _refused("title", _("Kun et jobcenter kan oprette et projekt."))
        row = UpskillingProject(tovholder_id=actor.organisation_id, created_by_id=actor.user_id)
    else:
        row = UpskillingProject.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=project.pk)
        check_leads_project(actor, row)
        if row.version != version:
            raise ChangedByAnotherError(
                _("Projektet er ændret af en anden, siden du åbnede siden. Se det, og prøv igen.")
            )
        row.version += 1
    _check(actor, row, data)
    for field in fields(ProjectData):
        setattr(row, field.name, getattr(data, field.name))
    row.planned = list(data.planned)
    over = data.state not in OPEN_STATES
    row.ended_at = (row.ended_at or now) if over else None
    if over:
        InformationMeeting.objects.filter(project_id=row.pk, link_until__gt=now).update(link_until=now)
    row.save()
    _ask(row, set(asked) - {row.tovholder_id, row.co_tovholder_id})
    return row


def _check(actor: Actor, row: UpskillingProject, data: ProjectData) -> None:
    other = data.co_tovholder
    if other and other.pk == row.tovholder_id:
        raise _refused("co_tovholder", _("Vælg et andet jobcenter end det, der allerede er tovholder."))
    if actor.organisation_id not in (row.tovholder_id, other.pk if other else None):
        raise _refused("co_tovholder", _("I er selv tovholder og kan ikke tages ud. Bed den anden gøre det."))
    if data.course_from and data.course_to and data.course_to < data.course_from:
        raise _refused("course_to", _("Kurset slutter, før det begynder. Byt om på datoerne."))
    if data.job_guarantee and not data.requirements.strip():
        raise _refused(
            "requirements", _("Skriv, hvilke kvalifikationer der skal til for at få et af jobbene.")
        )
    if step := rising(dict(zip(FunnelStep, data.planned, strict=True))):
        raise _refused(f"planned_{step.value}", too_many(step))


def _ask(project: UpskillingProject, wanted: set[int]) -> None:
    """Bring the asked jobcentres in line. Who has citizens in the project cannot be taken out."""
    rows = {row.jobcenter_id: row.pk for row in ProjectJobcenter.objects.filter(project=project)}
    gone = set(rows) - wanted - {project.tovholder_id, project.co_tovholder_id}
    busy = set(
        Participant.objects.filter(project=project, jobcenter__in=gone).values_list("jobcenter", flat=True)
    )
    if busy:
        names = [place_of(o) for o in Organisation.objects.filter(pk__in=busy).select_related("jobcenter")]
        raise _refused(
            "asked", _("%s har deltagere i projektet og kan ikke tages ud.") % danish.join(sorted(names))
        )
    known = set(Jobcenter.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    ProjectJobcenter.objects.filter(pk__in=[pk for key, pk in rows.items() if key not in wanted]).delete()
    ProjectJobcenter.objects.bulk_create(
        ProjectJobcenter(project=project, jobcenter_id=pk) for pk in sorted(known - set(rows))
    )


def too_many(step: FunnelStep) -> str:
    return _("Der kan ikke være flere til “%s” end på et trin før.") % step.label


def _refused(field: str, sentence: str) -> ValidationError:
    return ValidationError({field: sentence})


# --- people without a name ---------------------------------------------------------------------------------------


@transaction.atomic
def head_counts_set(
    *,
    actor: Actor,
    project: UpskillingProject,
    jobcenter_id: int | None,
    numbers: Mapping[FunnelStep, int | None],
) -> None:
    """How many people without a name from one jobcentre have come to each step; None: from a-kasser and elsewhere.

    A jobcentre counts its own, the tovholders count for all. Raises PermissionDenied for others and when the project
    is over, ValidationError (by step) for more people than at a step before.
    """
    if jobcenter_id != actor.organisation_id:
        check_leads_project(actor, project)
    check_project_is_open(project)
    if step := rising(numbers):
        raise _refused(f"step_{step.value}", too_many(step))
    of_home = HeadCount.objects.filter(project=project, jobcenter_id=jobcenter_id)
    if jobcenter_id is None:
        of_home = HeadCount.objects.filter(project=project, jobcenter__isnull=True)
    of_home.delete()
    HeadCount.objects.bulk_create(
        HeadCount(project=project, jobcenter_id=jobcenter_id, step=step, number=number)
        for step, number in numbers.items()
        if number is not None
    )


# --- information meetings ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MeetingData:
    """When (aware), how long, where, and what it is about."""

    starts_at: datetime.datetime
    minutes_long: int
    place: str
    text: str = ""


def new_token() -> str:
    """The public link's token: 24 random bytes."""
    return secrets.token_urlsafe(24)


@transaction.atomic
def meeting_save(
    *, actor: Actor, project: UpskillingProject, data: MeetingData, meeting: InformationMeeting | None = None
) -> InformationMeeting:
    """Plan an information meeting, or move it. Citizens can sign up by its link until it begins.

    Raises PermissionDenied for others than the tovholders and when the project is over, ValidationError for a time
    that has passed.
    """
    check_leads_project(actor, project)
    check_project_is_open(project)
    now = moment()
    if (meeting is None or meeting.starts_at != data.starts_at) and data.starts_at <= now:
        raise _refused("day", _("Tidspunktet er passeret. Vælg et senere."))
    row = meeting or InformationMeeting(project=project, token=new_token())
    for name, value in asdict(data).items():
        setattr(row, name, value)
    row.link_until, row.changed_at = data.starts_at, now
    row.sequence += 1 if meeting else 0
    row.save()
    return row


@transaction.atomic
def meeting_link_renew(*, actor: Actor, meeting: InformationMeeting) -> None:
    """Another link; the one before stops answering at once. Raises PermissionDenied as `meeting_save`."""
    check_leads_project(actor, meeting.project)
    check_project_is_open(meeting.project)
    InformationMeeting.objects.filter(pk=meeting.pk).update(token=new_token())
