"""The company wants to be rung about an alternative instead of answering it in writing."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from orders import emails
from orders.enums import AccessRole, EventKind
from orders.models import Alternative, OrderEvent
from orders.permissions import check_can_decide_alternative
from orders.services.timeline import event_add


@transaction.atomic
def callback_ask(*, actor: Actor, alternative: Alternative, by_name: str) -> bool:
    """Tell the responsible consultant, on the timeline and by mail, that the company wants to be rung; whether this
    was the first time. The alternative stays open. Raises PermissionDenied when it has been answered.
    """
    alternative = (
        Alternative.objects.select_for_update(of=("self",)).select_related("order").get(pk=alternative.pk)
    )
    check_can_decide_alternative(actor, alternative)
    if OrderEvent.objects.filter(order=alternative.order, data__callback=str(alternative.uuid)).exists():
        return False
    event_add(
        actor=actor,
        order=alternative.order,
        kind=EventKind.ALTERNATIVE_ANSWERED,
        title=_("%(who)s vil gerne ringes op om forslaget: %(what)s")
        % {"who": by_name, "what": alternative.get_kind_display()},
        at=moment(),
        audience=[AccessRole.COMPANY.value, AccessRole.TOVHOLDER.value],
        data={"callback": str(alternative.uuid)},
    )
    emails.callback_wanted(alternative=alternative, by_name=by_name)
    return True
