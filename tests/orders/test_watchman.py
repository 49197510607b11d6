"""The footer's time and the red banner (N18)."""

import datetime
import time
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone

from orders import context
from orders.context import STALE_AFTER, read_watchman, watchman
from orders.models import Heartbeat
from tests.helpers.db import as_owner
from tests.helpers.sweeping import sweep_as_worker

pytestmark = pytest.mark.django_db


def ran(ago: datetime.timedelta) -> datetime.datetime:
    at = timezone.now() - ago
    with as_owner():
        Heartbeat.objects.create(name="sweep", last_run_at=at)
    return at


def test_it_says_when_the_sweep_last_ran() -> None:
    at = ran(datetime.timedelta(minutes=3))
    seen = read_watchman()
    assert (seen.last_run, seen.is_stale, seen.never_run) == (at, False, False)


def test_after_ten_minutes_it_is_stale() -> None:
    at = ran(STALE_AFTER + datetime.timedelta(seconds=1))
    seen = read_watchman()
    assert (seen.last_run, seen.is_stale) == (at, True)


def test_before_the_first_sweep_it_says_so() -> None:
    seen = read_watchman()
    assert (seen.last_run, seen.is_stale, seen.never_run) == (None, True, True)
    sweep_as_worker()
    assert not read_watchman().is_stale


def test_another_watchman_is_not_it() -> None:
    with as_owner():
        Heartbeat.objects.create(name="other", last_run_at=timezone.now())
    assert read_watchman().never_run


def test_it_costs_one_query_and_none_where_nobody_looks(
    rf: RequestFactory, django_assert_num_queries: Any
) -> None:
    ran(datetime.timedelta(minutes=1))
    with django_assert_num_queries(0):
        context = watchman(rf.get("/"))
    with django_assert_num_queries(1):
        seen = context["watchman"]
        assert not seen.is_stale  # type: ignore[attr-defined]
        assert seen.last_run  # type: ignore[attr-defined]


def test_a_database_in_trouble_claims_nothing() -> None:
    class UndoError(Exception):
        pass

    def in_trouble() -> None:
        with transaction.atomic():
            try:
                with connection.cursor() as cursor:
                    cursor.execute("select 1 / 0")
            except Exception:  # noqa: BLE001 - the transaction is broken now, which is the point
                seen = read_watchman()
                assert (seen.last_run, seen.is_stale, seen.never_run) == (None, False, False)
            raise UndoError

    with pytest.raises(UndoError):
        in_trouble()


def test_a_process_repeats_what_it_read_for_some_seconds(
    settings: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """The time is repeated; whether it is stale is judged anew."""
    settings.WATCHMAN_SECONDS = 5.0
    monkeypatch.setattr(context, "_kept", None)
    at = ran(STALE_AFTER - datetime.timedelta(minutes=1))
    first = time.monotonic()
    assert not read_watchman().is_stale
    with as_owner():
        Heartbeat.objects.update(last_run_at=timezone.now())
    monkeypatch.setattr(context.time, "monotonic", lambda: first + 4.9)
    later = timezone.now() + datetime.timedelta(minutes=2)
    with monkeypatch.context() as patch, django_assert_num_queries(0):
        patch.setattr(context.timezone, "now", lambda: later)
        seen = read_watchman()
    assert (seen.last_run, seen.is_stale) == (at, True)
    monkeypatch.setattr(context.time, "monotonic", lambda: first + 60)
    with django_assert_num_queries(1):
        assert read_watchman().last_run != at
