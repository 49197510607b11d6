"""Where people are found in what was written on orders. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, HOUSE, MACHINE, About, Place, unsearched
from orders.retention_rules import LEADER, OF_CLOCK, ORDER

LEDGER = _(
    "Historikken for en frist kan ikke ændres; den er bevis for, om løftet blev holdt, og slettes efter 10 år "
    "(databeskyttelsesforordningen art. 17, stk. 3, litra e)."
)


def _on(
    table: str,
    column: str,
    what: str | Promise,
    owner: str = LEADER,
    *,
    joins: str = ORDER,
    at: str = "o.received_at",
    is_json: bool = False,
    is_array: bool = False,
    kept: str | Promise = "",
    where: str = "true",
) -> Place:
    return Place(
        f"orders_{table}",
        column,
        what,
        owner,
        joins=joins,
        about="o.number",
        at=at,
        is_json=is_json,
        is_array=is_array,
        kept=kept,
        where=where,
    )


OF_BREACH = (
    "join orders_breach b on b.id = t.breach_id join orders_clock c on c.id = b.clock_id"
    " join orders_order o on o.id = c.order_id"
)
CORRECTED = _(
    "En rettelse af et brud kan ikke ændres; den er bevis for, om løftet blev holdt (databeskyttelsesforordningen "
    "art. 17, stk. 3, litra e)."
)
SELF = "join orders_order o on o.id = t.id"
WRITER = f"coalesce(t.organisation_id, {LEADER})"
PLACES = (
    *(
        _on("order", column, _("Ordrens tekster"), joins=SELF)
        for column in ("title", "job_description", "candidate_profile", "agreed_deviation", "closing_note")
    ),
    _on("order", "agreement_terms", _("Aftalens vilkår på en ordre"), joins=SELF, is_json=True),
    _on("orderline", "requirements", _("Krav på en ordrelinje")),
    _on("orderline", "occupation", _("Stillingen på en ordrelinje")),
    _on("clock", "subject", _("Hvad en frist gælder")),
    _on(
        "answerlink",
        "email",
        _("Hvem der fik et link til at svare"),
        "t.organisation_id",
        joins="join orders_request r on r.id = t.request_id join orders_order o on o.id = r.order_id",
        at="t.expires_at",
        kept=_("Viser, hvem et svar kom fra, og slettes 90 dage efter (art. 5, stk. 2)."),
    ),
    Place("orders_recalculation", "what", _("Frister, der blev flyttet"), "t.organisation_id", at="t.at"),
    _on("orderevent", "title", _("Ordrens historik"), WRITER, at="t.at"),
    _on("orderevent", "text", _("Notater, beskeder og opkald på en ordre"), WRITER, at="t.at"),
    _on("orderevent", "data", _("Ordrens historik"), WRITER, at="t.at", is_json=True),
    _on("search", "criteria", _("Udsøgning gemt som dokumentation"), "t.organisation_id", at="t.at"),
    _on("search", "unsuitable_reason", _("Udsøgning gemt som dokumentation"), "t.organisation_id", at="t.at"),
    _on("request", "text", _("Henvendelse til et jobcenter"), "t.from_organisation_id", at="t.sent_at"),
    _on("request", "answer_text", _("Svar på en henvendelse"), "t.to_organisation_id", at="t.answered_at"),
    _on("request", "answered_by_email", _("Hvem der svarede"), "t.to_organisation_id", at="t.answered_at"),
    _on("headsup", "text", _("Varsling"), "t.from_organisation_id", at="t.sent_at"),
    _on("tovholderchange", "reason", _("Skift af tovholder"), at="t.proposed_at"),
    _on("tovholderchange", "consent_channel", _("Skift af tovholder"), at="t.proposed_at"),
    _on("tovholderchange", "consent_by", _("Hvem der sagde ja til en ny tovholder"), at="t.proposed_at"),
    _on(
        "tovholderchange", "decision_text", _("Skift af tovholder"), "t.to_organisation_id", at="t.decided_at"
    ),
    _on("delivery", "note", _("Bemærkning i leveranceplanen"), "t.organisation_id", at="t.updated_at"),
    _on("alternative", "text", _("Tilbudt alternativ"), at="t.offered_at"),
    _on(
        "alternative", "checked", _("Hvad der er prøvet, før et alternativ"), at="t.offered_at", is_array=True
    ),
    _on("alternative", "decided_channel", _("Tilbudt alternativ"), at="t.decided_at"),
    _on("alternative", "decided_by_name", _("Hvem der svarede på et alternativ"), at="t.decided_at"),
    _on(
        "clockevent",
        "reason",
        _("Begrundelse for en pause eller rettelse"),
        "coalesce(t.organisation_id, c.owner_organisation_id)",
        joins=OF_CLOCK,
        at="t.at",
        kept=LEDGER,
    ),
    _on(
        "breachcorrection",
        "text",
        _("Rettelse af et brud"),
        "t.organisation_id",
        joins=OF_BREACH,
        at="t.at",
        kept=CORRECTED,
    ),
    _on(
        "escalation",
        "email",
        _("Hvem der fik besked om en frist"),
        "t.organisation_id",
        joins=OF_CLOCK,
        at="t.detected_at",
        kept=LEDGER,
    ),
    _on(
        "letter",
        "email",
        _("Besked om en frist"),
        "t.organisation_id",
        joins=OF_CLOCK,
        at="t.done_at",
        where="t.done_at is not null",
    ),
    _on(
        "letter",
        "name",
        _("Besked om en frist"),
        "t.organisation_id",
        joins=OF_CLOCK,
        at="t.done_at",
        where="t.done_at is not null",
    ),
)

ABOUT = (
    About(
        "contact",
        "orders_order",
        _("Ordrer med personen som kontakt"),
        "t.contact_id = the_id",
        "coalesce(t.tovholder_id, t.received_by_id)",
        ("number", "title", "received_at", "closed_at"),
    ),
)

UNSEARCHED = (
    *unsearched("The address of a public vacancy.", "orders_order", "posting_url"),
    *unsearched(HOUSE, "orders_clock", "counterpart"),
    *unsearched(CODES, "orders_clock", "calendar_version"),
    *unsearched(MACHINE, "orders_clockevent", "data"),
    *unsearched(CODES, "orders_escalation", "recipient"),
    *unsearched(CODES, "orders_letter", "recipient"),
    *unsearched(CODES, "orders_answerlink", "token_hash"),
    *unsearched(MACHINE, "orders_heartbeat", "name", "detail"),
    *unsearched(MACHINE, "orders_ladderversion", "steps"),
    *unsearched(MACHINE, "orders_recalculation", "scope"),
    *unsearched("Numbers alone.", "orders_monthreport", "numbers"),
)
