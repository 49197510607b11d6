"""What searching adds to the pages of orders: the searches that were kept, and news on the consultant's day."""

from django.utils import timezone

from accounts.actor import Actor
from candidates.models import SavedSearch
from candidates.selectors.saved import kept_searches
from orders.day_notes import DayNote
from orders.enums import AccessRole
from orders.models import Order, Request
from orders.panels import Panel
from ui import danish
from ui.words import gettext as _

KEPT = "candidates/partials/_kept.html"


def order_searches(actor: Actor, order: Order, role: str) -> Panel | None:
    """The order's evidence, for its tovholder; None before anybody has searched."""
    if role != AccessRole.TOVHOLDER:
        return None
    rows = kept_searches(order, timezone.now(), leads=True)
    return Panel(KEPT, {"rows": rows, "asked": False}) if rows else None


def request_searches(actor: Actor, request: Request) -> Panel | None:
    """To the asked jobcentre: what the one that asks has tried, in words and numbers, never who was found."""
    if request.evidence_id is None or request.to_organisation_id != actor.organisation_id:
        return None
    rows = kept_searches(request.order, timezone.now(), leads=False, only=request.evidence_id)
    return Panel(KEPT, {"rows": rows, "asked": True}) if rows and rows[0].counts else None


def saved_search_news(actor: Actor) -> DayNote | None:
    """ "3 nye kandidater i dine gemte søgninger", as the worker last counted."""
    found = list(SavedSearch.objects.visible_to(actor).filter(news__gt=0).values_list("uuid", "news")[:100])
    if not found:
        return None
    many = danish.count(sum(news for _uuid, news in found), _("ny kandidat"), _("nye kandidater"))
    if len(found) == 1:
        return DayNote(_("%s i en gemt søgning") % many, "candidates:saved_run", (found[0][0],))
    return DayNote(_("%s i dine gemte søgninger") % many, "candidates:saved")
