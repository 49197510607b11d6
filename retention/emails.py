"""The mails about people's requests. They name nobody."""

from django.utils.translation import gettext as _

from accounts.models import Organisation
from candidates.emails import link
from candidates.project_mails import mailbox_of
from notifications.outbox import queue_email
from retention.models import RightsRequest


def erasure_passed_on(*, request: RightsRequest) -> None:
    """To another authority that holds the person: somebody is to be erased, see the page. Without the person's data."""
    house = Organisation.objects.select_related("jobcenter").get(pk=request.organisation_id)
    to, sender = mailbox_of(house), request.passed_on_by
    if not to or sender is None:
        return
    queue_email(
        name="retention.erasure_passed_on",
        recipient=to,
        context={
            "sender": sender.name or _("Et jobcenter"),
            "due_on": request.due_on,
            "link": link("retention:request", request.uuid),
        },
        organisation_id=house.pk,
        recipient_organisation_id=house.pk,
        dedupe_key=f"erasure-passed-on:{request.uuid}",
    )


def erasure_finished(*, request: RightsRequest) -> None:
    """To the organisation itself: an erasure that waited is done, so that the person can be told. It names nobody."""
    house = Organisation.objects.select_related("jobcenter").get(pk=request.organisation_id)
    to = mailbox_of(house)
    if not to:
        return
    queue_email(
        name="retention.erasure_finished",
        recipient=to,
        context={"received_on": request.received_on, "link": link("retention:request", request.uuid)},
        organisation_id=house.pk,
        recipient_organisation_id=house.pk,
        dedupe_key=f"erasure-finished:{request.uuid}",
    )
