"""What an organisation leaves with of orders: those it leads, received or owns as a company, and what it was asked."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import ME, Owned, mine, not_owned, within

_CODE = _("En personlig kode forlader aldrig systemet.")
ORDERS = Owned(
    "orders_order",
    "ordrer",
    _("Ordrer, hvor I er tovholder eller virksomheden, eller som I modtog"),
    mine("tovholder_id", "company_id", "received_by_id"),
    without={
        "viewers": _("Afledt af, hvem der er med på ordren."),
        "submit_key": _("Bruges kun, mens en formular sendes."),
    },
)
CLOCKS = Owned(
    "orders_clock",
    "frister",
    _("Frister på jeres ordrer, og dem, I selv skal holde"),
    f"({mine('owner_organisation_id', 'owed_to_id')} or {within('order_id', ORDERS)})",
)
RECALCULATIONS = Owned(
    "orders_recalculation", "omregninger", _("Frister, der er regnet om"), mine("organisation_id")
)


def _of_order(table: str, file: str, title: object, **more: object) -> Owned:
    return Owned(table, file, title, within("order_id", ORDERS), **more)  # type: ignore[arg-type]


def _of_clock(table: str, file: str, title: object) -> Owned:
    return Owned(table, file, title, within("clock_id", CLOCKS))  # type: ignore[arg-type]


BREACHES = _of_clock("orders_breach", "brud", _("Frister, der ikke blev holdt"))
TABLES = (
    ORDERS,
    _of_order("orders_orderline", "ordrelinjer", _("Ordrernes linjer")),
    _of_order("orders_search", "udsoegninger", _("Udsøgninger, der er gemt på ordrer")),
    Owned(
        "orders_request",
        "henvendelser",
        _("Henvendelser mellem jobcentre"),
        f"({mine('from_organisation_id', 'to_organisation_id')} or {within('order_id', ORDERS)})",
    ),
    Owned(
        "orders_headsup",
        "varslinger",
        _("Varslinger mellem jobcentre"),
        f"({mine('from_organisation_id', 'to_organisation_id')} or {within('order_id', ORDERS)})",
    ),
    Owned(
        "orders_tovholderchange",
        "tovholderskift",
        _("Skift af tovholder"),
        f"({mine('from_organisation_id', 'to_organisation_id')} or {within('order_id', ORDERS)})",
    ),
    Owned(
        "orders_delivery",
        "leveranceplan",
        _("Hvem der leverer hvor mange hvornår"),
        f"({mine('organisation_id')} or {within('order_id', ORDERS)})",
    ),
    _of_order("orders_alternative", "alternativer", _("Andre løsninger, der er tilbudt")),
    _of_order("orders_followup", "opfoelgninger", _("Opfølgninger med dato")),
    _of_order("orders_orderevent", "ordrehistorik", _("Ordrernes historik")),
    CLOCKS,
    _of_clock("orders_clockevent", "fristhistorik", _("Hvad der skete med fristerne")),
    BREACHES,
    Owned(
        "orders_breachcorrection", "rettelser-af-brud", _("Rettelser af brud"), within("breach_id", BREACHES)
    ),
    Owned("orders_escalation", "eskaleringer", _("Hvem der fik besked om en frist"), mine("organisation_id")),
    RECALCULATIONS,
    Owned(
        "orders_recalculatedclock",
        "omregnede-frister",
        _("De enkelte frister, der er regnet om"),
        within("recalculation_id", RECALCULATIONS),
    ),
    Owned(
        "orders_monthreport", "maanedsrapporter", _("Rapporter, som de blev sendt"), mine("organisation_id")
    ),
    Owned("orders_reportwish", "rapportoensker", _("Hvem der får rapporter"), mine("organisation_id")),
    Owned("orders_letter", "breve", _("Besked, der venter på modtagerens morgen"), mine("organisation_id")),
    Owned(
        "orders_answerlink",
        "svarlinks",
        _("Links, som en henvendelse kan besvares med"),
        mine("organisation_id"),
        without={"token_hash": _CODE},
    ),
    Owned(
        "orders_ladderterm",
        "trapper",
        _("Hvem der får besked hvornår, efter jeres egne aftaler"),
        f"t.agreement_id in (select t.id from agreements_agreement t where t.owner_id = {ME})",
    ),
)
NOT_OWNED = (
    *not_owned(_("Afledt af ordren."), "orders_orderaccess"),
    *not_owned(
        _("Systemets egen overvågning."),
        "orders_heartbeat", "orders_outage", "orders_ordernumber", "orders_timer", "orders_firing",
        "orders_ladderversion",
    ),
)  # fmt: skip
