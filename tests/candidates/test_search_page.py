"""The search page: what it shows, what it says to bad input, and that its address stays true."""

import datetime
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.enums import Basis, TermKind
from candidates.models import Candidate, CandidateProfile
from jobcenters.calendar import local_date
from orders.enums import TargetGroup
from orders.services.orders import LineData
from tests.candidates.searching import SMITH, WELDER, WELDING, address, get, text_of, welders
from tests.factories import accounts, candidates, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


def headings(html: str) -> list[str]:
    return re.findall(r'<h2 id="kommune-\d{4}">([^<]+)</h2>', html)


def test_own_municipality_first_then_by_distance_and_the_rest_as_links() -> None:
    welders(5)
    for place, postcode in (
        ("Hedensted", "8722"),
        ("Skanderborg", "8660"),
        ("Odder", "8300"),
        ("Vejle", "7100"),
    ):
        welders(1, place, postcode)
    found = text_of(get(make.consultant("Horsens"), address(sted="8700", km=50, fag=WELDER)))
    assert headings(found)[0] == "Horsens"
    assert len(headings(found)) == 3
    assert found.count('class="jo-hit"') == 3 + 1 + 1
    assert "9 kandidater i 5 kommuner" in found
    assert "Vis 2 mere i Horsens" in found
    assert "Længere væk" in found
    assert "Horsens (egen)" in found
    assert "frigiver identiteten, når kandidaten har sagt ja" in found
    # One candidate of another municipality is "1–2"; five of one's own are five.
    assert found.count('<td class="jo-num">1–2</td>') == 4
    assert '<td class="jo-num">5</td>' in found


def test_a_card_says_what_the_mock_says_and_names_nobody() -> None:
    today = local_date(timezone.now())
    candidates.candidate(
        "Horsens", occupation=WELDER, certificates=(WELDING,), name="Ane Hemmelig",
        unemployed_since=today - datetime.timedelta(weeks=9, days=2),
    )  # fmt: skip
    later = today + datetime.timedelta(days=40)
    candidates.candidate("Horsens", occupation=WELDER, skills=("TIG-svejsning",), available_from=later)
    query = {"sted": "8700", "fag": WELDER, "certifikat": WELDING, "kursus": "ja"}
    found = text_of(get(make.consultant("Horsens"), address(**query)))
    assert "ledig 9 uger" in found
    assert f"{WELDING}. Kan starte straks." in found
    assert "Kan starte " in found
    assert re.search(r"Mangler svejsecertifikat ISO 9606-1 \(\d+ dages kursus\)\.", found)
    assert "Hemmelig" not in found
    # Without the wish the certificate is demanded.
    query.pop("kursus")
    found = text_of(get(make.consultant("Horsens"), address(**query)))
    assert "1 kandidat i 1 kommune" in found
    assert "Tag dem med" in found


def test_words_are_understood_by_synonym_and_spelt_as_the_vocabulary_does() -> None:
    welders(1)
    client = client_of(make.consultant("Horsens"))
    answer = client.get(address(sted="Horsens", **{"fag-ny": "welder"}))
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer["Location"]).query) == {"sted": ["8700"], "km": ["20"], "fag": [WELDER]}
    assert "1 kandidat i 1 kommune" in text_of(client.get(answer["Location"]))


def test_a_tidy_address_is_answered_at_once() -> None:
    client = client_of(make.consultant("Horsens"))
    assert client.get(address(sted="8700", km=20, fag=WELDER)).status_code == 200
    assert client.get(address()).status_code == 200


def test_htmx_gets_the_results_and_the_true_address() -> None:
    welders(1)
    url = address(sted="8700 Horsens", km=25, **{"fag-ny": "svejser", "tekst": ""})
    answer = get(make.consultant("Horsens"), url, **{"HX-Request": "true"})
    found = text_of(answer)
    assert answer["HX-Push-Url"].endswith("?sted=8700&km=25&fag=Svejser")
    assert "<html" not in found
    assert found.count('id="resultater"') == 1
    assert 'id="felt-fag" hx-swap-oob="true"' in found
    assert "HX-Request" in answer["Vary"]
    # Coming back in the history is a whole page.
    whole = get(
        make.consultant("Horsens"), url, **{"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert whole.status_code == 302


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        ({"sted": "8700", "km": "5"}, "Vi har sat den til 10 km.", 'value="10"'),
        ({"sted": "8700", "km": "500"}, "Vi har sat den til 100 km.", 'value="100"'),
        ({"sted": "8700", "km": "17"}, "Vi har sat den til 15 km.", 'value="15"'),
        ({"sted": "8700", "km": "to"}, "Vi har sat den til 20 km.", 'value="20"'),
        ({"sted": "0999"}, "Skriv et, hvor der bor nogen", 'value="0999"'),
        ({"sted": "9999999"}, "Et postnummer har fire cifre", 'value="9999999"'),
        ({"sted": "Atlantis"}, "Vi kender ikke stedet “Atlantis”", 'value="Atlantis"'),
        ({"sted": "København"}, "Flere steder begynder sådan", 'value="København"'),
        ({"sted": "8700", "fag-ny": "xqzw"}, "Vi kender ikke “xqzw”", 'value="xqzw"'),
        ({"sted": "8700", "start": "31.2.2026"}, "Skriv en dato", ""),
        ({"sted": "8700", "tekst": "montage " * 1250}, "plads til 200 tegn, og du har skrevet 9.999.", "montage m"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_gets_a_sentence_and_nothing_is_lost(
    query: dict[str, str], sentence: str, kept: str
) -> None:
    answer = get(make.consultant("Horsens"), address(**query))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert kept in text_of(answer)


def test_a_postcode_that_nobody_lives_in_says_so() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("insert into jobcenters_postcode (code, name, source) values ('0998', 'Havet', '')")
    found = text_of(get(make.consultant("Horsens"), address(sted="0998")))
    assert "Ingen bor i 0998 Havet." in found
    assert 'class="jo-hit"' not in found


@pytest.mark.parametrize(
    "text",
    [
        "'",
        '"',
        "a & b | !c",
        "svejser:*",
        "'); drop table x; --",
        "<script>",
        "\\",
        "%_%",
        "\x00",
        "((",
        "æøå",
    ],
)
def test_quotes_and_operators_are_only_words(text: str) -> None:
    welders(1)
    answer = get(make.consultant("Horsens"), address(sted="8700", tekst=text, **{"fag-ny": text}))
    # An invisible NUL is refused for every page alike, with a page that says so.
    assert answer.status_code in ((400,) if text == "\x00" else (200, 302))
    assert "<script>" not in text_of(answer)


def test_the_number_of_questions_is_the_same_for_one_and_for_thirty() -> None:
    actor = make.consultant("Horsens")
    order = make.order(actor)
    client = client_of(actor)
    url = address(order, sted="8700", km=50, fag=WELDER, vis="0615-30")

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    welders(1)
    welders(1, "Odder", "8300")
    questions()  # what is kept in this process is read now
    few = questions()
    welders(3, skills=("TIG-svejsning",), certificates=(WELDING,))
    welders(3, "Odder", "8300")
    assert questions() == few
    # With hits enough less is offered instead, which is fewer questions: the same for 12 and for 45.
    welders(4)
    some = questions()
    assert some < few
    welders(20, skills=("TIG-svejsning",))
    welders(13, "Vejle", "7100")
    assert questions() == some
    welders(10, "Aarhus", "8000")
    assert questions() < some


def test_more_hits_unfold_and_the_choice_is_kept() -> None:
    own = welders(6)
    away = welders(1, "Aarhus", "8000")[0]
    actor = make.consultant("Horsens")
    query = {"sted": "8700", "km": "20", "fag": WELDER, "kandidat": [str(own[0].uuid), str(away.uuid)]}
    answer = get(actor, address(**query, mere="0615-3"))
    assert answer.status_code == 302
    found = text_of(get(actor, answer["Location"]))
    rows = re.findall(r'id="(k-[^"]+)"', found)
    assert answer["Location"].endswith(f"#{rows[3]}")
    assert found.count('class="jo-hit"') == 6 + 1
    assert "2 valgt." in found
    assert "Også valgt" in found, "a chosen one outside the radius is still chosen"
    assert found.count(" checked") == 2


def test_a_stranger_to_the_basis_is_not_found_nor_chosen() -> None:
    hidden = candidates.candidate("Odder", postcode="8300", occupation=WELDER, basis=Basis.NONE)
    query = {"sted": "8300", "fag": WELDER, "kandidat": str(hidden.uuid)}
    assert hidden.pseudonym not in text_of(get(make.consultant("Horsens"), address(**query)))
    assert hidden.pseudonym in text_of(get(make.consultant("Odder"), address(**query)))


def test_target_groups_are_searched_for_and_never_shown() -> None:
    target = "Flygtninge og familiesammenførte"
    one = candidates.candidate("Odder", postcode="8300", occupation=WELDER, targets=(target,))
    candidates.candidate("Odder", postcode="8300", occupation=WELDER)
    found = text_of(get(make.consultant("Horsens"), address(sted="8300", maalgruppe=target)))
    assert "1 kandidat i 1 kommune" in found
    card = re.search(rf'<li class="jo-hit".*?{one.pseudonym}.*?</li>', found, re.DOTALL)
    assert card
    assert "lygtning" not in card[0]


def test_few_hits_bring_help() -> None:
    welders(2, "Odder", "8300")
    candidates.candidate("Horsens", occupation=SMITH)
    actor = make.consultant("Horsens")
    order = make.order(actor)
    found = text_of(get(actor, address(order, sted="8700", km=10, fag=WELDER)))
    assert "Ingen kandidater inden for 10 km" in found
    assert "Prøv 50 km" in found
    assert "Der er 2 kandidater." in found
    odder = make.jobcenter("Odder")
    assert f"{reverse('orders:ask', args=[order.uuid])}?jobcenter={odder.uuid}" in found
    assert "Spørg Odder" in found
    assert "Odder har 1–2, der passer." in found
    # Substitution says why, and how many more (R39).
    assert f"Tag {SMITH} med" in found
    assert re.search(r"1 mere: [a-zæøå].+\.", found)
    # Whoever has been asked is not offered again.
    make.request(actor, order, odder)
    assert "Spørg Odder" not in text_of(get(actor, address(order, sted="8700", km=10, fag=WELDER)))


def test_the_ask_page_begins_with_the_jobcentre_that_has_somebody() -> None:
    actor = make.consultant("Horsens")
    order = make.order(actor)
    odder = make.jobcenter("Odder")
    found = text_of(get(actor, f"{reverse('orders:ask', args=[order.uuid])}?jobcenter={odder.uuid}"))
    assert re.search(rf'value="{odder.uuid}"[^>]* checked', found)


def test_an_order_fills_the_search_in() -> None:
    welders(1)
    actor = make.consultant("Horsens")
    company = companies.company()
    lines = (
        LineData(occupation="svejsere", places=4, requirements="Svejsecertifikat"),
        LineData(occupation="smede", places=2, target_group=TargetGroup.REFUGEE),
    )
    order = make.order(actor, company=company, lines=lines)
    found = text_of(get(actor, address(order)))
    with as_owner():
        assert f'value="{company.workplaces.get().postcode}"' in found
    assert '<input type="hidden" name="fag" value="Svejser">' in found
    assert f'<input type="hidden" name="certifikat" value="{WELDING}">' in found
    assert 'value="ja" checked' in found
    assert f'href="{reverse("orders:order", args=[order.uuid])}"' in found
    with as_owner():
        second = order.lines.get(occupation="smede")
    found = text_of(get(actor, address(order, linje=second.uuid)))
    assert '<input type="hidden" name="fag" value="Smed">' in found
    assert 'name="maalgruppe" value="Flygtninge og familiesammenførte"' in found


def test_the_order_leads_here_and_the_menu_too() -> None:
    actor = make.consultant("Horsens")
    order = make.order(actor)
    page = text_of(get(actor, reverse("orders:order", args=[order.uuid])))
    assert f'href="{reverse("candidates:search")}"' in page
    found = text_of(get(actor, address(order)))
    assert re.search(r'href="/kandidater/" aria-current="true">Kandidater', found)
    assert reverse("orders:search", args=[order.uuid]) in found, (
        "a search in another system is still recorded by hand"
    )


def test_jobservice_danmark_searches_from_a_place_it_names() -> None:
    welders(1)
    national = accounts.actor(make.national())
    assert "Skriv, hvor der skal søges." in text_of(get(national, address()))
    assert "1 kandidat i 1 kommune" in text_of(get(national, address(sted="8700")))


def test_suggestions_are_words_of_the_kind_and_nothing_else() -> None:
    actor = make.consultant("Horsens")
    suggest = reverse("candidates:suggest")
    found = text_of(get(actor, f"{suggest}?felt=fag&fag-ny=svejs"))
    assert 'name="valg" value="fag:Svejser"' in found
    assert "Horsens" in text_of(get(actor, f"{suggest}?felt=sted&sted=hors"))
    assert text_of(get(actor, f"{suggest}?felt=fag&fag-ny=")).strip() == ""
    assert get(actor, f"{suggest}?felt=maalgruppe&maalgruppe-ny=flygt").status_code == 404
    assert get(actor, suggest).status_code == 404


def test_few_own_are_counted_as_they_are_and_many_are_capped() -> None:
    welders(1)
    with as_owner():
        pattern = Candidate.objects.get()
        many = [
            Candidate(
                pseudonym=f"X-{n}", jobcenter=make.jobcenter("Odder"), municipality_id="0727", postcode_id="8300",
                basis=Basis.LAW, occupation_id=pattern.occupation_id, terms=pattern.terms,
            )
            for n in range(201)
        ]  # fmt: skip
        made = Candidate.objects.bulk_create(many)
        # Whoever has no profile yet is not found.
        CandidateProfile.objects.bulk_create(
            CandidateProfile(candidate=one, jobcenter_id=one.jobcenter_id) for one in made
        )
    found = text_of(get(make.consultant("Horsens"), address(sted="8700", km=30, fag=WELDER)))
    assert "over 200" in found
    assert "Over 201 kandidater i 2 kommuner" in found
    assert '<td class="jo-num">1</td>' in found


def test_forms_and_languages_are_words_like_the_others() -> None:
    with as_owner():
        form = candidates.term("Fleksjob", TermKind.FORM)
        one = candidates.candidate("Horsens", occupation=WELDER)
        one.terms = [*one.terms, form.pk]
        one.save()
    candidates.candidate("Horsens", occupation=WELDER)
    found = text_of(get(make.consultant("Horsens"), address(sted="8700", form="Fleksjob")))
    assert "1 kandidat i 1 kommune" in found
