"""The PDF itself: nothing missing, accessible, in Danish, and never a signature block cut in two."""

import datetime
from dataclasses import replace
from itertools import pairwise

import pytest

from agreements.enums import PdfKind
from agreements.pdf.content import moment_text
from agreements.pdf.render import pdf_html, pdf_write
from tests.agreements.printing import pages_of, print_of, read, signed, spaced, structure, twelve
from tests.agreements.wording import wording

LONG = ("Vi søger medarbejdere til Ærø, Tåsinge og Ålborg. " * 70)[:3000]


@pytest.fixture(scope="module")
def unsigned() -> bytes:
    return pdf_write(pdf_html(print_of(twelve())))[0]


@pytest.fixture(scope="module")
def with_signatures() -> bytes:
    return pdf_write(pdf_html(print_of(twelve(), PdfKind.SIGNED)))[0]


@pytest.fixture(scope="module")
def longest() -> bytes:
    document = twelve(need_short=LONG, need_long=LONG, extra_terms=LONG)
    return pdf_write(pdf_html(print_of(document, PdfKind.SIGNED)))[0]


def test_the_pages_of_the_template_come_in_its_order(unsigned: bytes) -> None:
    pages = pages_of(unsigned)
    assert len(pages) == 5
    for page, words in enumerate(
        (
            ("Jobserviceaftale med Gudenå Maskinfabrik", "Servicemål", "Virksomhedens behov", "Horsens"),
            ("Indhold", "Rekruttering", "Opkvalificering", "Integration", "Valgt", "Ikke valgt"),
            ("Periode", "Opfølgning", "Vilkår og tavshedspligt", "tavshedspligt om personlige forhold"),
            ("Parter og underskrifter",),
        )
    ):
        assert all(word in pages[page] for word in words), (page, pages[page])


@pytest.mark.parametrize("name", ["unsigned", "with_signatures", "longest"])
def test_every_one_of_twelve_blocks_is_there_and_whole(name: str, request: pytest.FixtureRequest) -> None:
    pages = pages_of(request.getfixturevalue(name))
    document = twelve()
    assert len(document.parties) == 12
    for party in document.parties:
        last = "Direktør Underskrevet" if name != "unsigned" else "Navn og titel Dato og underskrift"
        start = f"{party.label} {party.name}"
        holding = [page for page in pages if start in page and last in page.split(start, 1)[1]]
        assert holding, f"the block of {party.name} is missing or split"


def test_unticked_and_ticked_content_is_told_apart_in_words(unsigned: bytes) -> None:
    page = pages_of(unsigned)[1]
    recruitment = page.split("Opkvalificering")[0]
    chosen, other = recruitment.split("Ikke valgt", 1)
    assert "Ordinære ansættelser" in chosen
    assert "Andet: Sæsonarbejde i påsken" in chosen
    assert "Fleksjob" in other
    assert "Ordinære ansættelser" not in other


@pytest.mark.parametrize("name", ["unsigned", "with_signatures", "longest"])
def test_every_page_tells_its_number_the_agreement_and_the_hash(
    name: str, request: pytest.FixtureRequest
) -> None:
    content = request.getfixturevalue(name)
    pages = pages_of(content)
    printed = twelve(need_short=LONG, need_long=LONG, extra_terms=LONG) if name == "longest" else twelve()
    for number, page in enumerate(pages, start=1):
        assert f"Side {number} af {len(pages)}" in page
        assert "A2026-0001, version 1" in page
        assert f"SHA-256 {print_of(printed).hash}" in page


def test_it_says_its_language_title_and_that_it_is_tagged(unsigned: bytes) -> None:
    root = read(unsigned).trailer["/Root"]
    assert root["/Lang"] == "da-DK"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = read(unsigned).metadata
    assert metadata is not None
    assert metadata.title == "Jobserviceaftale med Gudenå Maskinfabrik (A2026-0001, version 1)"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_the_structure_has_one_title_headings_lists_and_a_table(with_signatures: bytes) -> None:
    tags = list(structure(with_signatures))
    assert tags.count("/H1") == 1
    assert tags.count("/H2") >= 7
    assert {"/L", "/LI", "/P", "/Sect", "/Table", "/TH", "/TD", "/Link"} <= set(tags)
    levels = [int(tag[2]) for tag in tags if tag[:2] == "/H" and tag[2:].isdigit()]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_bookmarks_lead_to_each_part(with_signatures: bytes) -> None:
    def titles(items: list) -> list[str]:
        return [
            title for one in items for title in (titles(one) if isinstance(one, list) else [str(one.title)])
        ]

    found = titles(read(with_signatures).outline)
    for name in ("Servicemål", "Indhold", "Vilkår og tavshedspligt", "Underskriftsbevis"):
        assert name in found


def test_only_our_own_fonts_are_used(unsigned: bytes) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in read(unsigned).pages
        for font in page["/Resources"]["/Font"].get_object().values()
    }
    assert fonts
    assert all("Plex" in font for font in fonts), fonts


def test_the_certificate_tells_everything_of_each_signature(with_signatures: bytes) -> None:
    evidence = " ".join(pages_of(with_signatures)).split("Underskriftsbevis", 1)[1]
    hash_ = print_of(twelve()).hash
    for one in signed(twelve()):
        for words in (one.name, one.organisation, one.role, spaced(one.moment), one.address, one.email):
            assert words in evidence
    assert evidence.count(f"Underskrev teksten med fingeraftrykket {hash_}") == 12
    assert evidence.count("Simpel elektronisk underskrift") == 12
    assert "/underskriv/kontrol/" in evidence


def test_an_unsigned_print_has_no_certificate_and_a_preview_says_it_is_one(unsigned: bytes) -> None:
    assert "Underskriftsbevis" not in " ".join(pages_of(unsigned))
    preview = pages_of(pdf_write(pdf_html(print_of(wording(), PdfKind.PREVIEW)))[0])
    assert all("Udkast, ikke til underskrift" in page for page in preview)


def test_changed_goals_stand_beside_the_standard() -> None:
    document = wording()
    changed = replace(
        document.goals[0], text="Inden for to arbejdsdage.", standard="Inden for én arbejdsdag."
    )
    first = pages_of(pdf_write(pdf_html(print_of(replace(document, goals=(changed,)))))[0])[0]
    assert "Aftalt her Inden for to arbejdsdage." in first
    assert "Standarden Inden for én arbejdsdag." in first


def test_long_texts_are_printed_to_the_last_word(longest: bytes) -> None:
    text = " ".join(pages_of(longest))
    assert text.count("Vi søger medarbejdere til Ærø, Tåsinge og Ålborg.") >= 3 * 59


def test_empty_fields_are_said_to_be_empty() -> None:
    document = replace(wording(), need_short="", need_long="", period="", follow_up="", places="")
    assert " ".join(pages_of(pdf_write(pdf_html(print_of(document)))[0])).count("Ikke angivet") == 5


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ((2026, 11, 22, 13, 5, 9), "22. november 2026 kl. 14.05.09 (dansk tid, UTC+1)"),
        ((2026, 7, 1, 22, 30, 0), "2. juli 2026 kl. 00.30.00 (dansk tid, UTC+2)"),
    ],
)
def test_a_moment_tells_its_time_zone(instant: tuple[int, ...], words: str) -> None:
    assert spaced(moment_text(datetime.datetime(*instant, tzinfo=datetime.UTC))) == words
