"""Reading upskilling projects: the list, the funnel with its jobcentres, the people, and the choices for one's own."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from candidates.criteria import MAX_TEXT, Criteria
from candidates.enums import CandidateState, FunnelStep
from candidates.funnel import Figure, Funnel, may_be_answered, next_step, refusal, shares, whole
from candidates.models import (
    Candidate,
    InformationMeeting,
    Participant,
    ProjectJobcenter,
    SignUp,
    UpskillingProject,
)
from candidates.selectors.described import facts_text, words_of
from candidates.selectors.own import own_municipalities
from candidates.selectors.search import search_hits
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter
from orders.radius import RADIUS_MAX_KM
from orders.selectors.facts import place_of
from ui import danish, parts

LISTED = 100  # projects of the list, newest first
PEOPLE = 300  # participants of a project's page
CHOICES = 40
ALL = 0  # the figures of all jobcentres together
FIGURES = "select project_id, jobcenter_id, step, low, high from candidates_project_figures(%s)"


def figures_of(projects: Collection[int]) -> dict[int, dict[int | None, Funnel]]:
    """Project -> jobcentre (None: elsewhere; ALL: together) -> funnel, as the acting organisation may know it."""
    found: dict[int, dict[int | None, Funnel]] = defaultdict(lambda: defaultdict(dict))
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [list(projects)])
        for project, home, step, low, high in cursor.fetchall():
            found[project][home][FunnelStep(step)] = Figure(low, high)
    return found


@dataclass(frozen=True, slots=True)
class ListedProject:
    project: UpskillingProject
    lead: str
    figures: str
    when: str


def projects_of(actor: Actor) -> list[ListedProject]:
    """Those that the actor may see, the open ones first, then the newest. Two questions."""
    rows = list(UpskillingProject.objects.visible_to(actor).with_names()[:LISTED])
    figures = figures_of([row.pk for row in rows])
    rows.sort(key=lambda row: not row.is_open)
    return [
        ListedProject(row, leads_text(row), _in_short(row, whole(figures[row.pk][ALL])), course_days(row))
        for row in rows
    ]


def leads_text(project: UpskillingProject) -> str:
    """ "Odense og Nyborg"."""
    both = (project.tovholder, project.co_tovholder)
    return danish.join(place_of(one) for one in both if one)


def course_days(project: UpskillingProject) -> str:
    """ "4. maj til 15. maj 2026"; "" where the days are unknown."""
    first, last = project.course_from, project.course_to
    if first and last and first != last:
        return _("%(first)s til %(last)s") % {
            "first": danish.day_month(first, year=first.year != last.year),
            "last": danish.day_month(last, year=True),
        }
    day = first or last
    return danish.day_month(day, year=True) if day else ""


def _in_short(project: UpskillingProject, total: Funnel) -> str:
    """ "100 mødt op, 20 i job af 20"."""
    return _("%(met)s mødt op, %(jobs)s i job af %(places)s") % {
        "met": total[FunnelStep.MET].text,
        "jobs": total[FunnelStep.JOB].text,
        "places": danish.number(project.places),
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of the funnel: planned beside actual."""

    label: str
    planned: str
    actual: str
    share: float  # per cent of the longest
    planned_share: float | None


@dataclass(frozen=True, slots=True)
class Home:
    """What one jobcentre has brought. `count_url` where the actor may write its head counts."""

    name: str
    numbers: list[tuple[str, str]]  # (step, number)
    is_own: bool
    has_numbers: bool = False
    count_url: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    bars: list[Bar]
    homes: list[Home]
    quiet: list[Home]  # those that nobody has come from yet


def board_of(actor: Actor, project: UpskillingProject, figures: dict[int | None, Funnel]) -> Board:
    """The funnel, and each jobcentre's part in it: the actor's own first, those from elsewhere last. One question."""
    total = whole(figures.get(ALL, {}))
    lengths = shares(project.planned, total)
    planned_lengths = shares(
        [figure.high for figure in total.values()],
        {step: Figure(number := project.planned_at(step) or 0, number) for step in FunnelStep},
    )
    bars = [
        Bar(
            label=str(step.label),
            planned="" if project.planned_at(step) is None else danish.number(project.planned_at(step) or 0),
            actual=total[step].text,
            share=lengths[step],
            planned_share=None if project.planned_at(step) is None else planned_lengths[step],
        )
        for step in FunnelStep
    ]
    homes = _homes(actor, project, figures)
    return Board(
        bars,
        [home for home in homes if home.has_numbers or home.is_own],
        [home for home in homes if not home.has_numbers and not home.is_own],
    )


def _homes(actor: Actor, project: UpskillingProject, figures: dict[int | None, Funnel]) -> list[Home]:
    mine, leads = actor.organisation_id, project.is_led_by(actor.organisation_id)
    asked = ProjectJobcenter.objects.filter(project=project).select_related("jobcenter__jobcenter")
    names = {row.jobcenter_id: place_of(row.jobcenter) for row in asked}
    names.update((one.pk, place_of(one)) for one in (project.tovholder, project.co_tovholder) if one)
    missing = {pk for pk in figures if pk} - set(names)
    if missing:
        late = Organisation.objects.filter(pk__in=missing).select_related("jobcenter")
        names |= {one.pk: place_of(one) for one in late}
    keys: list[int | None] = [*sorted(names, key=lambda pk: (pk != mine, names[pk]))]
    if leads or None in figures:
        keys.append(None)
    address = reverse("candidates:project_numbers", args=[project.uuid])
    return [
        Home(
            name=names[key] if key is not None else _("A-kasser og andre"),
            numbers=[(str(step.label), figures.get(key, {}).get(step, Figure()).text) for step in FunnelStep],
            is_own=key == mine,
            has_numbers=bool(figures.get(key)),
            count_url=f"{address}?fra={key or 'andre'}" if project.is_open and (leads or key == mine) else "",
        )
        for key in keys
    ]


@dataclass(frozen=True, slots=True)
class Person:
    """A participant in the table, with the one press that is next."""

    participant: Participant
    home: str
    is_own: bool
    next_label: str
    may_move: bool
    is_refused: bool
    can_answer: bool  # how the job went; it may be corrected
    to_answer: bool
    may_sign_up: bool


def people_of(
    actor: Actor,
    project: UpskillingProject,
    now: datetime.datetime,
    coming: InformationMeeting | None,
) -> list[Person]:
    """The participants that the actor may see: the furthest first, those who left last. One question."""
    rows = (
        Participant.objects.visible_to(actor)
        .filter(project=project)
        .select_related("jobcenter__jobcenter")
        .order_by("-step", "pseudonym")[:PEOPLE]
    )
    today = local_date(now)
    return sorted(
        (person_of(actor, project, row, today, coming) for row in rows),
        key=lambda person: bool(person.participant.stopped_reason),
    )


def person_of(
    actor: Actor,
    project: UpskillingProject,
    row: Participant,
    today: datetime.date,
    coming: InformationMeeting | None = None,
) -> Person:
    to, own = next_step(row.step), row.jobcenter_id == actor.organisation_id
    runs = project.is_open and not row.stopped_reason
    can_answer = own and may_be_answered(
        kept_due_on=row.kept_due_on, stopped=bool(row.stopped_reason), today=today
    )
    waits = to is not None and bool(refusal(pseudonym=row.pseudonym, to=to, grant=row.grant))
    return Person(
        participant=row,
        home=place_of(row.jobcenter),
        is_own=own,
        next_label=str(to.label) if to else "",
        may_move=runs and to is not None and not waits,
        is_refused=runs and waits,
        can_answer=can_answer,
        to_answer=can_answer and not row.kept,
        may_sign_up=runs
        and coming is not None
        and row.step == FunnelStep.INVITED
        and row.meeting_id != coming.pk,
    )


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    meeting: InformationMeeting
    is_coming: bool
    candidates: int
    sign_ups: list[SignUp]  # the tovholders' alone


def meetings_of(
    actor: Actor, project: UpskillingProject, people: Sequence[Person], now: datetime.datetime
) -> list[ListedMeeting]:
    """The project's meetings, with who is signed up as far as the actor may know. Two questions."""
    sign_ups: dict[int, list[SignUp]] = defaultdict(list)
    if project.is_led_by(actor.organisation_id):
        for row in SignUp.objects.filter(project=project):
            sign_ups[row.meeting_id].append(row)
    return [
        ListedMeeting(
            meeting,
            meeting.starts_at > now,
            sum(person.participant.meeting_id == meeting.pk for person in people),
            sign_ups[meeting.pk],
        )
        for meeting in InformationMeeting.objects.filter(project=project)
    ]


def jobcenter_choices() -> list[tuple[int, str]]:
    """(organisation id, place) of every jobcentre, by place."""
    return list(Jobcenter.objects.order_by("place").values_list("pk", "place"))


def own_choices(
    actor: Actor,
    project: UpskillingProject,
    text: str,
    now: datetime.datetime,
    *,
    chosen: frozenset[str] = frozenset(),
) -> list[parts.PickChoice]:
    """The actor's own candidates who are not in the project: by words or pseudonym, else those of its occupation first.

    `chosen` are uuids that stay ticked and listed.
    """
    taken = Participant.objects.filter(project=project).values("candidate_id")
    own = Candidate.objects.of_jobcenter(actor.organisation_id).filter(state=CandidateState.ACTIVE)
    own = own.exclude(pk__in=taken)
    words = " ".join(text.split())[:MAX_TEXT]
    if words:
        found = list(own.filter(pseudonym__iexact=words)) or _by_words(actor, own, words, now)
    else:
        occupied = (
            own.filter(terms__contains=[project.occupation_id]) if project.occupation_id else own.none()
        )
        found = list(occupied.order_by("pseudonym")[:CHOICES])
        found += own.exclude(pk__in=[row.pk for row in found]).order_by("pseudonym")[: CHOICES - len(found)]
    kept = [] if not chosen else list(own.filter(uuid__in=chosen).exclude(pk__in=[row.pk for row in found]))
    described = words_of([*kept, *found])
    return [
        parts.PickChoice(
            value=str(row.uuid),
            name=described.title(row),
            due="",
            facts=facts_text(row, now),
            profile=described.short(row),
            checked=str(row.uuid) in chosen,
        )
        for row in [*kept, *found]
    ]


def _by_words(actor: Actor, own: object, words: str, now: datetime.datetime) -> list[Candidate]:
    home = Jobcenter.objects.filter(pk=actor.organisation_id).values_list("postcode_id", flat=True).first()
    if home is None:
        return []
    criteria = Criteria(postcode=home, radius_km=RADIUS_MAX_KM, text=words)
    hits = [
        hit.candidate.pk
        for code in own_municipalities(actor.organisation_id, local_date(now))
        for hit in search_hits(actor=actor, criteria=criteria, municipality=code, limit=200)
    ]
    rows = own.in_bulk(hits)  # type: ignore[attr-defined]
    return [rows[pk] for pk in hits if pk in rows][:CHOICES]
