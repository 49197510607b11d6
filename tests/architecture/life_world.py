"""An agreement in force with a change that waits for answers and a meeting, for the walk of all routes."""

import datetime
from typing import Any

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.enums import AgreementKind, Area, MeetingState
from agreements.models import AgreementMeeting
from agreements.services.changes import change_propose, link_token
from agreements.services.meetings import meetings_plan
from companies.models import Company
from tests.factories import agreements
from tests.factories import orders as make
from tests.helpers.db import as_owner

# By personal link: whoever holds it needs no sign-in. What a link gives and does not give has its own tests.
LINKS = {"consent:answer"}
# Numbers of the orders under an agreement: Jobservice Danmark sees them as it sees the agreement.
NATIONAL_SEES = "orders:agreement_effect"


def life_arguments(mette: Actor, company: Company, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the routes of an agreement's life; Horsens is its drafter, a party, and asked for its answer."""
    lise = agreements.national_actor()
    held = agreements.agreement_in_force(
        company,
        actor=mette,
        kind=AgreementKind.PARTNERSHIP,
        title=f"Partnerskab i kraft {secret}",
        tovholders=[(make.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",))],
    )
    with acting_as(lise):
        change = change_propose(
            actor=lise,
            agreement=held,
            kind="extend",
            ends_on=held.ends_on.replace(year=held.ends_on.year + 1, day=1),
            reason=secret,
        )
        meetings_plan(agreement=held)
    with as_owner():
        meeting = AgreementMeeting.objects.filter(agreement=held, state=MeetingState.PLANNED)[0]
        AgreementMeeting.objects.filter(pk=meeting.pk).update(place=secret)
        held_meeting = AgreementMeeting.objects.create(
            agreement=held,
            starts_at=moment() - datetime.timedelta(days=3),
            state=MeetingState.HELD,
            held_at=moment(),
            minutes=secret,
        )
    of_meeting = ("meeting", "meeting_move", "meeting_cancel", "meeting_invite", "meeting_ics")
    return {
        **{f"agreements:{name}": {"uuid": held.uuid} for name in ("extend", "cancel", "meetings")},
        **{f"agreements:{name}": {"uuid": change.uuid} for name in ("change", "change_withdraw")},
        **{f"agreements:{name}": {"uuid": meeting.uuid} for name in of_meeting},
        "agreements:meeting_minutes_correct": {"uuid": held_meeting.uuid},
        "consent:answer": {"token": link_token(change, mette.organisation_id)},
        "orders:agreement_effect": {"uuid": held.uuid},
        "orders:agreement_ladder": {"uuid": held.uuid},
        "orders:agreement_running": {"uuid": held.uuid},
    }
