"""Rounds of calls as the browser asks for them: chosen page by page, rung, ended, taken back."""

import datetime
import re

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.visits.notes import TODAY, client_of, note
from visits.models import CallRound, Interaction, Task
from visits.selectors.rounds import PAGE_SIZE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
CHOOSE = "/opgaver/rundringning/"
SENT = {"name": "Metal 2026", "due_on": "2026-04-03", "assigned": ""}


def test_a_round_is_made_rung_and_taken_back(mette) -> None:
    metal = companies.company("Metal A/S", industry_code="251100", industry="Metal")
    companies.company("Kro ApS", industry_code="561010", industry="Restaurant")
    client = client_of(mette)
    html = client.get(f"{CHOOSE}?branche=C").content.decode()
    assert "Metal A/S" in html and "Kro ApS" not in html
    page = client.post(f"{CHOOSE}?branche=C", {**SENT, "companies": [str(metal.uuid)]}, follow=True)
    html = page.content.decode()
    with acting_as(mette):
        called = CallRound.objects.get()
        task = Task.objects.get()
    assert page.redirect_chain[-1][0] == reverse("visits:call_round", args=[called.uuid])
    assert "1 virksomhed er føjet til rundringningen." in html and "0 af 1 ringet op" in html
    end, resume = (reverse(f"visits:call_round_{word}", args=[called.uuid]) for word in ("end", "resume"))
    assert f'action="{end}"' in html
    # The note of the call ticks it off before its day, has the round's campaign, and leads back.
    write = reverse("visits:note_new", args=[metal.uuid]) + f"?type=call&opgave={task.uuid}"
    assert write.replace("&", "&amp;") in html
    form = client.get(write).context["form"]
    assert form.initial["done"] == [str(task.uuid)] and form.initial["campaign"] == "Metal 2026"
    assert not form.more_is_open
    said = {
        "key": str(form.initial["key"]),
        "kind": "call",
        "text": "De ringer igen.",
        "sharing": "shared",
        "held_on": TODAY.isoformat(),
        "done": [str(task.uuid)],
        "campaign": "Metal 2026",
    }
    said["sharing"] = form.fields["sharing"].choices[0][0]
    for _n in range(2):  # pressed twice: written once, and the second press says no error
        back = client.post(write, said)
        assert back.status_code == 302
        assert back["Location"] == reverse("visits:call_round", args=[called.uuid])
    with acting_as(mette):
        assert Interaction.objects.get().campaign == "Metal 2026"
        assert Task.objects.get().done_at
    html = client.get(reverse("visits:call_round", args=[called.uuid])).content.decode()
    assert "1 af 1 ringet op" in html and "Alle er ringet op." in html and "Mette Madsen" in html
    assert client.get(end).status_code == 405
    for address in (end, resume):
        assert client.post(address).status_code == 302


def test_the_others_are_taken_too_but_not_those_without_a_tick(mette) -> None:
    made = [companies.company(f"Firma {n:03d}", with_contact=False) for n in range(PAGE_SIZE + 5)]
    ticked = [str(one.uuid) for one in made[1:PAGE_SIZE]]
    client = client_of(mette)
    html = client.get(CHOOSE).content.decode()
    assert "Tag også de 5, der står på de andre sider" in html and "Side 1 af 2" in html
    shown = re.findall(r'name="shown" value="([^"]+)"', html)
    assert shown == [str(one.uuid) for one in made[:PAGE_SIZE]]
    # One comes before the others meanwhile: the page that is sent is the page that was shown.
    early = companies.company("Aa er ny", with_contact=False)
    client.post(CHOOSE, {**SENT, "companies": ticked, "shown": shown, "others": "on"})
    with acting_as(mette):
        there = set(Task.objects.values_list("company", flat=True))
    assert there == {early.pk, *(one.pk for one in made[1:])}
    # From the second page, what is left is the one that was not ticked.
    with acting_as(mette):
        called = CallRound.objects.get()
    page = client.get(f"{CHOOSE}?runde={called.uuid}").context["page"]
    assert [row.company.pk for row in page.choices] == [made[0].pk]
    client.post(f"{CHOOSE}?runde={called.uuid}", {**SENT, "companies": [str(made[0].uuid)]})
    with acting_as(mette):
        assert CallRound.objects.get() and Task.objects.count() == PAGE_SIZE + 6


def test_nothing_typed_is_lost_when_something_is_wrong(mette, company) -> None:
    client = client_of(mette)
    nothing = client.post(CHOOSE, {**SENT, "companies": []})
    assert nothing.status_code == 422
    html = nothing.content.decode()
    assert "Metal 2026" in html and "Sæt kryds ved mindst én virksomhed." in html
    nameless = client.post(CHOOSE, {**SENT, "name": "", "companies": [str(company.uuid)]})
    assert nameless.status_code == 422
    html = nameless.content.decode()
    assert f'value="{company.uuid}" checked' in html and "Giv runden et navn." in html
    for query in (
        "?side=x",
        "?side=999999",
        "?side=-1",
        "?kommune=9999",
        "?branche=ÆØ",
        "?dage=0",
        "?dage=x",
    ):
        assert client.get(CHOOSE + query).status_code == 200, query
    for query in ("?runde=x", "?runde=8a0a1c5e-2f5b-4a9b-8b1f-0a3f3e9c7d10"):
        assert client.get(CHOOSE + query).status_code == 404, query
    bad = client.post(CHOOSE, {**SENT, "companies": ["x", "\x00", "8a0a1c5e-2f5b-4a9b-8b1f-0a3f3e9c7d10"]})
    assert bad.status_code == 422


def test_it_begins_with_ones_own_municipality() -> None:
    near, far = companies.company("Nær ApS"), companies.company("Fjern ApS", workplace_code="5800")
    client = client_of(make.consultant("Horsens"))
    html = client.get(CHOOSE).content.decode()
    assert "Jeres kommune: Horsens" in html and near.name in html and far.name not in html
    html = client.get(f"{CHOOSE}?kommune=").content.decode()
    assert near.name in html and far.name in html
    html = client_of(make.national_actor()).get(CHOOSE).content.decode()
    assert "Jeres kommune" not in html and near.name in html and far.name in html


def test_the_list_of_rounds_is_paged_and_nobody_elses(mette) -> None:
    company = companies.company()
    client = client_of(mette)
    for n in range(27):
        client.post(CHOOSE, {**SENT, "name": f"Runde {n:02d}", "companies": [str(company.uuid)]})
    first = client.get(reverse("visits:rounds"))
    assert [one.name for one in first.context["rounds"]][:2] == ["Runde 26", "Runde 25"]
    then = client.get(first.context["page"].next_url)
    assert [one.name for one in then.context["rounds"]] == ["Runde 01", "Runde 00"]
    html = client.get(reverse("visits:tasks")).content.decode()
    assert "Rundringninger" in html and "0 af 1 ringet op" in html
    with acting_as(mette):
        called = CallRound.objects.first()
    stranger = client_of(accounts.actor(accounts.organisation("Jobcenter Odder")))
    assert not stranger.get(reverse("visits:rounds")).context["rounds"]
    for name in ("call_round", "call_round_edit"):
        assert stranger.get(reverse(f"visits:{name}", args=[called.uuid])).status_code == 404
    for name in ("call_round_end", "call_round_resume", "call_round_edit"):
        assert stranger.post(reverse(f"visits:{name}", args=[called.uuid])).status_code == 404
    assert stranger.get(f"{CHOOSE}?runde={called.uuid}").status_code == 404


def test_a_round_is_reworded(mette, company) -> None:
    client = client_of(mette)
    client.post(CHOOSE, {**SENT, "companies": [str(company.uuid)]})
    with acting_as(mette):
        called = CallRound.objects.get()
    address = reverse("visits:call_round_edit", args=[called.uuid])
    assert "Metal 2026" in client.get(address).content.decode()
    assert client.post(address, {**SENT, "name": ""}).status_code == 422
    assert client.post(address, {**SENT, "name": "Metal, forår"}).status_code == 302
    with acting_as(mette):
        assert CallRound.objects.get().name == "Metal, forår"


def test_a_long_silent_company_is_told_apart(mette, company) -> None:
    note(mette, company, held_on=TODAY - datetime.timedelta(days=10))
    client = client_of(mette)
    assert company.name in client.get(f"{CHOOSE}?dage=10").content.decode()
    assert company.name not in client.get(f"{CHOOSE}?dage=11").content.decode()


def test_more_come_onto_the_round_of_the_address_whatever_it_is_called_by_then(mette, company) -> None:
    client = client_of(mette)
    client.post(CHOOSE, {**SENT, "companies": [str(company.uuid)]})
    with acting_as(mette):
        called = CallRound.objects.get()
    address = f"{CHOOSE}?runde={called.uuid}"
    other = companies.company("Ny ApS")
    assert 'type="hidden" name="name" value="Metal 2026"' in client.get(address).content.decode()
    client.post(reverse("visits:call_round_edit", args=[called.uuid]), {**SENT, "name": "Metal, forår"})
    client.post(address, {**SENT, "companies": [str(other.uuid)]})
    with acting_as(mette):
        assert CallRound.objects.get().tasks.count() == 2
