"""A person's data found, given out and erased: in rows and in texts, and nobody else's."""

import datetime
import io
import json
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Hold, User
from accounts.moment import moment
from accounts.tenancy import acting_as
from candidates.enums import CandidateState
from candidates.models import AccessLog, Candidate, CandidateIdentity
from candidates.services.consent import consent_by_reference
from companies.models import ContactPerson
from notifications.models import OutboxMail
from orders.enums import EventKind
from orders.models import Order, OrderEvent
from orders.services.orders import order_answer
from retention.enums import PersonKind, RequestKind, RequestState, StepKind
from retention.findings import findings
from retention.models import RightsCopy, RightsRequest, RightsStep
from retention.services import answering
from retention.services.answering import requests_answer
from retention.services.requests import Asked, request_order, request_refuse, request_register
from tests.candidates.import_files import loaded, person, sheet
from tests.factories import accounts, candidates, companies
from tests.factories import notifications as mails
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

NOTE = "Ring til Karin Holm på 12 34 56 78 eller karin@firma.dk. Karin Holmgaard er en anden."
ERASED = "Ring til [slettet] på [slettet] eller [slettet]. Karin Holmgaard er en anden."


@pytest.fixture
def admin() -> Actor:
    return accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)


def asked(kind: str = RequestKind.ERASE, who: str = PersonKind.CONTACT, **fields: str) -> Asked:
    values = {"said": "", "name": "", "email": "", "phone": "", "other_words": "", **fields}
    return Asked(
        kind=kind,
        person=who,
        asked_by="Personen selv, ringede fra sit eget nummer",
        reason="Telefon",
        received_on=datetime.date(2026, 11, 30),
        **values,
    )


def noted(place: str, text: str = NOTE) -> Order:
    """An order of the jobcentre at `place` with a note."""
    consultant = make.consultant(place)
    order = make.order(consultant)
    with acting_as(consultant):
        order_answer(actor=consultant, order=order, kind=EventKind.CALL, note=text)
    return order


def texts_of(order: Order) -> str:
    with as_owner():
        return " ".join(OrderEvent.objects.filter(order=order).values_list("text", flat=True))


def registered(admin: Actor, what: Asked) -> RightsRequest:
    with acting_as(admin):
        return request_register(actor=admin, asked=what)


def carried_out(admin: Actor, row: RightsRequest) -> RightsRequest:
    with acting_as(admin):
        request_order(actor=admin, request=row)
    with as_worker():
        assert requests_answer() == 1
        assert requests_answer() == 0
    with acting_as(admin):
        return RightsRequest.objects.get(pk=row.pk)


def steps_of(row: RightsRequest) -> list[str]:
    with as_owner():
        return list(RightsStep.objects.filter(request=row).values_list("kind", flat=True))


KARIN = {"name": "Karin Holm", "email": "karin@firma.dk", "phone": "+45 12345678"}


def test_a_contact_person_is_erased_in_rows_texts_and_mails_of_that_house_alone(admin: Actor) -> None:
    ours, theirs = noted("Horsens"), noted("Odder")
    house = make.jobcenter("Horsens")
    mail = mails.queued(house, state="sent", sent_at=moment(), recipient="karin@firma.dk", text=NOTE)
    confidential = mails.queued(None, recipient="karin@firma.dk", text="Kode 123456")
    company = ours.company
    with as_owner():
        Order.objects.filter(pk=ours.pk).update(contact_id=None)
        karin = ContactPerson.objects.filter(company=company).get()
        ContactPerson.objects.filter(pk=karin.pk).update(**KARIN)
    other = companies.contact(company, name="Bo Ek")
    row = registered(admin, asked(**KARIN))
    assert row.contact_id == karin.pk
    with acting_as(admin):
        found = findings(row)
        assert not found.blocked
        numbers = {place.code: place.number for place in found.rows}
    assert numbers["orders_orderevent.text"] == 1
    assert numbers["person"] == 1
    done = carried_out(admin, row)
    assert (done.state, done.name, done.email, done.phone) == (RequestState.DONE, "[slettet]", "", "")
    assert ERASED in texts_of(ours)
    assert NOTE in texts_of(theirs)
    with as_owner():
        karin.refresh_from_db()
        assert (karin.name, karin.phone) == ("Tidligere kontaktperson", "")
        assert "karin" not in karin.email
        other.refresh_from_db()
        assert other.name == "Bo Ek"
    assert (mails.row(mail).recipient, mails.row(mail).text) == ("[slettet]", ERASED)
    assert mails.row(confidential).recipient == "karin@firma.dk"


def test_other_houses_that_hold_the_address_are_asked_without_being_told_whom_by_mail(admin: Actor) -> None:
    noted("Horsens")
    theirs = noted("Odder")
    noted("Vejle", "Karin Holm er kun et navn her.")
    done = carried_out(admin, registered(admin, asked(**KARIN)))
    assert steps_of(done) == [StepKind.RECEIVED, StepKind.ORDERED, StepKind.PASSED_ON, StepKind.ERASED]
    odder = make.jobcenter("Odder")
    with as_owner():
        passed = RightsRequest.objects.get(passed_on_by_id=admin.organisation_id)
        assert (passed.organisation_id, passed.email, passed.name) == (odder.pk, "karin@firma.dk", "")
        assert passed.due_on == done.due_on
        mail = OutboxMail.objects.get(name="retention.erasure_passed_on")
    assert mail.organisation_id == odder.pk
    for said in ("Karin", "karin", "12345678", "12 34"):
        assert said not in mail.subject + mail.text
    # They erase in their turn, and ask nobody again.
    there = accounts.actor(odder, role=Role.ADMINISTRATOR)
    carried_out(there, passed)
    assert "karin@firma.dk" not in texts_of(theirs)
    with as_owner():
        assert RightsRequest.objects.count() == 2


def test_a_contact_of_an_order_that_runs_stays_and_the_page_says_why(admin: Actor) -> None:
    order = noted("Horsens")
    with as_owner():
        karin = ContactPerson.objects.get(pk=order.contact_id)
        ContactPerson.objects.filter(pk=karin.pk).update(**KARIN)
    row = registered(admin, asked(**KARIN))
    with acting_as(admin):
        assert "på 1 ordre," in findings(row).blocked
    carried_out(admin, row)
    with as_owner():
        karin.refresh_from_db()
        assert karin.name == "Karin Holm"


def test_a_citizen_is_erased_and_comes_again_after_a_new_consent_as_somebody_else() -> None:
    karen = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    loaded(karen, sheet([person(0), person(1)]))
    with as_owner():
        identity = CandidateIdentity.objects.get(external_ref="sag-0")
        first = Candidate.objects.get(pk=identity.candidate_id)
        looks = AccessLog.objects.count()
    order = noted("Horsens", f"{identity.name} kommer til samtale.")
    row = registered(karen, asked(who=PersonKind.CITIZEN, said="sag-0"))
    assert (row.candidate_id, row.pseudonym, row.name) == (first.pk, first.pseudonym, identity.name)
    with as_owner():
        assert AccessLog.objects.count() > looks  # finding and reading are looks, both in the log
        assert AccessLog.objects.filter(candidate=first, purpose__contains="art. 17").exists()
    carried_out(karen, row)
    with as_owner():
        first.refresh_from_db()
        assert first.state == CandidateState.ANONYMISED
        assert not CandidateIdentity.objects.filter(candidate=first).exists()
        assert CandidateIdentity.objects.filter(external_ref="sag-1").exists()
    assert "[slettet] kommer til samtale." in texts_of(order)
    loaded(karen, sheet([person(0)]))
    with as_owner():
        assert not CandidateIdentity.objects.filter(external_ref="sag-0").exists()
    with acting_as(karen):
        consent_by_reference(actor=karen, reference="sag-0")
    loaded(karen, sheet([person(0)]))
    with as_owner():
        again = CandidateIdentity.objects.get(external_ref="sag-0")
        assert again.candidate_id != first.pk
        assert Candidate.objects.get(pk=again.candidate_id).pseudonym != first.pseudonym


def test_a_citizen_is_found_by_name_only_where_one_has_it(admin: Actor) -> None:
    ane = candidates.candidate(name="Ane Bech")
    candidates.candidate("Odder", name="Ane Bech")
    assert registered(admin, asked(who=PersonKind.CITIZEN, name="ane bech")).candidate_id == ane.pk
    candidates.candidate(name="Ane Bech")
    with pytest.raises(ValidationError, match="Flere borgere"):
        registered(admin, asked(who=PersonKind.CITIZEN, name="Ane Bech"))
    with pytest.raises(ValidationError, match="ikke hos jer"):
        registered(admin, asked(who=PersonKind.CITIZEN, said="O-90000"))


def test_what_is_held_back_is_not_erased(admin: Actor) -> None:
    ane = candidates.candidate(name="Ane Bech")
    row = registered(admin, asked(who=PersonKind.CITIZEN, said=ane.pseudonym))
    with acting_as(admin):
        Hold.objects.create(
            kind="candidate",
            object_id=ane.pk,
            label=ane.pseudonym,
            reason="Klagesag",
            organisation_id=admin.organisation_id,
            at=moment(),
        )
        assert "Tilbageholdt" in findings(row).blocked
    carried_out(admin, row)
    with as_owner():
        assert CandidateIdentity.objects.filter(candidate=ane).exists()


def test_a_user_who_left_is_erased_and_one_who_is_there_is_not(admin: Actor) -> None:
    here = accounts.actor(make.jobcenter("Horsens"), name="Bo Kvist")
    gone = accounts.actor(make.jobcenter("Horsens"), name="Ida Rask")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update accounts_membership set is_active = false where user_id = %s", [gone.user_id])
    for user_id, stays in ((here.user_id, True), (gone.user_id, False)):
        with as_owner():
            user = User.objects.get(pk=user_id)
        row = registered(admin, asked(who=PersonKind.USER, email=user.email))
        assert row.user_subject_id == user_id
        carried_out(admin, row)
        with as_owner():
            after = User.objects.get(pk=user_id)
        assert (after.name == user.name) is stays
        assert after.is_active is stays


def test_the_copy_holds_all_and_is_fetched_by_that_house_alone(admin: Actor, client: object) -> None:
    ane = candidates.candidate(name="Ane Bech", profile={"profile_text": "Svejser med øje for detaljen"})
    noted("Horsens", "Talte med Ane Bech om truckkort.")
    done = carried_out(
        admin, registered(admin, asked(RequestKind.EXPORT, PersonKind.CITIZEN, said=ane.pseudonym))
    )
    assert steps_of(done) == [StepKind.RECEIVED, StepKind.ORDERED, StepKind.EXPORTED]
    with acting_as(admin):
        content = bytes(RightsCopy.objects.get(request=done).content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        data = json.loads(archive.read("oplysninger.json"))
        html = archive.read("oplysninger.html").decode()
        assert archive.read("oplysninger.pdf").startswith(b"%PDF")
    for said in ("Ane Bech", "Svejser med øje for detaljen", "om truckkort"):
        assert said in json.dumps(data, ensure_ascii=False)
        assert said in html
    with as_owner():
        assert AccessLog.objects.filter(candidate=ane, purpose__contains="Indsigt").exists()
    address = reverse("retention:request_copy", kwargs={"uuid": done.uuid})
    stranger = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    for actor, status in ((stranger, 404), (make.consultant("Horsens"), 404), (admin, 200)):
        client.force_login(User.objects.get(pk=actor.user_id))  # type: ignore[attr-defined]
        assert client.get(address).status_code == status  # type: ignore[attr-defined]
    assert steps_of(done)[-1] == StepKind.FETCHED


def test_a_request_is_refused_with_its_reason_and_then_stands(admin: Actor) -> None:
    row = registered(admin, asked(name="Karin Holm"))
    with acting_as(admin):
        request_refuse(actor=admin, request=row, answer="Vi ved ikke, hvem der spørger.")
        request_order(actor=admin, request=row)
        row.refresh_from_db()
    assert (row.state, row.answer) == (RequestState.REFUSED, "Vi ved ikke, hvem der spørger.")


def test_one_house_reads_no_other_houses_requests(admin: Actor) -> None:
    registered(admin, asked(name="Karin Holm"))
    with acting_as(accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)):
        assert RightsRequest.objects.count() == RightsStep.objects.count() == 0
    with as_worker():
        assert RightsRequest.objects.count() == 0


def test_a_worker_that_dies_leaves_it_to_the_next(admin: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    order = noted("Horsens")
    row = registered(admin, asked(**KARIN))
    with acting_as(admin):
        request_order(actor=admin, request=row)
    real = answering._erase

    def killed(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        raise SystemExit

    monkeypatch.setattr(answering, "_erase", killed)
    with as_worker():
        with pytest.raises(SystemExit):
            requests_answer()
        monkeypatch.setattr(answering, "_erase", real)
    assert NOTE in texts_of(order)  # all of it is one transaction
    with as_worker():
        assert requests_answer() == 1
    assert ERASED in texts_of(order)
