"""An upskilling project of Nyborg and Vejle into which Horsens and Odder were asked: the project tests' stage."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import GrantState
from candidates.models import InformationMeeting, Participant, UpskillingProject
from candidates.services.participants import participant_grant, participant_move, participants_add
from candidates.services.projects import MeetingData, ProjectData, meeting_save, project_save
from jobcenters.calendar import local_date
from tests.factories import candidates
from tests.factories import orders as make

TODAY = local_date(timezone.now())
POSTCODES = {"Horsens": "8700", "Odder": "8300", "Nyborg": "5800", "Vejle": "7100"}
PLAN = ProjectData(
    title="Procesoperatører til Nyborg",
    places=20,
    school="AMU Fyn",
    course="Procesoperatør, grundforløb",
    job_guarantee=True,
    requirements="Kan arbejde i skiftehold",
    planned=(120, 100, 60, 60, 25, 20, 18),
)


@dataclass
class ProjectStage:
    """The people, and the project. Silkeborg does not take part."""

    leader: Actor = field(default_factory=lambda: make.consultant("Nyborg"))
    second: Actor = field(default_factory=lambda: make.consultant("Vejle"))
    bo: Actor = field(default_factory=lambda: make.consultant("Odder", name="Bo Krogh"))
    mette: Actor = field(default_factory=lambda: make.consultant("Horsens"))
    project: UpskillingProject = field(init=False)

    def __post_init__(self) -> None:
        self.project = self.save(self.leader)

    def save(self, actor: Actor, **changes: Any) -> UpskillingProject:
        """A new project as `PLAN` says, with `changes`."""
        values = {name: getattr(PLAN, name) for name in PLAN.__dataclass_fields__}
        data = ProjectData(**{**values, "co_tovholder": make.jobcenter("Vejle"), **changes})
        asked = [make.jobcenter(place).pk for place in ("Odder", "Horsens")]
        with acting_as(actor):
            return project_save(actor=actor, data=data, asked=asked)

    def add(self, actor: Actor, place: str, many: int = 1, **fields: Any) -> list[Participant]:
        rows = [candidates.candidate(place, postcode=POSTCODES[place], **fields) for _n in range(many)]
        with acting_as(actor):
            return participants_add(actor=actor, project=self.project, candidates=rows)

    def seen_by(self, actor: Actor, row: Participant) -> Participant:
        """The participant as it stands, read by `actor`."""
        with acting_as(actor):
            return Participant.objects.visible_to(actor).select_related("project").get(pk=row.pk)

    def move(self, actor: Actor, row: Participant, steps: int = 1, **fields: Any) -> Participant:
        for _step in range(steps):
            row = self.seen_by(actor, row)
            with acting_as(actor):
                row = participant_move(actor=actor, participant=row, version=row.version, **fields)
        return row

    def grant(self, actor: Actor, row: Participant, grant: GrantState, reason: str = "") -> Participant:
        row = self.seen_by(actor, row)
        with acting_as(actor):
            return participant_grant(
                actor=actor, participant=row, version=row.version, grant=grant, reason=reason
            )

    def hired(self, actor: Actor, place: str, started: datetime.date) -> Participant:
        """A participant who came all the way into a job on that day."""
        (row,) = self.add(actor, place)
        row = self.grant(actor, row, GrantState.GRANTED)
        return self.move(actor, row, steps=5, job_started_on=started)

    def meeting(self, days: int = 7) -> InformationMeeting:
        starts = timezone.now() + datetime.timedelta(days=days)
        with acting_as(self.leader):
            return meeting_save(
                actor=self.leader,
                project=self.project,
                data=MeetingData(starts, 90, "AMU Fyn, Petersmindevej 50, Odense", "Kom og hør om job."),
            )
