"""What orders say in a few words at the top of a company's page: promises kept, and people hired."""

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from companies.models import Company
from orders.models import Order, OrderLine
from orders.selectors.sla import STANDINGS, Show, Standing, Tally, classified
from ui import danish
from ui.parts import Fact


def kept_with(actor: Actor, company: Company) -> Tally:
    """The actor's organisation's promises to the company that count, by the same rule as every page of promises."""
    counted = [standing.value for standing in STANDINGS[Show.ALL]]
    rows = classified(actor.organisation_id, moment()).filter(order__company=company, standing__in=counted)
    found = rows.order_by().aggregate(
        kept=Count("id", filter=Q(standing=Standing.KEPT.value)), every=Count("id")
    )
    return Tally(found["kept"], found["every"] - found["kept"])


def kept_by_everybody(company: Company) -> Tally:
    """Everybody's promises to the company that count, for Jobservice Danmark; nothing for anyone else."""
    with connection.cursor() as cursor:
        cursor.execute("select kept, every from orders_kept_with(%s, %s)", [company.pk, moment()])
        kept, every = cursor.fetchone()
    return Tally(kept, every - kept)


def order_facts(actor: Actor, company: Company) -> list[Fact]:
    """Promises kept and people hired, as far as the actor may see; nothing for the company itself. Two queries."""
    if not actor.serves_companies:
        return []
    if actor.is_national:
        tally, whose = kept_by_everybody(company), _("alles frister med virksomheden")
    else:
        tally, whose = kept_with(actor, company), _("jeres frister med virksomheden")
    facts = [
        Fact(
            _("Løfter holdt"),
            danish.share(tally.kept, tally.total) if tally.total else _("Ingen forfaldne"),
            second=whose if tally.total else "",
        )
    ]
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
