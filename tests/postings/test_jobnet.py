"""The contract with Jobnet, over real HTTP with a server that plays the other side; and posting by hand."""

import datetime
import json
import subprocess
import time

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.tenancy import acting_as
from orders.enums import EventKind
from orders.models import OrderEvent
from postings.models import PortalPosting, Posting
from postings.portals.base import PortalError, PortalRefused
from postings.portals.jobnet import JobnetHttp
from postings.services.portals import LEASE, portal_register, portal_want, portals_deliver
from postings.services.posting import posting_withdraw
from tests.factories import orders as make
from tests.factories import postings
from tests.helpers.committed import ROOT, Committed, committed, session_role
from tests.helpers.db import as_owner, as_worker
from tests.postings.jobnet_server import TOKEN, Jobnet, jobnet_running

__all__ = ["committed"]


@pytest.fixture
def other(settings):
    with jobnet_running() as found:
        settings.JOBNET_URL, settings.JOBNET_TOKEN = found.url, TOKEN
        yield found


def wanted(**fields):
    """A vacancy that its tovholder wants on Jobnet."""
    mette = make.consultant("Horsens")
    posting = postings.posting(mette, make.order(mette), **fields)
    with acting_as(mette):
        portal_want(actor=mette, posting=posting, portal="jobnet")
    return mette, posting


def row_of(posting) -> PortalPosting:
    with as_owner():
        return PortalPosting.objects.get(posting=posting)


def later(minutes: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(minutes=minutes)


@pytest.mark.django_db
def test_it_is_posted_once_corrected_and_removed(other: Jobnet) -> None:
    mette, posting = wanted(
        is_anonymous=True,
        employer="En virksomhed i Horsens",
        consent_by="Hemmelig",
        contact_email="job@horsens.example",
    )
    with as_worker():
        assert portals_deliver() == 1
        assert portals_deliver() == 0
    key = str(posting.uuid)
    told = other.shown[key]
    assert (told["format"], told["overskrift"], told["udgave"]) == (
        "jobordre-opslag/1",
        "Montør til dagskift",
        1,
    )
    assert told["arbejdssted"]["by"] == "Horsens" and "Hemmelig" not in json.dumps(told)
    row = row_of(posting)
    assert (row.portal_id, row.portal_url) == ("5000001", "https://job.example/5000001")
    assert row.posted_by_id == mette.user_id and row.posted_at is not None
    with acting_as(mette):
        event = OrderEvent.objects.filter(order=posting.order, kind=EventKind.POSTED).first()
        assert (event.title, event.text) == (
            "Stillingen står på Jobnet",
            "5000001 https://job.example/5000001",
        )
    postings.posting(mette, posting.order, number=1, title="Rettet")
    with as_worker():
        assert portals_deliver() == 1
    assert other.shown[key]["overskrift"] == "Rettet"
    assert row_of(posting).posted_at == row.posted_at  # the same vacancy, corrected
    with acting_as(mette):
        posting_withdraw(actor=mette, posting=Posting.objects.get(pk=posting.pk), reason="Besat")
    with as_worker():
        assert portals_deliver() == 1
        assert portals_deliver() == 0
    assert other.shown == {} and row_of(posting).removed_at is not None
    keys = [call[2] for call in other.calls]
    assert len(set(keys)) == len(keys) == 3


@pytest.mark.django_db
def test_trouble_is_tried_again_and_a_refusal_is_not(other: Jobnet) -> None:
    mette, posting = wanted()
    other.failures = [(503, b""), (200, b"<html>"), (302, b""), (200, b'{"id": "", "url": "javascript:x"}')]
    with as_worker():
        for minutes in (0, 1, 5, 20):
            assert portals_deliver(now=later(minutes)) == 1
        row = row_of(posting)
        assert (row.tries, row.refused, row.portal_id) == (4, False, "")
        assert row.last_error == "Jobnets svar kunne ikke læses."
        assert portals_deliver() == 0  # not before its time
        assert portals_deliver(now=later(60)) == 1
    assert row_of(posting).portal_id == "5000001"
    mette, refused = wanted()
    other.failures = [(422, b'{"besked": "Stillingsbetegnelsen findes ikke."}')]
    with as_worker():
        assert portals_deliver() == 1
        assert portals_deliver(now=later(600)) == 0
    assert row_of(refused).last_error == "Jobnet afviste opslaget (422). Stillingsbetegnelsen findes ikke."
    # A correction is a new try.
    postings.posting(mette, refused.order, number=1, title="Rettet")
    with as_worker():
        assert portals_deliver() == 1
    assert row_of(refused).portal_id == "5000002"


@pytest.mark.django_db
def test_an_answer_that_was_lost_changes_nothing_when_it_is_said_again(other: Jobnet) -> None:
    mette, posting = wanted()
    other.drop_after = 1
    with as_worker():
        assert portals_deliver() == 1
    assert row_of(posting).portal_id == "" and len(other.shown) == 1
    # Taken down before we knew its number: it is taken down there too.
    with acting_as(mette):
        posting_withdraw(actor=mette, posting=posting, reason="Fortrudt")
    with as_worker():
        assert portals_deliver(now=later(1)) == 1
        assert portals_deliver(now=later(9)) == 0
    assert other.shown == {}
    # What was never there is removed already, also for the other side.
    JobnetHttp(other.url, TOKEN).remove(key=str(posting.uuid), number=1)


@pytest.mark.django_db
def test_what_ended_before_the_worker_came_is_not_posted(other: Jobnet) -> None:
    _mette, posting = wanted()
    with as_owner():
        yesterday = timezone.now().date() - datetime.timedelta(days=2)
        Posting.objects.filter(pk=posting.pk).update(apply_by=yesterday)
    with as_worker():
        assert portals_deliver() == 1
        assert portals_deliver(now=later(30)) == 0
    assert other.shown == {} and [call[0] for call in other.calls] == ["DELETE"]


@pytest.mark.django_db
def test_the_other_side_can_be_away(settings) -> None:
    settings.JOBNET_URL, settings.JOBNET_TOKEN = "http://127.0.0.1:9/v1", "x"
    _mette, posting = wanted()
    with as_worker():
        assert portals_deliver() == 1
    row = row_of(posting)
    assert (row.last_error, row.leased_until) == ("Jobnet svarer ikke. Vi prøver igen.", None)
    with pytest.raises(PortalError) as away:
        JobnetHttp(settings.JOBNET_URL, "x").remove(key="k", number=1)
    assert not isinstance(away.value, PortalRefused)


WORKER = """
import django
django.setup()
from postings.services.portals import portals_deliver
print("begun", flush=True)
portals_deliver()
print("done", flush=True)
"""


def test_a_worker_that_is_killed_in_the_middle_posts_it_once(committed: Committed) -> None:
    with session_role("jo_web"), jobnet_running() as other:
        settings = {"JO_JOBNET_URL": other.url, "JO_JOBNET_TOKEN": TOKEN}
        mette = make.consultant("Horsens")
        posting = postings.posting(mette, make.order(mette))
        with acting_as(mette):
            portal_want(actor=mette, posting=posting, portal="jobnet")
            # The settings of this process name no way: the worker's do.
            PortalPosting.objects.filter(posting=posting).update(by_hand=False)
        other.drop_after = 1
        environment = committed.environment("worker", **settings)
        first = subprocess.Popen(
            committed.manage("shell", "-v0", "-c", WORKER),
            env=environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        try:
            until = time.monotonic() + 240
            while not other.calls and time.monotonic() < until:
                time.sleep(0.02)
            first.kill()
        finally:
            first.kill()
            first.wait()
        with connection.cursor() as cursor:
            cursor.execute("set role jo_owner")
            # As much later as the lease is long.
            cursor.execute(
                "update postings_portalposting set leased_until = leased_until - %s, due_at = now()", [LEASE]
            )
            cursor.execute("set role jo_web")
        done = subprocess.run(
            committed.manage("shell", "-v0", "-c", WORKER),
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert "done" in done.stdout, done.stderr
        assert len(other.shown) == 1 and len(other.numbers) == 1
        with acting_as(mette):
            row = PortalPosting.objects.get(posting=posting)
            assert (row.portal_id, row.sent_number) == ("5000001", 1)
        assert {call[2] for call in other.calls} == {f"{posting.uuid}-1-put"}


@pytest.mark.django_db
def test_by_hand_with_the_file_and_what_was_done_is_registered() -> None:
    mette, posting = wanted()
    client = Client()
    client.force_login(_user(mette))
    page = client.get(f"/ordrer/{posting.order.uuid}/").content.decode()
    assert "Mangler at blive slået op på Jobnet" in page
    file = client.get(f"/stillingsopslag/{posting.uuid}/jobnet.json")
    assert file["Content-Disposition"].startswith("attachment;")
    assert json.loads(file.content)["kontakt"]["navn"] == "Karin Friis"
    with as_worker():
        assert portals_deliver() == 0
    address = f"/stillingsopslag/{posting.uuid}/jobnet/"
    wrong = client.post(address, {"portal_id": "", "portal_url": "javascript:alert(1)"})
    assert wrong.status_code == 422 and "Skriv en adresse" in wrong.content.decode()
    client.post(address, {"portal_id": "5813406", "portal_url": "job.jobnet.dk/5813406"})
    row = row_of(posting)
    assert (row.portal_id, row.portal_url) == ("5813406", "https://job.jobnet.dk/5813406")
    assert (row.posted_by_id, row.posted_at is not None) == (mette.user_id, True)
    page = client.get(f"/ordrer/{posting.order.uuid}/").content.decode()
    assert "nr. 5813406" in page
    with acting_as(mette):
        posting_withdraw(actor=mette, posting=posting, reason="Besat")
    assert "Skal tages ned på Jobnet" in client.get(f"/ordrer/{posting.order.uuid}/").content.decode()
    client.post(f"/stillingsopslag/{posting.uuid}/jobnet/fjernet/")
    assert row_of(posting).removed_at is not None
    with acting_as(mette), pytest.raises(PortalPosting.DoesNotExist):
        other_one = postings.posting(mette, make.order(mette))
        portal_register(
            actor=mette, posting=other_one, portal="jobnet", portal_id="1", portal_url="https://x.dk"
        )


def _user(actor):
    from accounts.models import User

    with as_owner():
        return User.objects.get(pk=actor.user_id)
