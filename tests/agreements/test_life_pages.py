"""The pages of changes and meetings: who finds them, three clicks, nothing typed lost."""

import datetime

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.enums import ChangeState, MeetingState
from agreements.models import AgreementMeeting
from agreements.selectors.life import life_panels
from agreements.services.changes import change_answer, change_propose
from agreements.services.meetings import meetings_plan
from jobcenters.calendar import local_date
from tests.agreements.living import Life, mails
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def life() -> Life:
    """In force since half a year, a meeting every month, one of them without minutes."""
    today = local_date(moment())
    made = Life(
        starts_on=today - datetime.timedelta(days=180),
        ends_on=today + datetime.timedelta(days=365),
        meeting_months=1,
    )
    with acting_as(made.lise):
        meetings_plan(agreement=made.agreement, at=moment() - datetime.timedelta(days=40))
    return made


def later(life: Life) -> datetime.date:
    return life.agreement.ends_on + datetime.timedelta(days=365)


def page(actor: Actor, name: str, uuid: object) -> str:
    response = client_of(actor).get(reverse(f"agreements:{name}", args=[uuid]))
    assert response.status_code == 200, name
    return response.content.decode()


def missing_and_coming(life: Life) -> tuple[AgreementMeeting, AgreementMeeting]:
    planned = life.meetings("planned")
    now = moment()
    return next(m for m in planned if m.starts_at < now), next(m for m in planned if m.starts_at > now)


def test_extending_in_three_clicks(life: Life) -> None:
    client = client_of(life.mette)
    text = page(life.mette, "extend", life.agreement.uuid)
    assert "Send forslaget til 4 parter" in text
    for name in ("Gudenaa Maskinfabrik", "Metal A-kasse"):
        assert name in text
    response = client.post(
        reverse("agreements:extend", args=[life.agreement.uuid]), {"ends_on": later(life).isoformat()}
    )
    assert response.status_code == 302
    assert life.change().state == ChangeState.OPEN
    for actor in (life.karin, life.frank, life.eva, life.lise):
        answered = client_of(actor).post(
            reverse("agreements:change", args=[life.change().uuid]), {"svar": "ja"}
        )
        assert answered.status_code == 302
    assert life.reload().ends_on == later(life) - datetime.timedelta(days=365)
    assert life.agreement.state == "extended"


def test_what_cannot_be_is_said_at_the_field_and_nothing_is_lost(life: Life) -> None:
    address = reverse("agreements:extend", args=[life.agreement.uuid])
    early = local_date(moment()).isoformat()
    refused = client_of(life.mette).post(address, {"ends_on": early, "reason": "Fordi <det> går godt"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "Vælg en senere dag" in text
    assert "Fordi &lt;det&gt; går godt" in text
    assert early in text
    for bad in ("", "i morgen", "20226-01-01"):
        assert client_of(life.mette).post(address, {"ends_on": bad}).status_code == 422


def test_cancelling_suggests_the_end_of_the_month(life: Life) -> None:
    text = page(life.karin, "cancel", life.agreement.uuid)
    assert "Ophæv aftalen" in text
    client_of(life.karin).post(
        reverse("agreements:cancel", args=[life.agreement.uuid]),
        {"ends_on": (local_date(moment()) + datetime.timedelta(days=20)).isoformat(), "reason": "Vi flytter"},
    )
    assert life.change().kind == "cancel"
    assert life.change().reason == "Vi flytter"


def test_saying_no_needs_a_reason(life: Life) -> None:
    with acting_as(life.mette):
        change = change_propose(
            actor=life.mette, agreement=life.agreement, kind="extend", ends_on=later(life)
        )
    address = reverse("agreements:change", args=[change.uuid])
    assert client_of(life.karin).post(address, {"svar": "nej"}).status_code == 422
    assert client_of(life.karin).post(address, {"svar": "nej", "note": "Vi flytter"}).status_code == 302
    assert life.change().state == ChangeState.REFUSED
    assert client_of(life.eva).post(address, {"svar": "ja"}).status_code == 422


def test_withdrawing(life: Life) -> None:
    with acting_as(life.mette):
        change = change_propose(
            actor=life.mette, agreement=life.agreement, kind="extend", ends_on=later(life)
        )
    address = reverse("agreements:change_withdraw", args=[change.uuid])
    client_of(life.karin).post(address)
    assert life.change().state == ChangeState.OPEN
    assert client_of(life.mette).get(address).status_code == 405
    client_of(life.mette).post(address)
    assert life.change().state == ChangeState.WITHDRAWN


@pytest.mark.parametrize("who", ["odder", "stranger"])
def test_covered_jobcentres_and_strangers_find_no_such_page(life: Life, who: str) -> None:
    with acting_as(life.mette):
        change = change_propose(
            actor=life.mette, agreement=life.agreement, kind="extend", ends_on=later(life)
        )
    missing, _coming = missing_and_coming(life)
    client = client_of(getattr(life, who))
    for name, uuid in (
        ("extend", life.agreement.uuid), ("cancel", life.agreement.uuid), ("meetings", life.agreement.uuid),
        ("change", change.uuid), ("change_withdraw", change.uuid), ("meeting", missing.uuid),
        ("meeting_move", missing.uuid), ("meeting_cancel", missing.uuid), ("meeting_invite", missing.uuid),
        ("meeting_ics", missing.uuid),
    ):  # fmt: skip
        address = reverse(f"agreements:{name}", args=[uuid])
        assert client.get(address).status_code in (404, 405), name
        assert client.post(address).status_code in (404, 405), name
    actor = getattr(life, who)
    with acting_as(actor):
        assert life_panels(actor, life.agreement) is None


# --- meetings -----------------------------------------------------------------------------------------------------


def test_minutes_with_the_results_filled_in(life: Life) -> None:
    missing, _coming = missing_and_coming(life)
    text = page(life.mette, "meeting", missing.uuid)
    assert "Resultater " in text
    assert "0 ordrer, 0 stillinger" in text
    response = client_of(life.mette).post(
        reverse("agreements:meeting", args=[missing.uuid]),
        {"minutes": "Vi talte om\nforåret", "adjustments": "", "outcome": "note"},
    )
    assert response.status_code == 302
    assert life.meetings("held")[0].minutes == "Vi talte om\nforåret"
    assert "Vi talte om<br>foråret" in page(life.karin, "meeting", missing.uuid)


def test_minutes_that_are_refused_stay(life: Life) -> None:
    missing, coming = missing_and_coming(life)
    address = reverse("agreements:meeting", args=[missing.uuid])
    refused = client_of(life.mette).post(
        address, {"minutes": "Talt", "adjustments": "", "outcome": "version"}
    )
    assert refused.status_code == 422
    assert "hvad der skal justeres" in refused.content.decode()
    assert "Talt</textarea>" in refused.content.decode()
    early = client_of(life.mette).post(
        reverse("agreements:meeting", args=[coming.uuid]), {"minutes": "Talt", "outcome": "note"}
    )
    assert early.status_code == 422
    assert life.meetings("held") == []


def test_adjustments_lead_the_drafter_to_the_new_version(life: Life) -> None:
    missing, _coming = missing_and_coming(life)
    response = client_of(life.lise).post(
        reverse("agreements:meeting", args=[missing.uuid]),
        {"minutes": "Talt", "adjustments": "Flere stillinger", "outcome": "version"},
    )
    assert response["Location"] == reverse("agreements:preview", args=[life.agreement.uuid])
    with as_owner():
        assert life.agreement.versions.filter(state="draft").count() == 1


def test_moving_inviting_and_cancelling(life: Life) -> None:
    _missing, coming = missing_and_coming(life)
    client = client_of(life.karin)
    day = local_date(coming.starts_at) + datetime.timedelta(days=1)
    moved = {"day": day.isoformat(), "time": "13.30", "minutes_long": "90", "place": "Kantinen"}
    assert client.post(reverse("agreements:meeting_invite", args=[coming.uuid])).status_code == 302
    assert client.post(reverse("agreements:meeting_move", args=[coming.uuid]), moved).status_code == 302
    with as_owner():
        coming.refresh_from_db()
    assert (local_date(coming.starts_at), coming.minutes_long, coming.place) == (day, 90, "Kantinen")
    assert len(mails("meeting_changed")) == 5
    for wrong in (
        {"day": "x"},
        {"time": "25:00"},
        {"minutes_long": "5"},
        {"day": "2020-01-01"},
        {"place": "x" * 201},
    ):
        refused = client.post(reverse("agreements:meeting_move", args=[coming.uuid]), {**moved, **wrong})
        assert refused.status_code == 422, wrong
    client.post(reverse("agreements:meeting_cancel", args=[coming.uuid]), {"reason": "Ferie"})
    with as_owner():
        coming.refresh_from_db()
    assert coming.state == MeetingState.CANCELLED
    assert client.get(reverse("agreements:meeting_move", args=[coming.uuid])).status_code == 302


def test_lists_and_panels_ask_as_much_for_many_as_for_one(
    life: Life, django_assert_max_num_queries: object
) -> None:
    with acting_as(life.karin):
        now = moment()
        agreement = life.reload()
        panels = life_panels(life.karin, agreement, now)
        assert panels is not None
        assert len(panels.without_minutes) == 2 or len(panels.without_minutes) == 1
        assert len(panels.coming) == 4
        assert panels.more_coming > 0
        with django_assert_max_num_queries(6):  # type: ignore[operator]
            life_panels(life.karin, agreement, now)


def test_the_panel_names_everybody_for_a_partner(life: Life) -> None:
    with acting_as(life.karin):
        change = change_propose(
            actor=life.karin, agreement=life.agreement, kind="extend", ends_on=later(life)
        )
    with acting_as(life.mette):
        change_answer(actor=life.mette, change=change, agrees=True, name="Mette Lund", note="Gerne")
    with acting_as(life.frank):
        panels = life_panels(life.frank, life.agreement, moment())
    assert panels is not None
    assert panels.open_change is not None
    assert panels.open_change.proposer == "Gudenaa Maskinfabrik"
    assert panels.open_change.waiting_for == 3
    assert panels.open_change.may_answer
    assert not panels.may_propose
