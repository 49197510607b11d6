"""The copy for the person: one ZIP file with JSON for machines, and HTML and PDF for people."""

import datetime
import hashlib
import io
import json
import logging
import zipfile
from dataclasses import asdict, dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import Organisation
from agreements.pdf.library import PdfUnavailable
from candidates.services.disclosure import identities_look, profiles_look
from orders.report_pdf import report_pdf
from retention.enums import PersonKind
from retention.findings import rows_of, texts_naming
from retention.models import RightsRequest

logger = logging.getLogger(__name__)
PDF_TEMPLATE = "retention/copy_pdf.html"
INTERNAL = {"candidate_id", "caseworker_id", "targets"}
WORDS_OF_COLUMNS = {
    "name": "Navn",
    "email": "E-mail",
    "phone": "Telefon",
    "title": "Titel",
    "external_ref": "Reference i fagsystemet",
    "channel": "Kontaktvej",
    "opted_out_at": "Vil ikke have opfordringer siden",
    "employers": "Arbejdsgivere",
    "caseworker_email": "Sagsbehandlerens e-mail",
    "profile_text": "Faglig profil",
    "wanted_work": "Ønsket arbejde",
    "history": "Tidligere job",
    "education": "Uddannelse",
    "missing": "Mangler i CV'et",
    "at": "Tidspunkt",
    "about": "Hører til",
    "text": "Tekst",
    "purpose": "Formål",
    "created_at": "Oprettet",
    "last_login": "Sidst logget ind",
    "is_active": "I brug",
    "role": "Rolle",
    "action": "Handling",
    "number": "Nummer",
    "received_at": "Modtaget",
    "closed_at": "Lukket",
    "subject": "Emne",
    "reply": "Svar",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """The finished file."""

    content: bytes
    sha256: str
    rows: int
    texts: int


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the copy with its rows; each row is a list of (word, value)."""

    title: str
    rows: list[list[tuple[str, str]]]


def copy_of(request: RightsRequest, house: Organisation, now: datetime.datetime) -> Copy:
    """Gather and write the copy. The citizen's levels 2 and 3 are read by their logging functions."""
    parts: dict[str, list[dict[str, Any]]] = {}
    if request.person == PersonKind.CITIZEN and request.candidate_id:
        purpose = _("Indsigt til borgeren (art. 15)")
        for title, looked in (
            (_("Borgeren"), identities_look(candidates=[request.candidate_id], purpose=purpose)),
            (_("Faglig profil og CV"), profiles_look(candidates=[request.candidate_id], purpose=purpose)),
        ):
            parts[title] = [
                {key: value for key, value in asdict(one).items() if key not in INTERNAL}
                for one in looked.values()
            ]
    for one, columns in rows_of(request):
        parts.setdefault(str(one.what), []).append(columns)
    rows = sum(len(found) for found in parts.values())
    texts = texts_naming(request)
    for place, label, at, said in texts:
        parts.setdefault(str(place.what), []).append({"about": label, "at": at, "text": said})
    context = {
        "house": house,
        "now": now,
        "request": request,
        "parts": [Part(title, [_shown(row) for row in found]) for title, found in parts.items()],
    }
    document = {
        "controller": house.name,
        "made_at": now.isoformat(),
        "person": {"kind": request.person, "name": request.name, "pseudonym": request.pseudonym},
        "data": parts,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("oplysninger.json", json.dumps(document, ensure_ascii=False, indent=2, default=str))
        archive.writestr("oplysninger.html", render_to_string(PDF_TEMPLATE, context))
        try:
            archive.writestr("oplysninger.pdf", report_pdf(PDF_TEMPLATE, **context))
        except PdfUnavailable:
            logger.warning("The copy has no PDF: system libraries are missing.")
    content = packed.getvalue()
    return Copy(content, hashlib.sha256(content).hexdigest(), rows, len(texts))


def _shown(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (WORDS_OF_COLUMNS.get(column, column), _value(value))
        for column, value in row.items()
        if value not in (None, "", [], {})
    ]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list):
        return "; ".join(_value(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(_value(one) for one in value.values() if one not in (None, ""))
    return str(value)
