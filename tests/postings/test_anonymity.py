"""What gives a company away that hides its name."""

import pytest

from postings.anonymity import betrayals, traces_of

TRACES = traces_of(
    "Gudenå Maskinfabrik A/S",
    people=["Karin  Vind", "Bo"],
    phones=["+45 76 12 34 56", ""],
    emails=["Karin@gudenaa.example", "bo.krogh@gmail.com", ""],
)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"title": "Montør", "description": "Du samler pumper. Skriv til bo@anden.example."}, set()),
        ({"description": "Hos GUDENÅ MASKINFABRIK A/S"}, {"description"}),
        ({"description": "Spørg karin vind."}, {"description"}),
        ({"description": "Du bor måske i Boring."}, set()),
        ({"title": "Søg på gudenaa.example"}, {"title"}),
        ({"contact_name": "KARIN VIND"}, {"contact_name"}),
        ({"contact_name": "Karin Vindelev"}, set()),
        ({"contact_phone": "76123456"}, {"contact_phone"}),
        ({"contact_phone": "76 12 34 57"}, set()),
        ({"contact_email": "job@gudenaa.example"}, {"contact_email"}),
        ({"contact_email": "bo.krogh@gmail.com"}, {"contact_email"}),
        ({"contact_email": "job.horsens@gmail.com"}, set()),
        ({"contact_email": "job@horsens.example"}, set()),
        ({"apply_url": "https://job.gudenaa.example/1"}, {"apply_url"}),
        ({"apply_url": "https://www.gudenaa-maskinfabrik.dk/job"}, {"apply_url"}),
        ({"apply_url": "https://jobnet.example/gudenaa"}, set()),
        ({"contact_name": "", "contact_phone": "", "contact_email": "", "apply_url": ""}, set()),
    ],
)
def test_what_gives_the_company_away(values: dict[str, object], fields: set[str]) -> None:
    assert set(betrayals(values, TRACES)) == fields


def test_a_short_name_is_no_part_of_every_address() -> None:
    traces = traces_of("DSB A/S", people=[], phones=[], emails=[])
    assert betrayals({"apply_url": "https://dsbo.example"}, traces) == {}
