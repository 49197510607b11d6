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
        ({"description": "Hos Gudenå\n Maskinfabrik søger vi en montør"}, {"description"}),
        ({"description": "Hos Gudenå, som er en maskinfabrik"}, set()),
        ({"hours": "37 timer hos Gudenå Maskinfabrik"}, {"hours"}),
        ({"wage": "Spørg Karin Vind"}, {"wage"}),
        ({"description": "Ring 76 12 34 56."}, {"description"}),
        ({"description": "Ring +4576-123456 efter 12."}, {"description"}),
        ({"description": "Ring 76 12 34 57, nr. 8700 11."}, set()),
        ({"contact_name": "Karin Vind, HR"}, {"contact_name"}),
        ({"contact_name": "Gudenå Maskinfabrik"}, {"contact_name"}),
        ({"description": "Spørg karin\nvind."}, {"description"}),
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
    assert betrayals({"description": "Du er dsber."}, traces) == {}
    assert betrayals({"apply_url": "https://dsbo.example"}, traces) == {}
