"""PDF files for tests: what is printed, and what is found in the file."""

import datetime
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pypdf import PdfReader

from agreements.document import DocumentText, document_hash
from agreements.enums import PartyRole, PdfKind
from agreements.pdf.content import Printed, SignedText, moment_text, printed
from tests.agreements.wording import party, wording

SIGNED_AT = datetime.datetime(2026, 11, 22, 13, 5, 9, tzinfo=datetime.UTC)


def twelve(**fields: Any) -> DocumentText:
    """The largest case: company, Jobservice Danmark, seven tovholders, Workindenmark and two partners."""
    document = wording(tovholders=7, partners=2)
    workindenmark = party(20, PartyRole.WORKINDENMARK, "Workindenmark Øst")
    return replace(document, parties=(*document.parties, workindenmark), **fields)


def signed(document: DocumentText) -> list[SignedText]:
    """Everybody's signature, a minute apart."""
    return [
        SignedText(
            party=one.key,
            name=one.contact,
            title="Direktør",
            organisation=one.name,
            role=one.label,
            day="22. november 2026",
            moment=moment_text(SIGNED_AT + datetime.timedelta(minutes=n)),
            email=one.email,
            address=f"192.0.2.{n + 1}",
            method="Personligt link og engangskode på mail",
            level="Simpel elektronisk underskrift",
            hash=document_hash(document.data()),
        )
        for n, one in enumerate(document.parties)
    ]


def print_of(document: DocumentText, kind: str = PdfKind.DOCUMENT) -> Printed:
    """Unsigned, or with everybody's signature."""
    return printed(
        kind=kind, document=document, signatures=signed(document) if kind == PdfKind.SIGNED else ()
    )


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def pages_of(content: bytes) -> list[str]:
    """The text of each page, with every run of white space as one space."""
    return [" ".join(page.extract_text().split()) for page in read(content).pages]


def structure(content: bytes) -> Iterator[str]:
    """The tags of the structure tree, in reading order."""

    def walk(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, dict):
            if "/S" in node and node.get("/Type") == "/StructElem":
                yield str(node["/S"])
            yield from walk(node["/K"]) if "/K" in node else ()
        elif isinstance(node, list):
            for one in node:
                yield from walk(one) if hasattr(one, "get_object") else ()

    yield from walk(read(content).trailer["/Root"]["/StructTreeRoot"])


def spaced(text: str) -> str:
    """With plain spaces where the product joins words that belong together."""
    return text.replace("\u00a0", " ")
