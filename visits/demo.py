"""Notes, tasks and a joint visit of the demonstration, written by the services on the days they are about."""

import datetime
from dataclasses import replace

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership, Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.models import Company
from companies.services import consent_record
from jobcenters.calendar import NATIONAL, local_date
from visits.models import JointVisit
from visits.services.interactions import (
    InteractionData,
    NeedData,
    interaction_add,
    interaction_change,
    internal_note_add,
)
from visits.services.joint_visits import JointVisitData, joint_visit_answer, joint_visit_invite
from visits.services.rounds import round_make
from visits.services.tasks import task_add, task_done

DAY = datetime.timedelta(days=1)
CAMPAIGN = "Industri 2026"
# (days ago, place of the jobcentre, what was said); the company is the n-th of the demonstration.
NOTES: tuple[tuple[int, int, str, dict[str, object]], ...] = (
    (
        96,
        0,
        "Horsens",
        {
            "kind": "visit",
            "text": "Rundvisning i hallen. De har købt nabogrunden og vil bygge til næste år.",
            "growth": "grows",
            "outlook_12": "more",
            "campaign": CAMPAIGN,
            "is_shared": True,
        },
    ),
    (
        41,
        0,
        "Odder",
        {
            "kind": "call",
            "text": "Vil gerne have en lærling fra august, helst en der har været i praktik først.",
            "needs_apprentices": True,
            "outlook_3": "same",
            "is_shared": True,
        },
    ),
    (
        6,
        0,
        "Horsens",
        {
            "kind": "visit",
            "text": "Ordrebogen er fuld til jul. De mangler svejsere nu og to montører, når den nye linje kører.",
            "growth": "grows",
            "needs_labour": True,
            "needs_retention": True,
            "outlook_3": "more",
            "outlook_12": "more",
            "needs": (NeedData("svejsere", 4, 3), NeedData("montører", 2, 12)),
            "campaign": CAMPAIGN,
            "is_shared": True,
            "next_in": 60,
        },
    ),
    (
        12,
        1,
        "Horsens",
        {
            "kind": "call",
            "text": "Stille på lageret lige nu. De ringer selv, når højsæsonen nærmer sig.",
            "growth": "steady",
            "outlook_3": "same",
            "is_shared": True,
            "next_in": 10,  # two days over its time
            "fuller": " Lagerchefen holder ferie i uge 31.",
        },
    ),
    (
        3,
        2,
        "Aarhus",
        {
            "kind": "meeting",
            "text": "Chefen overvejer at flytte en afdeling. Sagt i fortrolighed.",
            "growth": "shrinks",
            "outlook_12": "fewer",
            "is_shared": False,
        },
    ),
)


def visits_play(now: datetime.datetime) -> None:
    """What consultants have written up to `now` (aware). As the owner, after people and companies are made."""
    companies = list(Company.objects.order_by("pk").select_related("organisation")[:12])
    people = {place: _actor(place) for place in ("Horsens", "Odder", "Aarhus")}
    if len(companies) < 12 or not all(people.values()):
        return
    known = {place: actor for place, actor in people.items() if actor}
    for days, number, place, said in NOTES:
        _note(known[place], companies[number], now - days * DAY, dict(said))
    _around(known, companies, now)
    _joint(known, companies[0], now)


def _actor(place: str) -> Actor | None:
    """The jobcentre's first consultant."""
    rows = Membership.objects.filter(organisation__jobcenter__place=place, role=Role.CONSULTANT)
    found = rows.select_related("user", "organisation").order_by("pk").first()
    return found.actor() if found else None


def _note(actor: Actor, company: Company, at: datetime.datetime, said: dict[str, object]) -> None:
    """Write the note on its day; `fuller` is what was added the day after."""
    ahead, fuller = said.pop("next_in", None), said.pop("fuller", "")
    day = local_date(at)
    then = day + ahead * DAY if isinstance(ahead, int) else None
    if then and not NATIONAL.is_working_day(then):
        then = NATIONAL.next_working_day(then)
    data = InteractionData(
        held_on=day,
        contact=company.contacts.first(),
        workplace=company.workplaces.first(),
        next_visit_on=then,
        **said,  # type: ignore[arg-type]
    )
    with playing(at), acting_as(actor):
        row = interaction_add(actor=actor, company=company, data=data)
    if fuller:
        with playing(at + DAY), acting_as(actor):
            interaction_change(actor=actor, interaction=row, data=replace(data, text=f"{data.text}{fuller}"))


def _around(people: dict[str, Actor], companies: list[Company], now: datetime.datetime) -> None:
    """Internal notes, tasks, a round of calls and consents."""
    mette = people["Horsens"]
    today = local_date(now)
    with playing(now - 5 * DAY), acting_as(mette):
        internal_note_add(
            actor=mette,
            company=companies[0],
            text="Ring helst mellem 10 og 12. Fabrikschefen går i møde kl. 13.",
        )
        contact = companies[0].contacts.get(is_primary=True)
        for kind in ("contact", "share"):
            consent_record(
                actor=mette,
                contact=contact,
                kind=kind,
                is_given=True,
                given_by=contact.name,
                given_on=local_date(now - 6 * DAY),
                channel="meeting",
            )
        user = Membership.objects.get(user_id=mette.user_id or 0, organisation_id=mette.organisation_id).user
        task_add(
            actor=mette,
            text="Send brochuren om voksenlærlinge",
            due_on=today - 2 * DAY,
            company=companies[0],
            assigned=user,
        )
        task_add(
            actor=mette,
            text="Book lokale til netværksmødet om industri",
            due_on=today + 9 * DAY,
            assigned=user,
        )
        called = round_make(
            actor=mette, companies=[one.pk for one in companies[4:10]], name=CAMPAIGN, due_on=today + 4 * DAY
        ).round
    with playing(now - 2 * DAY), acting_as(mette):
        for task in called.tasks.order_by("id")[:2]:
            task_done(actor=mette, task=task)


def _joint(people: dict[str, Actor], company: Company, now: datetime.datetime) -> None:
    """Horsens has invited Odder and Aarhus along; Odder has answered."""
    mette, bo = people["Horsens"], people["Odder"]
    day = local_date(now) + 7 * DAY
    times = []
    for hour in (9, 10, 13):
        day = NATIONAL.shift(day, 1)
        times.append(datetime.datetime.combine(day, datetime.time(hour, tzinfo=datetime.UTC)))
    guests = list(Organisation.objects.filter(jobcenter__place__in=("Odder", "Aarhus")))
    with playing(now - 2 * DAY), acting_as(mette):
        visit = joint_visit_invite(
            actor=mette,
            company=company,
            data=JointVisitData(
                purpose="De mangler svejsere, og vi har for få. Kom med og fortæl, hvem I har.",
                workplace=company.workplaces.first(),
                contact=company.contacts.first(),
            ),
            guests=guests,
            times=times,
        )
    with playing(now - DAY), acting_as(bo):
        seen = JointVisit.objects.get(pk=visit.pk)
        offered = list(seen.times.all())
        joint_visit_answer(
            actor=bo,
            visit=seen,
            can={time.uuid: n != 1 for n, time in enumerate(offered)},
            comment="Vi har tre svejsere, der kan begynde med kort varsel.",
            citizens="O-48213",
        )
