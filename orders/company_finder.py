"""The header's search leads to a company's page: by its CVR number, or by the telephone or mail of who calls."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from companies.selectors import company_find
from orders.finders import Found


def company_found(actor: Actor, text: str) -> Found | None:
    """The company that the text finds alone; None where it finds several or none. Two queries."""
    found = company_find(actor, text, 2)
    if len(found) != 1:
        return None
    (company,) = found
    return Found(
        text=company.name,
        url=reverse("companies:detail", args=[company.uuid]),
        second=_("Virksomhed, CVR %s") % company.cvr,
    )
