"""The list of tasks and the calendar link, as the browser asks for them."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.models import User
from accounts.tenancy import acting_as
from tests.factories import companies
from tests.factories import orders as make
from tests.visits.notes import TODAY, client_of, note
from visits.models import Task
from visits.services.tasks import task_add

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def test_the_list_groups_tasks_and_a_press_is_taken_back(mette, company) -> None:
    with acting_as(mette):
        mine = User.objects.get(pk=mette.user_id)
        for text, days in (("Gammel", -9), ("Snart", 1), ("Langt ude", 40)):
            row = task_add(actor=mette, text=text, due_on=TODAY, company=company, assigned=mine)
            Task.objects.filter(pk=row.pk).update(due_on=TODAY + datetime.timedelta(days=days))
        task_add(actor=mette, text="Alles", due_on=TODAY, company=company)
    client = client_of(mette)
    html = client.get(reverse("visits:tasks")).content.decode()
    at = [
        html.index(words) for words in ("Over tiden", "Gammel", "Denne uge", "Snart", "Senere", "Langt ude")
    ]
    assert at == sorted(at)
    assert "Alles" not in html
    assert "Alles" in client.get(reverse("visits:tasks") + "?vis=alle").content.decode()
    with acting_as(mette):
        old = Task.objects.get(text="Gammel")
    done = client.post(
        reverse("visits:task_done", args=[old.uuid]), {"next": reverse("visits:tasks")}, follow=True
    )
    html = done.content.decode()
    undo = reverse("visits:task_reopen", args=[old.uuid])
    assert f'action="{undo}"' in html
    assert "Over tiden" not in html
    assert "Over tiden" in client.post(undo, follow=True).content.decode()


def test_the_list_asks_as_often_for_60_tasks_as_for_one(mette, company) -> None:
    client = client_of(mette)

    def fill(many: int) -> None:
        with acting_as(mette):
            for n in range(many):
                task_add(actor=mette, text=f"Ring {n}", due_on=TODAY, company=company)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("visits:tasks") + "?vis=alle").status_code == 200
        return len(queries)

    fill(1)
    client.get(reverse("visits:tasks"))
    few = asked()
    fill(59)
    assert asked() == few


def test_follow_ups_of_orders_stand_in_the_list_and_are_done_with_one_press() -> None:
    actor = make.consultant("Horsens")
    order = make.order(
        actor,
        company=companies.company("Ordrefirma A/S"),
        application_deadline=TODAY + datetime.timedelta(90),
    )
    client = client_of(actor)
    html = client.get(reverse("visits:tasks")).content.decode()
    assert "Ring før ansøgningsfristen" in html
    assert "Ordrefirma A/S" in html
    with acting_as(actor):
        follow_up = order.follow_ups.get()
    client.post(reverse("orders:follow_up", args=[follow_up.uuid]))
    assert "Ring før ansøgningsfristen" not in client.get(reverse("visits:tasks")).content.decode()


def test_the_calendar_link_shows_ones_own_tasks_and_nothing_that_was_typed(mette, company) -> None:
    row = note(mette, company, next_visit_on=TODAY + datetime.timedelta(days=3))
    with acting_as(mette):
        mine = User.objects.get(pk=mette.user_id)
        task_add(actor=mette, text="Tal med Lars om Anna", due_on=TODAY, company=company, assigned=mine)
        task_add(actor=mette, text="Alles", due_on=TODAY, company=company)
    client = client_of(mette)
    page = client.post(reverse("visits:calendar_link"), {"hvad": "nyt"})
    address = page.context["address"]
    path = address.removeprefix("http://testserver")
    got = Client().get(path)
    assert got.status_code == 200
    assert got["Content-Type"].startswith("text/calendar")
    assert "no-store" in got["Cache-Control"]
    text = got.content.decode()
    for typed in ("Lars", "Anna", "Alles", row.text):
        assert typed not in text, typed
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    events = list(Calendar.from_ical(text).walk("VEVENT"))
    assert [(str(e["summary"]), e["dtstart"].dt) for e in events] == [
        ("Opgave: Smedjen ApS", TODAY),
        ("Næste besøg: Smedjen ApS", TODAY + datetime.timedelta(days=3)),
    ]
    # Shown once; ended at once.
    assert address not in client.get(reverse("visits:calendar_link")).content.decode()
    client.post(reverse("visits:calendar_link"), {"hvad": "luk"})
    assert Client().get(path).status_code == 404
    assert Client().get(reverse("visits:calendar_feed", args=["x" * 43])).status_code == 404
