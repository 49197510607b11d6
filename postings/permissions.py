"""Who may post a vacancy. `check_*` raises PermissionDenied with a Danish sentence."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.actor import Actor
from orders.models import OrderLine
from orders.permissions import check_leads
from postings.models import Posting


def check_can_publish(actor: Actor, line: OrderLine) -> None:
    """The tovholder of an open order (`line.order` is read), as long as the line has not ended."""
    check_leads(actor, line.order)
    if line.order.is_inquiry:
        raise PermissionDenied(_("Henvendelsen er ikke en ordre, så der er ingen stilling at slå op."))
    if line.outcome:
        raise PermissionDenied(_("Linjen er afsluttet. Stillingen kan ikke slås op."))


def check_is_ours(actor: Actor, posting: Posting) -> None:
    """The order's tovholder alone, also when the order has ended."""
    if posting.jobcenter_id != actor.organisation_id:
        raise PermissionDenied(_("Kun ordrens tovholder kan gøre det."))
