"""Notes of all companies: a campaign's, an organisation's, a municipality's; what a campaign found out."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from accounts.actor import Actor
from companies.models import Workplace
from visits.enums import InteractionKind
from visits.models import CallRound, Interaction
from visits.models.interaction import InteractionQuerySet
from visits.selectors.notes import NotePage, page_after


@dataclass(frozen=True, slots=True)
class Sought:
    """Which notes: all given conditions hold. Days are Danish, both included. No municipality: the whole country."""

    campaign: str = ""
    kind: str = ""
    ours: bool = False
    municipalities: Collection[str] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None


def notes_sought(actor: Actor, sought: Sought) -> InteractionQuerySet:
    """The notes that `actor` may read and that are sought, newest first."""
    rows = Interaction.objects.visible_to(actor).newest_first()
    if sought.campaign:
        rows = rows.of_campaign(sought.campaign)
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.ours:
        rows = rows.filter(organisation_id=actor.organisation_id)
    if sought.municipalities:
        # Where the talk was about no workplace, any of the company's.
        places = Workplace.objects.filter(postcode__municipality_id__in=sought.municipalities)
        there = places.filter(pk=OuterRef("workplace"))
        anywhere = places.active().filter(company=OuterRef("company"))
        rows = rows.filter(Exists(there) | Q(Exists(anywhere), workplace__isnull=True))
    if sought.since:
        rows = rows.filter(held_on__gte=sought.since)
    if sought.until:
        rows = rows.filter(held_on__lte=sought.until)
    return rows


def notes_found(actor: Actor, sought: Sought, *, after: str = "") -> NotePage:
    """At most 25 of them after the one that `after` names, with companies and needs: two queries."""
    rows = notes_sought(actor, sought).with_names().told_to(actor)
    return page_after(rows.select_related("company__organisation").prefetch_related("needs"), after)


@dataclass(frozen=True, slots=True)
class CampaignSum:
    """What the notes of a campaign say together, as far as the actor may read them. `round`: one's own of that name."""

    notes: int
    companies: int
    visits: int
    calls: int
    meetings: int
    labour: int
    apprentices: int
    retention: int
    round: CallRound | None


def campaign_sum(actor: Actor, sought: Sought) -> CampaignSum:
    """Companies that lack people, want apprentices or want to keep their people are counted once each: two queries."""
    rows = notes_sought(actor, sought).order_by()
    found = rows.aggregate(
        notes=Count("id"),
        companies=Count("company", distinct=True),
        visits=Count("id", Q(kind=InteractionKind.VISIT)),
        calls=Count("id", Q(kind=InteractionKind.CALL)),
        meetings=Count("id", Q(kind=InteractionKind.MEETING)),
        labour=Count("company", Q(needs_labour=True), distinct=True),
        apprentices=Count("company", Q(needs_apprentices=True), distinct=True),
        retention=Count("company", Q(needs_retention=True), distinct=True),
    )
    own = CallRound.objects.visible_to(actor).filter(name__iexact=sought.campaign).with_progress()
    return CampaignSum(**found, round=own.first())
