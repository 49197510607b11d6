"""Inviting, under the policies: who is written to, what the inviter learns, and the citizen's answer by link."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import ContactChannel, InvitationState, ReplyKind
from candidates.models import Candidate, CandidateIdentity, Invitation
from candidates.services.invitations import Sent, invitations_deliver, invitations_send, invitations_undo
from notifications.models import OutboxMail
from orders.models import Order
from tests.factories import candidates, orders
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

LATER = datetime.timedelta(minutes=1)


def send(actor: Actor, order: Order, *who: Candidate, days: int = 7) -> Sent:
    with acting_as(actor):
        return invitations_send(
            actor=actor,
            order=order,
            candidates=who,
            subject="Job: montør hos Gudenå",
            text="Vi tror, jobbet passer til dig.",
            apply_by=timezone.localdate() + datetime.timedelta(days=days),
            how_to_apply="Skriv til Karin.",
        )


def deliver() -> int:
    with as_worker():
        return invitations_deliver(now=timezone.now() + LATER)


def mails(name: str = "candidates.invitation") -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(name=name).order_by("created_at"))


def row() -> Invitation:
    with as_owner():
        return Invitation.objects.get()


def token_of(mail: OutboxMail) -> str:
    found = re.search(r"/svar/([\w-]{40,})/", mail.text)
    assert found
    return found.group(1)


def test_neighbours_citizen_gets_the_mail_and_the_inviter_learns_no_name() -> None:
    found = candidates.candidate("Odder", postcode="8300", name="Ane Bech")
    horsens = orders.consultant("Horsens")
    order = orders.order(horsens)
    send(horsens, order, found)
    assert mails() == []
    assert deliver() == 1
    (mail,) = mails()
    assert "Hej Ane Bech" in mail.text and "Sådan søger du: Skriv til Karin." in mail.text
    # Nobody's administrators read the name in the outbox: the mail belongs to nobody and loses its text when sent.
    assert mail.organisation_id is None and mail.confidential
    for who in (horsens, orders.consultant("Odder", role="administrator")):
        with acting_as(who):
            assert not OutboxMail.objects.filter(name="candidates.invitation").exists()
    assert row().state == InvitationState.SENT
    assert deliver() == 0 and len(mails()) == 1


def test_nobody_is_invited_twice_to_one_order() -> None:
    one, other = candidates.candidate("Horsens"), candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    order = orders.order(horsens)
    assert len(send(horsens, order, one).invitations) == 1
    again = send(horsens, order, one, other)
    assert [item.candidate_id for item in again.invitations] == [other.pk]
    assert again.before == [one.pseudonym]
    assert deliver() == 2
    assert len(mails()) == 2
    # Another order is another job.
    assert len(send(horsens, orders.order(horsens), one).invitations) == 1


def test_undo_until_the_worker_takes_it() -> None:
    found = candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    order = orders.order(horsens)
    sent = send(horsens, order, found)
    with as_worker():
        assert invitations_deliver() == 0  # not before the ten seconds are over
    with acting_as(horsens):
        assert invitations_undo(actor=horsens, order=order, invited_at=sent.invitations[0].invited_at) == 1
    assert deliver() == 0 and mails() == []
    sent = send(horsens, order, found)
    deliver()
    with acting_as(horsens):
        assert invitations_undo(actor=horsens, order=order, invited_at=sent.invitations[0].invited_at) == 0
    assert row().state == InvitationState.SENT


@pytest.mark.parametrize(
    ("identity", "state", "reason"),
    [
        ({"opted_out_at": timezone.now()}, InvitationState.NOT_SENT, "vil ikke have opfordringer"),
        ({"channel": ContactChannel.MESSAGE}, InvitationState.TO_PASS_ON, ""),
        ({"email": ""}, InvitationState.TO_PASS_ON, ""),
    ],
    ids=["opted out", "by message", "no address"],
)
def test_who_gets_no_mail(identity: dict[str, object], state: str, reason: str) -> None:
    found = candidates.candidate("Odder", postcode="8300")
    with as_owner():
        CandidateIdentity.objects.filter(pk=found.pk).update(**identity)
    horsens = orders.consultant("Horsens")
    send(horsens, orders.order(horsens), found)
    deliver()
    assert mails() == []
    assert row().state == state and reason in row().not_sent_reason


def test_who_withdrew_in_the_meantime_gets_no_mail() -> None:
    found = candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    send(horsens, orders.order(horsens), found)
    with as_owner():
        Candidate.objects.filter(pk=found.pk).update(state="withdrawn")
    deliver()
    assert mails() == [] and row().state == InvitationState.NOT_SENT


def test_only_the_tovholder_invites() -> None:
    found = candidates.candidate("Odder", postcode="8300")
    horsens, odder = orders.consultant("Horsens"), orders.consultant("Odder")
    order = orders.order(horsens)
    orders.request(horsens, order, orders.jobcenter("Odder"))
    with pytest.raises(PermissionDenied):
        send(odder, order, found)


def test_a_day_that_has_passed_and_nobody_chosen_are_refused_in_words() -> None:
    found = candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    order = orders.order(horsens)
    with pytest.raises(ValueError, match="Ansøgningsfristen er passeret"):
        send(horsens, order, found, days=-1)
    with pytest.raises(ValueError, match="mindst én"):
        send(horsens, order)


def test_the_citizen_answers_by_the_link_and_looking_changes_nothing(client: Client) -> None:
    found = candidates.candidate("Odder", postcode="8300", name="Ane Bech")
    horsens = orders.consultant("Horsens")
    order = orders.order(horsens)
    send(horsens, order, found)
    deliver()
    address = f"/svar/{token_of(mails()[0])}/"
    page = client.get(address)
    assert page.status_code == 200 and "Job: montør hos Gudenå" in page.text
    # The page could be open on anybody's screen: it names nobody.
    assert "Ane" not in page.text and found.pseudonym not in page.text
    assert "no-store" in page["Cache-Control"]
    assert row().reply == ""
    for answer in ("interested", "interested", "in_work"):
        assert client.post(address, {"svar": answer}).status_code == 302
    assert row().reply == ReplyKind.IN_WORK and row().state == InvitationState.REPLIED
    # The inviter is told once, by pseudonym.
    (told,) = mails("candidates.interested")
    assert found.pseudonym in told.text and "Ane" not in told.text
    assert told.recipient_user_id == horsens.user_id
    assert "Du har svaret: Allerede i arbejde" in client.get(address).text
    client.post(address, {"svar": "noget helt andet"})
    assert row().reply == ReplyKind.IN_WORK


def test_opting_out_holds_for_the_next_order_and_can_be_undone(client: Client) -> None:
    found = candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    send(horsens, orders.order(horsens), found)
    deliver()
    address = f"/svar/{token_of(mails()[0])}/"
    client.post(address, {"svar": "ingen_flere"})
    assert "ikke flere opfordringer fra jobcentret" in client.get(address).text
    send(horsens, orders.order(horsens), found)
    deliver()
    assert len(mails()) == 1
    client.post(address, {"svar": "gerne_igen"})
    send(horsens, orders.order(horsens), found)
    deliver()
    assert len(mails()) == 2


def test_a_link_that_ended_and_one_that_is_nobodys(client: Client) -> None:
    found = candidates.candidate("Horsens")
    horsens = orders.consultant("Horsens")
    send(horsens, orders.order(horsens), found)
    deliver()
    address = f"/svar/{token_of(mails()[0])}/"
    with as_owner():
        Invitation.objects.update(expires_at=timezone.now() - LATER)
    page = client.get(address)
    assert page.status_code == 410 and "Ansøgningsfristen er passeret" in page.text
    client.post(address, {"svar": "interested"})
    assert row().reply == ""
    assert client.get("/svar/" + "x" * 43 + "/").status_code == 404
    assert client.post("/svar/" + "x" * 43 + "/", {"svar": "interested"}).status_code == 404


def test_guessing_links_is_stopped(client: Client) -> None:
    answers = [client.get(f"/svar/{number:043d}/").status_code for number in range(25)]
    assert answers[0] == 404 and answers[-1] == 429
