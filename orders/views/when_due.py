"""Hvornår er fristen: a day and a time are asked about, and the same sentence and drawing answer as under a clock."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.requests import staff_of
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter
from orders.calendars import promise_for
from orders.forms.when_due import WhenDueForm
from orders.models import Clock, Order
from orders.promises import Promise
from orders.selectors.replay import reading_of, start_of
from orders.selectors.when_due import when_due as answer_of


@require_safe
def when_due(request: HttpRequest) -> HttpResponse:
    """The question stands in the address. With `ur` it is about a clock of one's own: its promise, as it was agreed."""
    actor, now = staff_of(request), timezone.now()
    rows = Jobcenter.objects.select_related("organisation").order_by("place")
    organisations = {str(row.organisation.uuid): row.organisation for row in rows}
    own = str(actor.organisation_uuid)
    place = own if own in organisations else next(iter(organisations), "")
    form = WhenDueForm(
        request.GET, now=now, places=[(key, found.name) for key, found in organisations.items()], place=place
    )
    about = _clock(actor, request.GET.get("ur", ""))
    context: dict[str, Any] = {"form": form, "title": _("Hvornår er fristen?")}
    if about is not None:
        form.about_one()
        clock, promised, counted_in = about
        context |= {"about": clock, "promised": promised}
        context["back"] = reverse("orders:order", args=[Order.objects.get(pk=clock.order_id).uuid])
    if form.is_valid():
        values = form.cleaned_data
        if about is None:
            counted_in = organisations[values["jobcenter"]]
            promised = promise_for(values["loefte"], counted_in.pk, local_date(values["at"]))
        context["answer"] = answer_of(
            promised, values["at"], counted_in, viewer_id=actor.organisation_id, now=now
        )
    return render(request, "orders/when_due.html", context, status=None if form.is_valid() else 422)


def _clock(actor: Actor, uuid: str) -> tuple[Clock, Promise, Organisation] | None:
    """The clock that is asked about, its promise, and whose hours it is counted in; None for none that can be seen."""
    try:
        clock = Clock.objects.visible_to(actor).filter(uuid=UUID(uuid)).first()
    except ValueError:
        return None
    reading = reading_of(clock) if clock else None
    start = start_of(clock.events.all()) if clock else None
    if clock is None or reading is None or start is None:
        return None
    counted_in = Organisation.objects.select_related("jobcenter").get(pk=start.data["calendar_of"])
    return clock, reading.promise, counted_in
