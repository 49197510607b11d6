"""The order itself: to its tovholder the whole page, to others the page that is theirs."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.requests import actor_of, staff_of
from orders.enums import AccessRole, Decision, OrderState, RequestReason, RequestState
from orders.forms.across import AskForm
from orders.models import HeadsUp, Order, OrderLine, Request, TovholderChange
from orders.next_step import SEARCH_PAGE
from orders.panels import NEXT_PRESS, Panel, order_panels_for
from orders.permissions import can, check_can_reopen
from orders.selectors.facts import place_of
from orders.selectors.order_page import (
    OrderPage,
    events_of,
    order_page,
    order_title_of,
    role_on,
)
from orders.selectors.suggestions import pick_choice
from orders.titles import line_title
from orders.views.order_common import order_or_404
from ui import danish, parts

WHOLE_PAGE = frozenset({AccessRole.TOVHOLDER, AccessRole.NATIONAL})
# What an organisation without the lead has to do with the order, said to it.
ROLE_TEXTS = {
    AccessRole.PROPOSED: gettext_lazy("I er foreslået som tovholder."),
    AccessRole.ASKED: gettext_lazy("I er spurgt."),
    AccessRole.ALERTED: gettext_lazy("I er varslet og skal ikke svare."),
    AccessRole.FORMER: gettext_lazy("I er tidligere tovholder."),
}


# What is done about the places of an order: a question has none.
ABOUT_PLACES = frozenset({"clarify", "plan", "alert", "alternative", "training"})
JOINT_VISIT = "joint_visit_new"


@require_safe
def order(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The order page. A company, and a jobcentre that was asked or alerted, is led to its own page about the order."""
    actor = actor_of(request)
    found = order_or_404(actor, uuid)
    if actor.is_company:
        return redirect("orders:portal_order", uuid)
    role = role_on(actor, found)
    if role not in WHOLE_PAGE:
        return redirect(_own_page(actor, found))
    now = timezone.now()
    page = order_page(actor, found, role, now, all_events="haendelser" in request.GET)
    panels = order_panels_for(actor, found, role)
    context = {
        "page": page,
        "order": found,
        "now": now,
        "buttons": _buttons(page, panels),
        "panel": _ask_panel(page) if page.leads else None,
        "choices": [pick_choice(item, now) for item in page.suggestions],
        "more_actions": _more_actions(page),
        "can_reopen": can(check_can_reopen, actor, found),
        "panels": panels,
    }
    return render(request, "orders/order.html", context)


def _own_page(actor: Actor, order: Order) -> str:
    """The newest request to the actor's jobcentre, or what it was told of the order."""
    asked = (
        Request.objects.visible_to(actor)
        .filter(order=order, to_organisation_id=actor.organisation_id)
        .exclude(state=RequestState.WITHDRAWN)
        .order_by("-sent_at", "-id")
        .first()
    )
    if asked:
        return reverse("orders:request", args=[asked.uuid])
    return reverse("orders:shared", args=[order.uuid])


def _ask_panel(page: OrderPage) -> AskForm | None:
    """The form of the panel "Inddrag jobcentre", with the reason chosen and the text drafted."""
    if page.order.is_inquiry or page.order.state == OrderState.RECEIVED or page.ask_line is None:
        return None
    initial = {
        "reason": RequestReason.SEARCH_FAILED,
        "text": page.ask_text,
        "number_wanted": page.ask_number,
    }
    return AskForm(initial=initial, offered=[])


def _buttons(page: OrderPage, panels: list[Panel]) -> list[parts.Action]:
    """One filled button for the next step, and up to two outlined ones that also bring the order nearer.

    Where candidates wait on a panel, the step is to move them and not to write numbers.
    """
    step, order = page.step, page.order
    if not page.leads:
        if step.action == "assign":
            return [parts.Action(step.button, reverse(step.url_name, args=[order.uuid]), primary=True)]
        return []
    icons = {"answer": "phone", "search": "search", "ask": "send"}
    buttons: list[parts.Action] = []
    press = next((panel.values[NEXT_PRESS] for panel in panels if panel.values.get(NEXT_PRESS)), None)
    if step.action == "plan" and press is not None:
        buttons.append(press)
    elif step.button:
        url = reverse(step.url_name, args=[order.uuid])
        label = _("Luk henvendelsen") if order.is_inquiry and step.action == "close" else step.button
        buttons.append(parts.Action(label, url, icon=icons.get(step.action, ""), primary=True))
    others = {
        "clarify": parts.Action(_("Afklar"), reverse("orders:clarify", args=[order.uuid])),
        "search": parts.Action(_("Udsøg"), reverse(SEARCH_PAGE, args=[order.uuid]), icon="search"),
        "alternative": parts.Action(_("Tilbyd alternativ"), reverse("orders:alternative", args=[order.uuid])),
        "plan": parts.Action(_("Ret planen"), reverse("orders:plan", args=[order.uuid])),
        "answer": parts.Action(_("Ring op"), reverse("orders:answer", args=[order.uuid]), icon="phone"),
    }
    wanted = {
        OrderState.RECEIVED: ("clarify",),
        OrderState.CLARIFYING: ("answer", "clarify", "search"),
        OrderState.PRESENTING: ("plan", "answer", "search"),
    }.get(OrderState(order.state), ("search", "alternative", "plan"))
    if order.is_inquiry:
        wanted = ("answer",)
    elif step.action == "close":
        # Everybody is found: nothing that finds more.
        wanted = ("plan", "answer")
    buttons += [others[name] for name in wanted if name != step.action][:2]
    return buttons


def _more_actions(page: OrderPage) -> list[parts.Action]:
    """What is seldom needed, at the end of the page."""
    if not page.leads:
        return []
    links = [
        (_("Log opkald eller svar"), "answer"),
        (_("Registrér henvendelse"), "message"),
        (_("Ret afklaringen"), "clarify"),
        (_("Ret leveranceplanen"), "plan"),
        (_("Varsl jobcentre"), "alert"),
        (_("Indbyd til sambesøg"), JOINT_VISIT),
        (_("Tilbyd alternativ"), "alternative"),
        (_("Opkvalificering"), "training"),
        (_("Skift ansvarlig"), "owner"),
        (_("Skift tovholder"), "propose"),
        (_("Luk ordren"), "close"),
        (_("Annuller ordren"), "cancel"),
    ]
    of_no_use = {"alert", "alternative", "close"} if page.step.action == "close" else set()
    if page.order.is_inquiry:
        of_no_use |= ABOUT_PLACES | {"cancel"}
    if page.order.state == OrderState.RECEIVED:
        of_no_use.add("close")
    return [
        parts.Action(
            label,
            _joint_visit(page) if name == JOINT_VISIT else reverse(f"orders:{name}", args=[page.order.uuid]),
        )
        for label, name in links
        if name not in of_no_use
    ]


def _joint_visit(page: OrderPage) -> str:
    """The invitation of other jobcentres along to the company, about this case and where it is."""
    order = page.order
    about = {
        "arbejdssted": order.workplace.uuid,
        "kontakt": order.contact.uuid if order.contact else "",
        "om": f"{page.title} ({order.number})",
        "next": reverse("orders:order", args=[order.uuid]),
    }
    return f"{reverse('visits:joint_visit_new', args=[order.company.uuid])}?{urlencode(about)}"


@require_safe
def shared(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a jobcentre that was alerted, proposed as tovholder, or led the order before may know of it."""
    actor = staff_of(request)
    found = order_or_404(actor, uuid)
    role = role_on(actor, found)
    if role in WHOLE_PAGE:
        return redirect("orders:order", uuid)
    now = timezone.now()
    lines = list(OrderLine.objects.filter(order=found))
    events, _more = events_of(actor, found, now, everything=True)
    change = (
        TovholderChange.objects.filter(
            order=found, to_organisation_id=actor.organisation_id, decision=Decision.OFFERED
        )
        .select_related("from_organisation__jobcenter")
        .first()
    )
    heads_ups = list(
        HeadsUp.objects.filter(order=found, to_organisation_id=actor.organisation_id).select_related(
            "from_organisation__jobcenter"
        )
    )
    if not role and not heads_ups:
        raise Http404
    context = {
        "order": found,
        "role": role,
        "role_text": ROLE_TEXTS.get(AccessRole(role), "") if role else "",
        "title": order_title_of(found),
        "now": now,
        "lines": lines,
        "facts": shared_facts(found, now),
        "wanted": [(line_title(line), line.requirements) for line in lines],
        "heads_ups": heads_ups,
        "change": change,
        "change_from": place_of(change.from_organisation) if change and change.from_organisation else "",
        "events": events,
    }
    return render(request, "orders/order_shared.html", context)


def shared_facts(order: Order, now: object) -> list[parts.Fact]:
    """The order in four facts, without the company's contact person."""
    return [
        parts.Fact(_("Tovholder"), order.tovholder.name if order.tovholder else _("Ingen endnu")),
        parts.Fact(_("Virksomhed"), order.company.name),
        parts.Fact(_("Arbejdssted"), str(order.workplace.postcode)),
        parts.Fact(
            _("Start"),
            danish.day_month(order.start_on, year=True) if order.start_on else _("Ikke aftalt endnu"),
        ),
    ]
