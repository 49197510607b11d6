"""The pages about a vacancy: what everybody reads, and what its tovholder does."""

import json
from html.parser import HTMLParser

import pytest
from django.test import Client

from accounts.models import User
from accounts.tenancy import acting_as
from jobcenters.models import Jobcenter
from orders.models import OrderLine
from postings.models import Posting, PostingEdition
from postings.services.posting import posting_withdraw
from tests.factories import companies, postings
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
# Whom to turn to where the company is not named.
HIDDEN = {
    "apply_to": "jobcenter",
    "contact_name": "Mette Madsen",
    "contact_phone": "76 29 40 00",
    "contact_email": "job@horsens.example",
}


def client_of(actor) -> Client:
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


class Microdata(HTMLParser):
    """The items of a page, as HTML says that microdata is read."""

    VOID = {"meta", "link", "img", "br", "input"}

    def __init__(self) -> None:
        super().__init__()
        self.root: dict = {}
        self.open: list[
            tuple[str, dict | None, str]
        ] = []  # tag, item that begins here, property that takes text
        self.text: list[list[str]] = []

    def _item(self) -> dict:
        for _tag, item, _name in reversed(self.open):
            if item is not None:
                return item
        return self.root

    def handle_starttag(self, tag: str, attrs: list) -> None:
        values = dict(attrs)
        name, item, takes = values.get("itemprop", ""), None, ""
        if "itemscope" in values:
            item = {"@type": values["itemtype"].rpartition("/")[2]}
            self._item()[name or "item"] = item
        elif name:
            given = (
                values.get("content")
                or values.get("datetime")
                or (values.get("href") if tag in ("a", "link") else None)
            )
            if given is not None:
                self._item()[name] = given
            else:
                takes = name
        if tag not in self.VOID:
            self.open.append((tag, item, takes))
            self.text.append([])

    def handle_data(self, data: str) -> None:
        for parts in self.text:
            parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        while self.open:
            opened, _item, takes = self.open.pop()
            text = " ".join("".join(self.text.pop()).split())
            if takes:
                self._item()[takes] = text
            if opened == tag:
                return


def test_the_page_says_the_same_to_people_and_to_machines(settings) -> None:
    mette = make.consultant("Horsens")
    posting = postings.posting(mette, make.order(mette), start_on=None)
    path = f"/ledige-stillinger/{posting.uuid}/"
    answer = Client().get(path)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<link rel="canonical" href="{settings.BASE_URL}{path}">' in text
    assert '<meta name="robots" content="index, follow">' in text and "X-Robots-Tag" not in answer
    parser = Microdata()
    parser.feed(text)
    item = parser.root["item"]
    document = json.loads(Client().get(f"{path}stilling.jsonld").content)
    assert document.pop("@context") == "https://schema.org"
    assert item.pop("description").split() == document.pop("description").split()
    document["totalJobOpenings"] = str(document["totalJobOpenings"])
    assert item == document
    assert document["identifier"]["value"] == str(posting.uuid)
    assert document["validThrough"].startswith(posting.apply_by.isoformat())


def test_gone_says_so_kindly_and_unknown_is_unknown() -> None:
    mette = make.consultant("Horsens")
    posting = postings.posting(mette, make.order(mette), title="Montør")
    with acting_as(mette):
        posting_withdraw(actor=mette, posting=posting, reason="Hemmelig grund")
    answer = Client().get(f"/ledige-stillinger/{posting.uuid}/")
    assert (answer.status_code, answer["X-Robots-Tag"]) == (410, "noindex")
    text = answer.content.decode()
    assert "Opslaget er taget ned." in text and "Se ledige stillinger" in text
    assert "Montør" not in text and "Hemmelig" not in text
    assert Client().get(f"/ledige-stillinger/{posting.uuid}/stilling.jsonld").status_code == 410
    for unknown in (posting.order.uuid, mette.organisation_uuid):
        assert Client().get(f"/ledige-stillinger/{unknown}/").status_code == 404
    assert "Allow: /ledige-stillinger/" in Client().get("/robots.txt").content.decode()
    assert Client().post("/ledige-stillinger/").status_code == 405


def form_of(client: Client, address: str) -> dict:
    form = client.get(address).context["form"]
    values = {}
    for bound in form:
        value = bound.value()
        if value not in (None, "") and value is not False:
            values[bound.html_name] = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return values


def test_from_the_order_to_the_vacancy_with_a_look_before() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, job_description="Saml pumper")
    with acting_as(mette):
        line = OrderLine.objects.get(order=order)
        company = order.company.organisation.name
    client = client_of(mette)
    address = f"/ordrer/{order.uuid}/slaa-op/{line.uuid}/"
    page = client.get(f"/ordrer/{order.uuid}/").content.decode()
    assert "Stillingsopslag" in page and address in page
    typed = form_of(client, address)
    assert typed["title"] == "Montører" and typed["description"] == "Saml pumper"
    # Without hours and a yes, nothing.
    refused = client.post(address, {**typed, "hours": "", "consent_by": "", "consent_channel": ""})
    text = refused.content.decode()
    assert refused.status_code == 422
    assert (
        "Uden et ja må stillingen ikke slås op." in text
        and "Skriv arbejdstiden" in text
        and "Saml pumper" in text
    )
    typed |= {"hours": "37 timer", "consent_by": "Karin", "consent_channel": "telefon"}
    typed |= {"is_anonymous": "on", "description": f"Hos {company.upper()} samler du pumper"}
    refused = client.post(address, typed)
    assert refused.status_code == 422 and "Virksomhedens navn står i teksten" in refused.content.decode()
    typed["description"] = "Her samler du pumper"
    typed |= HIDDEN
    preview = client.post(address, {**typed, "vis": "1"})
    assert preview.status_code == 200
    assert (
        "Intet er slået op endnu" in preview.content.decode()
        and "En virksomhed i Horsens" in preview.content.decode()
    )
    with acting_as(mette):
        assert not Posting.objects.exists()
    done = client.post(address, typed)
    assert (done.status_code, done["Location"]) == (302, f"/ordrer/{order.uuid}/#opslag")
    with acting_as(mette):
        posting = Posting.objects.get()
        edition = PostingEdition.objects.get()
        assert (edition.employer, edition.address) == ("En virksomhed i Horsens", "")
    public = Client().get(f"/ledige-stillinger/{posting.uuid}/").content.decode()
    assert company not in public and "Fabriksvej" not in public
    again = client.post(address, typed)  # the same press twice
    assert again.status_code == 302
    with acting_as(mette):
        assert Posting.objects.get().number == 1
    # A colleague wrote in between: what was typed stays.
    stale = {**form_of(client, address), "title": "Min rettelse"}
    postings.posting(mette, order, number=1, title="Kollegaens")
    kept = client.post(address, stale)
    assert kept.status_code == 422 and "Min rettelse" in kept.content.decode()
    assert "En kollega har rettet opslaget" in kept.content.decode()
    history = client.get(f"/stillingsopslag/{posting.uuid}/").content.decode()
    assert "Udgave 1" in history and "Udgave 2" in history and "Kollegaens" in history


def test_who_hides_the_name_hides_the_contact_and_the_addresses_too() -> None:
    mette = make.consultant("Horsens", name="Mette Madsen")
    order = make.order(mette)
    with as_owner():
        contact = order.company.contacts.get()
        contact.name, contact.phone, contact.email = "Karin Vind", "76 12 34 56", "karin@gudenaa.example"
        contact.save()
    with acting_as(mette):
        line = OrderLine.objects.get(order=order)
        jobcenter = Jobcenter.objects.get(pk=mette.organisation_id)
    client, address = client_of(mette), f"/ordrer/{order.uuid}/slaa-op/{line.uuid}/"
    typed = form_of(client, address)
    assert "en virksomhed i Horsens" in client.get(address).content.decode()
    typed |= {"hours": "37 timer", "consent_channel": "telefon", "description": "Saml pumper"}
    typed |= {"is_anonymous": "on", "apply_url": "https://job.gudenaa.example/123"}
    refused = client.post(address, {**typed, "vis": "1"})
    form = refused.context["form"]
    assert refused.status_code == 422 and "preview" not in refused.content.decode()
    wrong = {"contact_name", "contact_phone", "contact_email", "apply_url", "is_anonymous"}
    assert set(form.errors) == wrong
    assert form["contact_name"].value() == "Mette Madsen"
    assert form["contact_phone"].value() == jobcenter.company_phone
    assert form["contact_email"].value() == jobcenter.company_email
    assert form["apply_to"].value() == "jobcenter"
    # The service refuses it too, whoever calls it.
    for fields in ({"contact_email": "job@gudenaa.example"}, {"apply_url": "https://gudenaa.example"}):
        hidden = {"employer": "En virksomhed i Horsens", **HIDDEN, "is_anonymous": True, **fields}
        with pytest.raises(ValueError, match="vis"):
            postings.posting(mette, order, **hidden)
    sent = {
        name: form[name].value() for name in ("contact_name", "contact_phone", "contact_email", "apply_to")
    }
    done = client.post(address, {**typed, **sent, "apply_url": ""})
    assert done.status_code == 302
    with acting_as(mette):
        posting = Posting.objects.get()
    path = f"/ledige-stillinger/{posting.uuid}/"
    for read in (path, f"{path}stilling.jsonld", "/ledige-stillinger/feed.json"):
        text = Client().get(read).content.decode()
        for word in ("Karin", "76 12 34 56", "gudenaa", order.company.organisation.name):
            assert word not in text, (read, word)
    assert "Mette Madsen" in Client().get(path).content.decode()


def test_taking_down_needs_a_reason_and_strangers_find_nothing() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    posting = postings.posting(mette, order)
    client, address = client_of(mette), f"/stillingsopslag/{posting.uuid}/tag-ned/"
    assert client.post(address, {"reason": ""}).status_code == 422
    for stranger in (make.consultant("Odder"), companies.user_of(order.company)):
        other = client_of(stranger)
        for path in ("", "tag-ned/", "jobnet.json", "jobnet/"):
            assert other.get(f"/stillingsopslag/{posting.uuid}/{path}").status_code == 404
    assert client.post(address, {"reason": "Fortrudt"}).status_code == 302
    assert client.get(address).status_code == 302  # it is down already: back to the order, with the sentence
    assert Client().get(f"/ledige-stillinger/{posting.uuid}/").status_code == 410


def test_anonymous_english() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with acting_as(mette):
        line = OrderLine.objects.get(order=order)
    client, address = client_of(mette), f"/ordrer/{order.uuid}/slaa-op/{line.uuid}/"
    typed = form_of(client, address) | {
        "hours": "37 hours",
        "consent_channel": "telefon",
        "consent_by": "Karin",
    }
    typed |= {
        **HIDDEN,
        "description": "Assemble pumps",
        "language": "en",
        "is_anonymous": "on",
        "title": "Fitter",
    }
    assert client.post(address, typed).status_code == 302
    with acting_as(mette):
        posting = Posting.objects.get()
    page = Client().get(f"/ledige-stillinger/{posting.uuid}/").content.decode()
    assert "A company in Horsens" in page and '<h1 itemprop="title" lang="en">Fitter</h1>' in page
