"""The pages of notes and tasks: what is shown, what an error keeps, who finds them, and what they cost."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.models import Company
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.visits.notes import NOON, TODAY, client_of, note
from visits.models import Interaction, InternalNote, JointVisit, Task
from visits.services.interactions import NeedData, internal_note_add, internal_note_remove
from visits.services.tasks import task_add

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
TYPED = {
    "kind": "call",
    "text": "De får en stor ordre til maj.",
    "growth": "grows",
    "needs_labour": "on",
    "outlook_3": "more",
    "outlook_12": "",
    "next_in": "3",
    "sharing": "delt",
    "held_on": "2026-03-27",
    "occupation_1": "svejsere",
    "number_1": "4",
    "horizon_1": "3",
    "campaign": "Industri 2026",
}


def card(actor: Actor, company: Company) -> str:
    response = client_of(actor).get(reverse("companies:detail", args=[company.uuid]))
    assert response.status_code == 200
    return response.content.decode()


def test_a_note_says_what_the_barometer_counts(mette, company) -> None:
    html = client_of(mette).get(reverse("visits:note_new", args=[company.uuid])).content.decode()
    assert "Jobbarometeret tæller kun notater, der svarer for både 3 og 12 måneder." in html


def test_a_note_is_written_and_stands_on_the_card_with_its_next_step(mette, company) -> None:
    client = client_of(mette)
    response = client.post(reverse("visits:note_new", args=[company.uuid]), TYPED, follow=True)
    html = response.content.decode()
    assert "Notatet er gemt" in html
    for words in (
        "Opkald",
        "De får en stor ordre til maj.",
        "Vokser",
        "4 svejsere inden for 3 måneder",
        "flere ansatte om 3 måneder",
        "kampagne=Industri%202026",
        "Næste skridt:",
        "Fremstillingsvirksomhed",
        "Jern- og metalvareindustri, undtagen maskiner og udstyr",
    ):
        assert words.lower() in html.lower(), words
    with acting_as(mette):
        row = Interaction.objects.get()
        assert (row.is_shared, row.kind) == (True, "call")
        # Three months on is Saturday 27 June: the working day after.
        assert row.next_visit_on == datetime.date(2026, 6, 29)
        assert Task.objects.get().due_on == datetime.date(2026, 6, 29)


def test_nothing_that_was_typed_is_lost_on_an_error(mette, company) -> None:
    wrong = {
        **TYPED,
        "text": "Borgeren 010190-1234 var med. De får en stor ordre.",
        "next_in": "dag",
        "held_on": "31.2.2026",
        "number_1": "mange",
    }
    response = client_of(mette).post(reverse("visits:note_new", args=[company.uuid]), wrong)
    html = response.content.decode()
    assert response.status_code == 422
    for kept in ("De får en stor ordre.", "31.2.2026", "svejsere", "Industri 2026", "mange"):
        assert kept in html, kept
    assert html.count("checked") >= 6
    for told in ("Skriv en dato, for eksempel 30.3.2026.", "hvilken dag det næste besøg er"):
        assert told in html, told
    # The rule about citizens is the service's: it speaks when the rest can be read.
    again = {**TYPED, "text": wrong["text"]}
    response = client_of(mette).post(reverse("visits:note_new", args=[company.uuid]), again)
    assert response.status_code == 422
    assert "cpr-nummer" in response.content.decode()
    with acting_as(mette):
        assert not Interaction.objects.exists()


def test_a_form_that_is_pressed_twice_is_one_note(mette, company) -> None:
    client = client_of(mette)
    address = reverse("visits:note_new", args=[company.uuid])
    key = client.get(address).context["form"]["key"].value()
    for _press in range(2):
        client.post(address, {**TYPED, "key": str(key)})
    with acting_as(mette):
        assert Interaction.objects.count() == 1


def test_what_was_due_is_done_with_the_note(mette, company) -> None:
    note(mette, company, next_visit_on=TODAY)
    with acting_as(mette):
        other = task_add(actor=mette, text="Send brochuren", due_on=TODAY, company=company)
        due = Task.objects.exclude(pk=other.pk).get()
    client = client_of(mette)
    address = reverse("visits:note_new", args=[company.uuid])
    form = client.get(address).context["form"]
    assert form["done"].value() == [str(due.uuid)]
    client.post(address, {**TYPED, "next_in": "", "done": [str(due.uuid)]})
    with acting_as(mette):
        assert list(Task.objects.open()) == [other]
    # Meanwhile a colleague was faster: nothing typed is lost.
    late = client.post(address, {**TYPED, "done": [str(due.uuid)]})
    assert late.status_code == 422
    assert "allerede gjort" in late.content.decode()


def test_a_correction_is_told_with_what_stood_before(mette, company) -> None:
    row = note(mette, company, text="De vokser.")
    client = client_of(mette)
    address = reverse("visits:note_edit", args=[row.uuid])
    html = client.post(
        address, {**TYPED, "version": "1", "text": "De skrumper."}, follow=True
    ).content.decode()
    assert "De skrumper." in html
    assert "Før stod der:" in html
    assert "De vokser." in html
    # A second who still has the first version open is shown what is there now, and loses nothing.
    late = client.post(address, {**TYPED, "version": "1", "text": "Mit eget."})
    assert late.status_code == 422
    html = late.content.decode()
    assert "De skrumper." in html
    assert "Mit eget." in html
    assert client.post(address, {**TYPED, "version": "2", "text": "Mit eget."}).status_code == 302


def test_others_read_what_is_shared_and_change_nothing(mette, company) -> None:
    shared = note(mette, company, text="Delt med jer.", is_shared=True)
    kept = note(mette, company, text="Kun vores.")
    with acting_as(mette):
        internal_note_add(actor=mette, company=company, text="Ring ikke før kl. 10.")
        task_add(actor=mette, text="Vores opgave", due_on=TODAY, company=company)
    other = accounts.actor(accounts.organisation("Jobcenter Odder"))
    html = card(other, company)
    assert "Delt med jer." in html
    for hidden in ("Kun vores.", "Ring ikke", "Vores opgave"):
        assert hidden not in html
    client = client_of(other)
    assert client.get(reverse("visits:note", args=[shared.uuid])).status_code == 200
    assert client.get(reverse("visits:note_edit", args=[shared.uuid])).status_code == 404
    assert client.get(reverse("visits:note", args=[kept.uuid])).status_code == 404
    html = card(mette, company)
    for own in ("Delt med jer.", "Kun vores.", "Ring ikke", "Vores opgave", "Interne notater"):
        assert own in html


def test_the_company_sees_none_of_this(mette, company) -> None:
    note(mette, company, text="Hemmeligt om jer", is_shared=True, needs=[NeedData("hemmelige svejsere", 2)])
    with acting_as(mette):
        internal_note_add(actor=mette, company=company, text="Hemmeligt internt")
        task_add(actor=mette, text="Hemmelig opgave", due_on=TODAY, company=company)
    own = companies.user_of(company)
    html = card(own, company)
    for hidden in (
        "emmelig",
        "Besøg og opkald",
        "Interne notater",
        "Opgaver",
        "Skriv notat",
        "Sidste kontakt",
    ):
        assert hidden not in html, hidden
    client = client_of(own)
    for name in ("note_new", "notes", "internal_note", "joint_visit_new"):
        assert client.get(reverse(f"visits:{name}", args=[company.uuid])).status_code == 404, name
    for name in ("tasks", "task_new", "round", "calendar_link"):
        assert client.get(reverse(f"visits:{name}")).status_code == 404, name


def test_the_card_asks_as_often_for_60_notes_as_for_one(mette, company) -> None:
    client = client_of(mette)
    address = reverse("companies:detail", args=[company.uuid])

    def fill(many: int) -> None:
        for n in range(many):
            note(mette, company, needs=[NeedData("svejsere", 1)], is_shared=True, next_visit_on=TODAY)
            with acting_as(mette):
                internal_note_add(actor=mette, company=company, text=f"Internt {n}")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    fill(1)
    client.get(address)
    few = asked()
    fill(59)
    assert asked() == few


def test_a_joint_visit_is_invited_answered_and_chosen_on_its_pages(company) -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    client = client_of(mette)
    address = reverse("visits:joint_visit_new", args=[company.uuid])
    with as_owner():
        odder = make.jobcenter("Odder")
    sent = {
        "guests": [str(odder.uuid)],
        "purpose": "De mangler svejsere.",
        "minutes_long": "60",
        "citizens": "Lars Hansen",
        **{f"day_{n}": f"2026-04-{n + 12}" for n in (1, 2, 3)},
        **{f"time_{n}": "10:00" for n in (1, 2, 3)},
    }
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Skriv kun kendenavne" in refused.content.decode()
    page = client.post(address, {**sent, "citizens": "H-48213"}, follow=True)
    assert "Invitationen er sendt til Jobcenter Odder" in page.content.decode()
    with acting_as(mette):
        visit = JointVisit.objects.get()
        times = list(visit.times.all())
    guest = client_of(ole)
    here = reverse("visits:joint_visit", args=[visit.uuid])
    assert "Smedjen ApS" in guest.get(here).content.decode()
    answers = {f"kan_{time.uuid}": "ja" if n == 1 else "nej" for n, time in enumerate(times)}
    assert guest.post(here, {**answers, "comment": "Gerne"}).status_code == 302
    html = client.get(here).content.decode()
    assert "1 af 1 kan" in html
    assert "Gerne" in html
    client.post(reverse("visits:joint_visit_pick", args=[visit.uuid]), {"time": str(times[1].uuid)})
    with acting_as(ole):
        assert JointVisit.objects.get().starts_at == times[1].starts_at
    for name in ("joint_visit_pick", "joint_visit_times", "joint_visit_edit", "joint_visit_end"):
        assert guest.post(reverse(f"visits:{name}", args=[visit.uuid])).status_code == 404, name


def test_the_times_that_the_page_proposes_can_be_sent_as_they_stand(company) -> None:
    client = client_of(make.consultant("Horsens"))
    address = reverse("visits:joint_visit_new", args=[company.uuid])
    with as_owner():
        odder = make.jobcenter("Odder")
    html = client.get(address).content.decode()
    tags = [tag for tag in re.findall(r"<input[^>]*>", html) if re.search(r'name="(day|time)_\d"', tag)]
    offered = {re.findall(r'name="([^"]*)"', t)[0]: re.findall(r'value="([^"]*)"', t)[0] for t in tags}
    # Good Friday and Easter Monday are no working days; a week ahead of Friday 27 March is Good Friday.
    assert [offered[f"day_{n}"] for n in (1, 2, 3)] == ["2026-04-07", "2026-04-08", "2026-04-09"]
    sent = {**offered, "guests": [str(odder.uuid)], "purpose": "De mangler svejsere.", "minutes_long": "60"}
    page = client.post(address, sent, follow=True)
    assert "Invitationen er sendt til Jobcenter Odder" in page.content.decode()


def test_those_near_and_of_the_network_are_asked_first_and_nobody_chosen_is_hidden(mette, company) -> None:
    far = make.jobcenter("Nyborg")
    page = reverse("visits:joint_visit_new", args=[company.uuid])
    client = client_of(mette)
    first, rest = client.get(page).content.decode().split('<details class="jo-why">')
    assert "Jobcenter Odder" in first and "Jobcenter Nyborg" in rest
    again = client.post(page, {"guests": [str(far.uuid)]})
    assert again.status_code == 422
    assert '<details class="jo-why" open>' in again.content.decode()


def test_the_card_says_promises_kept_by_the_rule_of_the_pages_of_promises() -> None:
    from orders.company_facts import kept_with
    from orders.selectors.sla import ClockFilter, Show

    actor = make.consultant("Horsens")
    company = companies.company("Løftefirma A/S")
    long_ago = NOON - datetime.timedelta(days=90)
    order = make.order(actor, company=company, received_at=long_ago)
    make.promise(actor, order, "D5", received_at=long_ago)
    with acting_as(actor):
        tally = kept_with(actor, company)
        rows = ClockFilter(actor.organisation_id, NOON, Show.ALL).rows().filter(order__company=company)
        assert tally.total == rows.count() > 0
    html = card(actor, company)
    assert "Løfter holdt" in html
    assert f"{tally.kept} af {tally.total}" in html.replace("\u00a0", " ")


def test_the_card_counts_all_orders_and_says_what_is_next_who_has_it_and_what_is_late() -> None:
    actor, other = make.consultant("Horsens"), make.consultant("Odder")
    company = companies.company("Mange Ordrer A/S")
    for _n in range(11):
        make.order(actor, company=company)
    theirs = make.order(other, company=company)
    make.request(other, theirs, make.jobcenter("Horsens"))
    with playing(NOON - datetime.timedelta(days=9)), acting_as(actor):
        task_add(
            actor=actor, text="Send brochuren", due_on=TODAY - datetime.timedelta(days=7), company=company
        )
    response = client_of(actor).get(reverse("companies:detail", args=[company.uuid]))
    (panel,) = [p.values for p in response.context["panels"] if "count" in p.values and "rows" in p.values]
    assert (panel["count"], len(panel["rows"])) == (12, 10)
    html = response.content.decode()
    assert "Næste skridt: ring til virksomheden" in html and "Modtaget" in html
    assert "Jobcenter Odder er tovholder" in html
    tasks = html[html.index('id="opgaver"') :]
    assert "Overskredet" in tasks and "Skulle være gjort" in tasks


def test_an_internal_note_is_removed_with_a_press(mette, company) -> None:
    client = client_of(mette)
    client.post(reverse("visits:internal_note", args=[company.uuid]), {"text": "Ring efter kl. 10."})
    with acting_as(mette):
        row = InternalNote.objects.get()
    gone = client.post(reverse("visits:internal_note_delete", args=[row.uuid]), follow=True).content.decode()
    back = reverse("visits:internal_note_restore", args=[row.uuid])
    assert "Ring efter kl. 10." not in gone and f'action="{back}"' in gone
    assert client.post(reverse("visits:internal_note_delete", args=[row.uuid])).status_code == 404
    again = client.post(back, follow=True).content.decode()
    assert "Ring efter kl. 10." in again and "Det interne notat er her igen." in again
    assert client.post(back).status_code == 404


def test_two_who_delete_an_internal_note_at_once_are_both_answered(mette, company, monkeypatch) -> None:
    client = client_of(mette)
    client.post(reverse("visits:internal_note", args=[company.uuid]), {"text": "Ring efter kl. 10."})
    with acting_as(mette):
        row = InternalNote.objects.get()

    def a_colleague_was_quicker(*, actor, note) -> None:
        internal_note_remove(actor=actor, note=note)
        internal_note_remove(actor=actor, note=note)

    monkeypatch.setattr("visits.views.notes.internal_note_remove", a_colleague_was_quicker)
    told = client.post(reverse("visits:internal_note_delete", args=[row.uuid]), follow=True)
    assert told.status_code == 200 and "Notatet er allerede slettet." in told.content.decode()
