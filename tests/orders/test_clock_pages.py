"""The pages about one clock: what they say, what they refuse in words, and that nothing typed is lost."""

import datetime
import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import User
from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.enums import BreachCause, EventKind, Outcome
from orders.models import Clock, ClockEvent, Order
from orders.services.breaches import breach_record
from orders.services.orders import order_answer, order_close
from orders.services.pauses import clock_pause, clock_resume, company_ask
from orders.services.reopening import order_reopen
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from ui import danish

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    """A browser in which `actor` is signed in."""
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


class Scene:
    """An order received just now that Mette leads, with D1 and D4 running."""

    def __init__(self) -> None:
        self.company = companies.company()
        self.mette: Actor = make.consultant("Horsens")
        self.order: Order = make.order(self.mette, company=self.company)
        self.d4 = make.promise(self.mette, self.order, "D4")
        self.client = client_of(self.mette)

    def page(self, name: str, clock: Clock | None = None) -> str:
        return reverse(f"orders:{name}", args=[(clock or self.d4).uuid])

    def fresh(self, clock: Clock) -> Clock:
        with as_owner():
            return Clock.objects.get(pk=clock.pk)

    def text(self, url: str) -> str:
        return danish.plain(self.client.get(url).content.decode())


def test_the_pause_is_offered_asked_for_and_seen_by_everybody() -> None:
    scene = Scene()
    order_url = reverse("orders:order", args=[scene.order.uuid])
    assert scene.page("clock_pause") in scene.text(order_url)
    assert "aldrig mere end ti arbejdsdage" in scene.text(scene.page("clock_pause"))
    empty = scene.client.post(scene.page("clock_pause"), {"text": ""})
    assert empty.status_code == 422
    assert "Skriv, hvad virksomheden skal svare på." in empty.content.decode()
    # There is nothing else to wait for, so the text is no option.
    assert "(valgfrit)" not in empty.content.decode()
    assert scene.client.post(scene.page("clock_pause"), {"text": "Skal de kunne svejse?"}).status_code == 302
    assert scene.fresh(scene.d4).paused_until is not None
    shown = scene.text(order_url)
    assert "Afventer virksomheden" in shown
    assert "På pause, til virksomheden svarer" in shown
    assert scene.page("clock_resume") in shown
    # The company sees the question first on its page, and answers it.
    employer = client_of(companies.user_of(scene.company))
    portal = reverse("orders:portal_order", args=[scene.order.uuid])
    assert "Skal de kunne svejse?" in employer.get(portal).content.decode()
    answer = reverse("orders:portal_message", args=[scene.order.uuid])
    assert employer.post(answer, {"text": "Ja tak"}).status_code == 302
    assert scene.fresh(scene.d4).paused_until is None
    assert "Vi mangler et svar fra jer" not in employer.get(portal).content.decode()


def test_a_question_that_was_sent_may_hold_another_promise_too() -> None:
    scene = Scene()
    other = make.promise(scene.mette, scene.order, "D5")
    scene.client.post(scene.page("clock_pause"), {"text": "Skal de kunne svejse?"})
    page = scene.client.get(scene.page("clock_pause", other))
    (choice, _label), *_more = page.context["form"].fields["question"].choices
    wrong = scene.client.post(scene.page("clock_pause", other), {"question": "nonsens", "text": "x"})
    assert wrong.status_code == 422
    assert scene.client.post(scene.page("clock_pause", other), {"question": choice}).status_code == 302
    assert scene.fresh(other).paused_until is not None
    assert len(make.rows("select 1 from notifications_outboxmail where name = 'orders.company_asked'")) == 1


def test_resuming_says_why_and_until_when() -> None:
    scene = Scene()
    refused = scene.client.get(scene.page("clock_resume"), follow=True)
    assert "Fristen er ikke på pause. Den løber." in refused.content.decode()
    scene.client.post(scene.page("clock_pause"), {"text": "Skal de kunne svejse?"})
    assert scene.client.post(scene.page("clock_resume"), {"reason": ""}).status_code == 422
    done = scene.client.post(scene.page("clock_resume"), {"reason": "Karin svarede i telefonen"}, follow=True)
    assert "Fristen løber igen:" in done.content.decode()
    assert "Karin svarede i telefonen" in done.content.decode()
    assert scene.fresh(scene.d4).paused_until is None


def test_the_page_says_what_is_left_of_the_ten_days_and_when_nothing_is() -> None:
    """One promise has waited for a week, another until its pause ended by itself."""
    scene = Scene()

    def waited(days_ago: int, days: int | None) -> Clock:
        begun = timezone.now() - datetime.timedelta(days=days_ago)
        order = make.order(scene.mette, company=scene.company)
        clock = make.promise(scene.mette, order, "D5", received_at=begun)
        with acting_as(scene.mette):
            with playing(begun + datetime.timedelta(minutes=5)):
                question = company_ask(actor=scene.mette, order=order, text="Svejse?", key=uuid4())
                clock = clock_pause(actor=scene.mette, clock=clock, question=question)
            if days is not None:
                with playing(begun + datetime.timedelta(days=days)):
                    clock_resume(actor=scene.mette, clock=clock, reason="Svarede")
            elif clock.paused_until is not None:
                ClockEvent.objects.create(clock=clock, kind="resume", at=clock.paused_until)
                Clock.objects.filter(pk=clock.pk).update(paused_until=None)
        return clock

    some = waited(12, 7)
    assert re.search(
        r"der er [3-9] af de ti arbejdsdage tilbage", scene.text(scene.page("clock_pause", some))
    )
    none = waited(30, None)
    refused = danish.plain(scene.client.get(scene.page("clock_pause", none), follow=True).content.decode())
    assert "har ventet på virksomheden i ti arbejdsdage. Den kan ikke sættes på pause igen." in refused
    assert scene.page("clock_pause", none) not in refused, "nor is it offered"


@pytest.mark.parametrize("code", ["D1", "D3"])
def test_an_answer_that_was_promised_has_no_pause(code: str) -> None:
    scene = Scene()
    with as_owner():
        clock = Clock.objects.filter(order=scene.order, promise=code).first()
    clock = clock or make.promise(scene.mette, scene.order, code)
    assert scene.page("clock_pause", clock) not in scene.text(
        reverse("orders:order", args=[scene.order.uuid])
    )
    refused = scene.client.get(scene.page("clock_pause", clock), follow=True)
    assert "kan ikke sættes på pause" in refused.content.decode()


def test_a_wrong_time_is_put_right_with_its_reason() -> None:
    scene = Scene()
    received = timezone.now() - datetime.timedelta(hours=3)
    with as_owner():
        Clock.objects.filter(order=scene.order, promise="D1").update(received_at=received)
        d1 = Clock.objects.get(order=scene.order, promise="D1")
    with acting_as(scene.mette):
        order_answer(actor=scene.mette, order=scene.order, kind=EventKind.CALL, note="")
    page = scene.page("clock_correct", d1)
    assert page in scene.text(reverse("orders:order", args=[scene.order.uuid]))
    ahead = danish.local(timezone.now() + datetime.timedelta(days=1))
    typed = {"on": f"{ahead:%Y-%m-%d}", "time": "10.15", "reason": "Ringede før mødet"}
    refused = scene.client.post(page, typed)
    assert refused.status_code == 422
    assert "Ringede før mødet" in refused.content.decode()
    long_ago = scene.client.post(page, typed | {"on": "2026-01-05"})
    assert "før fristen begyndte" in danish.plain(long_ago.content.decode())
    stranger = client_of(make.consultant("Horsens"))
    assert "Kun den, der registrerede det" in stranger.get(page, follow=True).content.decode()


def test_the_manager_puts_a_cause_right() -> None:
    scene = Scene()
    late = make.promise(
        scene.mette, scene.order, "D5", received_at=timezone.now() - datetime.timedelta(days=90)
    )
    with acting_as(scene.mette):
        breach_record([late.pk], detected_at=timezone.now())
    page = scene.page("breach_correct", late)
    assert scene.client.get(page).status_code == 404
    lars = client_of(accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER))
    listed = reverse("orders:breaches") + "?udfald=brudt&periode=alle"
    assert page in lars.get(listed).content.decode()
    assert lars.post(page, {"cause": BreachCause.OUTAGE, "text": ""}).status_code == 422
    same = lars.post(page, {"cause": make.rows("select cause from orders_breach")[0][0], "text": "Samme"})
    assert "Den årsag står der allerede." in same.content.decode()
    assert lars.post(page, {"cause": BreachCause.OUTAGE, "text": "Nettet var nede"}).status_code == 302
    shown = lars.get(listed).content.decode()
    assert "Systemnedbrud" in shown and "Nettet var nede" in shown
    due_on = danish.local(late.due_at).date().isoformat()
    of_then = reverse("orders:sla") + f"?periode=fra-til&fra={due_on}&til={due_on}"
    assert "1 løfte er rettet" in danish.plain(lars.get(of_then).content.decode())


def test_a_closed_order_is_opened_again_from_its_page() -> None:
    scene = Scene()
    with acting_as(scene.mette):
        order = order_answer(actor=scene.mette, order=scene.order, kind=EventKind.CALL, note="")
        line = order.lines.get()
        order_close(actor=scene.mette, order=order, outcomes={line.pk: (Outcome.HIRED, 4)})
    url = reverse("orders:reopen", args=[scene.order.uuid])
    order_url = reverse("orders:order", args=[scene.order.uuid])
    assert url in scene.text(order_url)
    assert scene.client.post(url, {"reason": ""}).status_code == 422
    assert scene.client.post(url, {"reason": "De mangler én mere"}).status_code == 302
    shown = scene.text(order_url)
    assert url not in shown and "De mangler én mere" in shown
    with acting_as(scene.mette), pytest.raises(PermissionDenied, match="åben"):
        order_reopen(actor=scene.mette, order=scene.order, reason="Igen")
