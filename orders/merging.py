"""What happens to orders when a company is merged into another."""

from django.utils.translation import gettext_lazy as _

from companies.merge_rules import follows, moves, never, register, stays

_LEDGER = _("Det, der skete med en frist, ændres aldrig. Det læses gennem ordren, som flytter.")


def connect() -> None:
    register(
        moves("orders_order", "company_id", words=_("Ordrer")),
        moves("orders_order", "received_by_id", is_told=False),
        follows("orders_order", "workplace_id", reason=_("Arbejdspladsen flytter.")),
        follows("orders_order", "contact_id", reason=_("Kontaktpersonen flytter.")),
        never("orders_order", "tovholder_id"),
        never("orders_order", "proposed_tovholder_id"),
        follows("orders_orderaccess", "organisation_id", reason=_("Adgangen følger ordren.")),
        moves("orders_clock", "owed_to_id", words=_("Frister")),
        moves("orders_clock", "owner_organisation_id", is_told=False),
        never("orders_clock", "broken_by_id"),
        stays("orders_clockevent", "organisation_id", reason=_LEDGER, is_told=False),
        stays("orders_breach", "organisation_id", reason=_LEDGER, is_told=False),
        stays("orders_breach", "owed_to_id", reason=_LEDGER, is_told=False),
        stays("orders_breachcorrection", "organisation_id", reason=_LEDGER, is_told=False),
        stays("orders_escalation", "organisation_id", reason=_LEDGER, is_told=False),
        stays(
            "orders_orderevent",
            "organisation_id",
            reason=_("Historikken siger, hvad der skete."),
            is_told=False,
        ),
        stays("orders_orderevent", "about_id", reason=_("Historikken siger, hvad der skete."), is_told=False),
        stays("orders_monthreport", "organisation_id", reason=_("En rapport er, som den blev sendt.")),
        *(
            never(table, column)
            for table, column in (
                ("orders_search", "organisation_id"),
                ("orders_request", "from_organisation_id"),
                ("orders_request", "to_organisation_id"),
                ("orders_request", "referred_to_id"),
                ("orders_headsup", "from_organisation_id"),
                ("orders_headsup", "to_organisation_id"),
                ("orders_tovholderchange", "from_organisation_id"),
                ("orders_tovholderchange", "to_organisation_id"),
                ("orders_answerlink", "organisation_id"),
                ("orders_delivery", "organisation_id"),
                ("orders_recalculation", "organisation_id"),
                ("orders_reportwish", "organisation_id"),
            )
        ),
    )
