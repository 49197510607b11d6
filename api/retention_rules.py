"""How long answers to other systems' calls are kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table
from api.limits import KEYS_LIVE

ANSWERS = Rule(
    code="api.answers",
    what=_("Svar på kald fra andre systemer"),
    starts=_("kaldet kom"),
    length=Length(days=KEYS_LIVE.days),
    why=_("Så længe kan systemet sende det samme kald igen og få det samme svar."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=datetime.date(2026, 11, 1),
    since="t.created_at",
    owner="t.organisation_id",
    own_task="api.tasks.forget_answers",
)

TABLES = (
    Table("api_answeredcall", (ANSWERS,)),
    Table(
        "api_exchangerecord",
        kept=_("Ingen personoplysninger: andre systemers egne numre på ordrer og besøg."),
    ),
)
