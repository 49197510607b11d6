"""Who said no is never made anew by a file, until consent is given again."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import AuditEvent
from accounts.permissions import NotAllowed
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from candidates.enums import CandidateState
from candidates.imports.services import import_start
from candidates.models import Candidate, CandidateIdentity, ImportFault, ImportRun, SaidNo
from candidates.retention_rules import SAID_NO
from candidates.services.consent import candidate_consents, consent_by_reference
from candidates.services.retention import candidate_erase, candidates_anonymise
from candidates.services.said_no import said_no_among
from candidates.services.withdrawal import candidate_withdraw
from imports.enums import RowChange
from tests.agreements.pages import signed_in
from tests.candidates.import_files import administrator, checked, loaded, person, sheet, work
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db
HALF_A_YEAR = datetime.timedelta(days=183, minutes=1)
NOTICE = "bliver ikke oprettet igen af en fil"


@pytest.fixture
def karen() -> Actor:
    return administrator()


def known(reference: str, actor: Actor) -> Candidate | None:
    with as_owner():
        rows = CandidateIdentity.objects.filter(external_ref=reference, jobcenter_id=actor.organisation_id)
        identity = rows.first()
        return Candidate.objects.get(pk=identity.candidate_id) if identity else None


def withdrawn(actor: Actor, reference: str = "sag-1") -> Candidate:
    found = known(reference, actor)
    assert found
    with acting_as(actor):
        return candidate_withdraw(actor=actor, candidate=found)


def anonymised(actor: Actor, reference: str = "sag-1") -> Candidate:
    """Withdrawn, and half a year later."""
    row = withdrawn(actor, reference)
    assert row.withdrawn_at
    with as_worker():
        assert (
            candidates_anonymise(jobcenter_id=actor.organisation_id, now=row.withdrawn_at + HALF_A_YEAR) == 1
        )
    assert known(reference, actor) is None
    return row


def notices(run: ImportRun) -> list[tuple[int, str, str]]:
    with as_owner():
        rows = ImportFault.objects.filter(run=run, is_error=False)
        return list(rows.values_list("line", "column", "text"))


def listed() -> list[SaidNo]:
    with as_owner():
        return list(SaidNo.objects.order_by("id"))


def test_who_withdrew_and_is_anonymised_is_not_made_again_by_the_same_file(karen: Actor) -> None:
    content = sheet(person(n) for n in range(3))
    loaded(karen, content)
    gone = anonymised(karen)
    (entry,) = listed()
    assert (entry.said_no_at, entry.seen_at) == (gone.withdrawn_at, None)
    assert "sag-1" not in entry.digest and len(entry.digest) == 64
    run = loaded(karen, content)
    assert (run.new, run.unchanged, run.wrong, run.notices) == (0, 3, 0, 1)
    ((line, column, text),) = notices(run)
    assert (line, column) == (3, "reference") and NOTICE in text
    assert known("sag-1", karen) is None
    with as_owner():
        assert Candidate.objects.count() == 3
    assert listed()[0].seen_at is not None
    # Nothing of the person is kept of the row either.
    shown = next(row for row in checked(karen, content).sample if row["line"] == 3)
    assert shown["change"] == RowChange.UNCHANGED
    assert "name" not in shown and NOTICE in shown["problem"]


def test_who_left_without_saying_no_comes_again_as_somebody_new(karen: Actor) -> None:
    loaded(karen, sheet(person(n) for n in range(3)))
    loaded(karen, sheet([person(0)]), whole=True)
    left = known("sag-1", karen)
    assert left and left.left_at
    with as_worker():
        assert candidates_anonymise(jobcenter_id=karen.organisation_id, now=left.left_at + HALF_A_YEAR) == 2
    assert listed() == []
    assert loaded(karen, sheet([person(1)])).done_new == 1


def test_who_withdrew_and_left_the_source_said_no_all_the_same(karen: Actor) -> None:
    loaded(karen, sheet(person(n) for n in range(3)))
    withdrawn(karen)
    loaded(karen, sheet([person(0), person(2)]), whole=True)
    gone = known("sag-1", karen)
    assert gone and gone.left_at and gone.state == CandidateState.WITHDRAWN
    with as_worker():
        candidates_anonymise(jobcenter_id=karen.organisation_id, now=gone.left_at + HALF_A_YEAR)
    assert (len(listed()), loaded(karen, sheet([person(1)])).done_new) == (1, 0)


def test_who_is_erased_is_on_the_list_at_once(karen: Actor) -> None:
    loaded(karen, sheet(person(n) for n in range(2)))
    row = withdrawn(karen)
    assert row.withdrawn_at
    with as_worker():
        assert candidate_erase(jobcenter_id=karen.organisation_id, candidate_id=row.pk, now=row.withdrawn_at)
    run = loaded(karen, sheet(person(n) for n in range(2)))
    assert (run.done_new, run.unchanged) == (0, 2)
    assert known("sag-1", karen) is None


def test_who_comes_on_the_list_between_check_and_load_is_not_made(karen: Actor) -> None:
    loaded(karen, sheet([person(0), person(1)]))
    run = checked(karen, sheet([person(0), person(1, vil_højst_køre="15"), person(2)]))
    assert (run.new, run.changed, run.unchanged) == (1, 1, 1)
    anonymised(karen)
    with acting_as(karen):
        import_start(actor=karen, run=run)
    run = work(run)
    assert (run.state, run.done_new, run.done_changed, run.unchanged) == ("done", 1, 0, 2)
    assert [(line, column) for line, column, text in notices(run) if NOTICE in text] == [(3, "reference")]
    assert known("sag-1", karen) is None and known("sag-2", karen)


def test_another_jobcentre_with_the_same_reference_is_not_concerned(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    anonymised(karen)
    odder = administrator("Odder")
    assert loaded(odder, sheet([person(1, postnummer="8300")])).done_new == 1
    with acting_as(odder):
        assert not SaidNo.objects.exists()
        with pytest.raises(ValidationError, match="har ikke trukket"):
            consent_by_reference(actor=odder, reference="sag-1")
    assert len(listed()) == 1
    assert loaded(karen, sheet([person(1)])).done_new == 0


def test_the_list_is_read_after_the_key_was_changed_and_follows_it(karen: Actor, settings) -> None:
    loaded(karen, sheet([person(1), person(2)]))
    anonymised(karen)
    before, (entry,) = settings.SECRET_KEY, listed()
    settings.SECRET_KEY = "a new key"
    settings.SECRET_KEY_FALLBACKS = [before]
    assert loaded(karen, sheet([person(1)])).done_new == 0
    (again,) = listed()
    assert (again.pk, again.said_no_at) == (entry.pk, entry.said_no_at) and again.digest != entry.digest
    # The file has written it with the new key: the old one is not needed any more.
    settings.SECRET_KEY_FALLBACKS = []
    assert loaded(karen, sheet([person(1)])).done_new == 0
    with acting_as(karen):
        assert consent_by_reference(actor=karen, reference="sag-1") is None
    assert loaded(karen, sheet([person(1)])).done_new == 1


def test_an_entry_of_each_key_breaks_no_file(karen: Actor, settings) -> None:
    loaded(karen, sheet([person(1)]))
    anonymised(karen)
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "a new key"
    assert loaded(karen, sheet([person(1)])).done_new == 1  # the old key was thrown away too early
    anonymised(karen)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert loaded(karen, sheet([person(1)])).done_new == 0
    with acting_as(karen):
        assert consent_by_reference(actor=karen, reference="sag-1") is None
    assert listed() == []


def test_a_thousand_references_are_one_question(karen: Actor, django_assert_num_queries) -> None:
    loaded(karen, sheet([person(1)]))
    anonymised(karen)
    with as_worker(), acting_as(system_actor(karen.organisation_id)):
        with django_assert_num_queries(1):
            assert said_no_among(karen.organisation_id, [f"ny-{n}" for n in range(1_000)]) == frozenset()
        with django_assert_num_queries(0):
            assert said_no_among(karen.organisation_id, []) == frozenset()
        assert said_no_among(karen.organisation_id, ["sag-1", "ny-1"]) == {"sag-1"}


def test_an_entry_lives_for_as_long_as_files_have_the_reference(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    gone = anonymised(karen)
    assert gone.withdrawn_at
    seen = gone.withdrawn_at + datetime.timedelta(days=3_000)
    ends = SAID_NO.length.after(seen)
    with as_owner():
        SaidNo.objects.update(seen_at=seen)
    for late, count in ((-1, 1), (1, 0)):
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                f"select count(*) from candidates_saidno t where {SAID_NO.since} > %s",
                [SAID_NO.ends_before(ends + datetime.timedelta(seconds=late))],
            )
            assert cursor.fetchone()[0] == count


# --- consent given again ---------------------------------------------------------------------------------------------


def test_who_consents_again_is_made_again_by_the_next_file(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    gone = anonymised(karen)
    with acting_as(karen):
        assert consent_by_reference(actor=karen, reference="sag-1") is None
        with pytest.raises(ValidationError, match="Ingen med den reference"):
            consent_by_reference(actor=karen, reference="sag-1")
    with as_owner():
        event = AuditEvent.objects.get(action="candidates.consent_again")
    assert (event.user_id, event.object_type, event.detail) == (karen.user_id, "said_no", {})
    assert loaded(karen, sheet([person(1)])).done_new == 1
    again = known("sag-1", karen)
    assert again and again.pk != gone.pk and again.state == CandidateState.ACTIVE


def test_who_is_not_anonymised_yet_is_found_again_as_the_same(karen: Actor) -> None:
    loaded(karen, sheet([person(1), person(2)]))
    gone = withdrawn(karen)
    with acting_as(karen):
        found = consent_by_reference(actor=karen, reference="sag-1")
    assert found and found.pk == gone.pk
    now = known("sag-1", karen)
    assert now and (now.state, now.withdrawn_at, now.basis) == (CandidateState.ACTIVE, None, "consent")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from candidates_index where candidate_id = %s", [now.pk])
        assert cursor.fetchone()[0] == 1
        event = AuditEvent.objects.get(action="candidates.consent_again")
    assert (event.object_type, event.object_id) == ("candidate", str(now.uuid))
    assert gone.withdrawn_at
    with as_worker():
        late = gone.withdrawn_at + HALF_A_YEAR
        assert candidates_anonymise(jobcenter_id=karen.organisation_id, now=late) == 0


def test_who_is_not_in_the_source_either_comes_with_the_next_file(karen: Actor) -> None:
    loaded(karen, sheet([person(0), person(1), person(2)]))
    gone = withdrawn(karen)
    loaded(karen, sheet([person(0), person(2)]), whole=True)
    with acting_as(karen):
        assert candidate_consents(actor=karen, candidate=gone).state == CandidateState.LEFT
    loaded(karen, sheet([person(1)]))
    now = known("sag-1", karen)
    assert now and (now.pk, now.state, now.left_at) == (gone.pk, CandidateState.ACTIVE, None)


def test_only_those_who_keep_the_stock_take_a_reference_off(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    anonymised(karen)
    mette = make.consultant("Horsens")
    with acting_as(mette), pytest.raises(NotAllowed):
        consent_by_reference(actor=mette, reference="sag-1")
    assert signed_in(mette).get(reverse("candidates:consent_by")).status_code == 403
    assert len(listed()) == 1


def test_the_web_role_neither_adds_nor_changes_and_others_see_nothing(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    anonymised(karen)
    forbidden = (
        "insert into candidates_saidno (jobcenter_id, digest, said_no_at) values (1, 'x', now())",
        "update candidates_saidno set seen_at = now()",
    )
    for statement in forbidden:
        with acting_as(karen), connection.cursor() as cursor:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
    odder = administrator("Odder")
    with acting_as(odder), connection.cursor() as cursor:
        cursor.execute("delete from candidates_saidno")
        assert cursor.rowcount == 0
    with as_worker(), acting_as(system_actor(odder.organisation_id)):
        assert not SaidNo.objects.exists()


def test_the_way_back_is_found_on_the_pages(karen: Actor) -> None:
    loaded(karen, sheet([person(1), person(2)]))
    client = signed_in(karen)
    overview, page = reverse("candidates:imports"), reverse("candidates:consent_by")
    assert page not in client.get(overview).content.decode()
    gone = withdrawn(karen)
    own = reverse("candidates:consent_again", args=[gone.uuid])
    shown = client.get(reverse("candidates:candidate", args=[gone.uuid])).content.decode()
    assert own in shown and "Samtykket blev trukket tilbage" in shown and "Samtykke fra borgeren" not in shown
    assert "Samtykke fra borgeren" in client.get(own).content.decode()
    answer = client.post(own, follow=True)
    assert f"{gone.pseudonym} kan findes igen." in answer.content.decode()
    anonymised(karen)
    assert page in client.get(overview).content.decode()
    for typed, sentence in (
        ("", "Skriv borgerens reference"),
        ("sag-9", "Ingen med den reference"),
        ("sag-2", "har ikke trukket"),
    ):
        answer = client.post(page, {"reference": typed})
        assert answer.status_code == 422 and sentence in answer.content.decode()
    answer = client.post(page, {"reference": " sag-1 "}, follow=True)
    assert "når I indlæser en fil med referencen" in answer.content.decode()
    assert listed() == []
