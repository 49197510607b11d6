"""The list of jobcentres and the page of one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jobcenters import selectors
from jobcenters.contacting.finding import contact_list
from jobcenters.enums import ContactList
from jobcenters.forms import FromPostcodeForm
from jobcenters.models import Jobcenter, NetworkService
from jobcenters.permissions import can_change_calendar
from jobcenters.rules import opening_state
from jobcenters.views.common import acting, authorities_only, now_and_today
from notifications.addresses import dead_addresses
from ui import danish
from ui.parts import Fact
from ui.telephone import tel_url


@require_safe
@authorities_only
def jobcenter_list(request: HttpRequest) -> HttpResponse:
    """By network, nearest first: measured from the postcode asked for, otherwise from one's own."""
    actor = acting(request)
    now, today = now_and_today()
    own = Jobcenter.objects.visible_to(actor).filter(pk=actor.organisation_id).first()
    own_code = own.postcode_id if own else ""
    form = FromPostcodeForm(request.GET if "postnr" in request.GET else None)
    from_code = form.cleaned_data["postnr"] or own_code if form.is_bound and form.is_valid() else own_code
    if not form.is_bound:
        form.initial["postnr"] = own_code

    rows = selectors.listed_jobcenters(actor, now, from_code=from_code)
    groups, placed = [], set()
    for network, members in selectors.members_by_network(today):
        inside = [row for row in rows if row.jobcenter.pk in members]
        groups.append({"network": network, "heading": network.name, "rows": inside})
        placed |= members
    outside = [row for row in rows if row.jobcenter.pk not in placed]
    if outside:
        heading = _("Uden for netværk") if groups else _("Jobcentre")
        groups.append({"network": None, "heading": heading, "rows": outside})
    context = {"form": form, "groups": groups, "from_code": from_code, "own_id": actor.organisation_id}
    return render(request, "jobcenters/list.html", context)


@require_safe
@authorities_only
def jobcenter_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Opening hours, closing days, service profile, municipalities and contacts of one jobcentre."""
    actor = acting(request)
    now, today = now_and_today()
    jobcenter = get_object_or_404(
        Jobcenter.objects.visible_to(actor).with_names().prefetch_related("municipality_links__municipality"),
        organisation__uuid=uuid,
    )
    networks = selectors.networks_of(jobcenter, today)
    served = sorted(
        link.municipality.name for link in jobcenter.municipality_links.all() if link.holds(today)
    )
    is_dead = bool(dead_addresses([jobcenter.company_email]))
    facts = [
        Fact(
            _("Telefon for virksomheder"),
            jobcenter.company_phone or _("Ikke skrevet"),
            url=tel_url(jobcenter.company_phone),
        ),
        Fact(
            _("E-mail for virksomheder"),
            jobcenter.company_email or _("Ikke skrevet"),
            second=_("Mail til adressen kommer retur") if is_dead else "",
            url=f"mailto:{jobcenter.company_email}" if jobcenter.company_email else "",
        ),
        Fact(_("Adresse"), jobcenter.address or _("Ikke skrevet"), str(jobcenter.postcode)),
        Fact(_("Kommuner"), danish.join(served) or _("Ingen")),
    ]
    contacts = [
        (network, kind, rows)
        for network in networks
        for kind in ContactList
        if (rows := contact_list(actor, network, kind, today, jobcenter_id=jobcenter.pk))
    ]
    periods = selectors.hours_now_and_planned(jobcenter, today)
    context = {
        "jobcenter": jobcenter,
        "title": jobcenter.title_on(today),
        "facts": facts,
        "networks": networks,
        "state": opening_state(selectors.opening_calendar(jobcenter), now),
        "hours": periods[0],
        "planned": periods[1:],
        "closing_days": selectors.upcoming_closing_days(jobcenter, today),
        "minimum": NetworkService.objects.on(today).filter(network__in=networks).select_related("network"),
        "profile": jobcenter.profile_lines.all(),
        "contacts": contacts,
        "can_change": can_change_calendar(actor, jobcenter),
        "now": now,
    }
    return render(request, "jobcenters/detail.html", context)
