"""Rounds of calls: whom to ring, by municipality, industry and silence; how far a round has come."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from companies.industries import SECTION_BY_LETTER
from companies.models import Company, ConsentKind, ContactPerson, Workplace
from companies.models.company import CompanyQuerySet
from companies.models.contact import last_word_is_no
from companies.panels import guarded_companies
from jobcenters.models import Municipality
from jobcenters.models.dated import holds_on
from ui import danish
from ui.telephone import tel_url
from visits.models import CallRound, Interaction, Task
from visits.models.interaction import InteractionQuerySet
from visits.permissions import check_can_note
from visits.sources import Asked, TaskLine

PAGE_SIZE = 50
ROUNDS_ON_A_PAGE = 25


# --- whom to ring ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which companies to ring: all conditions hold. No municipality: the whole country.

    `silent_since`: no note (that the actor may read) on that Danish day or later. `of_round`: nobody who is on it.
    """

    municipalities: Collection[str] = ()
    section: str = ""
    silent_since: datetime.date | None = None
    of_round: CallRound | None = None


@dataclass(frozen=True, slots=True)
class RoundChoice:
    """One company that could be rung. `last_on`: the newest note that the actor may read; None: none."""

    company: Company
    last_on: datetime.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedPage:
    """One of the pages of `many` companies. `number` begins at 1."""

    many: int
    number: int

    @property
    def pages(self) -> int:
        return -(-self.many // PAGE_SIZE)


def _place(many: int, asked: int) -> tuple[int, slice]:
    """The number of the page that is shown, and its part of the rows; a page after the last is the last."""
    number = max(1, min(asked, -(-many // PAGE_SIZE)))
    return number, slice((number - 1) * PAGE_SIZE, number * PAGE_SIZE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicePage(NumberedPage):
    """Companies that could be rung, by name."""

    choices: Sequence[RoundChoice]

    @property
    def others(self) -> int:
        """How many match on the other pages."""
        return self.many - len(self.choices)


def companies_to_ring(actor: Actor, wanted: Wanted) -> CompanyQuerySet:
    """Every company that is wanted, by name. A company where everybody wants no contact is none of them.

    Raises NotAllowed.
    """
    check_can_note(actor)
    rows = Company.objects.visible_to(actor).standing().with_somebody_to_ring().by_name()
    if wanted.municipalities:
        rows = rows.with_workplace_in(*wanted.municipalities)
    if wanted.section in SECTION_BY_LETTER:
        asked = Q()
        for division in SECTION_BY_LETTER[wanted.section].divisions:
            asked |= Q(industry_code__startswith=division)
        rows = rows.filter(asked)
    if wanted.silent_since:
        rows = rows.filter(~Exists(_notes(actor).filter(held_on__gte=wanted.silent_since)))
    if wanted.of_round:
        on_it = Task.objects.visible_to(actor).filter(round=wanted.of_round, is_given_up=False)
        rows = rows.filter(~Exists(on_it.filter(company=OuterRef("pk"))))
    return rows


def _notes(actor: Actor) -> InteractionQuerySet:
    return Interaction.objects.visible_to(actor).filter(company=OuterRef("pk"))


def choice_page(actor: Actor, wanted: Wanted, number: int = 1) -> ChoicePage:
    """At most 50 companies; a page after the last is the last. Three queries."""
    rows = companies_to_ring(actor, wanted)
    many = rows.count()
    number, part = _place(many, number)
    newest = _notes(actor).newest_first().values("held_on")[:1]
    shown = rows.with_organisation().with_first_workplace().annotate(last_on=Subquery(newest))
    found = [RoundChoice(company, company.last_on) for company in shown[part]]
    return ChoicePage(choices=found, many=many, number=number)


def own_municipalities(actor: Actor, today: datetime.date) -> list[str]:
    """Codes of those that the actor's jobcentre serves today; none for Jobservice Danmark."""
    rows = Municipality.objects.filter(
        holds_on(today, "jobcenter_links__"), jobcenter_links__jobcenter=actor.organisation_id
    )
    return list(rows.order_by("name").values_list("code", flat=True))


# --- rounds --------------------------------------------------------------------------------------------------------


def round_get(actor: Actor, uuid: UUID) -> CallRound:
    """The round with that public id, with its progress. Raises CallRound.DoesNotExist, also for another's."""
    return CallRound.objects.visible_to(actor).with_progress().select_related("author").get(uuid=uuid)


def rounds_of(actor: Actor, *, before: int | None = None, most: int = ROUNDS_ON_A_PAGE) -> list[CallRound]:
    """The organisation's rounds, newest first, with their progress: one query. `before`: older than that key."""
    rows = CallRound.objects.visible_to(actor).with_progress().select_related("author").order_by("-id")
    return list((rows.filter(pk__lt=before) if before else rows)[:most])


def running_rounds(actor: Actor, most: int = 5) -> list[CallRound]:
    """Those that still wait for somebody, the one that is due first at the top: one query."""
    waiting = Task.objects.visible_to(actor).open().filter(round=OuterRef("pk"))
    rows = CallRound.objects.visible_to(actor).filter(Exists(waiting)).with_progress()
    return list(rows.order_by("due_on", "id")[:most])


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One company of a round. `contact` is whom to ring, None: nobody that the actor is told of, or a guarded one.

    `refuses`: everybody there wants no contact, as somebody wrote down after the round was made.
    """

    task: Task
    contact: ContactPerson | None
    place: Workplace | None
    last_on: datetime.date | None
    refuses: bool

    @property
    def phone_url(self) -> str:
        return tel_url(self.contact.phone) if self.contact else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPage(NumberedPage):
    """A round's companies by name; `many` counts what was asked for."""

    rows: Sequence[RoundRow]


def round_page(actor: Actor, call_round: CallRound, *, is_done: bool | None, number: int = 1) -> RoundPage:
    """At most 50 of the round's companies: those rung (`is_done`), those that wait, or both. Given up: none of them.

    A constant number of queries, and a few for each company that another jobcentre is tovholder of.
    """
    tasks = Task.objects.visible_to(actor).filter(round=call_round, is_given_up=False)
    if is_done is not None:
        tasks = tasks.filter(done_at__isnull=not is_done)
    many = tasks.count()
    number, part = _place(many, number)
    newest = Interaction.objects.visible_to(actor).filter(company=OuterRef("company")).newest_first()
    found = list(
        tasks.select_related("company__organisation", "assigned", "done_by")
        .annotate(last_on=Subquery(newest.values("held_on")[:1]))
        .order_by(F("done_at").desc(nulls_first=True), "company__name_key", "id")[part]
    )
    companies = [task.company_id for task in found if task.company_id]
    contacts, places = _contacts(actor, companies), _places(actor, companies)
    asked = Company.objects.visible_to(actor).filter(pk__in=companies)
    willing = set(asked.with_somebody_to_ring().values_list("pk", flat=True))
    rows = [
        RoundRow(task, contacts.get(key), places.get(key), task.last_on, key not in willing)
        for task in found
        if (key := task.company_id or 0)
    ]
    return RoundPage(rows=rows, many=many, number=number)


def _contacts(actor: Actor, companies: Sequence[int]) -> dict[int, ContactPerson]:
    """Whom to ring at each company: the first contact with a telephone who has not said no."""
    persons = ContactPerson.objects.visible_to(actor).active().filter(company__in=companies).exclude(phone="")
    guarded = guarded_companies(actor, companies)
    found: dict[int, ContactPerson] = {}
    for person in persons.filter(~last_word_is_no(ConsentKind.CONTACT)).primary_first():
        if person.company_id not in guarded:
            found.setdefault(person.company_id, person)
    return found


def _places(actor: Actor, companies: Sequence[int]) -> dict[int, Workplace]:
    rows = Workplace.objects.visible_to(actor).active().filter(company__in=companies)
    found: dict[int, Workplace] = {}
    for row in rows.select_related("postcode").order_by("id"):
        found.setdefault(row.company_id, row)
    return found


def rounds_to_ring(actor: Actor, asked: Asked) -> list[TaskLine]:
    """A line for each round that waits for somebody, in the list of tasks: one query. About one company: none."""
    if asked.company:
        return []
    waits = Q(tasks__done_at__isnull=True)
    if asked.user_id is not None:
        waits &= Q(tasks__assigned_id=asked.user_id)
    rows = CallRound.objects.visible_to(actor).annotate(
        left=Count("tasks", waits),
        first_due=Min("tasks__due_on", filter=waits),
        callers=Count("tasks__assigned_id", waits, distinct=True),
        unassigned=Count("tasks", waits & Q(tasks__assigned_id__isnull=True)),
        caller=Max("tasks__assigned__name", filter=waits),
    )
    rows = rows.filter(left__gt=0).order_by("first_due", "id")[: asked.most]
    return [
        TaskLine(
            uid=f"rundringning-{row.uuid}",
            due_on=row.first_due,
            text=ngettext(
                "Ring til %(n)s virksomhed: %(name)s", "Ring til %(n)s virksomheder: %(name)s", row.left
            )
            % {"n": danish.number(row.left), "name": row.name},
            calendar_text=_("Rundringning"),
            url=reverse("visits:call_round", args=[row.uuid]),
            who=row.caller if row.callers == 1 and not row.unassigned else "",
            label=_("Rundringning"),
        )
        for row in rows
    ]
