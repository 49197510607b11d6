"""Who reads the log, what the citizen is given, when unusual reading is told, what moves when a jobcentre closes."""

import csv
import datetime
import io

import pytest
from django.db import connection
from django.urls import reverse

from accounts.enums import Role
from accounts.tenancy import acting_as
from candidates.models import AccessLog, Candidate, CandidateIdentity, Nomination, Release
from candidates.selectors.access_log import PAGE_SIZE
from candidates.services.disclosure import profiles_look
from candidates.services.keeping import homes_move, readers_watch
from candidates.watching import MANY, WITHOUT_ORDER
from candidates.workflow import Part
from jobcenters.models import JobcenterMunicipality
from tests.candidates.placing import TODAY, Stage
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db

LOG = reverse("candidates:access_log")
# A last day before the first: what is wrong with it is said, and the rest of the choice holds.
BACKWARDS = {
    "fra": (TODAY - datetime.timedelta(days=9)).isoformat(),
    "til": (TODAY - datetime.timedelta(days=20)).isoformat(),
}


@pytest.fixture
def stage() -> Stage:
    return Stage()


def read(stage: Stage, rows: list[Candidate], purpose: str = "Montører", *, with_order: bool = True) -> None:
    with acting_as(stage.mette):
        profiles_look(candidates=rows, purpose=purpose, order=stage.order if with_order else None)


def manager(place: str = "Odder"):  # noqa: ANN201
    return accounts.actor(make.jobcenter(place), role=Role.MANAGER)


def test_managers_read_all_and_caseworkers_their_own(stage: Stage) -> None:
    one, two = stage.candidate(), stage.candidate()
    read(stage, [one, two])
    worker = make.consultant("Odder")
    with as_owner():
        CandidateIdentity.objects.filter(candidate=one).update(caseworker_id=worker.user_id)
    assert one.pseudonym in (page := client_of(manager()).get(LOG).content.decode())
    assert two.pseudonym in page
    page = client_of(worker).get(LOG).content.decode()
    assert one.pseudonym in page
    assert two.pseudonym not in page
    # By the address that the jobcentre's own system knows, too.
    with as_owner():
        email = make.rows("select email from accounts_user where id = %s", worker.user_id)[0][0]
        CandidateIdentity.objects.filter(candidate=two).update(caseworker_email=email.upper())
    assert two.pseudonym in client_of(worker).get(LOG).content.decode()
    for other in (make.consultant("Odder"), manager("Silkeborg"), stage.mette):
        assert one.pseudonym not in client_of(other).get(LOG).content.decode()


def test_log_is_filtered_by_candidate_period_and_organisation(stage: Stage) -> None:
    one, two = stage.candidate(), stage.candidate()
    read(stage, [one, two])
    client = client_of(manager())
    horsens = make.jobcenter("Horsens").uuid
    for query, seen in (
        ({"kandidat": one.pseudonym.lower()}, {one}),
        ({"fra": TODAY.isoformat(), "til": TODAY.isoformat()}, {one, two}),
        (BACKWARDS, {one, two}),
        ({"til": (TODAY - datetime.timedelta(days=1)).isoformat()}, set()),
        ({"organisation": str(horsens)}, {one, two}),
    ):
        response = client.get(LOG, query)
        text = response.content.decode()
        assert {row for row in (one, two) if row.pseudonym in text.split('id="opslag"')[1]} == seen, query
    assert "Byt om på dem" in client.get(LOG, BACKWARDS).content.decode()
    assert client.get(LOG, {"organisation": "x' or 1=1", "efter": "hvad_som_helst"}).status_code == 200


def test_log_has_pages(stage: Stage) -> None:
    one = stage.candidate()
    for _turn in range(PAGE_SIZE + 3):
        read(stage, [one])
    client = client_of(manager())
    first = client.get(LOG)
    following = first.context["page"].next_url
    assert len(first.context["rows"]) == PAGE_SIZE
    assert len(client.get(LOG + following).context["rows"]) == 3


def test_file_cannot_be_a_formula(stage: Stage) -> None:
    one = stage.candidate()
    read(stage, [one], purpose='=HYPERLINK("https://ond.example";"x")')
    text = client_of(manager()).get(LOG, {"format": "csv"}).content.decode("utf-8-sig")
    (_head, row) = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert row[3] == one.pseudonym
    assert row[-1].startswith("'=HYPERLINK")


def test_citizen_is_told_when_who_and_why_but_no_employees_name(stage: Stage) -> None:
    one = stage.candidate()
    read(stage, [one], purpose="Fire montører til Gudenå")
    address = reverse("candidates:citizen_copy", args=[one.uuid])
    client = client_of(manager())
    # The page's head names whoever is signed in: what is handed over is the main part.
    text = client.get(address).content.decode().split("<main")[1]
    assert "Fire montører til Gudenå" in text
    assert "Jobcenter Horsens" in text
    assert stage.mette.name not in text
    assert client.get(LOG, {"kandidat": one.pseudonym}).context["citizen"] == address
    assert client_of(make.consultant("Odder")).get(address).status_code == 404
    assert client_of(manager("Silkeborg")).get(address).status_code == 404


# --- unusual reading ----------------------------------------------------------------------------------------------


def told() -> list[tuple[str, str, str]]:
    return make.rows(
        "select recipient, subject, text from notifications_outboxmail where name = 'candidates.unusual_reading'"
    )


def watch() -> int:
    with as_worker():
        return readers_watch()


def test_many_profiles_in_an_hour_are_told_once_a_day_to_the_administrators(stage: Stage) -> None:
    steward = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    rows = [stage.candidate() for _n in range(MANY)]
    read(stage, rows[:-1])
    assert (watch(), told()) == (0, [])
    read(stage, rows[-1:])
    assert watch() == 1
    watch()
    ((to, subject, text),) = told()
    with as_owner():
        assert to == make.rows("select email from accounts_user where id = %s", steward.user_id)[0][0]
    assert subject == f"Usædvanlig mange opslag: {MANY} kandidater på en time"
    assert "Mette Dahl" in text
    assert not any(row.pseudonym in text for row in rows)


def test_several_without_an_order_are_told_too(stage: Stage) -> None:
    accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    rows = [stage.candidate() for _n in range(WITHOUT_ORDER)]
    read(stage, rows)
    assert watch() == 0
    read(stage, rows, with_order=False)
    assert watch() == 1
    assert "uden en ordre" in told()[0][1]


def test_the_web_role_asks_for_nobodys_reading() -> None:
    with pytest.raises(Exception, match="permission denied"):
        readers_watch()


# --- a jobcentre that closes --------------------------------------------------------------------------------------


def hand_over(municipality: str, to: str, on: datetime.date) -> None:
    """From `on`, the jobcentre at `to` serves the municipality."""
    with as_owner():
        link = JobcenterMunicipality.objects.get(municipality_id=municipality, valid_to__isnull=True)
        JobcenterMunicipality.objects.filter(pk=link.pk).update(valid_to=on - datetime.timedelta(days=1))
        JobcenterMunicipality.objects.create(
            jobcenter_id=make.jobcenter(to).pk, municipality_id=municipality, valid_from=on
        )


def move(today: datetime.date = TODAY) -> int:
    with as_worker():
        return homes_move(today=today)


def test_candidates_follow_the_municipality_to_its_new_jobcentre(stage: Stage) -> None:
    one, elsewhere = stage.secret_candidate(), stage.candidate("Horsens")
    (row,) = stage.nominate(one, to=(Part.TOVHOLDER,))
    read(stage, [one])
    before = make.rows("select jobcenter_id, purpose from candidates_accesslog order by id")
    with as_owner():
        # The same reference at both: neither is lost.
        CandidateIdentity.objects.filter(candidate=stage.candidate("Silkeborg")).update(
            external_ref="SAG-HEMMELIG-7"
        )
    hand_over(one.municipality_id, "Silkeborg", TODAY + datetime.timedelta(days=1))
    assert move() == 0
    assert move(TODAY + datetime.timedelta(days=1)) == 1
    assert move(TODAY + datetime.timedelta(days=1)) == 0
    silkeborg = make.jobcenter("Silkeborg")
    with as_owner():
        assert Candidate.objects.get(pk=one.pk).jobcenter_id == silkeborg.pk
        assert Candidate.objects.get(pk=elsewhere.pk).jobcenter_id == make.jobcenter("Horsens").pk
        assert Nomination.objects.get(pk=row.pk).organisation_id == silkeborg.pk
        assert Release.objects.get().jobcenter_id == silkeborg.pk
        assert CandidateIdentity.objects.get(candidate=one).external_ref.startswith("SAG-HEMMELIG-7/")
        assert make.rows("select jobcenter_id from candidates_index where candidate_id = %s", one.pk) == [
            (silkeborg.pk,)
        ]
    assert make.rows("select jobcenter_id, purpose from candidates_accesslog order by id") == before
    # Its new jobcentre answers the citizen about the time before, too; the old one is no longer asked.
    assert one.pseudonym in client_of(manager("Silkeborg")).get(LOG).content.decode()
    assert one.pseudonym not in client_of(manager("Odder")).get(LOG).content.decode()


def test_a_citizen_who_lives_elsewhere_than_the_own_jobcentre_is_not_moved(stage: Stage) -> None:
    stage.candidate("Odder")
    with as_owner():
        # A jobcentre may keep a citizen that lives in another municipality.
        Candidate.objects.update(jobcenter_id=make.jobcenter("Vejle").pk)
    assert move() == 0


def test_log_rows_are_never_read_by_name_of_the_looker_in_sql(stage: Stage) -> None:
    read(stage, [stage.candidate()])
    with acting_as(stage.mette), connection.cursor() as cursor:
        cursor.execute("select count(*) from candidates_accesslog")
        assert cursor.fetchone() == (0,)
    with acting_as(stage.bo):
        assert AccessLog.objects.count() == 1
