"""An official list of postcodes: read whatever the spreadsheet made of it, and refuse it whole when a row is wrong."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from jobcenters.models import Postcode
from jobcenters.services.postcode_import import MOST_BYTES, ImportRefused, postcodes_import
from jobcenters.services.reference import reference_data_load
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def load(text: str | bytes):
    with as_owner():
        return postcodes_import(content=text if isinstance(text, bytes) else text.encode())


def refusal(text: str | bytes) -> str:
    before = list(Postcode.objects.order_by("pk").values())
    with pytest.raises(ImportRefused) as refused:
        load(text)
    assert list(Postcode.objects.order_by("pk").values()) == before
    return "\n".join(refused.value.errors)


def test_semicolon_decimal_comma_and_latin_1():
    report = load(
        "Postnr;Bynavn;Kommunekode;Breddegrad;Længdegrad\r\n8305;Samsø By;741;55,86;10,60\r\n".encode(
            "latin-1"
        )
    )
    assert report.changed == ("8305",)
    samsoe = Postcode.objects.get(code="8305")
    assert (samsoe.name, samsoe.municipality_id, samsoe.lat, samsoe.lon) == ("Samsø By", "0741", 55.86, 10.60)


def test_comma_byte_order_mark_other_columns_and_another_order():
    report = load("\ufefflon,x-felt,lat,navn,postnr\n9.85,?,55.86,Horsens,8700\n10.1,?,56.1,Nyby,9998\n\n")
    assert (report.added, report.changed) == (("9998",), ("8700",))
    assert Postcode.objects.get(code="8700").municipality_id == "0615"  # not in the list: kept
    assert Postcode.objects.get(code="9998").municipality_id is None


def test_a_second_import_of_the_same_list_changes_nothing():
    text = "postnr,navn,lat,lon\n8700,Horsens,55.861,9.851\n"
    assert load(text).changed == ("8700",)
    report = load(text)
    assert (report.added, report.changed, report.unchanged) == ((), (), ("8700",))


def test_the_official_point_survives_a_new_load_of_the_reference_data():
    load("postnr,navn,lat,lon\n8700,Horsens C,55.9,9.9\n")
    with as_owner():
        reference_data_load()
    assert (Postcode.objects.get(code="8700").name, Postcode.objects.get(code="8700").lat) == (
        "Horsens C",
        55.9,
    )


def test_one_bad_row_and_nothing_is_changed():
    told = refusal(
        "postnr;navn;kommunekode;lat;lon\n"
        "8700;Horsens;0615;55.86;9.85\n"
        "87x0;Horsens;0615;55.86;9.85\n"
        "8300;;0727;55.97;10.15\n"
        "8300;Odder;9999;55.97;10.15\n"
        "8300;Odder;0727;syd;10.15\n"
        "8300;Odder;0727;10.15;55.97\n"
        "8300;Odder;0727;nan;inf\n"
        "8700;Horsens;0615;55.86;9.85\n"
        "8300;Odder\n"
    )
    lines = told.splitlines()
    assert len(lines) == 8
    assert lines[0] == "Linje 3: “87x0” er ikke et postnummer på fire cifre."
    assert lines[2] == "Linje 5: kommunekoden 9999 findes ikke."
    assert "byttet om" in lines[4]
    assert lines[6] == "Linje 9: postnummer 8700 står to gange."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Filen er tom."),
        ("postnr,navn,lat,lon\n", "Filen indeholder ingen postnumre."),
        ("postnr;navn\n8700;Horsens\n", "Kolonnen lat og lon mangler i filens første linje."),
        (b"PK\x03\x04\x00\x00", "Filen er ikke en tekstfil. Gem den som CSV og prøv igen."),
        (b"x" * (MOST_BYTES + 1), "Filen er større end 5 MB. Den skal kun indeholde postnumre."),
    ],
)
def test_a_file_that_is_no_such_list_is_refused_in_words(text, sentence):
    assert refusal(text) == sentence


def test_a_wholly_wrong_file_does_not_flood_the_screen():
    told = refusal("postnr,navn,lat,lon\n" + "abc,Horsens,1,1\n" * 2_000)
    assert len(told.splitlines()) == 51
    assert told.endswith("… og 1950 fejl mere.")


def test_the_command_tells_what_it_did(tmp_path: Path, capsys):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("postnr,navn,lat,lon\n9998,Nyby,56.1,10.1\n", encoding="utf-8")
    bad.write_text("postnr,navn,lat,lon\n8700,Horsens,1,1\n", encoding="utf-8")
    with as_owner():
        call_command("import_postcodes", str(good))
    assert capsys.readouterr().out.splitlines() == ["1 nye, 0 ændret, 0 som før.", "Nye: 9998"]
    with pytest.raises(
        CommandError, match=r"Intet er ændret\.\nLinje 2: koordinaterne ligger uden for Danmark"
    ):
        call_command("import_postcodes", str(bad))
    with pytest.raises(CommandError, match="findes ikke eller kan ikke læses"):
        call_command("import_postcodes", str(tmp_path / "none.csv"))
