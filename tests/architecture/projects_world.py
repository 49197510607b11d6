"""An upskilling project with a participant, a meeting and a citizen who signed up, for the walk of all routes."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.models import SignUp
from candidates.services.participants import participants_add
from candidates.services.project_watch import citizen_sign_up
from candidates.services.projects import MeetingData, ProjectData, meeting_save, project_save
from tests.factories import candidates

# By public link: whoever has it needs no sign-in. What it gives and does not give has its own tests.
LINKS = {"candidates:sign_up"}
# Jobservice Danmark sees every project, and no participant.
NATIONAL_SEES = "candidates:project"


def project_arguments(tovholder: Actor, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the projects' routes; everything in them is secret."""
    found = candidates.candidate("Horsens", name=secret)
    when = timezone.now() + datetime.timedelta(days=9)
    with acting_as(tovholder):
        data = ProjectData(title=secret, places=4, partners=secret, advert=secret)
        project = project_save(actor=tovholder, data=data, asked=[])
        meeting = meeting_save(actor=tovholder, project=project, data=MeetingData(when, 60, secret, secret))
        (person,) = participants_add(actor=tovholder, project=project, candidates=[found], meeting=meeting)
        assert citizen_sign_up(token=meeting.token, name=secret, contact="20 30 40 50")
        signed = SignUp.objects.get(meeting=meeting)
    of_project, of_meeting = {"uuid": project.uuid}, {"uuid": meeting.uuid}
    return {
        "candidates:project": of_project,
        "candidates:project_edit": of_project,
        "candidates:project_numbers": of_project,
        "candidates:project_candidates": of_project,
        "candidates:project_meeting_new": of_project,
        "candidates:project_meeting": of_meeting,
        "candidates:project_link": of_meeting,
        "candidates:project_ics": of_meeting,
        "candidates:project_sign_up_remove": {"uuid": signed.uuid},
        "candidates:participant": {"uuid": person.uuid},
        "candidates:sign_up": {"token": meeting.token},
    }
