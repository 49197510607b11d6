"""Who receives what a company asks for, and who leads it."""

import datetime

from accounts.models import Organisation
from agreements.selectors.routing import route_to
from companies.models import Workplace
from jobcenters.selectors import jobcenter_for_postcode


def receiver_for(workplace: Workplace, on: datetime.date) -> Organisation | None:
    """The jobcentre that serves the workplace's postcode; None where none does (Jobservice Danmark then receives)."""
    jobcenter = jobcenter_for_postcode(workplace.postcode_id, on)
    return jobcenter.organisation if jobcenter else None


def leader_for(workplace: Workplace, on: datetime.date) -> Organisation | None:
    """Who becomes tovholder of an order at `workplace`: as agreed with the company (R94, A15), else the receiver."""
    route = route_to(workplace, on)
    if route is None or route.tovholder is None:
        return receiver_for(workplace, on)
    return Organisation.objects.get(pk=route.tovholder.organisation_id)


def national_organisation() -> Organisation | None:
    """Jobservice Danmark."""
    return Organisation.objects.filter(kind="national").order_by("id").first()
