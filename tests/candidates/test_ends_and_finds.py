"""What an order's end does to its nominations, a line that is full, and one's own candidate found from the header."""

import datetime
import re

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import ContactChannel, DeclineReason, InvitationState, ReplyKind
from candidates.models import (
    Candidate,
    CandidateIdentity,
    Invitation,
    Nomination,
    NominationStep,
    SearchEvidence,
)
from candidates.selectors.shortlist import presented_to, shortlist
from candidates.services.invitations import OPTED_OUT
from orders.services.orders import order_cancel, order_close
from tests.candidates.placing import SECRETS, TODAY, S, Stage
from tests.candidates.searching import WELDER, text_of, welders
from tests.candidates.test_invitations import deliver, send
from tests.factories import accounts, candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified, client_of, key

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage(places=2)


def ends(row: Nomination) -> tuple[str, str, list[str]]:
    """State, reason, and what its history says last."""
    with as_owner():
        found = Nomination.objects.get(pk=row.pk)
        steps = NominationStep.objects.filter(nomination=row).order_by("pk")
        return found.state, found.declined_reason, [step.note for step in steps][-1:]


# --- an order ends --------------------------------------------------------------------------------------------------


def test_who_is_still_on_the_way_when_the_order_closes_gets_a_final_state_and_the_reason(
    stage: Stage,
) -> None:
    hired, shown = stage.presented(stage.candidate(name="Ane Bech"), stage.candidate(name="Ib Holm"))
    (waiting,) = stage.nominate(stage.candidate())
    refused = stage.nominate(stage.candidate())[0]
    stage.move(stage.bo, refused, S.DECLINED)
    stage.move(stage.mette, hired, S.HIRED)
    with acting_as(stage.mette):
        order_close(actor=stage.mette, order=stage.order, outcomes={stage.line.pk: ("partly", 1)})
    assert ends(hired)[:2] == (S.HIRED, "")
    assert ends(shown) == (S.DECLINED, DeclineReason.CLOSED, ["Ordren er afsluttet"])
    assert ends(waiting) == (S.DECLINED, DeclineReason.CLOSED, ["Ordren er afsluttet"])
    assert ends(refused)[1] == DeclineReason.SKILLS
    # Their own jobcentre reads why, and the company is shown the one it hired.
    page = client_of(stage.bo).get(reverse("candidates:nomination", args=[waiting.uuid])).content.decode()
    assert "Ordren er afsluttet" in page
    with acting_as(stage.karin):
        order = stage.order_for(stage.karin)
        assert [row.pk for row in presented_to(stage.karin, order)] == [hired.pk]
        assert [person.name for person in shortlist(stage.karin, order).people] == ["Ane Bech"]
    read = "select name from candidates_shortlist(%s, 'Valg')"
    with acting_as(stage.karin):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(read, [stage.order.pk])
            assert cursor.fetchall() == [("Ane Bech",)]


def test_a_cancelled_order_ends_them_too(stage: Stage) -> None:
    (waiting,) = stage.nominate(stage.candidate())
    with acting_as(stage.mette):
        order_cancel(actor=stage.mette, order=stage.order, reason="De har fundet en selv.")
    assert ends(waiting) == (S.DECLINED, DeclineReason.CLOSED, ["Ordren er afsluttet"])


def test_nobody_is_asked_for_candidates_when_all_places_are_filled(stage: Stage) -> None:
    offer = reverse("candidates:nominate", args=[stage.order.uuid])
    pages = {
        "tovholder": (stage.mette, reverse("orders:order", args=[stage.order.uuid])),
        "asked": (stage.bo, reverse("orders:request", args=[stage.request.uuid])),
    }
    for who, page in pages.values():
        assert offer in client_of(who).get(page).content.decode()
    for row in stage.presented(stage.candidate(), stage.candidate()):
        stage.move(stage.mette, row, S.HIRED)
    for who, page in pages.values():
        assert offer not in client_of(who).get(page).content.decode()
        answer = client_of(who).get(offer, follow=True)
        assert "Alle pladser på ordren er besat." in answer.content.decode()
    with pytest.raises(ValueError, match="Alle pladser"):
        stage.nominate(stage.candidate())


# --- the header's search ----------------------------------------------------------------------------------------------


def found_by(actor: Actor, text: str) -> str:
    page = client_of(actor).get(reverse("orders:list"), {"q": text}).content.decode()
    match = re.search(r'href="/kandidater/([0-9a-f-]{36})/"', page)
    return match[1] if match else ""


def looks() -> list[tuple[int, str]]:
    return make.rows("select level, purpose from candidates_accesslog order by id")


def test_ones_own_candidate_is_found_by_pseudonym_and_by_ones_own_reference(stage: Stage) -> None:
    secret = stage.secret_candidate()
    assert found_by(stage.bo, secret.pseudonym.lower()) == str(secret.uuid)
    assert looks() == []
    # That the reference belongs to this pseudonym is known at the third level alone.
    assert found_by(stage.bo, SECRETS["reference"]) == str(secret.uuid)
    assert looks() == [(3, "Søgt frem på jeres egen reference")]


def test_others_find_nobody_and_names_lead_nowhere(stage: Stage) -> None:
    secret = stage.secret_candidate()
    strangers = (
        stage.mette,
        accounts.actor(make.jobcenter("Silkeborg")),
        accounts.actor(make.national()),
    )
    for who in strangers:
        for text in (secret.pseudonym, SECRETS["reference"]):
            assert found_by(who, text) == ""
    for text in (SECRETS["name"], SECRETS["email"], SECRETS["phone"], "", "%", "'; drop table", "x" * 500):
        assert found_by(stage.bo, text) == ""
    assert looks() == []


# --- inviting, seen from the order and the day ------------------------------------------------------------------------


def test_the_order_says_how_the_invited_answered(stage: Stage) -> None:
    people = [stage.candidate("Horsens") for _n in range(5)]
    page = reverse("orders:order", args=[stage.order.uuid])
    assert "Opfordringer" not in text_of(client_of(stage.mette).get(page))
    send(stage.mette, stage.order, *people)
    with as_owner():
        rows = list(Invitation.objects.order_by("pk"))
        for row, (state, reply, reason) in zip(
            rows,
            (
                (InvitationState.REPLIED, ReplyKind.INTERESTED, ""),
                (InvitationState.REPLIED, ReplyKind.NOT_NOW, ""),
                (InvitationState.SENT, "", ""),
                (InvitationState.NOT_SENT, "", OPTED_OUT),
                (InvitationState.NOT_SENT, "", "Kandidaten er ikke længere ledig."),
            ),
            strict=True,
        ):
            Invitation.objects.filter(pk=row.pk).update(
                state=state, reply=reply, not_sent_reason=reason, replied_at=row.invited_at if reply else None
            )
    said = text_of(client_of(stage.mette).get(page))
    for kind in (
        *("Interesseret", "Ikke lige nu", "Intet svar endnu"),
        *("Vil ikke have opfordringer", "Ikke sendt af andre grunde"),
    ):
        assert f"{kind} <b>1</b>" in said
    assert f'href="{reverse("candidates:invitations", args=[stage.order.uuid])}"' in said
    asked = text_of(client_of(stage.bo).get(reverse("orders:request", args=[stage.request.uuid])))
    assert "Interesseret" not in asked


def test_the_message_tray_is_on_the_day_of_the_own_jobcentre(stage: Stage) -> None:
    found = stage.candidate()
    with as_owner():
        CandidateIdentity.objects.filter(pk=found.pk).update(channel=ContactChannel.MESSAGE)
    send(stage.mette, stage.order, found)
    deliver()
    line = "1 besked skal lægges i Jobnets beskedbakke"
    day = client_of(stage.bo).get(reverse("orders:my_day"))
    assert line in text_of(day) and reverse("candidates:message_tray") in text_of(day)
    assert line not in text_of(client_of(stage.mette).get(reverse("orders:my_day")))
    with as_owner():
        Invitation.objects.update(apply_by="2020-01-01")
    assert line not in text_of(client_of(stage.bo).get(reverse("orders:my_day")))


def test_inviting_from_a_search_keeps_the_search_on_the_order_once() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    first, second = welders(2)
    candidates.count_words()
    client = client_of(mette)
    search = {"sted": "8700", "km": "50", "fag": WELDER}
    page = client.post(
        reverse("candidates:invite", args=[order.uuid]), {**search, "kandidat": str(first.uuid)}
    )
    said = text_of(page)
    assert "Søgningen gemmes på ordren: svejser." in said
    carried = re.search(r'name="soegning" value="([^"]+)"', said)
    assert carried and "kandidat" not in carried[1]
    form = {
        "subject": "Job: svejser",
        "text": "Vi tror, jobbet passer til dig.",
        "apply_by": str(TODAY + datetime.timedelta(days=14)),
        "how_to_apply": "Skriv til os.",
        "soegning": carried[1].replace("&amp;", "&"),
    }

    def press(who: Candidate, **more: str) -> None:
        sent = client.post(
            reverse("candidates:invite", args=[order.uuid]),
            {**form, "kandidat": str(who.uuid), "submit_key": key(), **more},
        )
        assert sent.status_code == 302, text_of(sent)

    press(first)
    with acting_as(mette):
        (kept,) = SearchEvidence.objects.select_related("search").filter(order=order)
    assert (kept.search.radius_km, kept.search.hits, kept.search.suitable) == (50, 2, 1)
    # It says nothing about the rest, so it opens no way to others by itself.
    assert kept.search.unsuitable_reason == ""
    press(second)
    with acting_as(mette):
        assert SearchEvidence.objects.filter(order=order).count() == 1
    # Nonsense in the carried address is no search, and nobody is kept from being invited.
    third = welders(1)[0]
    press(third, soegning="sted=0999&km=x&fag=xqzw&&=" + "x" * 20_000)
