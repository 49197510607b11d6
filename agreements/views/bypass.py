"""The reason for contact around the tovholder: asked on the company's page, and on its own page when it is lacking."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import staff_of
from agreements.forms.bypass import BypassForm
from agreements.selectors.bypass import goes_around, has_reason_today, route_of_company
from agreements.services.bypass import bypass_log
from companies.selectors import workplaces_of
from companies.views.common import company_or_404
from jobcenters.calendar import local_date

UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def bypass(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Log why, and show how the company's persons are reached. Once per person, company and day."""
    actor = staff_of(request)
    company = company_or_404(actor, uuid)
    today = local_date(timezone.now())
    found = route_of_company(company, list(workplaces_of(actor, company)), today)
    if found is None:
        raise Http404
    back = redirect("companies:detail", uuid=company.uuid)
    if not goes_around(actor, found) or has_reason_today(actor, company, today):
        return back
    form = BypassForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        bypass_log(
            actor=actor, company=company, route=found, reason=values["reason"], text=values["reason_text"]
        )
        messages.success(
            request,
            _("Begrundelsen er gemt, og %s har fået besked.")
            % (found.tovholder.name if found.tovholder else ""),
        )
        return back
    context = {"company": company, "route": found, "form": form}
    return render(request, "agreements/bypass.html", context, status=UNPROCESSABLE if form.is_bound else None)
