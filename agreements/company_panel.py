"""The company page's list of agreements, and where a new one begins."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from agreements.enums import ENDED_STATES, AgreementKind
from agreements.models import Agreement
from agreements.permissions import can_draft
from agreements.selectors.bypass import route_of_company
from companies.models import Company
from companies.panels import Panel
from companies.selectors import workplaces_of
from jobcenters.calendar import local_date

MOST = 10
_NEW = {
    AgreementKind.JOBSERVICE: _("Ny jobserviceaftale"),
    AgreementKind.INTEGRATION: _("Ny integrationsaftale"),
    AgreementKind.PARTNERSHIP: _("Ny partnerskabsaftale"),
}


def agreements_panel(actor: Actor, company: Company) -> Panel | None:
    """The agreements with `company` that `actor` may see, running ones first; None for the company itself."""
    if not actor.is_staff:
        return None
    found = Agreement.objects.visible_to(actor).of_company(company.pk)
    running = list(found.exclude(state__in=ENDED_STATES).order_by("-pk")[:MOST])
    ended = list(found.filter(state__in=ENDED_STATES).order_by("-pk")[:MOST])
    values: dict[str, Any] = {
        "agreements": [*running, *ended][:MOST],
        "begin": [(_NEW[kind], _url(company, kind)) for kind in _NEW if _offers(actor, kind)],
        "hidden": None,
    }
    if not values["agreements"]:
        # Another jobcentre's agreement is not shown, and it is not said that there is none.
        today = local_date(timezone.now())
        values["hidden"] = route_of_company(company, list(workplaces_of(actor, company)), today)
    return Panel("agreements/partials/_company_agreements.html", values)


def _offers(actor: Actor, kind: AgreementKind) -> bool:
    """A jobcentre begins the local one; Jobservice Danmark widens it, and begins the others."""
    return can_draft(actor, kind) and (kind == AgreementKind.PARTNERSHIP) == actor.is_jobcenter


def _url(company: Company, kind: AgreementKind) -> str:
    return f"{reverse('agreements:new')}?{urlencode({'virksomhed': company.uuid, 'type': kind.value})}"
