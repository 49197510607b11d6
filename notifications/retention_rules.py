"""How long mail is kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table

FROM = datetime.date(2026, 12, 1)

CODES = Rule(
    code="notifications.codes",
    what=_("Mails med en kode til at logge ind eller skrive under med"),
    starts=_("mailen blev skrevet"),
    length=Length(days=7),
    why=_("Koden virker i minutter. En uge er nok til at finde ud af, hvorfor en mail ikke kom frem."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=FROM,
    since="t.created_at",
    owner="t.organisation_id",
    where="t.confidential and t.state not in ('queued', 'leased')",
    key_type="uuid",
)
MAILS = Rule(
    code="notifications.mails",
    what=_("Sendte mails"),
    starts=_("mailen blev sendt, kom retur eller blev opgivet"),
    length=Length(months=24),
    why=_("Mailen er dokumentation for, at en frist blev varslet, så længe der kan spørges til sagen."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=FROM,
    since="coalesce(t.bounced_at, t.sent_at, t.created_at)",
    owner="t.organisation_id",
    where="not t.confidential and t.state not in ('queued', 'leased')",
    holds={"user": "t.recipient_user_id"},
    key_type="uuid",
)
ADDRESSES = Rule(
    code="notifications.addresses",
    what=_("Adresser, som mail er kommet retur fra"),
    starts=_("mailen kom retur"),
    length=Length(months=24),
    why=_("Så længe mailen selv findes. En adresse, der stadig ikke virker, markeres igen ved næste mail."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra d og e"),
    valid_from=FROM,
    since="t.since",
    owner="null::int",
    key="address",
    key_type="text",
)

TABLES = (
    Table("notifications_outboxmail", (CODES, MAILS)),
    Table("notifications_deadaddress", (ADDRESSES,)),
    Table("notifications_mailpace", kept=_("Kun domæner, ingen personoplysninger.")),
)
