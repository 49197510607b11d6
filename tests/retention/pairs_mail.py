"""Two real rows for each rule about vacancies, mail that came in and the barometer (see `pairs`)."""

from collections.abc import Callable
from uuid import uuid4

from accounts.actor import Actor
from barometer.models import BarometerAsk, BarometerRound
from inbound.models import InboundFile, InboundMail
from orders.models import Order
from postings.models import PostingStep
from tests.factories import companies, postings
from tests.factories import orders as make
from tests.retention.pairs import DAY, TIMES


def vacancies(mette: Actor) -> None:
    for at in TIMES:
        order = make.order(mette)
        posting = postings.posting(mette, order)
        PostingStep.objects.filter(posting=posting).update(reason="Karin ville ikke")
        Order.objects.filter(pk=order.pk).update(state="cancelled", closed_at=at)


def letters_in(mette: Actor) -> None:
    for at in TIMES:
        order = make.order(mette)
        for of_order in (order, None):
            mail = InboundMail.objects.create(
                jobcenter_id=mette.organisation_id,
                state="filed" if of_order else "review",
                key=uuid4().hex,
                sender="karin@firma.dk",
                text="Hilsen Karin",
                received_at=at,
                order=of_order,
            )
            InboundFile.objects.create(
                mail=mail, position=1, name="cv.pdf", kind="application/pdf", size=1, content=b"x"
            )
        Order.objects.filter(pk=order.pk).update(state="cancelled", closed_at=at)


def asked(mette: Actor) -> None:
    made = BarometerRound.objects.create(
        organisation_id=mette.organisation_id,
        title="Forår",
        municipalities=["0615"],
        opens_on=DAY,
        closes_on=DAY,
        created_at=TIMES[0],
    )
    for number, at in enumerate(TIMES):
        company = companies.company()
        BarometerAsk.objects.create(
            round=made,
            organisation_id=mette.organisation_id,
            company=company,
            contact=company.contacts.get(),
            contact_name="Karin Holm",
            email="karin@firma.dk",
            token_hash=f"{number}" * 64,
            asked_at=at,
        )


MAKERS: dict[str, Callable[[Actor], object]] = {
    "postings.contacts": vacancies,
    "postings.reasons": vacancies,
    "inbound.of_orders": letters_in,
    "inbound.others": letters_in,
    "barometer.asks": asked,
}
