"""A network's agreement from the network's page to the last signature: the wizard, the members' dates, faults."""

import datetime
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.tenancy import acting_as
from agreements.document import document_hash, stored
from agreements.enums import AgreementKind, AgreementState, PartyRole
from agreements.models import Agreement, AgreementVersion
from agreements.selectors.drafting import document_draft
from agreements.services.drafting import DraftError, agreement_draft
from agreements.services.sending import agreement_send, send_faults
from jobcenters.calendar import OpeningDayHours, WorkingDays, local_date
from jobcenters.models import Jobcenter, Network, NetworkMember, NetworkRule, NetworkService
from tests.agreements.pages import fresh, signed_in, step_url, typed
from tests.agreements.signers import sign_all
from tests.factories import accounts, agreements, networks, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

TODAY = local_date(timezone.now())
PLACES = ("Nyborg", "Vejle", "Horsens")


@pytest.fixture
def network() -> Network:
    return networks.network(members=PLACES)


@pytest.fixture
def birthe() -> Actor:
    """Administrator of the coordinator."""
    return accounts.actor(networks.outsiders(), role=Role.ADMINISTRATOR, name="Birthe Holm")


def begin(client: Client, network: Network) -> Agreement:
    url = reverse("agreements:network_agreement_new", args=[network.uuid])
    page = client.get(url)
    sent = client.post(url, {**typed(page), "key": page.context["key"], "need_short": "Flere i job"})
    with as_owner():
        made = Agreement.objects.get(network=network)
    assert sent["Location"] == step_url(made, "indhold")
    return made


def save(client: Client, agreement: Agreement, name: str, **values: str) -> Any:
    url = step_url(agreement, name)
    return client.post(url, typed(client.get(url)) | values)


def member(network: Network, place: str, **fields: Any) -> NetworkMember:
    with as_owner():
        jobcenter = Jobcenter.objects.get(place=place)
        return NetworkMember.objects.create(
            network=network, jobcenter=jobcenter, **({"valid_from": TODAY} | fields)
        )


def names_typed(page: Any) -> dict[str, str]:
    """A name in every row that has none."""
    return {
        row["contact_name"].html_name: f"Leder {row.member.place}"
        for row in page.context["form"].rows
        if not row["contact_name"].value()
    }


def test_the_coordinator_drafts_and_everybody_signs(network: Network, birthe: Actor) -> None:
    with as_owner():
        NetworkRule.objects.create(
            network=network,
            promise="D2",
            unit=WorkingDays.kind,
            length=2,
            valid_from=datetime.date(2020, 1, 1),
        )
        NetworkService.objects.create(
            network=network, title="Fast kontaktperson", position=1, valid_from=datetime.date(2020, 1, 1)
        )
    fund = accounts.organisation("Metalkassen", kind=OrganisationKind.PARTNER)
    client = signed_in(birthe)
    shown = client.get(reverse("agreements:network", args=[network.uuid])).content.decode()
    assert "Ny rekrutteringsaftale" in shown and "Ingen aftale er i kraft." in shown
    made = begin(client, network)
    page = client.get(step_url(made, "indhold"))
    text = page.content.decode()
    assert "Der handles på en virksomheds henvendelse inden for 24 timer på åbningsdage." in text
    assert "En henvendelse fra et andet jobcenter besvares inden for 2 arbejdsdage." in text
    assert page.context["form"]["search_first"].value() is True
    values = typed(page) | {"across_other": "on", "across_other-text": "Fælles jobmesse"}
    del values["funds"]
    assert client.post(step_url(made, "indhold"), values)["Location"] == step_url(made, "jobcentre")
    page = client.get(step_url(made, "jobcentre"))
    rows = page.context["form"].rows
    # The coordinator first, then by place; oneself is the contact person of one's own.
    assert [row.member.place for row in rows] == ["Nyborg", "Horsens", "Vejle"]
    assert rows[0]["contact_name"].value() == "Birthe Holm"
    sent = client.post(step_url(made, "jobcentre"), typed(page) | names_typed(page))
    assert sent["Location"] == step_url(made, "partnere")
    page = client.get(step_url(made, "partnere"))
    assert page.context["form"].company is None
    values = typed(page) | {
        "antal": "1",
        "partner-0-organisation": str(fund.uuid),
        "partner-0-role": "partner",
        "partner-0-contact_name": "Frank Bo",
        "partner-0-contact_email": "frank@metal.example",
    }
    assert client.post(step_url(made, "partnere"), values)["Location"] == step_url(made, "periode")
    assert client.get(step_url(made, "periode")).context["form"]["interval"].value() == "6"
    sent = save(client, made, "periode", starts_on=TODAY.isoformat())
    page = client.get(sent["Location"])
    assert page.context["faults"] == []
    text = page.content.decode()
    for words in ("Formål", "Derfor går jobcentrene sammen", "Serviceminimum", "Fælles jobmesse", "Løfter"):
        assert words in text, words
    assert "Virksomhedens behov" not in text and "· CVR" not in text
    client.post(page.context["send_url"], {})
    with as_owner():
        version = AgreementVersion.objects.get(agreement=made)
        assert (version.state, version.signers.count()) == (AgreementState.SENT, 4)
    frozen = stored(version.document or {})
    assert document_hash(frozen.data()) == version.document_hash
    assert (frozen.company, frozen.network, [group.heading for group in frozen.groups]) == (
        "",
        network.name,
        ["Serviceminimum", "Service til virksomhederne", "Samarbejde mellem jobcentrene", "Ledernetværk"],
    )
    assert frozen.groups[0].ticked == ("Fast kontaktperson",)
    sign_all(version)
    with as_owner():
        assert Agreement.objects.get(pk=made.pk).state == AgreementState.IN_FORCE
        assert made.meetings.count() == 4
    text = client.get(reverse("agreements:network", args=[network.uuid])).content.decode()
    assert made.number in text and "4 parter" in text and "I kraft" in text
    text = client.get(reverse("agreements:agreement", args=[made.uuid])).content.decode()
    assert network.name in text and 'id="tovholdere"' not in text
    # A member sees it as a party; it can be found by the network's name.
    found = signed_in(orders.consultant("Vejle")).get(reverse("agreements:list"), {"q": network.name[-6:]})
    assert made.number in found.content.decode()


def test_who_may_begin(network: Network, birthe: Actor) -> None:
    url = reverse("agreements:network_agreement_new", args=[network.uuid])
    allowed = {
        birthe: 200,
        agreements.national_actor(): 200,
        accounts.actor(networks.outsiders(), role=Role.CONSULTANT): 404,
        accounts.actor(orders.jobcenter("Vejle"), role=Role.ADMINISTRATOR): 404,
    }
    for actor, status in allowed.items():
        assert signed_in(actor).get(url).status_code == status, actor
        assert signed_in(actor).post(url).status_code == (422 if status == 200 else 404), actor
        if status == 404:
            with acting_as(actor), pytest.raises(PermissionDenied):
                agreement_draft(actor=actor, kind=AgreementKind.RECRUITMENT, title="x", network=network)
    with acting_as(birthe), pytest.raises((DraftError, PermissionDenied)):
        agreement_draft(actor=birthe, kind=AgreementKind.RECRUITMENT, title="x")
    with acting_as(birthe), pytest.raises(DraftError):
        agreement_draft(actor=birthe, kind=AgreementKind.PARTNERSHIP, title="x", network=network)


def test_the_list_leads_to_a_company_or_a_network(network: Network, birthe: Actor) -> None:
    url = reverse("agreements:begin")
    here = reverse("agreements:network_agreement_new", args=[network.uuid])
    assert url in signed_in(birthe).get(reverse("agreements:list")).content.decode()
    shown = signed_in(birthe).get(url).content.decode()
    assert here in shown and "Lokal partnerskabsaftale" in shown and "Jobserviceaftale," not in shown
    shown = signed_in(agreements.national_actor()).get(url).content.decode()
    assert here in shown and "Jobserviceaftale, Integrationsaftale" in shown
    shown = signed_in(orders.consultant("Vejle")).get(url).content.decode()
    assert here not in shown and "Lokal partnerskabsaftale" in shown
    union = accounts.organisation("Metalkassen", kind=OrganisationKind.PARTNER)
    assert signed_in(accounts.actor(union)).get(url).status_code in (403, 404)


def test_who_keeps_the_network_no_more_writes_no_more(network: Network, birthe: Actor) -> None:
    version = agreements.network_draft(network, actor=birthe)
    client = signed_in(birthe)
    assert client.get(step_url(version.agreement, "behov")).status_code == 200
    with as_owner():
        network.coordinator = orders.jobcenter("Vejle")
        network.save()
    assert client.get(step_url(version.agreement, "behov")).status_code == 404
    with acting_as(birthe), pytest.raises(PermissionDenied):
        agreement_send(actor=birthe, version=version)
    shown = client.get(reverse("agreements:agreement", args=[version.agreement.uuid])).content.decode()
    assert "Fortsæt udkastet" not in shown


def test_a_step_of_the_other_kind_is_not_there(network: Network, birthe: Actor) -> None:
    made = agreements.network_draft(network, actor=birthe).agreement
    assert signed_in(birthe).get(step_url(made, "tovholdere")).status_code == 404
    lise = agreements.national_actor()
    ordinary = agreements.agreement_draft(actor=lise).agreement
    assert signed_in(lise).get(step_url(ordinary, "jobcentre")).status_code == 404


# --- bad input ------------------------------------------------------------------------------------------------------


def test_a_member_without_contact_person_is_told_at_its_field(network: Network, birthe: Actor) -> None:
    client = signed_in(birthe)
    made = begin(client, network)
    url = step_url(made, "jobcentre")
    page = client.get(url)
    values = typed(page) | names_typed(page)
    row = page.context["form"].rows[1]
    values[row["contact_email"].html_name] = "ikke en adresse"
    values[row["contact_name"].html_name] = "  "
    answer = client.post(url, values)
    assert answer.status_code == 422
    again = answer.context["form"].rows[1]
    assert again["contact_name"].errors == ["Skriv kontaktpersonens navn."]
    assert again["contact_email"].errors and again["contact_email"].value() == "ikke en adresse"
    values = typed(page) | names_typed(page)
    values[row["contact_email"].html_name] = values[page.context["form"].rows[2]["contact_email"].html_name]
    answer = client.post(url, values)
    assert answer.status_code == 422 and "er allerede underskriver" in answer.content.decode()
    with as_owner():
        assert not AgreementVersion.objects.get(agreement=made).parties.exists()


def test_who_joins_or_leaves_while_the_draft_lies_there_is_said_in_words(
    network: Network, birthe: Actor
) -> None:
    version = agreements.network_draft(network, actor=birthe)
    with acting_as(birthe):
        assert send_faults(birthe, version) == []
    member(network, "Odder")
    with as_owner():
        NetworkMember.objects.filter(network=network, jobcenter__place="Vejle").update(
            valid_to=TODAY - timedelta(days=1)
        )
        AgreementVersion.objects.filter(pk=version.pk).update(revisions={"jobcentre": 1})
    version = fresh(version)
    with acting_as(birthe):
        joined, left = send_faults(birthe, version)
    assert joined.startswith("Jobcenter Odder er medlem af netværket fra") and "trinnet “Jobcentre”" in joined
    assert left.startswith("Jobcenter Vejle står blandt parterne, men er ikke medlem")
    client, url = signed_in(birthe), step_url(version.agreement, "jobcentre")
    page = client.get(url)
    assert "Jobcenter Odder er medlem" in page.content.decode()
    answer = client.post(url, typed(page) | names_typed(page))
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(birthe):
        assert send_faults(birthe, fresh(version)) == []


def test_who_joins_while_the_page_is_open_loses_nothing_for_anybody(network: Network, birthe: Actor) -> None:
    client = signed_in(birthe)
    made = begin(client, network)
    url = step_url(made, "jobcentre")
    page = client.get(url)
    values = typed(page) | names_typed(page)
    values[page.context["form"].rows[0]["contact_title"].html_name] = "Jobcenterchef"
    member(network, "Odder")
    with as_owner():
        NetworkMember.objects.filter(network=network, jobcenter__place="Vejle").delete()
    answer = client.post(url, values)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Jobcenter Odder er blevet medlem, efter at du åbnede siden." in text
    assert "Et jobcenter er ikke længere medlem" in text
    assert 'value="Jobcenterchef"' in text
    assert client.post(url, typed(answer) | names_typed(answer)).status_code == 302
    found = [party.organisation.name for party in fresh(_only(made)).the_parties]
    assert found == ["Jobcenter Nyborg", "Jobcenter Horsens", "Jobcenter Odder"]


def _only(agreement: Agreement) -> AgreementVersion:
    with as_owner():
        return AgreementVersion.objects.get(agreement=agreement)


def test_members_are_those_of_the_day_that_the_agreement_begins(network: Network, birthe: Actor) -> None:
    starts = TODAY + timedelta(days=40)
    member(network, "Odder", valid_from=TODAY + timedelta(days=20))
    version = agreements.network_draft(network, actor=birthe, starts_on=starts)
    found = [party.organisation.name for party in fresh(version).the_parties]
    assert "Jobcenter Odder" in found
    with as_owner():
        AgreementVersion.objects.filter(pk=version.pk).update(starts_on=TODAY)
    with acting_as(birthe):
        (fault,) = send_faults(birthe, fresh(version))
    assert fault.startswith("Jobcenter Odder står blandt parterne, men er ikke medlem")


def test_a_period_that_is_wrong_and_a_draft_without_content(network: Network, birthe: Actor) -> None:
    version = agreements.network_draft(network, actor=birthe)
    client = signed_in(birthe)
    answer = save(client, version.agreement, "periode", starts_on="2027-05-01", ends_on="2027-04-01")
    assert answer.status_code == 422 and "Perioden slutter, før den begynder" in answer.content.decode()
    with as_owner():
        version.ticks.all().delete()
        version.parties.all().delete()
    with acting_as(birthe):
        faults = send_faults(birthe, fresh(version))
    assert faults[:2] == [
        "Sæt mindst ét kryds i aftalens indhold.",
        "Netværkets jobcentre mangler som parter. Åbn trinnet “Jobcentre”.",
    ]
    assert "En aftale har mindst to parter." in faults


def test_thirty_parties_and_no_more(birthe: Actor) -> None:
    with as_owner():
        places = list(Jobcenter.objects.on(TODAY).order_by("place").values_list("place", flat=True))
    made = [accounts.organisation(f"A-kasse {n}", kind=OrganisationKind.PARTNER) for n in range(31)]
    network = networks.network(members=tuple(places[:2]))
    version = agreements.network_draft(network, actor=birthe, partners=made[:28])
    with acting_as(birthe):
        assert send_faults(birthe, version) == []
    agreements.party(version, PartyRole.PARTNER, made[28])
    with acting_as(birthe):
        assert "En aftale har højst 30 parter." in send_faults(birthe, version)


# --- in force -------------------------------------------------------------------------------------------------------


def in_force(network: Network) -> Agreement:
    return agreements.conclude(agreements.send(agreements.network_draft(network)))


def test_the_networks_page_tells_where_the_network_has_gone_on(network: Network, birthe: Actor) -> None:
    made = in_force(network)
    url = reverse("agreements:network", args=[network.uuid])
    client = signed_in(birthe)
    text = client.get(url).content.decode()
    assert made.number in text and "har ændret sig" not in text and "Ny rekrutteringsaftale" not in text
    member(network, "Odder")
    with as_owner():
        NetworkRule.objects.create(
            network=network, promise="D1", unit=OpeningDayHours.kind, length=12, valid_from=TODAY
        )
    text = client.get(url).content.decode()
    assert "Medlem, men ikke part i aftalen: Jobcenter Odder." in text
    assert "inden for 12 timer på åbningsdage. I aftalen står:" in text
    replace = reverse("agreements:replace", args=[made.uuid])
    # Jobservice Danmark began it, and begins the next version; the coordinator is a party.
    assert replace in signed_in(agreements.national_actor()).get(url).content.decode()
    assert replace not in text and client.get(replace).status_code == 404
    # The one who joined reads the terms; who is outside sees nothing of the agreement.
    late = signed_in(orders.consultant("Odder"))
    assert made.number in late.get(url).content.decode()
    shown = late.get(reverse("agreements:agreement", args=[made.uuid])).content.decode()
    assert "Historik" not in shown and "Det er lovet" in shown
    assert made.number not in signed_in(orders.consultant("Aarhus")).get(url).content.decode()


def test_a_new_version_copies_and_takes_the_networks_template(network: Network, birthe: Actor) -> None:
    made = in_force(network)
    lise = signed_in(agreements.national_actor())
    assert lise.get(reverse("agreements:replace", args=[made.uuid])).status_code == 200
    lise.post(reverse("agreements:replace", args=[made.uuid]), {"reason": "Nyt medlem"})
    with as_owner():
        second = AgreementVersion.objects.get(agreement=made, number=2)
        assert (second.template, second.parties.count()) == (101, 3)
        assert second.ticks.filter(code="search_first").exists()
    for name in ("compare", "agreement"):
        assert lise.get(reverse(f"agreements:{name}", args=[made.uuid])).status_code == 200
    # Orders are under a company's agreement: there is no effect to tell of this one.
    assert lise.get(reverse("orders:agreement_effect", args=[made.uuid])).status_code == 404
    assert lise.get(reverse("agreements:meetings", args=[made.uuid])).status_code == 200


def test_wordings_from_before_there_were_networks_keep_their_hash() -> None:
    version = agreements.agreement_draft()
    with as_owner():
        data = document_draft(version).data()
    assert "network" not in data
    assert stored(data).network == "" and document_hash(stored(data).data()) == document_hash(data)
