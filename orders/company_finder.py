"""The header's search leads to companies: by name or CVR number, and by the telephone or mail of who calls."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from companies.selectors import company_find
from orders.finders import Found


def company_found(actor: Actor, text: str) -> Found | None:
    """The company that the text finds, the list where it finds several, None where it finds none. Two queries."""
    found = company_find(actor, text, 2)
    if not found:
        return None
    if len(found) > 1:
        return Found(
            text=_("Virksomheder med “%s”") % text,
            url=f"{reverse('companies:list')}?{urlencode({'q': text})}",
        )
    (company,) = found
    return Found(
        text=company.name,
        url=reverse("companies:detail", args=[company.uuid]),
        second=_("Virksomhed, CVR %s") % company.cvr,
    )
