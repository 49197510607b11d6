"""What an agreement with the company means for an order that is about to be registered, said before it is saved."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.selectors.routing import Route, route_to
from companies.models import Company, Workplace
from companies.panels import Panel
from jobcenters.calendar import local_date
from orders.agreed import form_is_agreed, target_is_agreed
from orders.enums import EmploymentForm, TargetGroup
from orders.forms.guard import GuardForm
from orders.selectors.agreed import agreed_dues, first_answer_due
from ui import danish


def agreement_note(
    actor: Actor, company: Company, workplace: Workplace | None, *, form: GuardForm | None = None
) -> Panel | None:
    """The agreement, its tovholder for the place, when the company must have been answered, and what is not agreed.

    None without an agreement in force, and for the company itself. `form` holds what was typed.
    """
    now = timezone.now()
    route = route_to(workplace, local_date(now)) if workplace and not actor.is_company else None
    if route is None:
        return None
    form = form or GuardForm()
    is_own = route.tovholder is not None and route.tovholder.organisation_id == actor.organisation_id
    if route.tovholder:
        form.for_route(actor, route.tovholder.name)
    values: dict[str, Any] = {
        "route": route,
        "is_own": is_own,
        "is_national": actor.is_national,
        "form": form if route.tovholder and not is_own else None,
        "due_at": first_answer_due(route, actor.organisation_id, now),
        "dues": agreed_dues(route, now),
        "now": now,
        "outside": outside_text(route),
        "place": workplace.postcode.municipality.name
        if workplace and workplace.postcode.municipality
        else "",
    }
    return Panel("orders/partials/_agreement_note.html", values)


def outside_text(route: Route) -> str:
    """What is no part of the agreement, in words: "fleksjob, små job og flygtninge" (N9)."""
    words = [str(label) for value, label in EmploymentForm.choices if not form_is_agreed(value, route.ticks)]
    if not target_is_agreed(TargetGroup.REFUGEE, route.ticks):
        words.append(_("flygtninge"))
    return danish.join([word if word[:3].isupper() else word[:1].lower() + word[1:] for word in words])
