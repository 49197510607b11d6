"""How long it is kept who stood on a vacancy, and who at the company said yes to it. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Rule, Table
from orders.retention_rules import AFTER_CLOSING, CASE, LAW

FROM = datetime.date(2026, 12, 1)
OF_POSTING = "join postings_posting p on p.id = t.posting_id join orders_order o on o.id = p.order_id"

EDITIONS = Rule(
    code="postings.contacts",
    what=_("Kontaktpersoner på stillingsopslag, og hvem i virksomheden der sagde ja"),
    starts=_("ordren blev lukket"),
    length=AFTER_CLOSING,
    why=CASE,
    law=LAW,
    valid_from=FROM,
    since="o.closed_at",
    owner="p.jobcenter_id",
    joins=OF_POSTING,
    texts=("contact_name", "contact_phone", "consent_by"),
    # One way of reaching somebody must stand there.
    sets={"contact_email": "case when t.contact_email = '' then '' else 'slettet@slettet.invalid' end"},
    holds={"order": "o.id", "company": "o.company_id"},
)
STEPS = Rule(
    code="postings.reasons",
    what=_("Begrundelser for at tage et stillingsopslag ned"),
    starts=_("ordren blev lukket"),
    length=AFTER_CLOSING,
    why=CASE,
    law=LAW,
    valid_from=FROM,
    since="o.closed_at",
    owner="p.jobcenter_id",
    joins=OF_POSTING,
    texts=("reason",),
    holds={"order": "o.id", "company": "o.company_id"},
)

TABLES = (
    Table("postings_posting", kept=_("Hvilken stilling og hvornår; ingen personoplysninger.")),
    Table("postings_postingedition", (EDITIONS,)),
    Table("postings_postingstep", (STEPS,)),
    Table("postings_portalposting", kept=_("Portalens nummer og adresse; navnet slettes hos brugeren.")),
)
