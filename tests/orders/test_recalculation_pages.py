"""T11: the pages: a look before it is saved, and what was done afterwards."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from jobcenters.calendar import local_date
from jobcenters.models import ClosingDay
from orders.models import Clock
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import clock_of
from tests.orders.pages import client_of
from tests.orders.recalculating import changes, now_of, recalculate_as_worker

pytestmark = pytest.mark.django_db


def due_day(clock: Clock) -> datetime.date:
    return local_date(now_of(clock).due_at)


def test_t11_a_closing_day_is_looked_at_saved_and_read_again() -> None:
    mette = make.consultant("Horsens")
    birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    clock = clock_of(make.order(mette), "D1")
    client, day = client_of(birthe), due_day(clock)
    fields = {"day": day.isoformat(), "reason": "Kursusdag"}
    look = client.post(reverse("jobcenters:closing_day_new"), fields)
    text = look.content.decode()
    assert look.status_code == 200
    assert "Intet er gemt endnu." in text
    assert "1 åben frist flytter sig. Ingen bliver overskredet." in text
    assert 'name="reason" value="Kursusdag"' in text
    assert changes() == []
    with as_owner():
        assert not ClosingDay.objects.filter(date=day, jobcenter_id=birthe.organisation_id).exists()

    client.post(reverse("jobcenters:closing_day_new"), {**fields, "gem": "1"})
    (change,) = changes()
    page = reverse("orders:recalculation", args=[change.uuid])
    assert "Fristerne regnes om nu" in client.get(page).content.decode()
    recalculate_as_worker(timezone.now())
    assert due_day(clock) > day
    text = client.get(page).content.decode()
    assert "1 åben frist flyttede sig." in text
    assert "Svar til virksomheder" in text
    assert page in client.get(reverse("jobcenters:calendar")).content.decode()

    order_page = client_of(mette).get(reverse("orders:order", args=[clock_order(clock)]))
    assert page in order_page.content.decode()

    # Open again: looked at in the same way.
    with as_owner():
        closed = ClosingDay.objects.get(date=day, jobcenter_id=birthe.organisation_id)
    delete = reverse("jobcenters:closing_day_delete", args=[closed.pk])
    assert "1 åben frist flytter sig." in client.post(delete).content.decode()
    client.post(delete, {"gem": "1"})
    recalculate_as_worker(timezone.now())
    assert due_day(clock) == day


def clock_order(clock: Clock) -> object:
    return now_of(clock).order.uuid


def test_t11_new_hours_say_that_nothing_moves() -> None:
    birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    fields = {"hours": "man-fre 10-12", "valid_from": local_date(timezone.now()).isoformat()}
    text = client_of(birthe).post(reverse("jobcenters:opening_hours"), fields).content.decode()
    assert "Ingen åbne frister flytter sig." in text


def test_t11_a_stranger_finds_no_recalculation() -> None:
    mette = make.consultant("Horsens")
    birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    clock = clock_of(make.order(mette), "D1")
    fields = {"day": due_day(clock).isoformat(), "reason": "Kursusdag", "gem": "1"}
    client_of(birthe).post(reverse("jobcenters:closing_day_new"), fields)
    page = reverse("orders:recalculation", args=[changes()[0].uuid])
    assert client_of(make.consultant("Odder")).get(page).status_code == 404
    assert client_of(mette).get(page).status_code == 200
