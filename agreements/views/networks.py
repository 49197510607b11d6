"""A network's agreement: rules of play, minimum of services, members, coordinator."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from accounts.requests import staff_of
from agreements.forms.networks import CoordinatorForm, LeaveForm, MemberForm, MinimumForm, RulesForm
from agreements.selectors import networks as select
from agreements.selectors.network_agreements import network_agreements
from agreements.services.networks import network_guests_update
from agreements.views.common import UNPROCESSABLE
from jobcenters.calendar import Unit, local_date, unit_from_data
from jobcenters.models import Jobcenter, Network, NetworkMember
from jobcenters.moved import Moved
from jobcenters.network_promises import RULED, length_words
from jobcenters.permissions import can_keep_network
from jobcenters.services.networks import (
    network_coordinator_choose,
    network_member_add,
    network_member_forget,
    network_member_leave,
    network_rules_change,
    network_services_change,
)
from jobcenters.signals import network_rules_proposed
from ui import danish, parts

form_view = require_http_methods(["GET", "HEAD", "POST"])


def network_or_404(uuid: UUID) -> Network:
    return get_object_or_404(Network.objects.select_related("coordinator"), uuid=uuid)


def kept_or_404(request: HttpRequest, uuid: UUID) -> tuple[Actor, Network]:
    """A network whose agreements the actor keeps. For everybody else the page does not exist."""
    actor = staff_of(request)
    network = network_or_404(uuid)
    if not can_keep_network(actor, network):
        raise Http404
    return actor, network


def refuse(form: forms.Form, refused: ValidationError | PermissionDenied) -> None:
    """Show a service's refusal at the field that it concerns."""
    if isinstance(refused, PermissionDenied):
        form.add_error(None, str(refused))
    elif hasattr(refused, "error_dict"):
        for name, sentences in refused.message_dict.items():
            form.add_error(name if name in form.fields else None, sentences)
    else:
        form.add_error(None, refused)


@require_safe
def networks(request: HttpRequest) -> HttpResponse:
    """Every network, with who coordinates it."""
    actor = staff_of(request)
    today = local_date(moment())
    rows = [
        (network, network.members.on(today).count(), select.is_inside(actor, network, today))
        for network in select.networks_seen(actor)
    ]
    return render(request, "agreements/networks/list.html", {"rows": rows})


@require_safe
def network(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The network's agreement as it holds today, and what is planned."""
    actor = staff_of(request)
    found = network_or_404(uuid)
    now = moment()
    today = local_date(now)
    inside = select.is_inside(actor, found, today)
    members = select.members_view(found, today)
    coming, held = select.meeting_lines(actor, found, now) if inside else ([], [])
    agreements, under_way = network_agreements(actor, found, today)
    context = {
        "network": found,
        "lead": " · ".join(filter(None, [found.agreement, _coordinated_by(found)])),
        "rules": select.rules_on(found, today),
        "planned": [
            (day, select.rules_on(found, day), found.services.on(day))
            for day in select.planned_days(found, today)
        ],
        "earlier": [
            (first, last, select.rules_on(found, last)) for first, last in select.earlier_days(found, today)
        ],
        "services": found.services.on(today),
        "members": [row for row in members if not row.is_past],
        "former": [row for row in members if row.is_past],
        "coming": coming,
        "held": held,
        "inside": inside,
        "keeps": can_keep_network(actor, found),
        "agreements": agreements,
        "drafts": under_way,
        "chooses_coordinator": actor.is_national,
    }
    return render(request, "agreements/networks/network.html", context)


def _coordinated_by(network: Network) -> str:
    if network.coordinator is None:
        return _("Ingen koordinator")
    return _("Koordinator: %s") % network.coordinator.name


@require_safe
def network_offers(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What every member offers, and who offers what beyond it."""
    staff_of(request)
    found = network_or_404(uuid)
    today = local_date(moment())
    context = {
        "network": found,
        "services": found.services.on(today),
        "rows": select.offers(found, today),
        "without": danish.join(select.without_profile(found, today)),
    }
    return render(request, "agreements/networks/offers.html", context)


@form_view
def network_rules(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """New rules of play from a day on."""
    actor, found = kept_or_404(request, uuid)
    today = local_date(moment())
    newest = max([today, *found.terms.filter(valid_from__gt=today).values_list("valid_from", flat=True)])
    held = select.rules_on(found, newest)
    agreed = {rule.promise: unit_from_data(rule.unit, rule.length) for rule in found.rules.on(newest)}
    form = RulesForm(
        request.POST if request.method == "POST" else None,
        initial=RulesForm.filled(agreed, held.terms, newest),
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        day, running = form.cleaned_data["valid_from"], form.cleaned_data["running"]
        is_look = running and "gem" not in request.POST
        try:
            with transaction.atomic():
                if is_look:
                    # Refused as the change itself would be, and nothing is kept of it.
                    seen = _moved(actor, found, form)
                network_rules_change(
                    actor=actor,
                    network=found,
                    promises=form.promises,
                    terms=form.terms(),
                    valid_from=day,
                    today=today,
                    running=running,
                )
                transaction.set_rollback(is_look)
        except ValidationError as refused:
            form.take(refused)
        else:
            if is_look:
                return _rules_preview(request, found, form, agreed, seen)
            text = _("Spillereglerne er gemt og gælder fra %s. Frister, der løber, er ikke ændret.")
            if running:
                text = _("Spillereglerne er gemt og gælder fra %s. Frister, der løber, regnes om nu.")
            messages.success(request, text % danish.day_month(day, year=True))
            return redirect("agreements:network", found.uuid)
    return _form_page(request, "rules", found, form, planned=newest if newest > today else None)


def _moved(actor: Actor, found: Network, form: RulesForm) -> Moved | None:
    """What the new rules would do to deadlines that run; None where nobody computes any."""
    answers: list[Any] = network_rules_proposed.send(
        sender=Network,
        network=found,
        promises=form.promises,
        rolls=form.cleaned_data["calendar_days_roll"],
        actor=actor,
    )
    return next((moved for _receiver, moved in answers if moved is not None), None)


def _rules_preview(
    request: HttpRequest, found: Network, form: RulesForm, agreed: dict[str, Unit], moved: Moved | None
) -> HttpResponse:
    facts = []
    for one in RULED:
        before, after = agreed.get(one.code, one.standard), form.promises.get(one.code, one.standard)
        if before != after:
            words = _("Før: %s") % length_words(before)
            facts.append(parts.Fact(one.title, length_words(after), words))
    context = {
        "network": found,
        "form": form,
        "facts": facts or [parts.Fact(_("Længder"), _("Ingen længder er ændret"))],
        "moved": moved or Moved(),
        "now": moment(),
    }
    return render(request, "agreements/networks/rules_preview.html", context)


@form_view
def network_minimum(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new minimum of services from a day on."""
    actor, found = kept_or_404(request, uuid)
    today = local_date(moment())
    newest = max([today, *found.services.filter(valid_from__gt=today).values_list("valid_from", flat=True)])
    form = MinimumForm(
        request.POST if request.method == "POST" else None,
        initial={
            "titles": "\n".join(found.services.on(newest).values_list("title", flat=True)),
            "valid_from": newest,
        },
        use_required_attribute=False,
    )

    def save() -> str:
        day = form.cleaned_data["valid_from"]
        network_services_change(actor=actor, network=found, titles=form.lines(), valid_from=day, today=today)
        return _("Serviceminimum er gemt og gælder fra %s.") % danish.day_month(day, year=True)

    return _saved(request, found, form, save) or _form_page(request, "minimum", found, form)


@form_view
def network_member_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A jobcentre joins."""
    actor, found = kept_or_404(request, uuid)
    today = local_date(moment())
    jobcenters = {str(one.pk): one for one in Jobcenter.objects.on(today).with_names().order_by("place")}
    form = MemberForm(
        request.POST if request.method == "POST" else None,
        choices=[(pk, one.title_on(today)) for pk, one in jobcenters.items()],
        initial={"valid_from": today},
        use_required_attribute=False,
    )

    def save() -> str:
        jobcenter = jobcenters[form.cleaned_data["jobcenter"]]
        day = form.cleaned_data["valid_from"]
        network_member_add(actor=actor, network=found, jobcenter=jobcenter, valid_from=day, today=today)
        words = {"place": jobcenter.place, "day": danish.day_month(day, year=True)}
        return _("%(place)s er medlem fra %(day)s.") % words

    return _saved(request, found, form, save) or _form_page(request, "member_new", found, form)


def _member(found: Network, pk: int) -> NetworkMember:
    return get_object_or_404(found.members.select_related("network", "jobcenter__organisation"), pk=pk)


@form_view
def network_member_leave_view(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """A membership ends."""
    actor, found = kept_or_404(request, uuid)
    member = _member(found, pk)
    today = local_date(moment())
    form = LeaveForm(
        request.POST if request.method == "POST" else None,
        initial={"last_day": max(today, member.valid_from)},
        use_required_attribute=False,
    )

    def save() -> str:
        day = form.cleaned_data["last_day"]
        network_member_leave(actor=actor, member=member, last_day=day, today=today)
        words = {"place": member.jobcenter.place, "day": danish.day_month(day, year=True)}
        return _("%(place)s er medlem til og med %(day)s.") % words

    return _saved(request, found, form, save) or _form_page(
        request, "member_leave", found, form, member=member, title=member.jobcenter.title_on(today)
    )


@require_POST
def network_member_forget_view(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Take back a joining that has not come."""
    actor, found = kept_or_404(request, uuid)
    member = _member(found, pk)
    try:
        network_member_forget(actor=actor, member=member, today=local_date(moment()))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        network_guests_update(actor=actor, network=found)
        messages.success(request, _("%s bliver ikke medlem.") % member.jobcenter.place)
    return redirect("agreements:network", found.uuid)


@form_view
def network_coordinator(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Jobservice Danmark chooses who keeps the network's agreements."""
    actor = staff_of(request)
    if not actor.is_national:
        raise Http404
    found = network_or_404(uuid)
    today = local_date(moment())
    links = found.members.on(today).select_related("jobcenter__organisation").order_by("jobcenter__place")
    members: dict[str, Organisation] = {
        str(link.jobcenter.organisation.uuid): link.jobcenter.organisation for link in links
    }
    form = CoordinatorForm(
        request.POST if request.method == "POST" else None,
        choices=[(key, one.name) for key, one in members.items()],
        initial={"coordinator": str(found.coordinator.uuid) if found.coordinator else ""},
    )

    def save() -> str:
        chosen = members.get(form.cleaned_data["coordinator"])
        network_coordinator_choose(actor=actor, network=found, organisation=chosen)
        return _("Koordinator er %s.") % chosen.name if chosen else _("Netværket har ingen koordinator.")

    return _saved(request, found, form, save) or _form_page(request, "coordinator", found, form)


def _saved(
    request: HttpRequest, found: Network, form: forms.Form, save: Callable[[], str]
) -> HttpResponse | None:
    """Save a valid form and go back to the network; None where the form is to be shown (again)."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        messages.success(request, save())
        network_guests_update(actor=staff_of(request), network=found)
    except (ValidationError, PermissionDenied) as refused:
        refuse(form, refused)
        return None
    return redirect("agreements:network", found.uuid)


def _form_page(
    request: HttpRequest, name: str, found: Network, form: forms.Form, **more: Any
) -> HttpResponse:
    return render(
        request,
        f"agreements/networks/{name}.html",
        {"network": found, "form": form, **more},
        status=UNPROCESSABLE if form.is_bound else None,
    )
