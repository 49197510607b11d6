"""The wizard, from the company's page to a draft that can be sent; every step saved by itself."""

import datetime

import pytest
from django.urls import reverse

from accounts.enums import OrganisationKind
from agreements.enums import AgreementKind, Area, PartyRole
from agreements.models import Agreement
from tests.agreements.pages import fresh, signed_in, step_url, typed
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def begin(client, company, **query):
    url = reverse("agreements:new")
    return client.get(url, {"virksomhed": str(company.uuid), **query})


def test_nine_clicks_from_the_company_to_the_button_that_sends() -> None:
    """Button on the company's page, five times "Gem, og fortsæt", two ticks, and send: nine."""
    company = companies.company("Fjordens Maskinfabrik")
    agreements.eastern()
    companies.workplace(company, code="4600")
    client = signed_in(agreements.national_actor(name="Lise Dam"))
    shown = client.get(reverse("companies:detail", args=[company.uuid])).content.decode()
    clicks = 1
    assert "Ny jobserviceaftale" in shown
    page = begin(client, company)
    sent = client.post(
        f"{reverse('agreements:new')}?virksomhed={company.uuid}",
        {**typed(page), "key": page.context["key"], "need_short": "Ti montører"},
    )
    clicks += 1
    page = client.get(sent["Location"])
    assert page.context["step"] == "indhold"
    clicks += 2
    sent = client.post(sent["Location"], {**typed(page), "ordinary": "on", "igu": "on"})
    clicks += 1
    page = client.get(sent["Location"])
    rows = page.context["form"].rows
    assert [(row.chosen.name, row["area"].value()) for row in rows] == [
        ("Jobcenter Horsens", Area.WEST),
        ("Jobcenter Køge", Area.EAST),
    ]
    values = typed(page) | {"tovholder-0-contact_name": "Mette Lund", "tovholder-1-contact_name": "Ida Berg"}
    sent = client.post(sent["Location"], values)
    clicks += 1
    page = client.get(sent["Location"])
    assert page.context["step"] == "partnere"
    assert page.context["form"].company["contact_name"].value().startswith("Kontakt")
    assert page.context["form"].national["contact_name"].value() == "Lise Dam"
    sent = client.post(sent["Location"], typed(page))
    clicks += 1
    page = client.get(sent["Location"])
    sent = client.post(sent["Location"], typed(page))
    clicks += 1
    page = client.get(sent["Location"])
    text = page.content.decode()
    assert page.context["faults"] == []
    assert "Ti montører" in text and "Jobcenter Køge" in text
    assert f'action="{reverse("agreements:send", args=[page.context["agreement"].uuid])}"' in text
    clicks += 1
    assert clicks == 9
    sent = client.post(page.context["send_url"], {"sign_by": page.context["sign_by"].isoformat()})
    assert sent.status_code == 302
    with as_owner():
        assert Agreement.objects.get().state == "sent"


def test_the_same_form_sent_twice_begins_one_agreement() -> None:
    company = companies.company()
    client = signed_in(agreements.national_actor())
    page = begin(client, company)
    values = {**typed(page), "key": page.context["key"]}
    url = f"{reverse('agreements:new')}?virksomhed={company.uuid}"
    first, second = client.post(url, values), client.post(url, values)
    assert first["Location"] == second["Location"]
    with as_owner():
        assert Agreement.objects.count() == 1


def test_one_is_told_of_an_agreement_that_is_there_already() -> None:
    company = companies.company()
    there = agreements.agreement_in_force(company)
    page = begin(signed_in(agreements.national_actor()), company)
    assert there.number in page.content.decode()


def test_a_jobcentre_begins_a_partnership_and_nothing_else() -> None:
    company = companies.company()
    client = signed_in(orders.consultant("Horsens", name="Mette Lund"))
    assert begin(client, company).status_code == 403
    shown = client.get(reverse("companies:detail", args=[company.uuid])).content.decode()
    assert "Ny partnerskabsaftale" in shown and "Ny jobserviceaftale" not in shown
    page = begin(client, company, type="partnership")
    url = f"{reverse('agreements:new')}?virksomhed={company.uuid}&type=partnership"
    sent = client.post(url, {**typed(page), "key": page.context["key"]})
    with as_owner():
        made = Agreement.objects.get()
    assert (made.kind, made.owner.name) == (AgreementKind.PARTNERSHIP, "Jobcenter Horsens")
    assert sent["Location"] == step_url(made, "indhold")
    row = client.get(step_url(made, "tovholdere")).context["form"].rows[0]
    assert row["municipalities"].value() == "Horsens"
    assert row["contact_name"].value() == "Mette Lund"


def test_nonsense_in_the_address_is_no_fault_of_ours() -> None:
    company = companies.company()
    client = signed_in(agreements.national_actor())
    url = reverse("agreements:new")
    assert client.get(url)["Location"] == reverse("companies:list")
    assert client.get(url, {"virksomhed": "'; drop"}).status_code == 302
    assert begin(client, company, type="network").status_code == 404
    assert begin(client, company, under="x").status_code == 404
    version = agreements.agreement_draft(company)
    assert client.get(step_url(version.agreement, "intet")).status_code == 404
    assert client.get(step_url(version.agreement, "gennemse")).status_code == 200


def test_steps_are_saved_one_by_one() -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor, tovholders=[], with_parties=False)
    client, agreement = signed_in(actor), version.agreement
    page = client.get(step_url(agreement, "indhold"))
    values = typed(page) | {"goal-D4": "5", "other-text": "Sæsonarbejde", "extra_terms": "Kaffe"}
    assert client.post(step_url(agreement, "indhold"), values)["Location"] == step_url(
        agreement, "tovholdere"
    )
    page = client.get(step_url(agreement, "periode"))
    values = typed(page) | {"interval": "andet", "meeting_months": "4", "sign_in_order": "orden"}
    client.post(step_url(agreement, "periode"), {**values, "luk": "1"})
    kept = fresh(version)
    assert kept.the_goals == {"D4": 5}
    assert kept.the_ticks["other"] == "Sæsonarbejde"
    assert (kept.meeting_months, kept.sign_in_order, kept.extra_terms) == (4, True, "Kaffe")
    assert kept.revisions == {"indhold": 1, "periode": 1}


def test_a_row_is_added_filled_in_and_taken_away_with_nothing_lost_and_nothing_saved() -> None:
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    client, url = signed_in(actor), step_url(version.agreement, "tovholdere")
    values = typed(client.get(url)) | {"tovholder-0-contact_name": "Ny <b>navn</b>"}
    page = client.post(url, {**values, "tilfoej": "1"})
    assert page.status_code == 200 and len(page.context["form"].rows) == 2
    assert "Ny &lt;b&gt;navn" in page.content.decode()
    values = typed(page) | {"tovholder-1-organisation": str(orders.jobcenter("Odder").uuid)}
    page = client.post(url, {**values, "hent": "1"})
    assert "@" in page.context["form"].rows[1]["contact_email"].value()
    page = client.post(url, {**typed(page), "fjern": "0"})
    rows = page.context["form"].rows
    assert [row.chosen.name for row in rows] == ["Jobcenter Odder"]
    assert [p.organisation.name for p in fresh(version).the_parties if p.is_tovholder] == [
        "Jobcenter Horsens"
    ]


def test_other_partners_are_parties_with_their_own_signer() -> None:
    union = accounts.organisation("Metalkassen", kind=OrganisationKind.PARTNER)
    abroad = accounts.organisation("Workindenmark", kind=OrganisationKind.PARTNER)
    actor = agreements.national_actor()
    version = agreements.agreement_draft(actor=actor)
    client, url = signed_in(actor), step_url(version.agreement, "partnere")
    values = typed(client.get(url)) | {"antal": "3"}
    for n, (one, role) in enumerate([(union, "partner"), (abroad, "workindenmark")]):
        values |= {
            f"partner-{n}-organisation": str(one.uuid),
            f"partner-{n}-role": role,
            f"partner-{n}-contact_name": f"Person {n}",
            f"partner-{n}-contact_email": f"p{n}@partner.example",
        }
    values["partner-2-role"] = "partner"  # an empty row is no party
    assert client.post(url, values)["Location"] == step_url(version.agreement, "periode")
    roles = {p.organisation.name: p.role for p in fresh(version).the_parties}
    assert roles["Metalkassen"] == PartyRole.PARTNER and roles["Workindenmark"] == PartyRole.WORKINDENMARK
    assert len(roles) == 5


def test_a_period_is_suggested_from_the_coming_month() -> None:
    from agreements.forms.steps import next_period

    assert next_period(datetime.date(2026, 12, 24)) == (
        datetime.date(2027, 1, 1),
        datetime.date(2028, 12, 31),
    )
    assert next_period(datetime.date(2027, 1, 31))[0] == datetime.date(2027, 2, 1)


def test_who_may_not_draft_finds_no_wizard() -> None:
    company = companies.company()
    version = agreements.agreement_draft(company)
    agreement = agreements.agreement_in_force(companies.company())
    strangers = [companies.user_of(company), orders.consultant("Odder"), orders.consultant("Horsens")]
    for actor in strangers:
        client = signed_in(actor)
        for one in (version.agreement, agreement):
            for name in ("behov", "tovholdere", "gennemse"):
                assert client.get(step_url(one, name)).status_code == 404
            for name in ("replace", "widen", "discard"):
                assert client.post(reverse(f"agreements:{name}", args=[one.uuid])).status_code == 404
