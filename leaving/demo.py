"""Companies of the demonstration that are registered twice: one pair is merged, one waits on the page of
duplicates, and one was told apart."""

from datetime import datetime, timedelta

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.demo import demo_cvr, demo_p_number
from companies.models import Company
from companies.services import ContactInput, WorkplaceInput, companies_merge, company_register, pair_decide

# (name, number of the CVR demo number, street, contact, telephone)
TWICE = (
    ("Bygholm Stål (demo)", 901, "Stålvej 4", "Inge Stål", "00 00 09 01"),
    ("Bygholm Stål ApS (demo)", 902, "Stålvej 4", "Inge Stål", "00 00 09 01"),
    ("Egebjerg Træ (demo)", 903, "Savværksvej 11", "Palle Eg", "00 00 09 03"),
    ("Egebjerg Træ A/S (demo)", 904, "Savværksvej 11", "Palle Eg", "00 00 09 03"),
    ("Hatting Auto (demo)", 905, "Værkstedsvej 2", "Ole Hatting", "00 00 09 05"),
    ("Hatting Autolak (demo)", 906, "Værkstedsvej 2", "Ole Hatting", "00 00 09 05"),
)
DAYS_AGO = 6


def registered_twice(now: datetime) -> None:
    """Play it up to `now` (aware), as the tables' owner."""
    mette = _actor("Mette Lund", OrganisationKind.JOBCENTER)
    per = _actor("Per Aaby", OrganisationKind.NATIONAL)
    if mette is None or per is None:
        return
    with playing(now - timedelta(days=DAYS_AGO)):
        with acting_as(mette):
            made = [_register(mette, *plan) for plan in TWICE]
        Organisation.objects.filter(pk__in=[company.pk for company in made]).update(is_demo=True)
        one, other = made[:2]
        with acting_as(mette):
            pair_decide(actor=mette, one=made[4], other=made[5], reason="Samme ejer, men to selskaber.")
        with acting_as(per):
            companies_merge(
                actor=per, kept=one, away=other, reason="Registreret to gange, da de skiftede selskabsform."
            )


def _actor(name: str, kind: str) -> Actor | None:
    rows = Membership.objects.filter(user__name=name, organisation__kind=kind).select_related(
        "user", "organisation"
    )
    member = rows.exclude(role=Role.COMPANY_USER).first()
    return member.actor() if member else None


def _register(actor: Actor, name: str, number: int, street: str, contact: str, phone: str) -> Company:
    return company_register(
        actor=actor,
        cvr=demo_cvr(number),
        name=name,
        workplace=WorkplaceInput(address=street, postcode="8700", p_number=demo_p_number(number)),
        contact=ContactInput(name=contact, phone=phone),
    )
