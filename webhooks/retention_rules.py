"""How long messages to other systems are kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table
from webhooks.limits import LOG_DAYS

MESSAGES = Rule(
    code="webhooks.messages",
    what=_("Beskeder til andre systemer (webhooks) og deres svar"),
    starts=_("beskeden blev leveret eller opgivet"),
    length=Length(days=LOG_DAYS),
    why=_("Så længe kan det ses, om en besked kom frem, og den kan sendes igen."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=datetime.date(2026, 11, 1),
    since="t.settled_at",
    owner="t.organisation_id",
    where="t.settled_at is not null",
    own_task="webhooks.tasks.forget_webhooks",
)

TABLES = (
    Table("webhooks_delivery", (MESSAGES,)),
    Table(
        "webhooks_endpoint",
        kept=_("Adressen på et system, ingen personoplysninger. Slettes af administratoren."),
    ),
    Table(
        "webhooks_signingsecret",
        kept=_("Nøgler til underskrift, ingen personoplysninger. Slettes, når de er skiftet ud."),
    ),
)
