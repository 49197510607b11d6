"""How long what is known of jobcentres is kept: nearly all of it is public and about no person. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Rule, Table, years

FROM = datetime.date(2026, 12, 1)
NOBODY = _("Offentlige oplysninger om kommuner og jobcentre; ingen personoplysninger.")

CONTACTS = Rule(
    code="jobcenters.contacts",
    what=_("Navn, telefon og e-mail på netværkets kontaktlister"),
    starts=_("oplysningen sidst blev bekræftet"),
    length=years(3),
    why=_("Kontaktlisten holdes ajour. En medarbejder, som ingen har bekræftet i tre år, er der ikke mere."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra d"),
    valid_from=FROM,
    since="(coalesce(t.last_confirmed_on, t.created_on)::timestamp at time zone 'Europe/Copenhagen')",
    owner="t.jobcenter_id",
)

TABLES = (
    Table("jobcenters_contactentry", (CONTACTS,)),
    *(
        Table(f"jobcenters_{name}", kept=NOBODY)
        for name in (
            *(
                "municipality",
                "municipalityregion",
                "postcode",
                "postcodedistance",
                "jobcenter",
                "jobcenterword",
            ),
            *("jobcentermunicipality", "serviceprofileline", "network", "networkmember", "networkrule"),
            *("networkterms", "networkservice", "openinghours", "closingday"),
        )
    ),
)
