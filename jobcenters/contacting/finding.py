"""What the contact lists show: of a network, of one jobcentre, or of the country, and searched by three words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q

from accounts.actor import Actor
from jobcenters.enums import ContactList, Freshness
from jobcenters.models import ContactEntry, ContactGap, JobcenterMunicipality, Network, NetworkMember
from jobcenters.permissions import can_ask_contact
from jobcenters.trust import Trust, reason, trust
from ui import danish


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One line of a contact list as it stands on a day."""

    entry: ContactEntry
    title: str
    trust: Trust
    when: str
    is_own: bool
    confirmed_today: bool = False
    can_ask: bool = False

    @property
    def freshness(self) -> Freshness:
        return self.trust.state

    @property
    def is_doubtful(self) -> bool:
        return self.freshness in (Freshness.AGEING, Freshness.STALE)

    @property
    def can_confirm(self) -> bool:
        """One's own, and not already confirmed today."""
        return self.is_own and not self.confirmed_today

    @property
    def status(self) -> str:
        """State and reason in words: colour is never alone."""
        if not self.is_doubtful:
            return self.when
        return f"{self.freshness.label}: {self.when[:1].lower()}{self.when[1:]}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: words that a subject or a person, a place, and a language hold. All may be empty."""

    subject: str = ""
    place: str = ""
    language: str = ""
    kind: str = ""
    network: UUID | None = None

    @property
    def query(self) -> str:
        """The search as a query string, for the links to the files."""
        pairs = {
            "emne": self.subject,
            "sted": self.place,
            "sprog": self.language,
            "liste": self.kind,
            "netvaerk": str(self.network or ""),
        }
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def is_search(self) -> bool:
        return bool(self.subject or self.place or self.language)


def contact_rows(
    actor: Actor, today: date, wanted: Wanted | None = None, *, jobcenter_id: int | None = None
) -> list[ContactRow]:
    """The entries that fit, by place; of a network's list only those whose jobcentre is a member on `today`.

    A company sees an empty list ([003], R145, R146). Two queries.
    """
    wanted = wanted or Wanted()
    entries = (
        ContactEntry.objects.visible_to(actor)
        .select_related("jobcenter__organisation", "network", "stand_in")
        .prefetch_related("jobcenter__words")
        .order_by("jobcenter__place", "list_kind", "subject", "person", "pk")
    )
    entries = entries.filter(_fits(wanted, today))
    if jobcenter_id is not None:
        entries = entries.filter(jobcenter_id=jobcenter_id)
    members = NetworkMember.objects.on(today)
    if wanted.network is not None:
        members = members.filter(network__uuid=wanted.network)
        entries = entries.filter(
            network__uuid=wanted.network, jobcenter_id__in=members.values("jobcenter_id")
        )
    return [_row(actor, entry, today) for entry in entries]


def _fits(wanted: Wanted, today: date) -> Q:
    fits = Q()
    if wanted.kind in ContactList.values:
        fits &= Q(list_kind=wanted.kind)
    if wanted.subject:
        fits &= Q(subject__icontains=wanted.subject) | Q(person__icontains=wanted.subject)
    if wanted.language:
        fits &= Q(languages__icontains=wanted.language)
    if wanted.place:
        served = JobcenterMunicipality.objects.on(today).filter(municipality__name__icontains=wanted.place)
        fits &= Q(jobcenter__place__icontains=wanted.place) | Q(jobcenter__in=served.values("jobcenter_id"))
    return fits


def _row(actor: Actor, entry: ContactEntry, today: date) -> ContactRow:
    found = trust(entry.signs, today)
    return ContactRow(
        entry,
        entry.jobcenter.title_on(today),
        found,
        reason(found, entry.signs),
        is_own=entry.jobcenter_id == actor.organisation_id,
        confirmed_today=found.state is Freshness.FRESH and entry.last_confirmed_on == today,
        can_ask=bool(entry.email) and found.state is not Freshness.FRESH and can_ask_contact(actor, entry),
    )


def contact_list(
    actor: Actor, network: Network, kind: ContactList | str, today: date, *, jobcenter_id: int | None = None
) -> list[ContactRow]:
    """The network's contact list of one kind, by place."""
    return contact_rows(actor, today, Wanted(kind=str(kind), network=network.uuid), jobcenter_id=jobcenter_id)


@dataclass(frozen=True, slots=True)
class GapRow:
    """A jobcentre without a living contact: since when, and who gets its mail meanwhile."""

    gap: ContactGap
    title: str

    @property
    def since(self) -> str:
        return danish.day_month(self.gap.since, year=True)


def gap_rows(actor: Actor, today: date, *, network: Network | None = None) -> list[GapRow]:
    """The open gaps that the actor may see, by place; with `network`, those of its members."""
    gaps = ContactGap.objects.visible_to(actor).open().select_related("jobcenter__organisation")
    if network is not None:
        gaps = gaps.filter(jobcenter_id__in=network.members.on(today).values("jobcenter_id"))
    rows = gaps.prefetch_related("jobcenter__words").order_by("jobcenter__place")
    return [GapRow(gap, gap.jobcenter.title_on(today)) for gap in rows]
