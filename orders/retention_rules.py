"""How long what people wrote on orders is kept. What reports count (clocks, breaches, places) stays. Pure."""

import datetime
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table, years

FROM = datetime.date(2026, 12, 1)
LAW = _("Databeskyttelsesforordningen art. 5, stk. 1, litra e")
AFTER_CLOSING = years(5)
CASE = _(
    "Sagen kan genåbnes, og der kan klages og stilles krav om den, så længe. Derefter bruges kun tallene."
)
ORDER = "join orders_order o on o.id = t.order_id"
OF_CLOCK = "join orders_clock c on c.id = t.clock_id join orders_order o on o.id = c.order_id"
LEADER = "coalesce(o.tovholder_id, o.received_by_id)"
NUMBERS = _("Tal og tider, som rapporterne bygger på. Navne slettes hos brugeren.")
WITH_THE_CLOCK = _("Slettes af fristovervågningen, når fristen er ude af verden.")


def on_order(
    code: str,
    what: str | Promise,
    *,
    texts: tuple[str, ...] = (),
    sets: Mapping[str, str] | None = None,
    owner: str = LEADER,
    where: str = "true",
    joins: str = ORDER,
    length: Length = AFTER_CLOSING,
    why: str | Promise = CASE,
    **more: str,
) -> Rule:
    """A rule whose time begins when the order is closed."""
    return Rule(
        code=f"orders.{code}",
        what=what,
        starts=_("ordren blev lukket"),
        length=length,
        why=why,
        law=LAW,
        valid_from=FROM,
        since="o.closed_at",
        owner=owner,
        joins=joins,
        where=where,
        texts=texts,
        sets=sets or {},
        holds={"order": "o.id", "company": "o.company_id"},
        **more,  # type: ignore[arg-type]
    )


TEXTS = on_order(
    "texts",
    _("Ordrens tekster og kontaktperson"),
    joins="join orders_order o on o.id = t.id",
    texts=("job_description", "candidate_profile", "agreed_deviation", "closing_note"),
    sets={"contact_id": "null", "posting_url": "''"},
)
LINES = on_order("lines", _("Krav på ordrens linjer"), texts=("requirements",))
EVENTS = on_order(
    "events",
    _("Notater, beskeder og opkald på ordren"),
    texts=("text",),
    sets={"data": "'{}'::jsonb"},
    where="t.text not in ('', '[slettet]') or t.data <> '{}'::jsonb",
)
SEARCHES = on_order(
    "searches",
    _("Udsøgninger gemt som dokumentation"),
    texts=("criteria", "unsuitable_reason"),
    owner="t.organisation_id",
)
REQUESTS = on_order(
    "requests",
    _("Henvendelser mellem jobcentre og svarene på dem"),
    texts=("text", "answer_text", "answered_by_email"),
    owner="t.from_organisation_id",
)
HEADS_UPS = on_order(
    "heads_ups", _("Varslinger til andre jobcentre"), texts=("text",), owner="t.from_organisation_id"
)
TOVHOLDERS = on_order(
    "tovholder_changes",
    _("Hvem i virksomheden der sagde ja til en ny tovholder"),
    texts=("reason", "consent_by", "decision_text"),
)
DELIVERIES = on_order(
    "deliveries", _("Bemærkninger i leveranceplanen"), texts=("note",), owner="t.organisation_id"
)
ALTERNATIVES = on_order(
    "alternatives",
    _("Tilbudte alternativer, og hvem der svarede"),
    texts=("text", "decided_by_name"),
)
FOLLOW_UPS = on_order("follow_ups", _("Opfølgninger på ordren"))
ESCALATIONS = on_order(
    "escalations",
    _("Hvem der fik besked om en frist"),
    joins=OF_CLOCK,
    owner="t.organisation_id",
    key_type="uuid",
)
PAUSES = on_order(
    "clock_reasons",
    _("Begrundelser for pauser og rettelser af frister"),
    joins=OF_CLOCK,
    owner="coalesce(t.organisation_id, c.owner_organisation_id)",
    where="t.kind in ('pause', 'resume', 'correct')",
    length=years(10),
    why=_(
        "Historikken kan ikke ændres, så længe en frist kan efterprøves. Efter ti år er ethvert krav forældet, og kun "
        "fristens udfald står tilbage."
    ),
)
LINKS = Rule(
    code="orders.answer_links",
    what=_("Personlige links til at svare på en henvendelse"),
    starts=_("linket holdt op med at virke"),
    length=Length(days=90),
    why=_("Så længe kan man se, hvem et link blev sendt til, hvis der er tvivl om et svar."),
    law=LAW,
    valid_from=FROM,
    since="t.expires_at",
    owner="t.organisation_id",
)
LETTERS = Rule(
    code="orders.letters",
    what=_("Beskeder om frister, der ventede på modtagerens åbningstid"),
    starts=_("beskeden blev skrevet"),
    length=Length(days=90),
    why=_("Mailen selv gemmes i postkassen; dette er kun køen."),
    law=LAW,
    valid_from=FROM,
    since="t.done_at",
    owner="t.organisation_id",
)
WISHES = Rule(
    code="orders.report_wishes",
    what=_("Hvem der får månedsrapporten på mail"),
    starts=_("der sidst blev sendt en rapport"),
    length=years(1),
    why=_("Den, der ikke har fået en rapport i et år, er her ikke mere."),
    law=LAW,
    valid_from=FROM,
    since="((t.sent_for + interval '1 month') at time zone 'Europe/Copenhagen')",
    owner="t.organisation_id",
)
RECALCULATIONS = Rule(
    code="orders.recalculations",
    what=_("Hvem der flyttede frister ved at ændre åbningstider eller regler"),
    starts=_("ændringen blev lavet"),
    length=AFTER_CLOSING,
    why=CASE,
    law=LAW,
    valid_from=FROM,
    since="t.at",
    owner="t.organisation_id",
    sets={"user_id": "null"},
)

TABLES = (
    Table("orders_order", (TEXTS,)),
    Table("orders_orderline", (LINES,)),
    Table("orders_orderevent", (EVENTS,)),
    Table("orders_search", (SEARCHES,)),
    Table("orders_request", (REQUESTS,)),
    Table("orders_headsup", (HEADS_UPS,)),
    Table("orders_tovholderchange", (TOVHOLDERS,)),
    Table("orders_delivery", (DELIVERIES,)),
    Table("orders_alternative", (ALTERNATIVES,)),
    Table("orders_followup", (FOLLOW_UPS,)),
    Table("orders_escalation", (ESCALATIONS,)),
    Table("orders_clockevent", (PAUSES,)),
    Table("orders_answerlink", (LINKS,)),
    Table("orders_letter", (LETTERS,)),
    Table("orders_reportwish", (WISHES,)),
    Table("orders_recalculation", (RECALCULATIONS,)),
    Table("orders_clock", kept=NUMBERS),
    Table("orders_breach", kept=NUMBERS),
    Table(
        "orders_breachcorrection",
        kept=_(
            "Rapporterne tæller det rettede udfald. Rækken kan ikke ændres og indeholder ingen navne på borgere."
        ),
    ),
    Table("orders_monthreport", kept=_("Kun tal. Rapporten skal kunne læses, som den blev sendt.")),
    Table("orders_recalculatedclock", kept=NUMBERS),
    Table("orders_timer", kept=WITH_THE_CLOCK),
    Table("orders_firing", kept=WITH_THE_CLOCK),
    *(
        Table(f"orders_{name}", kept=_("Ingen personoplysninger."))
        for name in (*("ordernumber", "orderaccess", "heartbeat", "ladderversion", "ladderterm", "outage"),)
    ),
)
