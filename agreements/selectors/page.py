"""What the pages about one agreement show: the wording that counts, who answers where, history, versions."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from agreements.coverage import Place, Share, tovholder_for
from agreements.document import DocumentText
from agreements.enums import (
    FORCE_STATES,
    AccessRole,
    AgreementState,
    Area,
    MeetingState,
    PartyRole,
)
from agreements.models import (
    Agreement,
    AgreementEvent,
    AgreementMeeting,
    AgreementParty,
    AgreementVersion,
)
from agreements.selectors.drafting import document_of, places
from companies.models import Workplace
from jobcenters.models import JobcenterMunicipality


@dataclass(frozen=True, slots=True)
class Branch:
    """A tovholder, and the jobcentres in its area as one line with their number."""

    party: AgreementParty
    line: str
    jobcentres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Child:
    """A regional agreement under this one, with its own tovholders where it is in force."""

    agreement: Agreement
    tree: list[Branch]


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement as `role` sees it. `under_way`: a newer version that is drafted or being signed."""

    agreement: Agreement
    role: str
    version: AgreementVersion | None
    under_way: AgreementVersion | None
    document: DocumentText | None
    versions: list[AgreementVersion]
    tree: list[Branch]
    events: list[AgreementEvent]
    children: list[Child]

    @property
    def is_inside(self) -> bool:
        """Whether more than the terms is shown."""
        return self.role != AccessRole.COVERED

    @property
    def has_ticks(self) -> bool:
        return self.document is not None and any(group.ticked for group in self.document.groups)

    @property
    def drafts(self) -> bool:
        return self.role in (AccessRole.OWNER, AccessRole.NATIONAL)


def agreement_page(actor: Actor, agreement: Agreement, role: str, today: datetime.date) -> AgreementPage:
    """The page of an agreement that `actor` may see. How many queries does not depend on how many jobcentres."""
    versions = list(agreement.versions.all())
    under_way = next((v for v in versions if v.state in ("draft", "sent", "partly_signed")), None)
    shown = next((v for v in versions if v.state in FORCE_STATES), None) or under_way
    if shown is None and versions:
        shown = versions[0]
    inside = role != AccessRole.COVERED
    for version in versions:
        version.agreement = agreement
    return AgreementPage(
        agreement=agreement,
        role=role,
        version=shown,
        under_way=under_way if under_way is not shown else None,
        document=document_of(shown) if shown else None,
        versions=versions if inside else [],
        tree=tovholder_tree(shown, today) if shown else [],
        events=list(agreement.events.select_related("organisation")[:50]) if inside else [],
        children=_children(actor, agreement, today),
    )


def _children(actor: Actor, agreement: Agreement, today: datetime.date) -> list[Child]:
    found = Agreement.objects.visible_to(actor).filter(parent=agreement)
    children = list(found.select_related("current").order_by("pk"))
    trees = tovholder_trees([child.current for child in children if child.current], today)
    return [Child(child, trees.get(child.current_id or 0, [])) for child in children]


def tovholder_tree(version: AgreementVersion, today: datetime.date) -> list[Branch]:
    """Each tovholder with the jobcentres in its area on `today`: "45 jobcentre øst for Storebælt". Three queries."""
    return tovholder_trees([version], today).get(version.pk, [])


def tovholder_trees(versions: Sequence[AgreementVersion], today: datetime.date) -> dict[int, list[Branch]]:
    """The same for several versions, by their keys. Three queries, or one where there are no tovholders."""
    wanted = AgreementParty.objects.filter(version__in=versions, role=PartyRole.TOVHOLDER)
    parties = list(wanted.select_related("organisation")) if versions else []
    if not parties:
        return {}
    known = places()
    serving: dict[str, str] = {
        link.municipality_id: link.jobcenter.organisation.name
        for link in JobcenterMunicipality.objects.on(today).select_related("jobcenter__organisation")
    }
    found: defaultdict[int, list[Branch]] = defaultdict(list)
    for party in parties:
        share = Share(party.pk, party.organisation.name, party.area, frozenset(party.municipalities))
        held = [place for place in known.values() if share.holds(place)]
        names = sorted({serving[place.code] for place in held if place.code in serving})
        found[party.version_id].append(Branch(party, _area_line(party, len(names), held), tuple(names)))
    return found


def _area_line(party: AgreementParty, n: int, held: list[Place]) -> str:
    count = ngettext("%(n)d jobcenter", "%(n)d jobcentre", n) % {"n": n}
    if party.area == Area.COUNTRY:
        return _("%s i hele landet") % count
    if party.area == Area.EAST:
        return _("%s øst for Storebælt") % count
    if party.area == Area.WEST:
        return _("%s vest for Storebælt") % count
    names = sorted(place.name for place in held)
    shown = ", ".join(names[:4]) + (_(" og %d andre") % (len(names) - 4) if len(names) > 4 else "")
    return _("%(count)s i %(places)s") % {"count": count, "places": shown}


@dataclass(frozen=True, slots=True)
class ContactPlaces:
    """A tovholder's contact person as the company sees it, with the workplaces that it answers for."""

    party: AgreementParty
    area: str
    workplaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Promised:
    """A company's agreement in force, in its own words."""

    agreement: Agreement
    version: AgreementVersion
    document: DocumentText
    contacts: list[ContactPlaces]
    uncovered: tuple[str, ...]
    meeting: AgreementMeeting | None


def company_agreements(actor: Actor, now: datetime.datetime) -> tuple[list[Promised], list[Agreement]]:
    """For the company that acts: its agreements in force, and those that wait for signatures."""
    visible = Agreement.objects.visible_to(actor).of_company(actor.organisation_id)
    waiting = visible.filter(state__in=[AgreementState.SENT, AgreementState.PARTLY_SIGNED])
    in_force = visible.filter(state__in=FORCE_STATES).select_related("current", "company__organisation")
    known = places()
    workplaces = list(
        Workplace.objects.visible_to(actor)
        .filter(company_id=actor.organisation_id, is_active=True)
        .select_related("postcode__municipality")
        .order_by("name")
    )
    found = [_promised(one, known, workplaces, now) for one in in_force.order_by("-pk") if one.current]
    return found, list(waiting.order_by("-pk"))


def _promised(
    agreement: Agreement, known: dict[str, Place], workplaces: list[Workplace], now: datetime.datetime
) -> Promised:
    version = agreement.current
    assert version is not None  # noqa: S101
    version.agreement = agreement
    parties = {p.pk: p for p in version.parties.select_related("organisation") if p.is_tovholder}
    shares = [Share(p.pk, p.organisation.name, p.area, frozenset(p.municipalities)) for p in parties.values()]
    held: dict[int, list[str]] = defaultdict(list)
    uncovered = []
    for workplace in workplaces:
        code = workplace.postcode.municipality_id
        share = tovholder_for(shares, known[code]) if code in known else None
        if share:
            held[share.key].append(workplace.name)
        else:
            uncovered.append(workplace.name)
    document = document_of(version)
    areas = {text.key: text.area for text in document.parties}
    return Promised(
        agreement=agreement,
        version=version,
        document=document,
        contacts=[
            ContactPlaces(party, areas.get(str(party.uuid), ""), tuple(held[pk]))
            for pk, party in parties.items()
        ],
        uncovered=tuple(uncovered),
        meeting=agreement.meetings.filter(state=MeetingState.PLANNED, starts_at__gte=now)
        .order_by("starts_at")
        .first(),
    )


def version_numbered(agreement: Agreement, number: str) -> AgreementVersion | None:
    """The version with that number, among those that row-level security shows; None for nonsense."""
    if not (number.isascii() and number.isdigit() and len(number) < 5):
        return None
    version = agreement.versions.filter(number=int(number)).first()
    if version:
        version.agreement = agreement
    return version
