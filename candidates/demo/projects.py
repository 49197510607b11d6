"""The guideline's two upskilling projects, played through the services: Fyn with two tovholders, and the capital's
recruitment service with thirteen of thirteen hired and twelve still there two months later (R66-R74, R192-R193).
"""

import datetime
from collections.abc import Mapping, Sequence

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from candidates.enums import CandidateState, FunnelStep, GrantState, KeptAnswer, ProjectState, StopReason
from candidates.models import Candidate, Participant, Term, UpskillingProject
from candidates.services.participants import (
    participant_grant,
    participant_kept,
    participant_move,
    participant_stop,
    participants_add,
)
from candidates.services.project_watch import citizen_sign_up
from candidates.services.projects import MeetingData, ProjectData, head_counts_set, meeting_save, project_save
from jobcenters.calendar import local_date, local_instant
from jobcenters.models import Jobcenter

FYN = ("Assens", "Faaborg-Midtfyn", "Kerteminde", "Middelfart", "Nordfyns", "Svendborg", "Langeland", "Ærø")
JYLLAND = ("Vejle", "Kolding", "Fredericia", "Horsens", "Odder")
CAPITAL = ("Høje-Taastrup", "Ishøj", "Greve", "Køge", "Solrød", "Albertslund", "Hvidovre", "Brøndby")
DAY = datetime.timedelta(days=1)
# Head counts of people without a name: from the invitation to the job.
FYN_COUNTS: Mapping[str, tuple[int, ...]] = {
    "Odense": (62, 34, 21, 21, 9, 8),
    "Nyborg": (21, 12, 8, 8, 4, 3),
    "Svendborg": (19, 11, 6, 6, 2, 2),
    "Assens": (10, 6, 4, 4, 1, 1),
    "Middelfart": (11, 7, 4, 4, 2, 1),
    "Kolding": (9, 6, 3, 3, 1, 1),
    "Fredericia": (8, 5, 3, 3, 1, 1),
}
ELSEWHERE = (19, 13, 6, 6, 2, 1)  # a-kasser, and those who came by the advertisement
# Who of which jobcentre has come how far, by pseudonym: with ELSEWHERE and the head counts 100, 60 and 20.
FYN_PEOPLE: Mapping[str, tuple[FunnelStep, ...]] = {
    "Nyborg": (FunnelStep.JOB, FunnelStep.COURSE, FunnelStep.INTRO),
    "Vejle": (FunnelStep.JOB,),
    "Horsens": (FunnelStep.INTRO,),
    "Odder": (FunnelStep.MET,),
}
HRS_PEOPLE = {"Roskilde": 3, "Høje-Taastrup": 3, "København": 2, "Ishøj": 2, "Greve": 2, "Køge": 1}


def projects_play(now: datetime.datetime) -> None:
    """Both projects, so that at `now` the one on Fyn is in full swing and the capital's is over. As the owner."""
    places = dict(Jobcenter.objects.values_list("place", "pk"))
    if not {"Odense", "Nyborg", "Roskilde", "København"} <= set(places):
        return
    _fyn(now, places)
    _capital(now, places)


def _actor(pk: int) -> Actor:
    """One of the jobcentre's people, or the jobcentre itself where the demonstration has put nobody there."""
    found = Membership.objects.filter(organisation_id=pk, role=Role.CONSULTANT).select_related("user").first()
    organisation = Organisation.objects.get(pk=pk)
    return Actor(
        user_id=found.user_id if found else None,
        organisation_id=pk,
        role=Role.CONSULTANT,
        kind=OrganisationKind.JOBCENTER,
        organisation_name=organisation.name,
    )


def _term(name: str) -> Term | None:
    return Term.objects.filter(name=name, kind="occupation").first()


def _add(actor: Actor, project: UpskillingProject, many: int) -> list[Participant]:
    own = Candidate.objects.of_jobcenter(actor.organisation_id).filter(state=CandidateState.ACTIVE)
    with acting_as(actor):
        rows = list(own.exclude(basis="").order_by("pk")[:many])
        return participants_add(actor=actor, project=project, candidates=rows) if rows else []


def _bring(actor: Actor, row: Participant, to: FunnelStep, started: datetime.date) -> Participant:
    """Step by step, granting the course on the way."""
    row.project = UpskillingProject.objects.get(pk=row.project_id)
    with acting_as(actor):
        if to >= FunnelStep.COURSE:
            row = participant_grant(
                actor=actor, participant=row, version=row.version, grant=GrantState.GRANTED
            )
        while row.step < min(to, FunnelStep.JOB):
            row = participant_move(actor=actor, participant=row, version=row.version, job_started_on=started)
    return row


def _count(actor: Actor, project: UpskillingProject, pk: int | None, numbers: Sequence[int]) -> None:
    with acting_as(actor):
        head_counts_set(
            actor=actor,
            project=project,
            jobcenter_id=pk,
            numbers=dict(zip(FunnelStep, numbers, strict=False)),
        )


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return local_instant(day, datetime.time(hour))


def _fyn(now: datetime.datetime, places: Mapping[str, int]) -> None:
    """Twenty job openings; Odense and Nyborg share the role; AMU Fyn; an advertisement on Jobnet (R66-R72)."""
    today = local_date(now)
    odense, nyborg = _actor(places["Odense"]), _actor(places["Nyborg"])
    asked = [places[place] for place in (*FYN, *JYLLAND) if place in places]
    with playing(now - 70 * DAY), acting_as(odense):
        project = project_save(
            actor=odense,
            asked=asked,
            data=ProjectData(
                title="Procesoperatører til fødevareindustrien på Fyn",
                state=ProjectState.RUNNING,
                places=20,
                co_tovholder=Organisation.objects.get(pk=places["Nyborg"]),
                occupation=_term("Procesoperatør"),
                school="AMU Fyn",
                course="Procesoperatør, grundforløb med hygiejne",
                course_from=today - 30 * DAY,
                course_to=today - 9 * DAY,
                job_guarantee=True,
                requirements="Treholdsskift, hygiejnecertifikat og dansk til at læse instruktioner."
                " Den, der gennemfører kurset, har et job.",
                partners="AMU Fyn\n3F Fyn og a-kasserne på Fyn\nArbejdsmarkedskontor Syd",
                advert="Opslag på Jobnet: “20 job på Fyn, vi lærer dig op”. Alle fynske jobcentre henviser.",
                planned=(150, 100, 60, 60, 22, 20, 18),
            ),
        )
    with playing(now - 60 * DAY), acting_as(odense):
        meeting_save(
            actor=odense,
            project=project,
            data=MeetingData(
                _at(today - 50 * DAY, 10),
                90,
                "AMU Fyn, Petersmindevej 50, Odense",
                "Virksomheden og skolen fortæller.",
            ),
        )
    with playing(now - 20 * DAY):
        for place, numbers in FYN_COUNTS.items():
            if place in places:
                _count(odense, project, places[place], numbers)
        _count(odense, project, None, ELSEWHERE)
        for place, steps in FYN_PEOPLE.items():
            home = _actor(places[place])
            for row, step in zip(_add(home, project, len(steps)), steps, strict=False):
                _bring(home, row, step, today - 6 * DAY)
    _second_meeting(now, nyborg, project)


def _second_meeting(now: datetime.datetime, nyborg: Actor, project: UpskillingProject) -> None:
    """The next round: a meeting that citizens sign up for, and one who did not want it after all."""
    day = local_date(now) + 12 * DAY
    with acting_as(nyborg):
        project = UpskillingProject.objects.get(pk=project.pk)
        meeting = meeting_save(
            actor=nyborg,
            project=project,
            data=MeetingData(
                _at(day, 13), 90, "Jobcenter Nyborg, mødesal 1", "Andet hold: hør om kurset og de sidste job."
            ),
        )
    for name, contact in (("Grethe Holm", "grethe.holm@borger.example"), ("Ali Yilmaz", "20 30 40 50")):
        citizen_sign_up(token=meeting.token, name=name, contact=contact)
    for row in _add_more(nyborg, project)[:1]:
        with acting_as(nyborg):
            participant_stop(
                actor=nyborg, participant=row, version=row.version, reason=StopReason.NOT_INTERESTED
            )


def _add_more(actor: Actor, project: UpskillingProject) -> list[Participant]:
    known = Participant.objects.filter(project=project).values("candidate_id")
    own = Candidate.objects.of_jobcenter(actor.organisation_id).filter(state=CandidateState.ACTIVE)
    with acting_as(actor):
        rows = list(own.exclude(pk__in=known).exclude(basis="").order_by("pk")[:3])
        return participants_add(actor=actor, project=project, candidates=rows) if rows else []


def _capital(now: datetime.datetime, places: Mapping[str, int]) -> None:
    """One joint course for several municipalities: thirteen machine operators, all offered a job (R192, R193)."""
    today = local_date(now)
    roskilde = _actor(places["Roskilde"])
    asked = [places[place] for place in CAPITAL if place in places]
    started = today - 80 * DAY
    data = ProjectData(
        title="Maskinførere i majholdet, Hovedstadens Rekrutteringsservice",
        state=ProjectState.RUNNING,
        places=13,
        co_tovholder=Organisation.objects.get(pk=places["København"]),
        occupation=_term("Entreprenørmaskinfører"),
        school="Roskilde Tekniske Skole",
        course="Maskinfører, AMU",
        course_from=today - 115 * DAY,
        course_to=today - 82 * DAY,
        job_guarantee=True,
        requirements="Samtale før kurset, en uges snusepraktik i virksomheden, kørekort B.",
        partners="Dansk Byggeri\n3F\n19 kommuner i Hovedstadens Rekrutteringsservice",
        advert="Jobcentrene har selv fundet deltagerne. Efter kurset formidles hver enkelt en til en.",
        planned=(None, None, 16, 14, 13, 13, 11),
    )
    with playing(now - 140 * DAY), acting_as(roskilde):
        project = project_save(actor=roskilde, asked=asked, data=data)
    people: list[tuple[Actor, Participant]] = []
    with playing(now - 100 * DAY):
        for place, many in HRS_PEOPLE.items():
            home = _actor(places[place])
            rows = _add(home, project, many)
            people += [(home, _bring(home, row, FunnelStep.JOB, started)) for row in rows]
    with playing(now - 15 * DAY):
        for number, (home, row) in enumerate(people):
            answer = KeptAnswer.ENDED if number == 0 else KeptAnswer.STILL
            with acting_as(home):
                participant_kept(actor=home, participant=row, version=row.version, answer=answer)
    with playing(now - 14 * DAY), acting_as(roskilde):
        values = {name: getattr(data, name) for name in data.__dataclass_fields__}
        project_save(
            actor=roskilde,
            project=project,
            data=ProjectData(**{**values, "state": ProjectState.FINISHED}),
            asked=asked,
            version=project.version,
        )
