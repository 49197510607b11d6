"""One person's open request in the demonstration, so that the page is not empty."""

import datetime

from accounts.enums import Role
from accounts.models import Membership
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.models import ContactPerson
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter
from retention.enums import PersonKind, RequestKind
from retention.services.requests import Asked, request_register

PLACE = "Horsens"
DAYS_AGO = 9


def requests_play(now: datetime.datetime) -> None:
    """A contact person has asked Horsens for a copy of what is held about her, nine days before `now`. As the owner."""
    home = Jobcenter.objects.filter(place=PLACE).first()
    member = (
        Membership.objects.active()
        .filter(organisation_id=home.pk, role=Role.ADMINISTRATOR)
        .select_related("user", "organisation")
        .first()
        if home
        else None
    )
    person = ContactPerson.objects.filter(is_active=True).order_by("id").first()
    if member is None or person is None:
        return
    then = now - datetime.timedelta(days=DAYS_AGO)
    with playing(then), acting_as(member.actor()):
        request_register(
            actor=member.actor(),
            asked=Asked(
                kind=RequestKind.EXPORT,
                person=PersonKind.CONTACT,
                said="",
                name=person.name,
                email=person.email,
                phone=person.phone,
                other_words="",
                asked_by="Personen selv. Vi ringede tilbage på virksomhedens hovednummer.",
                reason="Skriftligt, vil vide, hvad der står om hende, efter at hun har skiftet job.",
                received_on=local_date(then),
            ),
        )
