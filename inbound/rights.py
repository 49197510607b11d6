"""Where people are found in mail that was written to us. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Place

MAIL = _("Mail, der er kommet ind")

PLACES = tuple(
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
