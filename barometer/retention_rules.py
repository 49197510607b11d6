"""How long people are kept who were asked for the barometer. What companies answered is about no person. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Rule, Table, years

FROM = datetime.date(2026, 12, 1)
COMPANY = _("Virksomhedens svar; ingen personoplysninger.")
NUMBERS = _("Tal, der bygger på mindst fem virksomheder; ingen personoplysninger.")

ASKS = Rule(
    code="barometer.asks",
    what=_("Navn og e-mail på den, der blev spurgt i en runde af jobbarometeret"),
    starts=_("mailen blev sendt"),
    length=years(1),
    why=_("Så længe kan en runde følges, og en virksomhed kan se, hvem der blev spurgt."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=FROM,
    since="t.asked_at",
    owner="t.organisation_id",
    texts=("contact_name", "email"),
)

TABLES = (
    Table("barometer_barometerask", (ASKS,)),
    Table(
        "barometer_barometerdecline",
        kept=_("En adresse, der har sagt nej tak, huskes, for at den ikke spørges igen."),
    ),
    Table(
        "barometer_barometerround",
        kept=_("Hvor og hvornår virksomheder blev spurgt; ingen personoplysninger."),
    ),
    *(
        Table(f"barometer_barometer{name}", kept=COMPANY)
        for name in ("answer", "need", "counted", "countedneed")
    ),
    *(Table(f"barometer_barometer{name}", kept=NUMBERS) for name in ("figure", "occupation")),
)
