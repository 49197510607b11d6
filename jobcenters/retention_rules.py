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
    first=(
        "update orders_request set contact_id = null where contact_id = any(keys)",
        "update jobcenters_contactentry set stand_in_id = null where stand_in_id = any(keys)",
    ),
)
ASKS = Rule(
    code="jobcenters.contact_asks",
    what=_("Mails, der spurgte en medarbejder, om kontaktlisten passer"),
    starts=_("mailen blev sendt"),
    length=years(1),
    why=_("Så længe kan man se, hvem der har bekræftet eller ikke svaret."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=FROM,
    since="t.asked_at",
    owner="t.jobcenter_id",
)

TABLES = (
    Table("jobcenters_contactentry", (CONTACTS,)),
    Table("jobcenters_contactask", (ASKS,)),
    Table("jobcenters_contactgap", kept=_("Hvornår et jobcenter ingen kontakt havde; ingen navne.")),
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
            *("networkterms", "networkservice", "openinghours", "closingday", "keptcalendar"),
        )
    ),
)
