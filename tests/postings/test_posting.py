"""A vacancy's life: published, corrected, taken down, filled, past its day; and who may see what of it."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.enums import EventKind
from orders.models import Delivery, Order, OrderEvent, OrderLine
from orders.services.orders import LineData, order_answer, order_cancel, order_close
from orders.services.plan import delivery_plan, delivery_report
from orders.services.requests import request_answer
from postings.asking import NOTHING
from postings.enums import PostingState
from postings.models import Posting, PostingEdition, PostingStep
from postings.public import EVERYBODY, jobcenter_scope, posting_end, posting_open, postings_search
from postings.services.posting import posting_withdraw, postings_expire
from tests.factories import companies, postings
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

TODAY = local_date(timezone.now())


def nobody(uuid):
    """What somebody without a sign-in gets."""
    with acting_as(None):
        return posting_open(uuid), posting_end(uuid)


def test_a_vacancy_is_read_by_everybody_and_its_consent_by_the_tovholder_alone() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    company = order.company
    posting = postings.posting(mette, order, consent_by="Hemmelig Direktør")
    found, end = nobody(posting.uuid)
    assert end == ""
    assert (found.title, found.town, found.jobcenter_name) == (
        "Montør til dagskift",
        "Horsens",
        mette.organisation_name,
    )
    assert "Hemmelig" not in repr(found)
    with acting_as(mette):
        edition = PostingEdition.objects.get(posting=posting)
        assert (edition.consent_by, edition.written_by_id) == ("Hemmelig Direktør", mette.user_id)
        event = OrderEvent.objects.visible_to(mette).filter(order=order, kind=EventKind.POSTED).get()
        assert event.title == "Stillingen er slået op: Montør til dagskift"
        order.refresh_from_db()
        assert order.posting == "yes" and order.posting_url.endswith(f"/ledige-stillinger/{posting.uuid}/")
    odder = make.consultant("Odder")
    for actor in (odder, companies.user_of(company), None):
        with acting_as(actor):
            assert not Posting.objects.exists()
            assert not PostingEdition.objects.exists()
            assert not PostingStep.objects.exists()


def test_only_the_tovholder_of_an_open_order_publishes() -> None:
    mette, odder = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(odder), pytest.raises(PermissionDenied, match="tovholder"):
        postings.posting(odder, order)
    # Not past the service either: the policy asks whether the order is led by the one who writes.
    with acting_as(odder), pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Posting.objects.create(
            order=order,
            line=OrderLine.objects.get(order=order),
            jobcenter_id=odder.organisation_id,
            apply_by=TODAY,
            published_at=timezone.now(),
            changed_at=timezone.now(),
        )
    with acting_as(mette):
        order_cancel(actor=mette, order=order, reason="Behovet er væk")
    with pytest.raises(PermissionDenied):
        postings.posting(mette, order)


def test_every_edition_is_kept_and_none_can_be_changed() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    posting = postings.posting(mette, order)
    again = postings.posting(mette, order, number=1, title="Montør til nathold")
    assert (again.pk, again.number, again.uuid) == (posting.pk, 2, posting.uuid)
    assert nobody(posting.uuid)[0].title == "Montør til nathold"
    with pytest.raises(ValueError, match="En kollega har rettet opslaget"):
        postings.posting(mette, order, number=1, title="Skrevet i blinde")
    with acting_as(mette):
        titles = list(PostingEdition.objects.filter(posting=posting).values_list("number", "title"))
        assert titles == [(2, "Montør til nathold"), (1, "Montør til dagskift")]
        assert [step.kind for step in PostingStep.objects.filter(posting=posting)] == ["changed", "published"]
    for statement in (
        "update postings_postingedition set title = 'x'",
        "delete from postings_postingedition",
        "update postings_postingstep set reason = 'x'",
        "delete from postings_posting",
    ):
        with (
            acting_as(mette),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_taken_down_it_is_gone_and_can_be_posted_again_at_the_same_address() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    posting = postings.posting(mette, order)
    with acting_as(mette):
        posting_withdraw(actor=mette, posting=posting, reason="Virksomheden fortrød")
    assert nobody(posting.uuid) == (None, "withdrawn")
    with acting_as(mette), pytest.raises(PermissionDenied, match="allerede taget ned"):
        posting_withdraw(actor=mette, posting=posting, reason="igen")
    postings.posting(mette, order, number=1)
    found, end = nobody(posting.uuid)
    assert found is not None and end == ""
    with acting_as(mette):
        kinds = [(step.kind, step.reason) for step in PostingStep.objects.filter(posting=posting)]
    assert kinds == [("published", ""), ("withdrawn", "Virksomheden fortrød"), ("published", "")]


def _searched(mette, **fields) -> Order:
    """An order in the middle of its life, with a part of its plan."""
    order = make.order(mette, **fields)
    with acting_as(mette):
        return order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")


def test_when_the_last_place_is_taken_the_posting_ends() -> None:
    mette = make.consultant("Horsens")
    two = (LineData(occupation="montører", places=2), LineData(occupation="kokke", places=1))
    order = _searched(mette, lines=two)
    with acting_as(mette):
        first, second = OrderLine.objects.filter(order=order).order_by("position")
    fitters, cooks = postings.posting(mette, order, line=first), postings.posting(mette, order, line=second)
    with acting_as(mette):
        delivery = delivery_plan(actor=mette, order=order, line=first, number=2, by=TODAY)
        delivery_report(actor=mette, delivery=delivery, presented=2, hired=1)
        assert nobody(fitters.uuid)[0] is not None
        delivery_report(actor=mette, delivery=delivery, presented=2, hired=2)
    assert nobody(fitters.uuid) == (None, "filled")
    assert nobody(cooks.uuid)[0] is not None


def test_another_jobcentres_hires_count_too() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = _searched(mette, lines=(LineData(occupation="kokke", places=1),))
    posting = postings.posting(mette, order)
    request = make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(bo):
        request_answer(actor=bo, request=request, answer="yes", number=1, by=TODAY)
        delivery = Delivery.objects.select_related("order", "line").get(order=order)
        delivery_report(actor=bo, delivery=delivery, presented=1, hired=1)
    assert nobody(posting.uuid) == (None, "filled")


def test_an_order_that_ends_takes_its_postings_down() -> None:
    mette = make.consultant("Horsens")
    closed = _searched(mette)
    kept = postings.posting(mette, closed)
    cancelled = make.order(mette)
    dropped = postings.posting(mette, cancelled)
    with acting_as(mette):
        line = OrderLine.objects.get(order=closed)
        order_close(actor=mette, order=closed, outcomes={line.pk: ("partly", 1)})
        order_cancel(actor=mette, order=cancelled, reason="Ordrenedgang")
    assert nobody(kept.uuid) == (None, "filled")
    assert nobody(dropped.uuid) == (None, "withdrawn")


def test_past_its_day_nobody_reads_it_and_the_worker_writes_that_down_once() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    posting = postings.posting(mette, order, apply_by=TODAY)
    assert nobody(posting.uuid)[0] is not None
    with as_owner():
        Posting.objects.filter(pk=posting.pk).update(apply_by=TODAY - datetime.timedelta(days=1))
    # At once, without any worker.
    assert nobody(posting.uuid) == (None, "expired")
    with as_worker():
        assert postings_expire() == 1
        assert postings_expire() == 0
    with acting_as(mette):
        posting.refresh_from_db()
        assert posting.state == PostingState.EXPIRED
        step = PostingStep.objects.filter(posting=posting).first()
        assert (step.kind, step.user_id) == ("expired", None)
    with pytest.raises(ValueError, match="Ansøgningsfristen er passeret"):
        postings.posting(mette, order, number=1, apply_by=TODAY - datetime.timedelta(days=1))


def test_a_new_tovholder_takes_the_posting_over() -> None:
    mette, kaj = make.consultant("Horsens"), make.consultant("Aarhus")
    order = make.order(mette)
    posting = postings.posting(mette, order)
    with as_owner():
        Order.objects.filter(pk=order.pk).update(tovholder_id=kaj.organisation_id)
    with acting_as(mette):
        assert not Posting.objects.visible_to(mette).exists()
    with acting_as(kaj):
        taken = Posting.objects.visible_to(kaj).get()
        posting_withdraw(actor=kaj, posting=taken, reason="Ny tovholder")
    assert nobody(posting.uuid) == (None, "withdrawn")


def test_lists_are_newest_first_per_jobcentre_and_for_all_in_one_question(django_assert_num_queries) -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    mine = [postings.posting(mette, make.order(mette), title=f"Nr. {n}") for n in range(3)]
    theirs = postings.posting(bo, make.order(bo), title="I Odder")
    with acting_as(None):
        with django_assert_num_queries(1):
            found = postings_search(EVERYBODY, NOTHING)
        assert [row.title for row in found.rows] == ["I Odder", "Nr. 2", "Nr. 1", "Nr. 0"]
        assert (found.hits, found.has_more) == (4, False)
        scope = jobcenter_scope(mette.organisation_uuid)
        own = postings_search(scope, NOTHING)
        assert [row.uuid for row in own.rows] == [row.uuid for row in reversed(mine)]
        assert jobcenter_scope(theirs.uuid) is None
