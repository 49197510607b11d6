"""What others are told of a shared note through its life, in transactions of their own: changes of one are one."""

import json
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.tenancy import acting_as
from tests.factories import accounts, companies, webhooks
from tests.factories import orders as make
from tests.helpers.committed import Committed
from tests.helpers.db import as_owner, as_worker
from visits.models import Interaction
from visits.services.interactions import InteractionData, NeedData, interaction_add, interaction_change
from webhooks.models import Delivery
from webhooks.objects import body_of


def test_a_shared_note_that_is_changed_or_taken_back_is_told_in_that_order(committed: Committed) -> None:
    mette, company = make.consultant("Horsens"), companies.company()
    odder, horsens = make.jobcenter("Odder"), make.jobcenter("Horsens")
    for place in ("Horsens", "Odder", "Silkeborg"):
        webhooks.endpoint(make.jobcenter(place), url=f"https://{place.lower()}.example/jobordre")
    said: dict[str, Any] = {"kind": "visit", "held_on": timezone.localdate(), "is_shared": True}

    def change(row: Interaction, **fields: Any) -> None:
        with acting_as(mette):
            interaction_change(actor=mette, interaction=row, data=InteractionData(**{**said, **fields}))

    with acting_as(mette):
        row = interaction_add(actor=mette, company=company, data=InteractionData(**said, text="De udvider."))
    change(row, text="Fortroligt: de lukker.")
    change(row, text="Fortroligt: de lukker.")  # the same again changes nothing
    change(row, text="Fortroligt: de lukker.", needs=[NeedData("Smed", 2)])  # its needs are rows of their own
    with acting_as(mette), as_worker(), connection.cursor() as cursor:
        cursor.execute("select * from retention_redact(array['Fortroligt'])")
    change(row, text="Kun vores", is_shared=False)
    change(row, text="Kun vores, rettet", is_shared=False)
    changed = ("visit.changed", {"kind": "visit"})
    told = [("visit.shared", {"kind": "visit"}), changed, changed, changed, ("visit.withdrawn", {})]
    assert webhooks.told(odder) == told
    assert webhooks.told(make.jobcenter("Silkeborg")) == told
    assert webhooks.told(horsens) == []  # it did so itself
    with as_owner():
        deliveries = list(Delivery.objects.filter(organisation=odder).order_by("id"))
    assert {delivery.object_id for delivery in deliveries} == {row.uuid}
    with as_worker():
        bodies = [body_of(delivery, odder) for delivery in deliveries]
    # What told of the note is held back by now; that it is gone is told, with nowhere to read it.
    assert bodies[:-1] == [None] * 4
    assert json.loads(bodies[-1] or "")["data"] == {"id": str(row.uuid), "object": "visit"}
    with as_worker():
        for stranger in (horsens, accounts.organisation(kind="partner"), companies.company().organisation):
            assert body_of(deliveries[-1], stranger) is None
    change(row, text="Delt igen")
    assert webhooks.events(odder)[-1] == "visit.shared"
    with as_worker():
        assert body_of(deliveries[-1], odder) is None  # it is there again: what was to go may stay
        assert body_of(deliveries[1], odder)
