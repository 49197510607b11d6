"""What the wizard proposes before anything is typed: tovholders by where the company works, and contact persons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.models import Organisation, User
from accounts.moment import moment
from agreements.enums import AgreementKind, Area
from agreements.models import Agreement, AgreementVersion
from agreements.selectors.drafting import places
from companies.models import Workplace
from companies.selectors import company_card
from jobcenters.calendar import local_date
from jobcenters.models import ContactEntry, Jobcenter, JobcenterMunicipality


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact person as far as one is known."""

    contact_name: str = ""
    contact_title: str = ""
    contact_email: str = ""
    contact_phone: str = ""

    def values(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A tovholder to begin with."""

    organisation: Organisation
    area: str
    codes: tuple[str, ...]
    contact: Contact


def jobcentres(actor: Actor) -> list[Organisation]:
    """Everybody who can be tovholder, by name."""
    return list(
        Organisation.objects.visible_to(actor).filter(kind=OrganisationKind.JOBCENTER).order_by("name")
    )


def partners(actor: Actor) -> list[Organisation]:
    """A-kasser, schools, Workindenmark: the organisations that can be another partner, by name."""
    return list(Organisation.objects.visible_to(actor).filter(kind=OrganisationKind.PARTNER).order_by("name"))


def national() -> Organisation | None:
    """Jobservice Danmark."""
    return Organisation.objects.filter(kind=OrganisationKind.NATIONAL).order_by("pk").first()


def contact_for(actor: Actor, organisation: Organisation) -> Contact:
    """Oneself for one's own organisation; a jobcentre's person on the contact list; else what the organisation says."""
    if organisation.pk == actor.organisation_id and actor.user_id:
        email = User.objects.filter(pk=actor.user_id).values_list("email", flat=True).first() or ""
        return Contact(actor.name, "", email, organisation.phone)
    entry = (
        ContactEntry.objects.visible_to(actor)
        .filter(jobcenter_id=organisation.pk, bounced_on__isnull=True)
        .exclude(email="")
        .order_by("list_kind", "person", "pk")  # the list for help with recruitment before that for sparring
        .first()
    )
    if entry:
        return Contact(entry.person, "", entry.email, entry.telephone)
    place = Jobcenter.objects.filter(pk=organisation.pk).first()
    if place:
        return Contact("", "", place.company_email or organisation.email, place.company_phone)
    return Contact("", "", organisation.email, organisation.phone)


def contact_of_company(actor: Actor, agreement: Agreement) -> Contact:
    """The company's first contact person."""
    if agreement.company is None:
        return Contact()
    person = company_card(actor, agreement.company).primary_contact
    if person is None:
        return Contact()
    return Contact(person.name, person.title, person.email, person.phone)


def tovholders_for(actor: Actor, version: AgreementVersion) -> list[Suggestion]:
    """Who to begin with: for a partnership the drafting jobcentre and its municipalities; else, per side of Storebælt
    where the company works, the jobcentre with most of its workplaces. One side alone answers for the whole country.
    """
    agreement = version.agreement
    if agreement.kind == AgreementKind.PARTNERSHIP and actor.is_jobcenter:
        own = Organisation.objects.get(pk=actor.organisation_id)
        codes = _municipalities_of(own.pk)
        return [Suggestion(own, Area.MUNICIPALITIES, codes, contact_for(actor, own))]
    most = _busiest(_codes_of_workplaces(actor, agreement))
    found = []
    for side, organisation_id in most.items():
        organisation = Organisation.objects.get(pk=organisation_id)
        area = side if len(most) > 1 else Area.COUNTRY
        found.append(Suggestion(organisation, area, (), contact_for(actor, organisation)))
    return found


def _codes_of_workplaces(actor: Actor, agreement: Agreement) -> list[str]:
    return [
        code
        for code in Workplace.objects.visible_to(actor)
        .filter(company_id=agreement.company_id, is_active=True, postcode__municipality__isnull=False)
        .values_list("postcode__municipality_id", flat=True)
        if code
    ]


def _municipalities_of(organisation_id: int) -> tuple[str, ...]:
    return tuple(
        JobcenterMunicipality.objects.on(local_date(moment()))
        .filter(jobcenter_id=organisation_id)
        .order_by("municipality_id")
        .values_list("municipality_id", flat=True)
    )


def _busiest(codes: Iterable[str]) -> dict[str, int]:
    """Per side, west first, the jobcentre whose municipalities hold most of the `codes`."""
    counted = Counter(codes)
    links = JobcenterMunicipality.objects.on(local_date(moment())).filter(municipality_id__in=counted)
    sides = places()
    score: dict[str, Counter[int]] = {Area.WEST: Counter(), Area.EAST: Counter()}
    for link in links.order_by("jobcenter_id"):
        place = sides[link.municipality_id]
        score[Area(place.side)][link.jobcenter_id] += counted[link.municipality_id]
    return {side: one.most_common(1)[0][0] for side, one in score.items() if one}
