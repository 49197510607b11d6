"""Real conversations with the real process that takes mail: to a jobcentre, and as answers to the product's mails."""

import datetime
import smtplib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.tenancy import acting_as
from inbound.door import MAX_BYTES
from inbound.enums import InboundState
from inbound.models import InboundFile, InboundMail
from notifications.models import OutboxMail
from orders.enums import EventKind
from orders.models import Breach, Clock, Order, OrderEvent
from orders.reply_path import ReplyTo, reply_path
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.committed import ROOT, Committed, committed, session_role
from tests.helpers.db import as_owner
from tests.inbound.mails import PDF, mail
from tests.notifications.conftest import free_port
from tests.notifications.test_mail_door import Line, running

__all__ = ["committed"]
HORSENS = "horsens@ind.jobordre.example"


@pytest.fixture
def door(committed: Committed) -> Iterator[Line]:
    with session_role("jo_web"), running(committed) as line:
        yield line


def send(door: Line, to: str, content: bytes, *, sender: str = "karin@firma.example") -> int:
    """The code that the door answers with."""
    with door.talk() as line:
        try:
            line.sendmail(sender, [to], content)
        except smtplib.SMTPRecipientsRefused as refused:
            return int(refused.recipients[to][0])
        except smtplib.SMTPResponseException as refused:
            return int(refused.smtp_code)
        return 250


def stored() -> list[InboundMail]:
    with as_owner():
        return list(InboundMail.objects.select_related("company__organisation", "contact").order_by("id"))


def client_of(actor) -> Client:
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_a_companys_mail_becomes_a_draft_and_then_an_order(door: Line) -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    company = companies.company("Gudenå Maskinfabrik")
    companies.contact(company, name="Karin Friis", email="karin@firma.example")
    came_after = timezone.now()
    content = mail(
        "Vi mangler to montører.", subject="Montører", files=(("job.pdf", PDF), ("virus.pdf", b"MZ"))
    )
    assert send(door, HORSENS, content) == 250
    assert send(door, HORSENS.upper(), content) == 250  # the same mail again
    assert send(door, "findes-ikke@ind.jobordre.example", content) == 550
    assert send(door, "horsens@andet.example", content) == 550
    (row,) = stored()
    assert (row.state, row.company.name, row.contact.name) == ("new", "Gudenå Maskinfabrik", "Karin Friis")
    assert came_after <= row.received_at <= timezone.now()
    client = client_of(mette)
    page = client.get("/modtaget-post/").content.decode()
    assert "Gudenå Maskinfabrik" in page and "Svar senest" in page and HORSENS in page
    assert "1 mail venter i Modtaget post" in client.get("/min-dag/").content.decode()
    page = client.get(f"/modtaget-post/{row.uuid}/").content.decode()
    assert "Vi mangler to montører." in page and "Ikke gemt: virus.pdf" in page
    # The file is saved, never shown.
    with as_owner():
        file = InboundFile.objects.get(mail=row)
    got = client.get(f"/modtaget-post/{row.uuid}/filer/{file.uuid}/")
    assert (got.content, got["Content-Type"]) == (PDF, "application/pdf")
    assert got["Content-Disposition"] == 'attachment; filename="job.pdf"'
    assert (got["X-Content-Type-Options"], got["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    # Nobody else knows of it.
    for stranger in (client_of(bo), client_of(companies.user_of(company))):
        assert stranger.get(f"/modtaget-post/{row.uuid}/").status_code == 404
        assert stranger.get(f"/modtaget-post/{row.uuid}/filer/{file.uuid}/").status_code == 404
        assert stranger.post(f"/modtaget-post/{row.uuid}/fjern/").status_code == 404
    # One press opens the form with what the mail says, another saves it: D1 has run since the mail came.
    an_hour_ago = row.received_at - datetime.timedelta(hours=1)
    with as_owner():
        InboundMail.objects.filter(pk=row.pk).update(received_at=an_hour_ago)
    address = f"/ordrer/ny/?fra=post-{row.uuid}"
    assert address in page
    form = client.get(address)
    text = form.content.decode()
    assert "Vi mangler to montører." in text and "Fra mail: Karin Friis" in text
    assert "Fristen regnes fra, da mailen kom." in text
    with as_owner():
        workplace = company.workplaces.get()
    data = {
        "submit_key": str(form.context["form"].key),
        "fra": f"post-{row.uuid}",
        "kind": "ordre",
        "company": str(company.uuid),
        "workplace": str(workplace.uuid),
        "contact": str(row.contact.uuid),
        "channel": "mail",
        "candidate_contact": "company",
        "job_description": "Vi mangler to montører.",
        "linje-0-occupation": "montører",
        "linje-0-places": "2",
    }
    saved = client.post("/ordrer/ny/", data)
    assert saved.status_code == 302, saved.content.decode()[:4000]
    with acting_as(mette):
        order = Order.objects.visible_to(mette).get()
        clock = Clock.objects.get(order=order, promise="D1")
        assert (order.channel, order.received_at, clock.received_at) == ("mail", an_hour_ago, an_hour_ago)
    assert stored()[0].state == InboundState.TAKEN and stored()[0].order_id == order.pk
    # A colleague with the same mail open makes no second order of it.
    again = client_of(make.consultant("Horsens"))
    late = again.post("/ordrer/ny/", {**data, "submit_key": "6a1f0b7e-6c1e-4f52-9d0e-5f0f7c3b9a11"})
    assert late.status_code == 422 and "En kollega har allerede registreret mailen." in late.content.decode()
    with acting_as(mette):
        assert Order.objects.visible_to(mette).count() == 1


def test_spam_is_removed_and_taken_back(door: Line) -> None:
    mette = make.consultant("Horsens")
    assert send(door, HORSENS, mail("Køb billige piller", sender="x@spam.example")) == 250
    (row,) = stored()
    assert row.company is None
    client = client_of(mette)
    removed = client.post(f"/modtaget-post/{row.uuid}/fjern/", follow=True).content.decode()
    assert "Mailen er fjernet som spam." in removed and f"/modtaget-post/{row.uuid}/laeg-tilbage/" in removed
    assert stored()[0].state == InboundState.SPAM
    client.post(f"/modtaget-post/{row.uuid}/laeg-tilbage/")
    assert (stored()[0].state, stored()[0].handled_at) == (InboundState.NEW, None)


@pytest.mark.parametrize(
    ("fields", "looks"),
    [
        ({"subject": "Fravær på lageret – vi mangler to truckførere"}, False),
        ({"sender": "noreply@formular.example"}, True),
        ({"List_Unsubscribe": "<mailto:af@firma.example>"}, True),
        ({"Auto_Submitted": "auto-generated"}, True),
    ],
)
def test_an_order_that_looks_like_a_machines_runs_its_clock(
    door: Line, fields: dict[str, str], looks: bool
) -> None:
    mette = make.consultant("Horsens")
    assert send(door, HORSENS, mail("Vi mangler to truckførere.", **fields)) == 250  # type: ignore[arg-type]
    (row,) = stored()
    assert row.state == InboundState.NEW
    client = client_of(mette)
    inbox = client.get("/modtaget-post/").content.decode()
    assert "Svar senest" in inbox and ("Ligner et autosvar" in inbox) is looks
    page = client.get(f"/modtaget-post/{row.uuid}/").content.decode()
    assert "Virksomheden skal have svar senest" in page and "Registrér som henvendelse" in page
    assert ("Læg til side som autosvar" in page) is looks
    if not looks:
        return
    aside = client.post(f"/modtaget-post/{row.uuid}/til-side/", follow=True).content.decode()
    assert "Mailen er lagt til side som autosvar." in aside
    assert (stored()[0].state, stored()[0].handled_by_id) == (InboundState.AUTOMATIC, mette.user_id)
    assert "Læg tilbage" in client.get(f"/modtaget-post/{row.uuid}/").content.decode()
    client.post(f"/modtaget-post/{row.uuid}/laeg-tilbage/")
    assert (stored()[0].state, stored()[0].handled_at) == (InboundState.NEW, None)


def test_an_answer_lands_on_its_order_and_a_machines_stops_nothing(door: Line) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with as_owner():
        contact = order.company.contacts.get()
        sent = OutboxMail.objects.get(name="orders.order_received")
    assert sent.reply_to == reply_path(ReplyTo(order.pk, order.company_id))
    answer = mail(
        "Mandag passer fint.\n\n> Hvornår?", sender=contact.email, subject="SV: Ordre", message_id="<a@x>"
    )
    assert send(door, sent.reply_to, answer, sender=contact.email) == 250
    machine = mail("Jeg er på ferie", sender=contact.email, message_id="<b@x>", Auto_Submitted="auto-replied")
    assert send(door, sent.reply_to, machine, sender=contact.email) == 250
    assert (
        send(door, sent.reply_to, mail("Ferie", sender=contact.email, message_id="<c@x>"), sender="") == 250
    )
    foreign = mail("Jeg har også en mening", sender="en@anden.example", message_id="<d@x>")
    assert send(door, sent.reply_to, foreign, sender="en@anden.example") == 250
    # What only looks like a machine's stops nothing either, and a person decides.
    likely = mail("Jeg er væk", sender=contact.email, message_id="<e@x>", subject="Automatisk svar: Ordre")
    assert send(door, sent.reply_to, likely, sender=contact.email) == 250
    states = [row.state for row in stored()]
    assert states == ["filed", "automatic", "automatic", "review", "review"]
    assert stored()[-1].why == "Ligner et autosvar."
    with acting_as(mette):
        (event,) = OrderEvent.objects.filter(order=order, kind=EventKind.MESSAGE)
        assert (event.text, event.at) == ("Mandag passer fint.", stored()[0].received_at)
        assert Clock.objects.running().filter(order=order, promise="D1").exists()
        told = OutboxMail.objects
    with as_owner():
        assert told.filter(name="orders.message_received").count() == 1
    client = client_of(mette)
    page = client.get(f"/ordrer/{order.uuid}/").content.decode()
    assert "Autosvar fra" in page and "Afsenderen er ikke kendt hos" in page
    # The consultant knows who it is, and lays it there.
    client.post(f"/modtaget-post/{stored()[3].uuid}/laeg-paa/")
    with acting_as(mette):
        assert OrderEvent.objects.filter(order=order, kind=EventKind.MESSAGE).count() == 2
    assert stored()[3].state == InboundState.FILED


def test_an_asked_jobcentres_mail_is_its_answer_with_one_press_and_the_mails_time(door: Line) -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    request = make.request(mette, order, make.jobcenter("Odder"))
    with as_owner():
        sender = User.objects.get(pk=bo.user_id).email
        asked = OutboxMail.objects.get(name="orders.request_received")
    assert asked.reply_to == reply_path(ReplyTo(order.pk, bo.organisation_id, request.pk))
    content = mail("Vi har en montør klar.", sender=sender, name="Bo Winther")
    assert send(door, asked.reply_to, content, sender=sender) == 250
    (row,) = stored()
    assert (row.state, row.party_id, row.request_id) == ("filed", bo.organisation_id, request.pk)
    with acting_as(mette):
        assert OrderEvent.objects.get(order=order, kind=EventKind.MAIL).text == "Vi har en montør klar."
        clock = Clock.objects.get(request=request)
        assert clock.stopped_at is None  # free words say neither how many nor when
    # Registered late; the mail had come in time.
    came = row.received_at
    with as_owner():
        Clock.objects.filter(pk=clock.pk).update(due_at=came + datetime.timedelta(milliseconds=1))
    client = client_of(bo)
    address = f"/modtaget-post/{row.uuid}/svar/"
    assert address in client.get(f"/henvendelser/{request.uuid}/").content.decode()
    assert client.post(address, {"answer": "yes", "text": "x"}).status_code == 422
    done = client.post(
        address, {"answer": "yes", "number": "1", "by": "2099-01-01", "text": "Vi har en montør klar."}
    )
    assert done.status_code == 422  # too far away to be true
    by = (timezone.now() + datetime.timedelta(days=20)).date().isoformat()
    done = client.post(address, {"answer": "yes", "number": "1", "by": by, "text": "Vi har en montør klar."})
    assert (done.status_code, done["Location"]) == (302, f"/henvendelser/{request.uuid}/")
    with acting_as(bo):
        clock.refresh_from_db()
        assert (clock.stopped_at, clock.kept) == (came, True)
    assert client.post(address, {"answer": "no", "text": "Nej"}).status_code == 422
    # The tovholder may read the mail and may not answer for others.
    lead = client_of(mette)
    assert lead.get(f"/modtaget-post/{row.uuid}/").status_code == 200
    assert lead.get(address).status_code == 404
    with as_owner():
        # What was detected stands, and a second record says that it was none.
        assert [row.corrections.get().kept for row in Breach.objects.filter(clock=clock)] == [True]


def test_250_is_said_when_it_is_stored_and_451_when_it_cannot_be(door: Line) -> None:
    make.consultant("Horsens")
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("set role jo_owner")
        cursor.execute("revoke insert on inbound_inboundmail from jo_worker")
        assert send(door, HORSENS, mail()) == 451
        cursor.execute("grant insert on inbound_inboundmail to jo_worker")
        cursor.execute("set role jo_web")
    assert stored() == []
    assert send(door, HORSENS, mail()) == 250
    assert len(stored()) == 1


def test_big_and_broken_mails_and_the_door_stays_open(door: Line) -> None:
    big = mail(files=(("stor.txt", b"a" * 7_000_000),))  # about ten megabytes on the way
    assert 9_000_000 < len(big) < MAX_BYTES
    assert send(door, HORSENS, big) == 250
    with as_owner():
        assert InboundFile.objects.get().size == 7_000_000
    assert send(door, HORSENS, b"x" * 70 + b"\r\n" * MAX_BYTES) == 552
    for content in (b"\x00\xff" * 500, b"", b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"):
        assert send(door, HORSENS, content) == 250
    without = mail(message_id="")
    assert send(door, HORSENS, without) == send(door, HORSENS, without) == 250
    assert len(stored()) == 5
    with door.talk() as line:
        line.ehlo()
        line.mail("karin@firma.example")
        assert line.rcpt(HORSENS)[0] == 250
        assert line.rcpt("odder@ind.jobordre.example")[0] == 452


def begun(committed: Committed) -> tuple[subprocess.Popen[bytes], Line]:
    """The door as a process that the test kills."""
    port = free_port()
    process = subprocess.Popen(
        committed.manage("receive_mail", "--listen", f"127.0.0.1:{port}"),
        env=committed.environment("worker"),
        cwd=ROOT,
    )
    until = time.monotonic() + 240  # a busy machine takes its time
    while True:
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            pytest.fail("The door did not open.")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, Line(port, smtplib.SMTP)
        except OSError:
            time.sleep(0.1)


def test_nothing_that_was_answered_250_is_lost_by_a_kill(committed: Committed) -> None:
    """Killed while mails are on their way; what got no answer comes again, and is there once."""
    with session_role("jo_web"):
        make.consultant("Horsens")
        taken: list[str] = []
        for turn in range(3):
            process, line = begun(committed)
            killer = threading.Timer(0.4, process.kill)
            killer.start()
            try:
                for n in range(500):
                    content = mail(message_id=f"<{turn}.{n}@firma.example>", files=(("job.pdf", PDF),))
                    if send(line, HORSENS, content) == 250:
                        taken.append(f"<{turn}.{n}@firma.example>")
            except (OSError, smtplib.SMTPException):
                last = content
            finally:
                killer.cancel()
                process.kill()
                process.wait()
        with as_owner():
            found = list(InboundMail.objects.values_list("message_id", flat=True))
            files = InboundFile.objects.count()
        assert set(taken) <= set(found) and len(found) == len(set(found)) == files
        assert len(found) - len(taken) <= 3
        with running(committed) as line:
            assert send(line, HORSENS, last) == 250
        with as_owner():
            assert InboundMail.objects.filter(message_id=read_id(last)).count() == 1


def read_id(content: bytes) -> str:
    return str(message_from_bytes(content)["Message-ID"])
