"""How long the answers to people's own requests are kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table, years

FROM = datetime.date(2026, 12, 1)

COPIES = Rule(
    code="retention.copies",
    what=_("Kopien til den, der har bedt om indsigt"),
    starts=_("kopien blev dannet"),
    length=Length(days=30),
    why=_("Så længe kan kopien hentes og gives til personen. Den kan dannes igen."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra c"),
    valid_from=FROM,
    since="t.made_at",
    owner="t.organisation_id",
)
REQUESTS = Rule(
    code="retention.requests",
    what=_("Anmodninger om indsigt og sletning: hvem der bad, og om hvem"),
    starts=_("anmodningen blev besvaret"),
    length=years(3),
    why=_(
        "Så længe kan der klages over svaret til Datatilsynet, og det skal kunne vises, at der blev svaret."
    ),
    law=_("Databeskyttelsesforordningen art. 5, stk. 2"),
    valid_from=FROM,
    since="t.done_at",
    owner="t.organisation_id",
    texts=("name", "email", "phone", "other_words", "asked_by", "reason", "answer"),
    sets={"candidate_id": "null", "pseudonym": "''", "contact_id": "null", "user_subject_id": "null"},
)

TABLES = (
    Table("retention_run", kept=_("Hvilken regel og hvor mange; ingen personoplysninger.")),
    Table("retention_rightsrequest", (REQUESTS,)),
    Table("retention_rightsstep", kept=_("Hvad der skete og hvor mange steder; ikke hvad der stod.")),
    Table("retention_rightscopy", (COPIES,)),
)
