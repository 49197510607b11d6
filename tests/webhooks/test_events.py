"""What is told to whom: by the services that people use, which know nothing of webhooks."""

import datetime
import json
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.enums import AnswerKind, EventKind
from orders.models import Request
from orders.services.breaches import breach_record
from orders.services.clarifications import request_clarify
from orders.services.orders import order_answer, order_cancel
from orders.services.requests import request_answer, request_withdraw
from orders.sweep.run import sweep
from tests.candidates.placing import SECRETS, S, Stage
from tests.factories import companies, webhooks
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import clarified
from visits.models import Interaction
from visits.services.interactions import InteractionData, interaction_add
from webhooks.models import Delivery
from webhooks.objects import body_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> None:
    """Horsens leads, Odder is asked, Silkeborg has nothing to do with anything; all listen to everything."""
    for place in ("Horsens", "Odder", "Silkeborg"):
        webhooks.endpoint(make.jobcenter(place), url=f"https://{place.lower()}.example/jobordre")


@pytest.mark.usefixtures("everybody")
def test_an_orders_life_is_told_to_those_who_may_see_it() -> None:
    mette = make.consultant("Horsens")
    horsens, odder, silkeborg = (make.jobcenter(place) for place in ("Horsens", "Odder", "Silkeborg"))
    order = make.order(mette)
    assert webhooks.told(horsens) == [("order.registered", {"state": "received"})]
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Fortroligt: talt med Karin")
    assert webhooks.events(horsens)[1:] == ["order.changed", "order.answered"]
    request = make.request(mette, order, odder)
    assert webhooks.told(odder) == [("request.received", {"state": "sent", "order": str(order.uuid)})]
    with acting_as(mette):
        order_cancel(actor=mette, order=order, reason="Fortroligt")
    assert webhooks.events(odder)[1:] in (
        ["request.withdrawn", "order.closed"],
        ["order.closed", "request.withdrawn"],
        ["request.withdrawn"],
    )
    assert "order.closed" in webhooks.events(horsens)
    assert webhooks.told(silkeborg) == []
    with as_owner():
        rows = [*Delivery.objects.values_list("object_id", "data", "once")]
    assert "Fortroligt" not in str(rows)
    assert {row[0] for row in rows} <= {order.uuid, request.uuid}
    assert all(str(order.uuid) in str(row) for row in rows)


@pytest.mark.usefixtures("everybody")
def test_a_requests_life_is_told_to_both() -> None:
    mette, other = make.consultant("Horsens"), make.consultant("Odder")
    horsens, odder = make.jobcenter("Horsens"), make.jobcenter("Odder")
    order = clarified(mette)
    request = make.request(mette, order, odder)
    with acting_as(other):
        found = Request.objects.get(pk=request.pk)
        request_answer(actor=other, request=found, answer=AnswerKind.CLARIFY, text="Kræves kørekort?")
    with acting_as(mette):
        request_clarify(actor=mette, request=request, text="Ja, B")
    with acting_as(other):
        request_answer(
            actor=other,
            request=found,
            answer=AnswerKind.YES,
            number=1,
            by=timezone.localdate() + datetime.timedelta(days=9),
        )
    assert [event for event in webhooks.events(odder) if event.startswith("request")] == [
        "request.received",
        "request.answered",
        "request.clarified",
        "request.answered",
    ]
    answers = [data.get("answer") for event, data in webhooks.told(horsens) if event == "request.answered"]
    assert answers == ["clarify", "yes"]
    assert "request.received" not in webhooks.events(horsens)  # it sent that itself


@pytest.mark.usefixtures("everybody")
def test_a_withdrawn_request_is_told() -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    request = make.request(mette, clarified(mette), odder)
    with acting_as(mette):
        request_withdraw(actor=mette, request=request)
    assert webhooks.events(odder)[-1] == "request.withdrawn"


@pytest.mark.usefixtures("everybody")
def test_a_breach_is_told_to_who_owed_and_to_whom_it_was_owed() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    clock = make.promise(mette, order, "D5", received_at=timezone.now() - datetime.timedelta(days=90))
    with acting_as(mette):
        assert breach_record([clock.pk], detected_at=timezone.now())
    [(event, data)] = [told for told in webhooks.told(make.jobcenter("Horsens")) if "deadline" in told[0]]
    due = clock.due_at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert (event, data) == (
        "deadline.breached",
        {"order": str(order.uuid), "promise": "D5", "due_at": due},
    )


@pytest.mark.usefixtures("everybody")
def test_the_sweep_tells_of_a_deadline_that_comes_near_and_of_one_that_has_passed() -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    monday = datetime.datetime(2026, 3, 2, 8, 0, tzinfo=datetime.UTC)
    with playing(monday):
        request = make.request(mette, clarified(mette), odder)
    with as_owner():
        Delivery.objects.all()._raw_delete("default")
    with as_worker():
        sweep()
    told = webhooks.told(odder)
    assert [event for event, _data in told].count("deadline.breached") == 1
    assert [event for event, _data in told].count("deadline.warning") >= 1
    with as_owner():
        ours = Delivery.objects.filter(organisation=odder)
        assert {(row.object_type, row.object_id) for row in ours} == {("request", request.uuid)}
    before = len(told)
    with as_worker():
        sweep()
    assert len(webhooks.told(odder)) == before


@pytest.mark.usefixtures("everybody")
def test_a_nomination_is_told_by_its_pseudonym() -> None:
    stage = Stage()
    [nomination] = stage.nominate(stage.secret_candidate())
    stage.move(stage.mette, nomination, S.SCREENED)
    for place in ("Horsens", "Odder"):
        told = [data for event, data in webhooks.told(make.jobcenter(place)) if event == "nomination.changed"]
        assert [data["state"] for data in told] == ["proposed", "screened"]
        assert told[0] == {
            "state": "proposed",
            "order": str(stage.order.uuid),
            "pseudonym": nomination.pseudonym,
        }
    said = str(webhooks.told())
    assert not [secret for secret in SECRETS.values() if secret in said]
    assert webhooks.told(make.jobcenter("Silkeborg")) == []


@pytest.mark.usefixtures("everybody")
def test_a_shared_note_of_a_visit_is_told_to_the_others_and_one_that_is_not_to_nobody() -> None:
    mette, company = make.consultant("Horsens"), companies.company()
    said = {"kind": "visit", "held_on": timezone.localdate(), "text": "Fortroligt: de udvider hallen."}
    with acting_as(mette):
        own = interaction_add(actor=mette, company=company, data=InteractionData(**said))
        assert webhooks.told() == []
        shared = interaction_add(actor=mette, company=company, data=InteractionData(**said, is_shared=True))
    assert own.uuid != shared.uuid
    for place, told in (("Odder", [("visit.shared", {"kind": "visit"})]), ("Horsens", [])):
        assert webhooks.told(make.jobcenter(place)) == told
    with as_owner():
        delivery = Delivery.objects.get(organisation=make.jobcenter("Odder"))
    assert delivery.object_id == shared.uuid
    with as_worker():
        body = body_of(delivery, make.jobcenter("Odder"))
    assert body is not None
    assert "hallen" not in body
    assert json.loads(body)["data"]["url"].endswith(f"/api/v1/visits/{shared.uuid}")


@pytest.mark.usefixtures("everybody")
def test_a_shared_note_that_is_deleted_is_told_and_one_that_was_not_is_not() -> None:
    mette, company, odder = make.consultant("Horsens"), companies.company(), make.jobcenter("Odder")
    said: dict[str, Any] = {"kind": "call", "held_on": timezone.localdate(), "text": "De udvider."}
    with acting_as(mette):
        interaction_add(actor=mette, company=company, data=InteractionData(**said))
        shared = interaction_add(actor=mette, company=company, data=InteractionData(**said, is_shared=True))
    with as_owner(), connection.cursor() as cursor:
        later = timezone.now() + datetime.timedelta(days=1)
        cursor.execute("select retention_do_visits_interactions(%s, 100)", [later])
    assert webhooks.told(odder) == [("visit.shared", {"kind": "call"}), ("visit.withdrawn", {})]
    with as_owner():
        last = Delivery.objects.filter(organisation=odder).latest("id")
    with as_worker():
        body = body_of(last, odder)
    assert body and str(shared.uuid) in body


@pytest.mark.usefixtures("everybody")
def test_changes_of_one_transaction_are_one() -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    said: dict[str, Any] = {"held_on": timezone.localdate(), "text": "De udvider.", "is_shared": True}
    with acting_as(mette):
        row = interaction_add(
            actor=mette, company=companies.company(), data=InteractionData(kind="visit", **said)
        )
        with as_owner():
            for kind in ("call", "meeting"):
                Interaction.objects.filter(pk=row.pk).update(kind=kind)
    assert webhooks.told(odder)[1:] == [("visit.changed", {"kind": "meeting"})]


def test_only_what_was_chosen_is_told() -> None:
    mette, horsens = make.consultant("Horsens"), make.jobcenter("Horsens")
    webhooks.endpoint(horsens, "order.closed")
    order = make.order(mette)
    assert webhooks.told() == []
    with acting_as(mette):
        order_cancel(actor=mette, order=order, reason="Virksomheden trak den")
    assert webhooks.told() == [("order.closed", {"state": "cancelled"})]


@pytest.mark.usefixtures("everybody")
def test_what_is_rolled_back_was_never_told() -> None:
    mette = make.consultant("Horsens")

    class Again(Exception):
        pass

    with pytest.raises(Again):
        with transaction.atomic():
            make.order(mette)
            assert webhooks.told()
            raise Again
    assert webhooks.told() == []


@pytest.mark.usefixtures("everybody")
def test_an_inquiry_without_lines_is_no_order() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with as_owner():
        Delivery.objects.all()._raw_delete("default")
        type(order).objects.filter(pk=order.pk).update(is_inquiry=True, version=99)
    assert webhooks.told() == []


@pytest.mark.usefixtures("everybody")
def test_a_message_is_thin_and_is_withheld_from_who_may_see_the_object_no_more() -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    order = clarified(mette)
    make.request(mette, order, odder)
    with as_owner():
        [delivery] = Delivery.objects.filter(organisation=odder)
    with as_worker():
        body: Any = body_of(delivery, odder)
        assert '"type":"request.received"' in body
        assert str(delivery.object_id) in body
        assert "Mangler" not in body  # what the request says is read through the API
        assert body == body_of(delivery, odder)  # the same at every try
        # The same message, had it been for somebody who has nothing to do with the case.
        assert body_of(delivery, make.jobcenter("Silkeborg")) is None
