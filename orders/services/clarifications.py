"""The tovholder answers what an asked jobcentre must know before it can say yes or no."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.calendar import local_date
from jobcenters.contacting.recipients import recipient_of
from orders import emails
from orders.enums import EventKind, RequestState
from orders.models import Clock, Request
from orders.permissions import check_can_clarify_request
from orders.services.answer_links import answer_link_give
from orders.services.clocks import clock_start
from orders.services.timeline import event_add


@transaction.atomic
def request_clarify(*, actor: Actor, request: Request, text: str) -> Clock:
    """Answer the question and leave the request open again, with a new D2: the running clock.

    The question itself was an answer and stopped the first one (A11); both texts stay on the timeline, where the asked
    jobcentre reads them too. Raises PermissionDenied unless the actor leads the order and the jobcentre has asked.
    """
    request = (
        Request.objects.visible_to(actor)
        .select_for_update(of=("self",))
        .select_related("order__company", "line", "to_organisation", "from_organisation")
        .get(pk=request.pk)
    )
    check_can_clarify_request(actor, request)
    order, now = request.order, moment()
    question = request.answer_text
    request.state, request.answer, request.answer_text = RequestState.SENT, "", ""
    request.answered_at = request.answered_by = None
    request.answer_channel = request.answered_by_email = ""
    request.version += 1
    request.save()
    clock = clock_start(
        actor=actor,
        order=order,
        request=request,
        code="D2",
        received_at=now,
        owner_organisation_id=request.to_organisation_id,
        owner_user_id=request.owner_id,
        owed_to_id=actor.organisation_id,
        owed_to_user_id=actor.user_id,
        subject=_("%(what)s til %(company)s") % {"what": request.wanted, "company": order.company.name},
        counterpart=actor.organisation_name,
    )
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.REQUEST_CLARIFIED,
        title=_("Afklaring sendt til %s") % request.to_organisation.name,
        text=text,
        at=now,
        about_id=request.to_organisation_id,
        data={"request": str(request.uuid)},
    )
    to = recipient_of(request.to_organisation_id, local_date(now)).email
    answer = answer_link_give(clock=clock, email=to, sent_at=now)
    emails.request_clarified(
        request=request, clock=clock, to=to, question=question, text=text, answer=answer, now=now
    )
    return clock
