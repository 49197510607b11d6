"""The watch over the watchman (T4, N18): what the auditor sees, whom it tells, and what every page then says."""

import datetime
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.enums import OrganisationKind, Role
from notifications.models import OutboxMail
from orders.models import Breach, Clock, Heartbeat, Outage, Recalculation
from orders.selectors.outages import touched
from orders.watch.audit import AUDITOR, WrongRoleError, audit
from orders.watch.rules import GRACE, Alarm, Look, sentences
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.factories.notifications import queued
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import clock_of, person, sweep_as_worker

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.timedelta(days=20)
MINUTE = datetime.timedelta(minutes=1)


def looked() -> Look:
    with as_worker():
        return audit()


def late_clock(place: str = "Horsens") -> Clock:
    """A promise whose deadline passed long ago; no sweep has run since."""
    order = make.order(make.consultant(place), received_at=timezone.now() - LONG_AGO)
    return clock_of(order, "D1")


def ran(name: str, ago: datetime.timedelta, **detail: Any) -> None:
    with as_owner():
        Heartbeat.objects.update_or_create(
            name=name, defaults={"last_run_at": timezone.now() - ago, "detail": detail}
        )


def test_t4_a_deadline_that_nobody_saw_is_found() -> None:
    clock = late_clock()
    seen = looked()
    assert (seen.unseen, seen.oldest_due) == (1, clock.due_at)
    assert Alarm.UNSEEN in seen.alarms
    sweep_as_worker()
    again = looked()
    assert (again.unseen, again.oldest_due, again.alarms) == (0, None, ())


def test_t4_a_deadline_gets_a_quarter_of_an_hour() -> None:
    clock = late_clock()
    with as_owner():
        Clock.objects.filter(pk=clock.pk).update(due_at=timezone.now() - GRACE + MINUTE)
    assert looked().unseen == 0


def test_a_stopped_clock_is_nobodys_fault() -> None:
    clock = late_clock()
    with as_owner():
        Clock.objects.filter(pk=clock.pk).update(state="stopped", stopped_at=clock.due_at, kept=True)
    assert looked().unseen == 0


def test_mail_that_does_not_leave_is_found_also_when_it_is_tried_again_and_again() -> None:
    mail = queued(make.jobcenter("Horsens"))
    with as_owner():
        OutboxMail.objects.filter(pk=mail).update(
            dated_at=timezone.now() - GRACE - MINUTE, not_before=timezone.now() + MINUTE, attempts=3
        )
    seen = looked()
    assert (seen.stuck, seen.alarms) == (1, (Alarm.MAIL,))
    assert "skulle være sendt" in sentences(seen)[0]


def test_a_change_that_is_not_carried_out_is_found() -> None:
    horsens = make.jobcenter("Horsens")

    def changed(ago: datetime.timedelta, state: str, **more: Any) -> None:
        Recalculation.objects.create(
            kind="calendar",
            organisation=horsens,
            what="Lukket i dag",
            at=timezone.now() - ago,
            state=state,
            **more,
        )

    with as_owner():
        changed(GRACE - MINUTE, "planned")
        changed(LONG_AGO, "done", finished_at=timezone.now())
    assert looked().alarms == ()
    with as_owner():
        changed(GRACE + MINUTE, "running")
    seen = looked()
    assert seen.alarms == (Alarm.CHANGE,)
    assert "er ikke regnet igennem endnu" in sentences(seen)[0]


def test_a_sweep_that_never_ran_is_no_alarm_before_anything_is_late() -> None:
    assert looked().alarms == ()
    ran("sweep", datetime.timedelta(minutes=11))
    assert looked().alarms == (Alarm.SWEEP,)


def test_what_was_seen_is_written_down() -> None:
    late_clock()
    seen = looked()
    with as_owner():
        beat = Heartbeat.objects.get(pk=AUDITOR)
    assert beat.last_run_at >= seen.at
    assert beat.detail == json.loads(json.dumps(seen.detail()))
    assert beat.detail["alarms"] == ["unseen"]


def test_the_web_role_sees_too_little_to_audit() -> None:
    with pytest.raises(WrongRoleError):
        audit()


def test_the_command_looks_once_and_says_what_it_saw(
    capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    with pytest.raises(CommandError, match="JO_DB_ROLE"):
        call_command("watch_deadlines", "--once")
    settings.DB_ROLE = "worker"
    with as_worker():
        call_command("watch_deadlines", "--once")
    assert capsys.readouterr().out == "Alt er, som det skal være.\n"
    late_clock()
    with as_worker(), pytest.raises(SystemExit) as ended:
        call_command("watch_deadlines", "--once")
    assert ended.value.code == 1
    assert "1 frist er overskredet" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--every"):
        call_command("watch_deadlines", "--every", "0")


# --- the outside --------------------------------------------------------------------------------------------


class Outside(HTTPServer):
    """A service that is told whether all is well; answers with `status`."""

    status = 204

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Listener)


class _Listener(BaseHTTPRequestHandler):
    server: Outside

    def do_POST(self) -> None:  # noqa: N802  (http.server's name)
        self.server.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def outside() -> Iterator[Outside]:
    server = Outside()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    with override_settings(WATCH_URL=f"http://127.0.0.1:{server.server_port}/hoert"):
        yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_t4_the_outside_hears_that_all_is_well_and_that_it_is_not(outside: Outside) -> None:
    looked()
    clock = late_clock()
    looked()
    assert [heard["status"] for heard in outside.heard] == ["ok", "alarm"]
    assert outside.heard[1]["unseen"] == 1
    assert outside.heard[1]["oldest_due"] == clock.due_at.isoformat()
    # Numbers and times alone leave the house.
    assert set(outside.heard[1]) == {
        "status", "at", "unseen", "oldest_due", "stuck", "oldest_mail", "oldest_change", "alarms",
    }  # fmt: skip


def test_an_outside_that_fails_or_is_away_does_not_stop_the_auditor(outside: Outside) -> None:
    outside.status = 500
    assert looked().alarms == ()
    with override_settings(WATCH_URL="http://127.0.0.1:9/"):
        assert looked().alarms == ()
    assert len(outside.heard) == 1


# --- what people see ----------------------------------------------------------------------------------------


@pytest.fixture
def mette(client: Client) -> Client:
    membership = person(make.jobcenter("Horsens"), "Mette Dahl")
    client.force_login(membership.user)
    return client


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """No page repeats what another test's page read."""
    settings.WATCHMAN_SECONDS = 0.0
    monkeypatch.setattr("orders.context._kept", None)


BANNER = "Fristovervågningen har ikke kørt siden"


@pytest.mark.parametrize(("minutes", "shown"), [(9, False), (11, True)])
def test_ten_minutes_after_the_engine_died_every_page_says_so(
    client: Client, minutes: int, shown: bool
) -> None:
    """The frames of staff, companies and those who are not signed in; every page extends one of them."""
    ran("sweep", minutes * MINUTE)
    staff = person(make.jobcenter("Horsens"), "Mette Dahl")
    company = companies.company(name="Nordisk Stål ApS")
    owner = person(company.organisation, "Bo Holst", Role.COMPANY_USER)
    public = client.get(reverse("account_login")).content.decode()
    client.force_login(staff.user)
    page = client.get(reverse("orders:my_day")).content.decode()
    client.force_login(owner.user)
    portal = client.get(reverse("orders:portal")).content.decode()
    assert (BANNER in page) is shown
    assert ("Vores fristovervågning har ikke kørt siden" in portal) is shown
    assert ("Vores fristovervågning har ikke kørt siden" in public) is shown
    assert (reverse("orders:watch") in page) is True, "the footer leads there, and so does the banner"
    assert reverse("orders:watch") not in portal + public


def test_what_the_auditor_found_is_said_while_the_sweep_runs(mette: Client) -> None:
    ran("sweep", MINUTE)
    ran(AUDITOR, MINUTE, unseen=3, alarms=["unseen"])
    page = mette.get(reverse("orders:my_day")).content.decode()
    assert "3 frister er overskredet, uden at fristovervågningen har opdaget det." in page
    # What it saw long ago is no news.
    ran(AUDITOR, 11 * MINUTE, unseen=3, alarms=["unseen"])
    assert "uden at fristovervågningen" not in mette.get(reverse("orders:my_day")).content.decode()


def test_the_status_page_tells_what_stood_still_and_which_breaches_it_touched(mette: Client) -> None:
    clock, foreign = late_clock(), late_clock("Odder")
    ran("sweep", timezone.now() - clock.due_at + datetime.timedelta(days=1))
    sweep_as_worker()
    looked()
    with as_owner():
        (outage,) = Outage.objects.all()
        assert outage.since < clock.due_at < outage.until
        assert set(Breach.objects.filter(touched()).values_list("clock", flat=True)) == {clock.pk, foreign.pk}
    page = mette.get(reverse("orders:watch")).content.decode()
    assert "1 af jeres" in page, "its own breach, not Odder's"
    assert "Intet at bemærke" in page
    # A second sweep adds nothing.
    sweep_as_worker()
    with as_owner():
        assert Outage.objects.count() == 1


def test_n18_each_breach_says_that_nobody_watched(client: Client) -> None:
    clock = late_clock()
    manager = person(make.jobcenter("Horsens"), "Lars Holm", Role.MANAGER)
    client.force_login(manager.user)
    sweep_as_worker()
    address = reverse("orders:breaches") + "?periode=alle"
    assert "Fristovervågningen stod stille" not in client.get(address).content.decode()
    with as_owner():
        Outage.objects.create(since=clock.due_at - MINUTE, until=clock.due_at + MINUTE)
        Outage.objects.create(since=clock.due_at - 9 * MINUTE, until=clock.due_at - 8 * MINUTE)
    page = client.get(address).content.decode()
    assert page.count("Fristovervågningen stod stille fra") == 1, "the other ended before the deadline"


def test_a_company_has_no_status_page(client: Client) -> None:
    owner = person(
        accounts.organisation("Nordisk Stål ApS", kind=OrganisationKind.COMPANY),
        "Bo Holst",
        Role.COMPANY_USER,
    )
    client.force_login(owner.user)
    assert client.get(reverse("orders:watch")).status_code == 404


def test_an_outage_is_kept_for_ever() -> None:
    with as_owner():
        Outage.objects.create(since=timezone.now() - LONG_AGO, until=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('jo_worker', 'orders_outage', 'update, delete, truncate')")
        assert cursor.fetchone()[0] is False
        cursor.execute("select has_table_privilege('jo_web', 'orders_outage', 'insert, update, delete')")
        assert cursor.fetchone()[0] is False


# --- what machines see --------------------------------------------------------------------------------------


def test_the_numbers_need_the_token(client: Client) -> None:
    url = reverse("orders:metrics")
    assert client.get(url).status_code == 404
    with override_settings(METRICS_TOKEN="hemmelig"):  # noqa: S106
        assert client.get(url).status_code == 404
        assert client.get(url, headers={"Authorization": "Bearer forkert"}).status_code == 404
        assert client.get(url, headers={"Authorization": "Bearer hemmelig"}).status_code == 200


@override_settings(METRICS_TOKEN="hemmelig")  # noqa: S106
def test_the_numbers_are_prometheus_own_and_everybodys(client: Client) -> None:
    late_clock()
    make.order(make.consultant("Odder"))
    sweep_as_worker()
    looked()
    answer = client.get(reverse("orders:metrics"), headers={"Authorization": "Bearer hemmelig"})
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    found = {
        (sample.name, sample.labels.get("promise", "")): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }
    assert found["jobordre_promises_open", "D1"] == 2
    assert found["jobordre_promises_late", "D1"] == 1
    assert found["jobordre_promises_breached_total", "D1"] == 1
    assert found["jobordre_promises_open", "D4"] == 0
    assert 0 <= found["jobordre_sweep_age_seconds", ""] < 60
    assert 0 <= found["jobordre_auditor_age_seconds", ""] < 60
    assert found["jobordre_deadlines_unseen", ""] == 0
    assert found["jobordre_mail_failed", ""] == 0
    assert found["jobordre_mail_waiting", ""] >= 0
