"""On the company's page: who is tovholder before anybody else rings, and who has gone around them (R94, R95, N7)."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from agreements.forms.bypass import BypassForm
from agreements.selectors.bypass import bypasses_of, goes_around, has_reason_today, route_of_company
from companies.models import Company
from companies.panels import Panel
from companies.selectors import workplaces_of
from jobcenters.calendar import local_date


def contact_guard(actor: Actor, company: Company) -> Panel | None:
    """The tovholder, and the form that asks why; None for its own tovholders, and once a reason is given that day."""
    if not actor.is_jobcenter:
        return None
    today = local_date(timezone.now())
    found = route_of_company(company, list(workplaces_of(actor, company)), today)
    if not goes_around(actor, found) or has_reason_today(actor, company, today):
        return None
    values: dict[str, Any] = {
        "route": found,
        "form": BypassForm(use_required_attribute=False),
        "action": reverse("agreements:bypass", args=[company.uuid]),
    }
    return Panel("agreements/partials/_contact_guard.html", values)


def may_be_guarded(actor: Actor, company_ids: Sequence[int]) -> set[int]:
    """Of the companies, those that an agreement in force gives a tovholder. One query."""
    if not actor.is_jobcenter or not company_ids:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select c from unnest(%s::int[]) c where exists (select 1 from agreements_tovholder_of(c, null, %s))",
            [list(company_ids), local_date(timezone.now())],
        )
        return {pk for (pk,) in cursor.fetchall()}


def bypass_panel(actor: Actor, company: Company) -> Panel | None:
    """Contacts around the tovholder: for those who see the agreement's history, and one's own."""
    if actor.is_company:
        return None
    rows = bypasses_of(actor, company)
    if not rows:
        return None
    return Panel("agreements/partials/_bypass_log.html", {"rows": rows, "now": timezone.now()})
