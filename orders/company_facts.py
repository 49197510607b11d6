"""What orders say in a few words at the top of a company's page: promises kept, and people hired."""

from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from companies.models import Company
from orders.models import Order, OrderLine
from orders.selectors.sla import STANDINGS, Show, Standing, Tally, classified
from ui import danish
from ui.parts import Fact


def kept_with(actor: Actor, company: Company) -> Tally:
    """The actor's organisation's promises to the company that count, by the same rule as every page of promises."""
    counted = [standing.value for standing in STANDINGS[Show.ALL]]
    rows = classified(actor.organisation_id, timezone.now()).filter(
        order__company=company, standing__in=counted
    )
    found = rows.order_by().aggregate(
        kept=Count("id", filter=Q(standing=Standing.KEPT.value)), every=Count("id")
    )
    return Tally(found["kept"], found["every"] - found["kept"])


def order_facts(actor: Actor, company: Company) -> list[Fact]:
    """Promises kept and people hired, as far as the actor may see; nothing for the company itself. Two queries."""
    if not (actor.is_jobcenter or actor.is_national):
        return []
    facts = []
    if actor.is_jobcenter:
        tally = kept_with(actor, company)
        facts.append(
            Fact(
                _("Løfter holdt"),
                danish.share(tally.kept, tally.total) if tally.total else _("Ingen forfaldne"),
                second=_("jeres frister med virksomheden") if tally.total else "",
            )
        )
    seen = Order.objects.visible_to(actor).filter(company=company).values("pk")
    lines = OrderLine.objects.filter(order__in=seen).aggregate(hired=Sum("hired"), places=Sum("places"))
    if lines["places"]:
        facts.append(
            Fact(
                _("Ansat"),
                danish.number(lines["hired"] or 0),
                second=_("af %s stillinger, I kan se") % danish.number(lines["places"]),
            )
        )
    return facts
