"""How long an archive of an organisation's data lies. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table
from leaving.limits import KEPT

ARCHIVES = Rule(
    code="leaving.archives",
    what=_("Udtræk af alt, hvad en organisation har"),
    starts=_("udtrækket blev lavet"),
    length=Length(days=KEPT.days),
    why=_("Så længe kan det hentes. Det kan laves igen."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra c"),
    valid_from=datetime.date(2026, 12, 1),
    since="(select e.done_at from leaving_export e where e.id = t.export_id)",
    owner="t.organisation_id",
    own_task="leaving.sweep",
)

TABLES = (
    Table("leaving_export", kept=_("Hvem der bestilte og hvornår; ikke hvad der stod i filen.")),
    Table("leaving_piece", (ARCHIVES,)),
)
