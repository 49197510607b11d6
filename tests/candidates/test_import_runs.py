"""From a file to the stock: checked whole, taken in, taken in again, and who left."""

import datetime
import io
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import CandidateState
from candidates.imports.services import import_cancel, import_start, import_upload
from candidates.models import (
    Candidate,
    CandidateIdentity,
    CandidateProfile,
    ImportChunk,
    ImportFault,
    ImportRow,
    ImportWord,
    Term,
)
from candidates.retention_rules import AFTER_LEAVING
from candidates.services.retention import candidates_anonymise
from imports.enums import ImportState
from notifications.models import OutboxMail
from tabular.writing import write_xlsx
from tests.candidates.import_files import (
    HEADINGS,
    administrator,
    checked,
    fresh,
    loaded,
    person,
    sheet,
    swept,
    upload,
)
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def karen() -> Actor:
    return administrator()


def everything() -> list[tuple[object, ...]]:
    """All that is stored of all candidates, times and the index included."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select c, p, i, x, x.xmin::text from candidates_candidate c"
            " left join candidates_candidateprofile p on p.candidate_id = c.id"
            " left join candidates_candidateidentity i on i.candidate_id = c.id"
            " left join candidates_index x on x.candidate_id = c.id order by c.id"
        )
        return cursor.fetchall()


def stored(reference: str) -> tuple[Candidate, CandidateProfile, CandidateIdentity]:
    with as_owner():
        identity = CandidateIdentity.objects.get(external_ref=reference)
        candidate = Candidate.objects.select_related("occupation").get(pk=identity.candidate_id)
        return candidate, CandidateProfile.objects.get(pk=candidate.pk), identity


def faults(run) -> list[tuple[int, str, str]]:
    with as_owner():
        return list(ImportFault.objects.filter(run=run).values_list("line", "column", "text"))


def test_a_row_becomes_a_candidate_in_three_levels(karen: Actor) -> None:
    row = person(1, målgrupper="langtidsledige", sagsbehandlers_e_mail="")
    row["sagsbehandlers e-mail"] = "Hjalp@Kommune.example"
    run = loaded(karen, sheet([row]))
    assert (run.done_new, run.done_changed, run.wrong) == (1, 0, 0)
    candidate, profile, identity = stored("sag-1")
    assert candidate.state == CandidateState.ACTIVE
    assert candidate.pseudonym.startswith("H-")
    assert candidate.occupation and candidate.occupation.name == "Svejser"
    with as_owner():
        names = set(Term.objects.filter(pk__in=candidate.terms).values_list("name", flat=True))
        assert Term.objects.get(pk=profile.targets[0]).name == "Langtidsledig"
    assert {"Svejser", "TIG-svejsning", "Varme arbejder", "Kørekort B", "Kørekort C", "Dansk"} <= names
    assert candidate.wanted_km == 40
    assert candidate.cv_updated_on == datetime.date(2026, 2, 1)
    assert candidate.job_titles == ["Smed"]
    assert profile.history == [{"title": "Smed", "from": "2015", "to": "2024"}]
    assert identity.employers == ["Maskinfabrikken ApS"]
    assert identity.caseworker_email == "hjalp@kommune.example"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select features from candidates_index where candidate_id = %s", [candidate.pk])
        assert {n for n in cursor.fetchone()[0] if n > 0} == {*candidate.terms, *profile.targets}


def test_nothing_changes_before_somebody_says_so(karen: Actor) -> None:
    run = checked(karen, sheet(person(n) for n in range(30)))
    assert (run.state, run.rows, run.new, len(run.sample)) == (ImportState.CHECKED, 30, 30, 20)
    assert run.sample[0]["name"] == "Borger Nummera"
    assert everything() == []


def test_the_second_run_changes_nothing(karen: Actor) -> None:
    content = sheet(person(n) for n in range(1_200))
    loaded(karen, content)
    before = everything()
    assert len(before) == 1_200
    run = loaded(karen, content)
    assert (run.done_new, run.done_changed, run.unchanged) == (0, 0, 1_200)
    assert everything() == before


def test_only_what_has_changed_is_written(karen: Actor) -> None:
    loaded(karen, sheet(person(n) for n in range(5)))
    before = {row[0]: row for row in everything()}
    run = loaded(karen, sheet([*(person(n) for n in range(4)), person(4, postnummer="8732")]))
    assert (run.done_changed, run.unchanged) == (1, 4)
    assert len([row for row in everything() if row[0] not in before]) == 1
    assert stored("sag-4")[0].postcode_id == "8732"


def test_a_column_that_is_not_there_leaves_what_is_known(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    few = ("reference", "navn", "postnummer", "kompetencer")
    run = loaded(karen, sheet([person(1, kompetencer="")], headings=few))
    assert run.done_changed == 1
    assert "telefon" in run.absent
    candidate, profile, identity = stored("sag-1")
    with as_owner():
        kinds = set(Term.objects.filter(pk__in=candidate.terms).values_list("kind", flat=True))
    assert "skill" not in kinds
    assert {"occupation", "certificate", "licence", "language", "education"} <= kinds
    assert (identity.phone, candidate.basis, len(profile.history)) == ("20 30 40 50", "consent", 1)


def test_json_is_the_same_as_csv(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    before = everything()
    row: dict[str, object] = dict(person(1))
    row["kompetencer"] = ["TIG-svejsning", "Kantpresning", "Tegningsforståelse"]
    row["ansættelser"] = [{"titel": "Smed", "arbejdsgiver": "Maskinfabrikken ApS", "fra": 2015, "til": 2024}]
    run = loaded(karen, json.dumps([row], ensure_ascii=False), name="k.json")
    assert (run.kind, run.unchanged) == ("json", 1)
    assert everything() == before


def test_who_is_not_in_the_whole_stock_leaves_and_may_come_back(karen: Actor) -> None:
    loaded(karen, sheet(person(n) for n in range(40)))
    # A wrong row is a citizen all the same: only whoever is not there at all leaves.
    fewer = [*(person(n) for n in range(10)), person(10, postnummer="0000")]
    run = checked(karen, sheet(fewer), whole=True)
    assert (run.leaving, run.wrong) == (29, 1)
    with acting_as(karen), pytest.raises(ValidationError, match="29 kandidater"):
        import_start(actor=karen, run=run)
    with acting_as(karen):
        import_cancel(actor=karen, run=run)
    run = loaded(karen, sheet(fewer), whole=True, sure=True)
    assert run.done_left == 29
    assert stored("sag-39")[0].state == CandidateState.LEFT
    assert stored("sag-10")[0].state == CandidateState.ACTIVE
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from candidates_index")
        assert cursor.fetchone()[0] == 11
    pseudonym = stored("sag-39")[0].pseudonym
    loaded(karen, sheet([person(39)]))
    again = stored("sag-39")[0]
    assert (again.state, again.left_at, again.pseudonym) == (CandidateState.ACTIVE, None, pseudonym)


def test_a_file_does_not_give_a_withdrawn_consent_back(karen: Actor) -> None:
    loaded(karen, sheet([person(1)]))
    with as_owner():
        Candidate.objects.update(state=CandidateState.WITHDRAWN, basis="")
    run = loaded(karen, sheet([person(1, vil_højst_køre="15")]))
    candidate = stored("sag-1")[0]
    assert (candidate.state, candidate.basis, candidate.wanted_km) == (CandidateState.WITHDRAWN, "", 15)
    assert "samtykke tilbage" in faults(run)[0][2]


def test_every_wrong_row_is_explained_and_none_is_lost(karen: Actor) -> None:
    rows = [
        person(1),
        person(1),
        person(2, postnummer="9998"),
        person(3, postnummer="8300"),
        person(4, ledig_siden="31-02-2026"),
        person(5, reference=""),
        person(6, navn=""),
        person(7, kompetencer="050585-1234"),
        person(8, grundlag="måske"),
        person(9, vil_højst_køre="900"),
        person(10, faglig_profil="Ring til Borger på 20 30 40 50."),
        person(11, stillinger="Rumskibspilot", kompetencer="Trylleri"),
        person(12, navn="=HYPERLINK(1)", kontaktvej="telefon"),
    ]
    run = checked(karen, sheet(rows))
    found = {line: (column, text) for line, column, text in faults(run)}
    assert run.rows == 13
    assert run.new + run.changed + run.unchanged + run.wrong == run.rows
    assert run.wrong == 9
    assert "linje 2" in found[3][1] and "linje 3" in found[3][1]
    assert "findes ikke" in found[4][1] and found[4][0] == "postnummer"
    assert "Odder Kommune" in found[5][1]
    assert "findes ikke" in found[6][1]
    assert found[7][0] == "reference"
    assert found[8] == ("navn", "Navnet mangler.")
    assert "cpr" in found[9][1] and found[9][0] == "kompetencer"
    assert found[10][0] == "grundlag" and "1 til 500" in found[11][1]
    assert found[12][0] == "faglig profil" and "telefonnummer" in found[12][1]
    assert not any("050585" in text for _line, _column, text in faults(run))
    with as_owner():
        words = {word.word: word.kept for word in ImportWord.objects.filter(run=run)}
        assert not ImportRow.objects.filter(run=run, data__isnull=False, change="wrong").exists()
    assert words == {"Rumskibspilot": True, "Trylleri": False}
    with acting_as(karen):
        import_start(actor=karen, run=run)
    swept()
    assert stored("sag-10")[1].profile_text == ""
    assert stored("sag-12")[2].name == "=HYPERLINK(1)"
    assert stored("sag-11")[0].job_titles[0] == "Rumskibspilot"


def test_unknown_and_too_many_columns_are_a_notice(karen: Actor) -> None:
    extra = [f"ekstra {n}" for n in range(50)]
    text = sheet([person(1)], headings=[*HEADINGS, *extra])
    text = text.rstrip("\r\n") + ";overskydende\r\n"
    run = loaded(karen, text)
    assert run.ignored == extra
    assert run.done_new == 1
    assert [text for _line, _column, text in faults(run)] == [
        "Linjen har flere celler end kolonner. De overskydende er ikke læst, heller ikke senere."
    ]


def test_one_file_at_a_time_and_only_for_those_who_keep_the_stock(karen: Actor) -> None:
    run = upload(karen, sheet([person(1)]))
    with pytest.raises(ValidationError, match="allerede en fil"):
        upload(karen, sheet([person(2)]))
    mette = make.consultant("Horsens")
    with acting_as(mette), pytest.raises(PermissionDenied):
        import_upload(actor=mette, name="x.csv", pieces=[b"x"])
    with acting_as(karen):
        import_cancel(actor=karen, run=run)
    swept()
    with as_owner():
        assert not ImportChunk.objects.exists()
    assert fresh(run).purged_at
    upload(karen, sheet([person(2)]))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "tom"),
        (b"PK\x03\x04" + b"\0" * 40, "Regnearket kan ikke læses"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 40, "gammelt format"),
        (b"%PDF-1.7 abc", "ikke en fil med rækker"),
        (b"navn;postnummer\nA;8700\n", "“reference”"),
        (b"reference;ref;navn;postnummer\n", "samme"),
        (b"[1, 2]", "objekt"),
    ],
)
def test_a_file_that_is_none_is_refused_at_once(karen: Actor, content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        upload(karen, content)
    with as_owner():
        assert not ImportChunk.objects.exists()


def test_a_file_that_breaks_off_changes_nothing(karen: Actor) -> None:
    text = json.dumps([person(n) for n in range(1_500)])[:-40]
    run = checked(karen, text, name="k.json")
    assert run.state == ImportState.FAILED
    assert "1.499" in run.problem or "1.500" in run.problem
    assert everything() == []


def test_after_the_run_one_mail_the_statistics_and_no_file(karen: Actor) -> None:
    run = loaded(karen, sheet([person(1), person(2, navn="")]))
    swept()
    swept()
    run = fresh(run)
    with as_owner():
        (mail,) = OutboxMail.objects.filter(name="candidates.import_done")
        assert not ImportChunk.objects.exists()
        assert not ImportRow.objects.exists()
        assert Term.objects.get(name="Svejser", kind="occupation").found == 1
    assert mail.recipient_user_id == karen.user_id
    assert "Nye kandidater: 1" in mail.text and "Rækker med fejl: 1" in mail.text
    assert run.purged_at and not run.stats_due and run.sample == []


def test_the_web_role_reads_neither_file_nor_rows(karen: Actor) -> None:
    checked(karen, sheet([person(1)]))
    for table in ("candidates_importchunk", "candidates_importrow"):
        with acting_as(karen), connection.cursor() as cursor:
            with pytest.raises(Exception, match="permission denied"):
                from django.db import transaction

                with transaction.atomic():
                    cursor.execute(f"select count(*) from {table}")


def test_who_left_long_ago_is_anonymised(karen: Actor) -> None:
    loaded(karen, sheet(person(n) for n in range(3)))
    loaded(karen, sheet([person(0)]), whole=True)
    left, _profile, _identity = stored("sag-1")
    assert left.left_at
    after = left.left_at + datetime.timedelta(days=AFTER_LEAVING.length.days, minutes=1)
    with as_worker():
        assert candidates_anonymise(jobcenter_id=karen.organisation_id, now=left.left_at) == 0
        assert candidates_anonymise(jobcenter_id=karen.organisation_id, now=after) == 2
        assert candidates_anonymise(jobcenter_id=karen.organisation_id, now=after) == 0
    with as_owner():
        row = Candidate.objects.get(pk=left.pk)
        assert (row.state, row.pseudonym) == (CandidateState.ANONYMISED, left.pseudonym)
        assert (row.terms, row.job_titles, row.occupation_id, row.basis) == ([], [], None, "")
        assert not CandidateProfile.objects.filter(pk=left.pk).exists()
        assert list(CandidateIdentity.objects.values_list("external_ref", flat=True)) == ["sag-0"]


def test_a_spreadsheet_says_what_the_same_rows_as_csv_say(karen: Actor) -> None:
    rows = [person(n) for n in range(1_200)]
    loaded(karen, sheet(rows))
    out = io.BytesIO()
    write_xlsx(out, [HEADINGS, *([row.get(name, "") for name in HEADINGS] for row in rows)])
    run = checked(karen, out.getvalue(), name="stock.xlsx")
    assert (run.kind, run.rows, run.unchanged, run.new, run.changed, run.wrong) == (
        "xlsx", 1_200, 1_200, 0, 0, 0
    )  # fmt: skip
