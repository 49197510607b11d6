"""How long mail that was written to us is kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table
from orders.retention_rules import AFTER_CLOSING, CASE, LAW

FROM = datetime.date(2026, 12, 1)
FILES = ("delete from inbound_inboundfile where mail_id = any(keys)",)

OF_ORDERS = Rule(
    code="inbound.of_orders",
    what=_("Mails, der hører til en ordre, med vedhæftede filer"),
    starts=_("ordren blev lukket"),
    length=AFTER_CLOSING,
    why=CASE,
    law=LAW,
    valid_from=FROM,
    since="o.closed_at",
    owner="t.jobcenter_id",
    joins="join orders_order o on o.id = t.order_id",
    first=FILES,
    holds={"order": "o.id", "company": "o.company_id"},
)
OTHERS = Rule(
    code="inbound.others",
    what=_("Mails, som ikke er blevet til en ordre, med vedhæftede filer"),
    starts=_("mailen kom"),
    length=Length(days=180),
    why=_("Så længe kan en virksomhed spørge til sin mail, og spam kan lægges tilbage."),
    law=LAW,
    valid_from=FROM,
    since="t.received_at",
    owner="t.jobcenter_id",
    where="t.order_id is null",
    first=FILES,
)

TABLES = (
    Table("inbound_inboundmail", (OF_ORDERS, OTHERS)),
    Table("inbound_inboundfile", kept=_("Slettes sammen med mailen.")),
)
