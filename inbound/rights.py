"""Where people are found in mail that was written to us. Pure. Of a file only its name is searched."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, MACHINE, About, Place, unsearched

MAIL = _("Mail, der er kommet ind")

_TEXTS = tuple(
    Place(
        "inbound_inboundmail",
        column,
        MAIL,
        "t.jobcenter_id",
        about="coalesce((select o.number from orders_order o where o.id = t.order_id), '')",
        at="t.received_at",
        is_json=column == "notes",
    )
    for column in ("sender", "sender_name", "subject", "text", "quoted", "notes")
)
PLACES = (
    *_TEXTS,
    Place(
        "inbound_inboundfile",
        "name",
        _("Navn på en fil i mail, der er kommet ind"),
        "m.jobcenter_id",
        joins="join inbound_inboundmail m on m.id = t.mail_id",
        at="m.received_at",
    ),
)
ABOUT = (
    About(
        "contact",
        "inbound_inboundmail",
        _("Mails fra kontaktpersonen"),
        "t.contact_id = the_id",
        "t.jobcenter_id",
        ("received_at", "sender", "sender_name", "subject", "text"),
    ),
)

UNSEARCHED = (
    *unsearched(MACHINE, "inbound_inboundmail", "why", "automatic"),
    *unsearched(CODES, "inbound_inboundmail", "key", "message_id"),
    *unsearched(CODES, "inbound_inboundfile", "kind"),
)
